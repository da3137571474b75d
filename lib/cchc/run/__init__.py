"""Executing notebooks: kernels, workers, cache, interruptions."""
