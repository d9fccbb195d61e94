"""Hard subtitles and karaoke, rendered by libass: the scripts, and the edits that lay their overlays over a picture.

Each kind is one seeded script of `COUNT` moments; an edit's generator chooses the moment. Pictures of another shape
than 16:9 get the overlay stretched, as a release does that is squeezed after its subtitles were burnt in.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from pysubs2 import Alignment, Color, SSAEvent, SSAFile, SSAStyle

from benchmarks.corpus import japanese_font
from benchmarks.edits import words
from benchmarks.edits.ass import HEIGHT_PX, SLOT_S, WIDTH_PX, Overlay, overlays
from benchmarks.edits.kinds import PictureEdit, Rgb

COUNT: Final = 24
_LATIN_FILES: Final = ("DejaVuSans-Bold.ttf", "DejaVuSans.ttf", "DejaVuSerif-Bold.ttf", "STIXGeneralBol.ttf")
_LATIN: Final = ("DejaVu Sans", "DejaVu Serif", "STIXGeneral")
_JAPANESE: Final = "VL PGothic"
_WHITE, _BLACK = Color(255, 255, 255), Color(0, 0, 0)

Compose = Callable[[SSAFile, int, np.random.Generator], None]
"""Adds to a script what is shown at a moment, given in milliseconds."""


def hard_subtitles(kind: str) -> PictureEdit:
    """Burn in a libass-rendered subtitle of a kind in `KINDS`.

    The edit raises `CorpusError` when there is no ffmpeg program with libass, or a kind with Japanese lacks its font.
    """

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        return bank(kind)[int(rng.integers(COUNT))].over(picture)

    return apply


@lru_cache
def bank(kind: str) -> tuple[Overlay, ...]:
    """All `COUNT` overlays of a kind.

    Raises:
        CorpusError: see `hard_subtitles`.
    """
    import matplotlib  # here, because it takes 0.3 s and only its fonts are wanted

    fonts = [Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name for name in _LATIN_FILES]
    if kind in JAPANESE_KINDS:
        fonts.append(japanese_font())
    return tuple(overlays(script(kind), COUNT, fonts))


def script(kind: str) -> str:
    """The ASS file of a kind: `COUNT` moments, `SLOT_S` apart, each shown from some seconds before to some after."""
    subs = SSAFile()
    subs.info = {
        "ScriptType": "v4.00+",
        "PlayResX": str(WIDTH_PX),
        "PlayResY": str(HEIGHT_PX),
        "WrapStyle": "0",
        "ScaledBorderAndShadow": "yes",
        "YCbCr Matrix": "None",
    }
    subs.styles = {}
    for number in range(COUNT):
        KINDS[kind](subs, (number + 1) * SLOT_S * 1000, np.random.default_rng((crc32(kind.encode()), number)))
    return subs.to_string("ass")


def _add(subs: SSAFile, at_ms: int, text: str, style: SSAStyle, layer: int = 0, before_ms: int = 2000) -> None:
    """One event shown from `before_ms` before the moment until 2 s after it, in a style of its own."""
    name = f"s{len(subs.styles)}"
    subs.styles[name] = style
    subs.append(SSAEvent(start=at_ms - before_ms, end=at_ms + 2000, text=text, style=name, layer=layer))


def _style(
    rng: np.random.Generator, font: str, size: float, alignment: Alignment = Alignment.BOTTOM_CENTER
) -> SSAStyle:
    """A dialogue style: light letters, dark outline, with or without shadow, italic or not."""
    fill = [_WHITE, _WHITE, Color(255, 255, 120), Color(255, 225, 235), Color(190, 235, 255)][int(rng.integers(5))]
    rim = [_BLACK, _BLACK, Color(30, 30, 70), Color(70, 20, 30), Color(20, 60, 40)][int(rng.integers(5))]
    return SSAStyle(
        fontname=font,
        fontsize=size,
        primarycolor=fill,
        outlinecolor=rim,
        backcolor=Color(0, 0, 0, 110),
        bold=font != _JAPANESE or bool(rng.random() < 0.5),
        italic=bool(rng.random() < 0.2),
        outline=float(rng.uniform(2, 4.5)),
        shadow=float(rng.uniform(1, 3)) if rng.random() < 0.6 else 0.0,
        spacing=float(rng.uniform(0, 1.5)),
        alignment=alignment,
        marginl=40,
        marginr=40,
        marginv=int(rng.integers(22, 50)),
    )


def _place(rng: np.random.Generator) -> Alignment:
    return Alignment.TOP_CENTER if rng.random() < 0.12 else Alignment.BOTTOM_CENTER


def _latin(subs: SSAFile, at_ms: int, rng: np.random.Generator) -> None:
    """One to three lines of Latin dialogue."""
    lines = int(rng.integers(1, 4))
    dash = "- " if lines == 2 and rng.random() < 0.4 else ""
    text = r"\N".join(dash + words.sentence(rng, int(rng.integers(3, 7))) for _ in range(lines))
    font = _LATIN[int(rng.choice(len(_LATIN), p=(0.6, 0.2, 0.2)))]
    size = float(rng.uniform(44, 60)) * (1.2 if font == "STIXGeneral" else 1)
    _add(subs, at_ms, text, _style(rng, font, size, _place(rng)))


def _japanese(subs: SSAFile, at_ms: int, rng: np.random.Generator) -> None:
    """One or two lines of Japanese, some with a small reading above, some with a Latin line below."""
    place, size = _place(rng), float(rng.uniform(52, 70))
    kind = rng.random()
    body = r"\N".join(words.japanese(rng) for _ in range(int(rng.integers(1, 3))))
    if kind < 0.3:
        body = rf"{{\fs{size * 0.45:.0f}}}{words.reading(rng)}{{\fs{size:.0f}}}\N{words.japanese(rng)}"
    elif kind < 0.55:
        small = rf"\fs{size * 0.7:.0f}\fn{_LATIN[0]}\b1"
        body = rf"{words.japanese(rng)}\N{{{small}}}{words.sentence(rng, 6)}"
    _add(subs, at_ms, body, _style(rng, _JAPANESE, size, place))


def _signs(subs: SSAFile, at_ms: int, rng: np.random.Generator) -> None:
    """One to three translated signs set into the picture, coloured, turned, boxed; half of them with dialogue."""
    for third in rng.permutation(3)[: int(rng.integers(1, 4))]:
        x, y = rng.uniform(0.2, 0.8) * WIDTH_PX, (0.15 + 0.22 * third + rng.uniform(0, 0.08)) * HEIGHT_PX
        style = _style(rng, _LATIN[int(rng.integers(len(_LATIN)))], float(rng.uniform(34, 76)), Alignment.MIDDLE_CENTER)
        dark = rng.random() < 0.5
        style.primarycolor = Color(*(int(v) for v in rng.integers(0, 110, 3) + (0 if dark else 145)))
        style.outlinecolor = Color(*(int(v) for v in rng.integers(200, 256, 3) - (0 if dark else 190)))
        if rng.random() < 0.3:
            style.borderstyle, style.outline = 3, 8.0
        effects = rf"\pos({x:.0f},{y:.0f})\frz{rng.uniform(-18, 18):.1f}\blur{rng.uniform(0, 1.2):.1f}\fad(300,300)"
        _add(subs, at_ms, f"{{{effects}}}{words.sign(rng)}", style, layer=1)
    if rng.random() < 0.5:
        _add(subs, at_ms, words.sentence(rng, 6), _style(rng, _LATIN[0], 54))


def _sung(
    subs: SSAFile,
    at_ms: int,
    rng: np.random.Generator,
    syllables: list[str],
    style: SSAStyle,
    look: "_Look",
) -> None:
    """A line with its syllables swept or switched on in turn; the moment lies in the middle of it."""
    spans_cs = [int(v) for v in rng.integers(18, 60, len(syllables))]
    before_ms = min(round(sum(spans_cs) * 10 * rng.uniform(0.2, 0.9)), SLOT_S * 1000 - 2500)
    text = "".join(rf"{{{look.tag}{span}}}{s}" for span, s in zip(spans_cs, syllables, strict=True))
    plain = "".join(syllables)
    start = rf"\fad(250,250)\blur{look.soft:.1f}"
    if look.grows:
        start += rf"\fscx70\fscy130\t(0,{before_ms},\fscx108\fscy104\frz{look.turn:.1f})"
    _add(subs, at_ms, rf"{{{start}\bord{look.glow + 3}\blur8\3a&H50&\1a&HFF&}}{plain}", style, 0, before_ms)
    _add(subs, at_ms, f"{{{start}}}{text}", style, 1, before_ms)


class _Look:
    """What all lines of one song have in common."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.tag = [r"\k", r"\kf", r"\kf"][int(rng.integers(3))]
        self.glow = float(rng.uniform(3, 8))
        self.soft = float(rng.uniform(0.4, 1.4))
        self.grows = bool(rng.random() < 0.4)
        self.turn = float(rng.uniform(-2.5, 2.5))
        self.sung = Color(*(int(v) for v in rng.integers(120, 256, 3)))
        self.unsung = _WHITE if rng.random() < 0.6 else Color(*(int(v) for v in rng.integers(150, 256, 3)))
        self.rim = Color(*(int(v) for v in rng.integers(0, 150, 3)))

    def style(self, font: str, size: float, alignment: Alignment, margin: int) -> SSAStyle:
        return SSAStyle(
            fontname=font,
            fontsize=size,
            primarycolor=self.sung,
            secondarycolor=self.unsung,
            outlinecolor=self.rim,
            backcolor=Color(0, 0, 0, 120),
            bold=font != _JAPANESE,
            outline=3.0,
            shadow=1.0,
            alignment=alignment,
            marginl=30,
            marginr=30,
            marginv=margin,
        )


def _karaoke(subs: SSAFile, at_ms: int, rng: np.random.Generator) -> None:
    """An opening's or ending's words: romaji at the top, Japanese at the bottom, both sung along."""
    look = _Look(rng)
    top = look.style(_LATIN[int(rng.integers(2))], float(rng.uniform(44, 56)), Alignment.TOP_CENTER, 28)
    bottom = look.style(_JAPANESE, float(rng.uniform(50, 66)), Alignment.BOTTOM_CENTER, 30)
    _sung(subs, at_ms, rng, words.romaji(rng), top, look)
    _sung(subs, at_ms, rng, list(words.lyric(rng)), bottom, look)


def _karaoke_latin(subs: SSAFile, at_ms: int, rng: np.random.Generator) -> None:
    """The same with a translation at the bottom: what needs no Japanese font."""
    look = _Look(rng)
    font = _LATIN[int(rng.integers(2))]
    _sung(subs, at_ms, rng, words.romaji(rng), look.style(font, 52, Alignment.TOP_CENTER, 28), look)
    bottom = look.style(font, float(rng.uniform(42, 50)), Alignment.BOTTOM_CENTER, 30)
    bottom.italic = True
    _add(subs, at_ms, rf"{{\fad(250,250)\blur{look.soft:.1f}}}{words.sentence(rng, 7)}", bottom)


KINDS: Mapping[str, Compose] = {
    "latin": _latin,
    "japanese": _japanese,
    "signs": _signs,
    "karaoke": _karaoke,
    "karaoke-latin": _karaoke_latin,
}
JAPANESE_KINDS: Final = ("japanese", "karaoke")
