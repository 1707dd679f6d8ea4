"""The splitter that needs no weights."""
