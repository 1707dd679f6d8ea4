"""What a station costs: the peers and the station that ``benchmarks.engine`` compares, one each."""
