"""How the network of src/ashen/match/sameness.py is trained."""
