"""Ballots, votes and the competitors they breed. Public: the page reads it; only the breeding needs ONNX."""
