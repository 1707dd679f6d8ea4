"""What is to be played: clips with their envelopes on lanes, and the laws that they keep."""
