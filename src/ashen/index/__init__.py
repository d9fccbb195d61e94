"""Search caches over the catalogue's signatures: rebuilt from it at will."""
