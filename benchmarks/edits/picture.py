"""Every picture edit by name."""

from collections.abc import Mapping

from benchmarks.edits import colour, framing, geometry, overlay, quality
from benchmarks.edits.kinds import PictureEdit, compose, identity

PICTURE_EDITS: Mapping[str, PictureEdit] = {
    "identity": identity,
    "jpeg-50": quality.jpeg(50),
    "jpeg-10": quality.jpeg(10),
    "240p": compose(quality.height(240), quality.jpeg(30)),
    "100px": compose(quality.height(100), quality.jpeg(70)),
    "noise": quality.noise(12),
    "blur": quality.blur(0.01),
    "sharpen": quality.sharpen(200),
    "subtitled": overlay.subtitled(),
    "logo": overlay.logo(),
    "watermark": overlay.watermark(),
    "black-box-35": overlay.black_box(0.35),
    "mosaic": overlay.mosaic(0.4),
    "letterbox": framing.letterbox(),
    "pillarbox": framing.pillarbox(),
    "window-box": framing.window_box(),
    "phone": framing.phone_screenshot(),
    "picture-in-picture": framing.picture_in_picture(),
    "mirrored": geometry.mirrored,
    "crop-5": geometry.crop(0.05),
    "crop-10": geometry.crop(0.10),
    "crop-20": geometry.crop(0.20),
    "crop-35": geometry.crop(0.35),
    "crop-50": geometry.crop(0.50),
    "centre-4-3": geometry.centre(4, 3),
    "vertical-9-16": geometry.centre(9, 16),
    "aspect": geometry.stretched(0.75),
    "rotation": geometry.rotated(6),
    "perspective": geometry.perspective(0.06),
    "tint": colour.tint(0.3),
    "colour-shift": colour.colour_shift(0.25),
    "gamma": colour.gamma(1.6),
    "saturation": colour.saturation(0.4, 1.8),
    "hue": colour.hue(40),
    "greyscale": colour.greyscale,
    "sepia": colour.sepia,
    "combination": compose(geometry.mirrored, geometry.crop(0.2), overlay.subtitled(), framing.phone_screenshot()),
}
"""Every picture edit by its name: the names the figures report."""
