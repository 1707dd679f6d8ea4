"""Kernels for other kernels; Python sees none of them."""
