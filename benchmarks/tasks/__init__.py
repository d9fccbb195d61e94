"""The tasks: which queries are asked, what the truth is, and which figures come of the answers."""
