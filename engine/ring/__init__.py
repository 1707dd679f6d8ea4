"""The ring: the newest seconds of sound in shared memory, its writer and its readers, and how an engine opens it."""
