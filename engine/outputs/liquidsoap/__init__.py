"""Liquidsoap downstream: PCM into its ``input.harbor`` with titles at their frame, and a client of its command server.

What is said and understood knows nothing of sockets (harbor, pcm, wire, answers); feed and client do the talking,
output and watch keep at it, each in a task of its own."""
