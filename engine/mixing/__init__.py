"""From programme to samples: the mixer, the loops that keep it fed, and the same again offline."""
