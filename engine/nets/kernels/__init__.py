"""Kernels of attention and of the work between the matrix products, and the proof that each of them is right."""
