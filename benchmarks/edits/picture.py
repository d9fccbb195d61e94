"""Every picture edit by name, in groups for the report."""

from collections.abc import Mapping

from benchmarks.edits import (
    captions,
    censor,
    coding,
    colour,
    framing,
    geometry,
    insets,
    overlay,
    quality,
    screen_photo,
    screens,
    stickers,
    subtitles,
)
from benchmarks.edits.kinds import PictureEdit, chain, compose, identity, one_of

_QUALITY: Mapping[str, PictureEdit] = {
    "jpeg-50": coding.jpeg(50),
    "jpeg-10": coding.jpeg(10),
    "webp-5": coding.webp(5),
    "h264-still": coding.video_still("libx264", {"crf": "42"}),
    "mpeg4-still": coding.video_still("mpeg4", {"qmin": "31", "qmax": "31", "b": "40k"}, lines=240),
    "240p": compose(quality.height(240), coding.jpeg(30)),
    "100px": compose(quality.height(100), coding.jpeg(70)),
    "noise": quality.noise(12),
    "noise-30": quality.noise(30),
    "blur": quality.blur(0.01),
    "motion-blur": quality.motion_blur(0.02),
    "sharpen": quality.sharpen(200),
    "interlaced": quality.interlaced(0.015),
}
_SUBTITLES: Mapping[str, PictureEdit] = {
    "subtitled": overlay.subtitled(),
    "hardsub-latin": subtitles.hard_subtitles("latin"),
    "hardsub-japanese": subtitles.hard_subtitles("japanese"),
    "hardsub-signs": subtitles.hard_subtitles("signs"),
    "karaoke": subtitles.hard_subtitles("karaoke"),
    "karaoke-latin": subtitles.hard_subtitles("karaoke-latin"),
}
_OVERLAYS: Mapping[str, PictureEdit] = {
    "logo": overlay.logo(),
    "watermark": overlay.watermark(),
    "clock": overlay.clock(),
    "score-bug": overlay.score_bug(),
    "ticker": overlay.ticker(),
    "meme-text": captions.meme_text(),
    "caption": captions.caption(),
    "stickers": stickers.stickers(),
    "red-circle": stickers.red_circle(),
}
_CENSORSHIP: Mapping[str, PictureEdit] = {
    "mosaic": censor.mosaic(0.4),
    "black-bar": censor.black_bar(),
    "black-box-35": censor.black_box(0.35),
    "light-beam": censor.light_beam(),
    "steam": censor.steam(),
}
_FRAMING: Mapping[str, PictureEdit] = {
    "letterbox": framing.letterbox(),
    "pillarbox": framing.pillarbox(),
    "window-box": framing.window_box(),
    "rounded-border": framing.rounded_border(),
    "blurred-fill": framing.blurred_fill(),
    "caption-bar": captions.caption_bar(),
    "phone": screens.phone_screenshot(),
    "phone-browser": screens.phone_browser(),
    "player": screens.player(),
    "picture-in-picture": insets.picture_in_picture(),
    "pip-70": insets.picture_in_picture(0.7, ("plain", "blurred", "gameplay")),
    "pip-45": insets.picture_in_picture(0.45, ("plain", "blurred", "gameplay")),
    "split-screen": insets.split_screen,
    "gameplay-below": insets.over_gameplay(),
}
_GEOMETRY: Mapping[str, PictureEdit] = {
    "mirrored": geometry.mirrored,
    "flipped": geometry.flipped,
    "crop-5": geometry.crop(0.05),
    "crop-10": geometry.crop(0.10),
    "crop-20": geometry.crop(0.20),
    "crop-35": geometry.crop(0.35),
    "crop-50": geometry.crop(0.50),
    "centre-4-3": geometry.centre(4, 3),
    "vertical-9-16": geometry.centre(9, 16),
    "aspect": geometry.stretched(0.75),
    "aspect-wide": geometry.stretched(4 / 3),
    "rotation-2": geometry.rotated(2),
    "rotation": geometry.rotated(6),
    "rotation-12": geometry.rotated(12),
    "perspective": geometry.perspective(0.06),
    "perspective-10": geometry.perspective(0.10),
    "screen-photo": screen_photo.screen_photo(),
}
_COLOUR: Mapping[str, PictureEdit] = {
    "tint": colour.tint(0.3),
    "colour-shift": colour.colour_shift(0.25),
    "gamma": colour.gamma(1.6),
    "saturation": colour.saturation(0.4, 1.8),
    "hue": colour.hue(40),
    "greyscale": colour.greyscale,
    "sepia": colour.sepia,
    "night-filter": colour.night_filter(),
    "brighter": colour.brightness(1.6),
    "darker": colour.brightness(0.5),
    "contrast-low": colour.contrast(0.5),
    "contrast-high": colour.contrast(1.6),
    "inverted": colour.inverted,
    "banding": colour.banding(8),
    "gif-64": colour.gif(64),
}

RANDOM_POOL: tuple[str, ...] = (
    "jpeg-10",
    "240p",
    "noise",
    "blur",
    "sharpen",
    "subtitled",
    "logo",
    "watermark",
    "caption",
    "stickers",
    "letterbox",
    "caption-bar",
    "rounded-border",
    "mirrored",
    "crop-10",
    "crop-20",
    "aspect",
    "rotation-2",
    "tint",
    "gamma",
    "saturation",
    "hue",
    "greyscale",
    "night-filter",
    "contrast-low",
)
"""What `random-3` chooses three different edits from, in any order."""

_SINGLE: Mapping[str, PictureEdit] = {
    **_QUALITY,
    **_SUBTITLES,
    **_OVERLAYS,
    **_CENSORSHIP,
    **_FRAMING,
    **_GEOMETRY,
    **_COLOUR,
}

_COMBINATIONS: Mapping[str, PictureEdit] = {
    "combination": compose(geometry.mirrored, geometry.crop(0.2), overlay.subtitled(), screens.phone_screenshot()),
    "social-clip": compose(
        one_of(geometry.centre(9, 16), geometry.centre(4, 5)),
        geometry.mirrored,
        captions.caption(),
        colour.tint(0.15),
        coding.jpeg(40),
    ),
    "fan-sub-phone": compose(subtitles.hard_subtitles("latin"), screens.phone_screenshot()),
    "reupload": compose(
        overlay.logo(),
        geometry.rotated(2),
        geometry.middle(0.12),
        colour.saturation(0.6, 1.5),
        coding.video_still("libx264", {"crf": "38"}),
    ),
    "meme": compose(geometry.crop(0.10), captions.meme_text(), coding.jpeg(20)),
    "random-3": chain([_SINGLE[name] for name in RANDOM_POOL], 3),
}

EDIT_GROUPS: Mapping[str, tuple[str, ...]] = {
    "unedited": ("identity",),
    "quality": tuple(_QUALITY),
    "subtitles": tuple(_SUBTITLES),
    "overlays": tuple(_OVERLAYS),
    "censorship": tuple(_CENSORSHIP),
    "framing": tuple(_FRAMING),
    "geometry": tuple(_GEOMETRY),
    "colour": tuple(_COLOUR),
    "combinations": tuple(_COMBINATIONS),
}
"""The names of `PICTURE_EDITS`, each once, by what is done to the picture."""

PICTURE_EDITS: Mapping[str, PictureEdit] = {"identity": identity, **_SINGLE, **_COMBINATIONS}
"""Every picture edit by its name: the names the figures report."""

NEEDS_FONT: tuple[str, ...] = ("hardsub-japanese", "karaoke")
"""Edits that need the corpus's Japanese font; without it they raise `CorpusError` at first use."""

NEEDS_FFMPEG: tuple[str, ...] = (
    "hardsub-latin",
    "hardsub-japanese",
    "hardsub-signs",
    "karaoke",
    "karaoke-latin",
    "fan-sub-phone",
)
"""Edits that need the ffmpeg program of `imageio_ffmpeg`, with libass; else they raise `CorpusError` at first use."""

SMALL_EDITS: tuple[str, ...] = (
    "identity",
    "jpeg-10",
    "h264-still",
    "240p",
    "100px",
    "subtitled",
    "meme-text",
    "stickers",
    "black-box-35",
    "steam",
    "letterbox",
    "phone",
    "player",
    "pip-45",
    "mirrored",
    "crop-20",
    "crop-50",
    "vertical-9-16",
    "perspective",
    "screen-photo",
    "tint",
    "greyscale",
    "social-clip",
    "random-3",
)
"""For the small run: a few of each group; none needs a font or a program."""
