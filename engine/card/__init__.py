"""A sound card: a process of its own that plays the station at the ring's head, for the room it stands in.

The card's clock is not the station's: a little of the sound is kept in hand (fifo), and how much there is tells how
much faster or slower to read it (drift). feed puts both together and knows of no card; device and player do the
talking."""
