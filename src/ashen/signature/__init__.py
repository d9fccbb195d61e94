"""Frames to signatures: recipes, quality, runs, bytes. Pure arrays, no I/O."""
