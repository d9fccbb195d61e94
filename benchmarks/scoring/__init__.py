"""How answers are scored: recall, precision, intervals. Pure functions of arrays; nothing here knows a system."""
