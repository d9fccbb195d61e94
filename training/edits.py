"""What people do to frames before they ask where they are from. Every edit: a picture and a generator to a picture."""

import io
from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

Edit = Callable[[Image.Image, np.random.Generator], Image.Image]

_FONT = {size: ImageFont.load_default(size) for size in (8, 9, 10, 11, 12, 14, 16, 18, 20)}
_LETTERS = "aaabcdeeeeefghiiiklmnnooopqrrssttttuuvwxyz      "


def low_quality(frame: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Shrunk to about 100 px high and compressed hard."""
    height = int(rng.integers(90, 120))
    small = frame.resize((round(frame.width * height / frame.height), height), Image.Resampling.BILINEAR)
    held = io.BytesIO()
    small.save(held, "JPEG", quality=int(rng.integers(12, 35)))
    return Image.open(held).convert("RGB").resize(frame.size, Image.Resampling.BILINEAR)


def subtitles(frame: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Two lines of outlined white or yellow text at the bottom, seldom at the top."""
    edited = frame.copy()
    draw = ImageDraw.Draw(edited)
    size = max(8, int(frame.height * rng.uniform(0.07, 0.11)))
    font = _FONT[min(_FONT, key=lambda known: abs(known - size))]
    fill = (255, 255, 255) if rng.random() < 0.7 else (255, 255, 0)
    top = rng.random() < 0.15
    for line in range(2):
        text = "".join(rng.choice(list(_LETTERS), int(rng.integers(18, 38))))
        y = frame.height * 0.03 + line * size * 1.15 if top else frame.height * 0.96 - (2 - line) * size * 1.15
        draw.text((frame.width / 2, y), text, fill, font, anchor="ma", stroke_width=1, stroke_fill=(0, 0, 0))
    return edited


def logo(frame: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A channel's mark in a corner, half see-through."""
    width, height = int(frame.width * rng.uniform(0.1, 0.2)), int(frame.height * rng.uniform(0.08, 0.18))
    mark = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(mark)
    colour = (*(int(v) for v in rng.integers(100, 256, 3)), int(rng.integers(120, 256)))
    draw.rounded_rectangle((0, 0, width - 1, height - 1), 4, fill=colour)
    draw.text((width / 2, height / 2), "TV" + str(rng.integers(9)), (0, 0, 0, 255), _FONT[12], anchor="mm")
    x = frame.width * 0.04 if rng.random() < 0.5 else frame.width * 0.96 - width
    y = frame.height * 0.05 if rng.random() < 0.7 else frame.height * 0.95 - height
    edited = frame.copy()
    edited.paste(mark, (int(x), int(y)), mark)
    return edited


def tint(frame: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Gamma, contrast, saturation, colour balance and hue all changed."""
    values = np.asarray(frame, np.float32) / 255
    values = values ** np.exp(rng.uniform(-0.5, 0.5)) * rng.uniform(0.75, 1.2, 3) + rng.uniform(-0.06, 0.06, 3)
    grey = values @ np.array([0.299, 0.587, 0.114])
    angle = rng.normal(0, 0.5)
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * rng.uniform(0.3, 1.7)
    blue, red = values[..., 2] - grey, values[..., 0] - grey
    blue, red = spin[0, 0] * blue + spin[0, 1] * red, spin[1, 0] * blue + spin[1, 1] * red
    green = grey - (0.299 * red + 0.114 * blue) / 0.587
    out = np.stack([grey + red, green, grey + blue], axis=-1)
    return Image.fromarray((np.clip(out, 0, 1) * 255).astype(np.uint8))


def greyscale(frame: Image.Image, _rng: np.random.Generator) -> Image.Image:
    """All colour taken out."""
    return frame.convert("L").convert("RGB")


def box(frame: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A box of 35 % of the area, black, white or of any colour."""
    shape = np.exp(rng.uniform(-0.5, 0.5))
    width, height = min(0.95, 0.35**0.5 * shape), min(0.95, 0.35**0.5 / shape)
    x, y = rng.uniform(0, 1 - width), rng.uniform(0, 1 - height)
    colour = [(0, 0, 0), (255, 255, 255), tuple(int(v) for v in rng.integers(0, 256, 3))][int(rng.integers(3))]
    edited = frame.copy()
    corners = (x * frame.width, y * frame.height, (x + width) * frame.width, (y + height) * frame.height)
    ImageDraw.Draw(edited).rectangle(corners, fill=colour)
    return edited


def _cropped(frame: Image.Image, keep_x: float, keep_y: float, x: float, y: float) -> Image.Image:
    width, height = frame.width * keep_x, frame.height * keep_y
    left, top = (frame.width - width) * x, (frame.height - height) * y
    part = (left, top, left + width, top + height)
    return frame.resize(frame.size, Image.Resampling.BILINEAR, part)


def crop(share: float) -> Edit:
    """Loses `share` of its width and height, the rest from anywhere."""

    def edit(frame: Image.Image, rng: np.random.Generator) -> Image.Image:
        return _cropped(frame, 1 - share, 1 - share, rng.random(), rng.random())

    return edit


def centre_4_3(frame: Image.Image, _rng: np.random.Generator) -> Image.Image:
    """The middle 4:3 of a 16:9 frame."""
    return _cropped(frame, 0.75, 1, 0.5, 0.5)


def rotate(frame: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Turned by up to 4 degrees, corners black."""
    return frame.rotate(rng.uniform(1, 4) * rng.choice([-1, 1]), Image.Resampling.BILINEAR)


def perspective(frame: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Corners moved by up to 6 %, as in a photograph of a screen."""
    width, height = frame.size
    corners = np.array([[0, 0], [0, height], [width, height], [width, 0]], np.float64)
    corners += rng.uniform(-0.06, 0.06, (4, 2)) * (width, height)
    quad = tuple(float(v) for v in corners.ravel())
    return frame.transform(frame.size, Image.Transform.QUAD, quad, Image.Resampling.BILINEAR)


def letterbox(frame: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Black bars above and below, or left and right, left on."""
    bars = rng.uniform(0.08, 0.14)
    size = (frame.width, int(frame.height * (1 - 2 * bars)))
    if rng.random() < 0.5:
        size = (int(frame.width * (1 - 2 * bars)), frame.height)
    return ImageOps.pad(frame.resize(size, Image.Resampling.BILINEAR), frame.size)


def noise(frame: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Grain."""
    grain = rng.standard_normal((frame.height, frame.width, 3), np.float32) * rng.uniform(10, 30)
    return Image.fromarray(np.clip(np.asarray(frame) + grain, 0, 255).astype(np.uint8))


def blur(frame: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Out of focus."""
    return frame.filter(ImageFilter.GaussianBlur(frame.height / 144 * rng.uniform(1.5, 4)))


EDITS: Mapping[str, Edit] = {
    "low quality, 100 px": low_quality,
    "subtitles": subtitles,
    "logo": logo,
    "tint": tint,
    "greyscale": greyscale,
    "box 35 %": box,
    "crop 5 %": crop(0.05),
    "crop 10 %": crop(0.10),
    "crop 20 %": crop(0.20),
    "centre 4:3": centre_4_3,
    "rotate 1..4 deg": rotate,
    "perspective 6 %": perspective,
    "letterbox": letterbox,
    "noise": noise,
    "blur": blur,
}
"""Every edit, in the order of the report's rows."""
