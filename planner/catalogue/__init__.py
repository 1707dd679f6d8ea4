"""What is known of every track. Public: the page reads it."""
