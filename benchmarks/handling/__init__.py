"""What ``everset bench midi`` is made of: a controller's hand on the sound, and what it does to it."""
