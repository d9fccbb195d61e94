"""Prints the videohash of one file. Run by video_hash.py in a process of its own; imports nothing of this project."""

from __future__ import annotations

import sys

from PIL import Image


def main(path: str) -> None:
    """Print 64 bits as hexadecimal digits."""
    # videohash 3.0.1 asks for Lanczos by the name that Pillow 10 removed.
    setattr(Image, "ANTIALIAS", Image.Resampling.LANCZOS)  # noqa: B010 - Pillow's types do not know the name
    from videohash import VideoHash  # type: ignore[import-not-found, unused-ignore]

    hashed = VideoHash(path=path)
    print(f"{int(hashed.hash, 2):016x}")
    hashed.delete_storage_path()


if __name__ == "__main__":
    main(sys.argv[1])
