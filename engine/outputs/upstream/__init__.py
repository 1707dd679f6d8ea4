"""What servers that take a source by HTTP have in common: Icecast, and ``input.harbor`` of Liquidsoap, which speaks as
it does. What is said knows nothing of sockets (words, troubles); connection does the talking, attempts and telling keep
at it."""
