"""A crowd of listeners on one machine, against the built-in stream and against Icecast; loopback only."""
