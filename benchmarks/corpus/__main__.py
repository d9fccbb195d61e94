"""`python -m benchmarks.corpus`: fetch everything; print where it is, who made it, and what is missing."""

import sys

from benchmarks.corpus.fetch import attributions, fetch_all


def main() -> int:
    """0 when everything is here, else 1."""
    paths, missing = fetch_all()
    for path in paths:
        print(path)
    print(f"\n{attributions()}")
    for line in missing:
        print(f"missing: {line}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
