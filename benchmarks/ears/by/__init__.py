"""A module an ear: ``ear()`` gives the callable that hears a file, and raises ImportError where it isn't installed."""
