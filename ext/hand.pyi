"""Nothing that Python sees."""
