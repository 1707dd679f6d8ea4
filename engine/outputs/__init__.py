"""The outputs process: reads the ring at each output's own distance, encodes once, serves any number of
listeners."""
