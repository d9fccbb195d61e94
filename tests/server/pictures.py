"""Pictures of videos, to ask with."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from ashen.media.video import open_video


def jpeg_of(video: Path, at_s: float, longest_px: int = 160) -> bytes:
    """A JPEG of a moment of a video."""
    with open_video(video, longest_px=longest_px, start_s=at_s, batch=1) as reader:
        rgb = next(iter(reader)).rgb[0]
    stream = BytesIO()
    Image.fromarray(rgb).save(stream, "JPEG", quality=90)
    return stream.getvalue()
