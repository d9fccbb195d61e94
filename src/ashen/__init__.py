"""Ashen recognises anime by what it looks like."""
