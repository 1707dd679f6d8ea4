"""Mounts of Icecast 2.4 and later: each gets one of the stream's formats, the very bytes that listeners of the built-in
stream get, and titles where they change.

What is said and understood knows nothing of sockets (answers); link does the talking, output keeps at it, in a task of
its own a mount."""
