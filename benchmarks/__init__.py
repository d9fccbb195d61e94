"""Programs that measure Ashen and show it at work; nothing here is installed."""
