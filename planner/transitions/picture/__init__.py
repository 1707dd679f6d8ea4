"""A transition as a picture, for the desk and the command line."""
