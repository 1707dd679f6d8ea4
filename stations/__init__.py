"""Puts a station together: settings, supervisor, demo, command line."""
