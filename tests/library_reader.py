"""A reader in a process of its own: `python -m tests.library_reader LIBRARY QUERY`.

Prints what it makes of the query over and over, a line each, with the time, until it is a match.
"""

import sys
import time

from ashen import Library

if __name__ == "__main__":
    with Library.open(sys.argv[1]) as library:
        answer = ""
        while answer != "match":
            answer = library.identify(sys.argv[2]).answer
            sys.stdout.write(f"{time.time()} {answer}\n")
            sys.stdout.flush()
            time.sleep(0.1)
