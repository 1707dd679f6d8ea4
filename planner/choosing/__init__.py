"""What plays next: rules, the scorers, and a decision that can be replayed."""
