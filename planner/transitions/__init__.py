"""From one track into the next: recipes, plans, stretching, rendering and measuring."""
