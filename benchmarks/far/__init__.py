"""An Icecast on a host of its own behind a bad network: a network namespace, and a wire that delays, loses and is cut.
Who listens there comes by another way, which is good: what they miss was lost on the wire."""
