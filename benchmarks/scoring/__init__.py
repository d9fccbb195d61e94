"""How answers are scored: recall, precision and their intervals. Pure functions of arrays; nothing here knows a system."""
