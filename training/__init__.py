"""How the trained numbers of frame/1 are made; nothing here is installed."""
