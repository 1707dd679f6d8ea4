"""Practice for the ear: many short pieces, as unlike as can be, whose beats and bars are known exactly."""
