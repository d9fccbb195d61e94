"""Exit codes, as `ashen --help` and docs/cli.md list them. 2 is wrong usage."""

UNKNOWN = 1
"""Something asked for was not recognised."""
ERROR = 3
"""It could not be done; one line on standard error says why."""
INTERRUPTED = 130
"""Ended by Ctrl-C; what was reported as done is stored."""
SOME_FAILED = 4
"""Indexing or re-signing ended, but some files could not be used."""
HELD = 5
"""`ashen check`: more of the file is in the library than may be."""
