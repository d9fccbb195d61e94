"""Folders to library: scan, names, workers, progress."""
