"""The demo library: original pieces made by a small synthesiser, with everything true of them beside them."""
