"""A human hand on the mix: what controllers and pages ask for, and what they are told."""
