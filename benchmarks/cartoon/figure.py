"""Draws a character from a design and a pose, back to front."""

import numpy as np

from benchmarks.cartoon.design import Design, Pose
from benchmarks.cartoon.pen import Colour, Pen, hsv, mix, shade, smooth


class Figure:
    """Draws one design in one pose with a pen whose unit is a head and whose origin is the middle of the head."""

    def __init__(self, pen: Pen, design: Design, pose: Pose, flat: bool) -> None:
        self.pen, self.d, self.pose, self.flat = pen, design, pose, flat
        self.shift = 0.0 if pose.back else 0.2 * pose.turn
        self.chin = 0.52
        self.shoulder = 0.62 * design.width
        self.hip_y = 0.8 + (design.heads - 1.3) * 0.42
        self.foot_y = design.heads - 0.5

    def draw(self) -> None:
        """The whole figure, back to front."""
        self._back_hair()
        self._legs()
        if self.pose.arms != "crossed":
            self._arm(-1)
        self._torso()
        self._neck_and_head()
        if not self.pose.back:
            self._face()
        self._front_hair()
        self._extra()
        self._arm(1)
        if self.pose.arms == "crossed":
            self._arm(-1)

    def _shadow(self, colour: Colour) -> Colour:
        return colour if self.flat else mix(shade(colour, 0.72), (60, 50, 110), 0.12)

    def _back_hair(self) -> None:
        p, d, s = self.pen, self.d, self.pose.sway * 0.06
        dark = self._shadow(d.hair_colour)
        if d.hair == "long":
            p.blob(
                [(-0.5, -0.3), (0.5, -0.3), (0.62, 0.8), (0.55 + s, 2.0), (0 + s, 1.8), (-0.55 + s, 2.0), (-0.62, 0.8)],
                dark,
            )
        elif d.hair == "twin":
            for side in (-1, 1):
                x = side * 0.55
                p.blob(
                    [
                        (x, -0.25),
                        (x + side * 0.45, 0.1),
                        (x + side * 0.4 + s, 1.2),
                        (x + side * 0.2 + s, 1.7),
                        (x, 1.0),
                    ],
                    dark,
                )
        elif d.hair == "pony":
            side = -1 if self.pose.turn >= 0 else 1
            p.blob(
                [(0, -0.5), (side * 0.6, -0.6), (side * 0.9 + s, 0.2), (side * 0.8 + s, 1.2), (side * 0.55, 0.4)], dark
            )
        elif d.hair == "bob":
            p.blob([(-0.55, -0.3), (0.55, -0.3), (0.66, 0.4), (0.5, 0.66), (-0.5, 0.66), (-0.66, 0.4)], dark)
        elif d.hair == "bun":
            p.ellipse(self.shift * -0.6, -0.66, 0.28, 0.26, d.hair_colour)
        elif d.hair == "curly":
            angles = np.linspace(0, 2 * np.pi, 11)[:-1]
            for a in angles:
                p.ellipse(0.52 * np.cos(a), -0.05 + 0.55 * np.sin(a), 0.24, 0.24, dark)

    def _legs(self) -> None:
        p, d = self.pen, self.d
        length = self.foot_y - self.hip_y
        swing = {0: (0.0, 0.0), 1: (0.22, -0.22), 2: (0.05, -0.05), 3: (-0.22, 0.22), 4: (-0.05, 0.05)}[self.pose.step]
        bare = d.outfit in ("sailor", "dress")
        colour = d.skin if bare else shade(d.outfit_colours[1], 0.85)
        for side, move in zip((-1, 1), swing, strict=True):
            x = side * 0.2 * d.width
            knee = (x + move * 0.6 * length, self.hip_y + length * 0.5)
            foot = (x + move * length, self.foot_y - abs(move) * 0.2)
            p.limb([(x, self.hip_y), knee, foot], colour, 0.27)
            p.ellipse(foot[0] + 0.1 * self.pose.turn, foot[1], 0.21, 0.12, shade(d.outfit_colours[0], 0.5))

    def _torso(self) -> None:
        p, d, w = self.pen, self.d, self.shoulder
        top, hip, (first, second) = 0.62, self.hip_y, d.outfit_colours
        hem = hip + {"dress": 0.9, "coat": 1.0, "robe": (self.foot_y - hip) * 0.85, "sailor": 0.0}.get(d.outfit, 0.12)
        flare = {"dress": 1.5, "coat": 1.15, "robe": 1.4}.get(d.outfit, 0.85)
        s = 0.05 * self.pose.sway
        body = [
            (-w * 0.55, top),
            (w * 0.55, top),
            (w, top + 0.16),
            (w * 0.8, hip - 0.2),
            (w * flare + s, hem),
            (-w * flare + s, hem),
            (-w * 0.8, hip - 0.2),
            (-w, top + 0.16),
        ]
        p.poly(body, first)
        if not self.flat:
            p.poly(
                [(w * 0.35, top + 0.2), (w, top + 0.18), (w * 0.8, hip - 0.2), (w * flare + s, hem), (w * 0.5, hem)],
                self._shadow(first),
                lined=False,
            )
        if d.outfit == "sailor":
            p.poly(
                [
                    (-w * 0.8, hip - 0.15),
                    (w * 0.8, hip - 0.15),
                    (w * 1.25 + s, hip + 0.65),
                    (-w * 1.25 + s, hip + 0.65),
                ],
                second,
            )
            for k in range(-2, 3):
                p.stroke([(w * 0.3 * k, hip - 0.1), (w * 0.5 * k + s, hip + 0.62)], self._shadow(second), 0.03)
        if self.pose.back:
            return
        x = self.shift * 0.6
        if d.outfit in ("sailor", "blazer", "coat"):
            p.poly(
                [
                    (-w * 0.5 + x, top),
                    (x, top + 0.75),
                    (w * 0.5 + x, top),
                    (w * 0.3 + x, top - 0.02),
                    (x, top + 0.4),
                    (-w * 0.3 + x, top - 0.02),
                ],
                second,
            )
            p.poly([(x - 0.16, top + 0.42), (x + 0.16, top + 0.42), (x, top + 0.85)], hsv(0.98, 0.8, 0.8))
        if d.outfit in ("blazer", "coat", "hoodie"):
            p.stroke([(x, top + 0.5), (x, hem)], self._shadow(first), 0.04)
        if d.outfit == "hoodie":
            p.blob([(-w * 0.7, top), (0, top + 0.35), (w * 0.7, top), (0, top - 0.15)], shade(first, 0.8))
        if d.outfit == "armour":
            p.poly([(-w * 0.8, top + 0.1), (w * 0.8, top + 0.1), (w * 0.5, hip - 0.3), (-w * 0.5, hip - 0.3)], second)
            for side in (-1, 1):
                p.ellipse(side * w, top + 0.2, 0.3, 0.26, shade(second, 1.15))
        if d.outfit == "tee":
            p.ellipse(x, top + 0.6, 0.22, 0.22, second)
        if d.outfit == "robe":
            p.poly(
                [
                    (-w * 0.5, top),
                    (x + 0.1, top + 0.9),
                    (w * 0.5, top),
                    (w * 0.3, top - 0.02),
                    (x + 0.1, top + 0.6),
                    (-w * 0.3, top - 0.02),
                ],
                second,
            )
            p.rect(-w * 0.82, hip - 0.45, w * 0.82, hip - 0.15, second)

    def _arm(self, side: int) -> None:
        p, d, w = self.pen, self.d, self.shoulder
        reach = (self.hip_y - 0.7) * 0.62
        x, y = side * w * 0.93, 0.84
        kind = self.pose.arms
        raised = side > 0
        swing = {1: 0.25, 3: -0.25}.get(self.pose.step, 0.0) * side
        elbow, hand = (x + side * 0.12 + swing * 0.5, y + reach), (x + side * 0.14 + swing, y + 2 * reach)
        if kind == "hip":
            elbow, hand = (x + side * 0.55, y + reach * 0.8), (x - side * 0.15, self.hip_y - 0.15)
        elif kind == "raised" or (kind == "wave" and raised):
            lift = 0.15 * self.pose.sway
            elbow, hand = (x + side * 0.4, y - 0.1), (x + side * (0.35 + lift), y - reach - 0.25)
        elif kind == "point" and raised:
            elbow, hand = (x + side * 0.5, y + 0.15), (x + side * 1.3, y - 0.1)
        elif kind == "think" and raised:
            elbow, hand = (x + 0.1, y + reach), (self.shift + 0.1, self.chin + 0.08)
        elif kind == "crossed":
            elbow, hand = (x + side * 0.15, y + reach), (-side * 0.3, y + reach * (0.75 if raised else 0.9))
        elif kind == "spread":
            elbow, hand = (x + side * 0.5, y + 0.35), (x + side * 1.0, y + 0.2)
        colour = self.d.outfit_colours[0]
        sleeve_ends = d.outfit in ("tee", "dress")
        p.limb([(x, y), elbow], colour, 0.3)
        p.limb([elbow, hand], d.skin if sleeve_ends else colour, 0.22 if sleeve_ends else 0.26)
        p.ellipse(hand[0], hand[1], 0.15, 0.16, d.skin)

    def _neck_and_head(self) -> None:
        p, d, x = self.pen, self.d, self.shift
        p.poly([(-0.13, 0.35), (0.13, 0.35), (0.17, 0.72), (-0.17, 0.72)], self._shadow(d.skin))
        if self.pose.back:
            p.ellipse(0, 0, 0.52, 0.52, d.hair_colour)
            return
        for side in (-1, 1):
            if side * self.pose.turn < 0.5:
                p.ellipse(side * 0.48 - x * 0.4, 0.08, 0.09, 0.13, d.skin)
        face = [
            (-0.47, -0.2),
            (-0.45, 0.18),
            (-0.26 + x * 0.5, 0.42),
            (x, self.chin),
            (0.26 + x * 0.5, 0.42),
            (0.45, 0.18),
            (0.47, -0.2),
            (0, -0.52),
        ]
        p.blob(face, d.skin)
        if not self.flat:
            p.blob(
                [(-0.4, -0.2), (0.4, -0.2), (0.38, -0.08), (0, -0.02), (-0.38, -0.08)],
                self._shadow(d.skin),
                lined=False,
            )

    def _face(self) -> None:
        p, d, pose, x = self.pen, self.d, self.pose, self.shift
        line = p.line_colour
        for side in (-1, 1):
            squeeze = 1 - 0.35 * max(0.0, side * pose.turn)
            cx, cy = x + side * 0.21 * squeeze, 0.1
            rx, ry = 0.11 * d.eye_size * squeeze, 0.15 * d.eye_size
            if pose.eyes == 2:
                bend = -0.05 if pose.mood == 1 else 0.05
                p.stroke([(cx - rx, cy), (cx, cy + bend), (cx + rx, cy)], line, 0.035, curved=True)
            else:
                open_ry = ry if pose.eyes == 0 else ry * 0.5
                p.ellipse(cx, cy, rx * 1.12, open_ry, (250, 250, 250), lined=False)
                gaze = 0.03 * pose.turn
                p.ellipse(cx + gaze, cy + 0.01, rx * 0.8, open_ry * 0.95, d.eye_colour, lined=False)
                p.ellipse(cx + gaze, cy + 0.02, rx * 0.42, open_ry * 0.55, shade(d.eye_colour, 0.3), lined=False)
                p.ellipse(
                    cx + gaze - rx * 0.3, cy - open_ry * 0.4, rx * 0.3, open_ry * 0.28, (255, 255, 255), lined=False
                )
                top = cy - open_ry
                p.stroke(
                    [(cx - rx * 1.25, top + 0.06), (cx, top - 0.01), (cx + rx * 1.25, top + 0.06)],
                    line,
                    0.045,
                    curved=True,
                )
            brow = cy - ry - 0.08
            tilt = {-1: -0.06, 0: 0.0, 1: 0.02, 2: 0.08}[pose.mood]
            p.stroke(
                [(cx - 0.1, brow - tilt * -side), (cx + 0.1, brow + tilt * -side)], shade(d.hair_colour, 0.6), 0.03
            )
        p.stroke([(x * 1.25, 0.22), (x * 1.25 + 0.02, 0.26)], self._shadow(d.skin), 0.025)
        mx, my = x, 0.36
        if pose.mouth == 0:
            bend = {-1: -0.03, 0: 0.01, 1: 0.04, 2: -0.02}[pose.mood]
            p.stroke([(mx - 0.09, my), (mx, my + bend), (mx + 0.09, my)], line, 0.024, curved=True)
        else:
            p.ellipse(mx, my, 0.08 + 0.02 * pose.mouth, 0.03 * pose.mouth, (150, 50, 50))
        if pose.mood == 1:
            for side in (-1, 1):
                p.ellipse(x + side * 0.3, 0.26, 0.07, 0.035, mix(d.skin, (240, 90, 90), 0.4), lined=False)

    def _front_hair(self) -> None:
        p, d, x = self.pen, self.d, self.shift * 0.5
        colour = d.hair_colour
        if self.pose.back:
            if d.hair in ("long", "twin", "bob"):
                p.blob([(-0.5, -0.3), (0.5, -0.3), (0.52, 0.5), (0.3, 0.75), (-0.3, 0.75), (-0.52, 0.5)], colour)
            return
        tips = np.linspace(-0.46, 0.46, 7)
        fringe: list[tuple[float, float]] = []
        for k in range(6):
            fringe += [(tips[k] + x, -0.12), ((tips[k] + tips[k + 1]) / 2 + x + 0.03 * self.pose.sway, d.fringe[k])]
        crown = [
            (0.53, -0.1),
            (0.5, -0.42),
            (0.26, -0.64),
            (-0.05, -0.68),
            (-0.33, -0.6),
            (-0.52, -0.38),
            (-0.54, -0.1),
        ]
        if d.hair == "spiky":
            angles = np.linspace(0.05 * np.pi, 0.95 * np.pi, 13)
            radius = np.where(np.arange(13) % 2, 0.86, 0.58)
            crown = [(float(r * np.cos(a)), float(-0.08 - r * np.sin(a))) for a, r in zip(angles, radius, strict=True)]
        p.poly([*fringe, *crown] if d.hair == "spiky" else [*fringe, *_rounded(crown)], colour)
        if d.hair in ("short", "bob", "long", "twin", "pony"):
            for side in (-1, 1):
                drop = {"short": 0.2, "bob": 0.55, "pony": 0.45}.get(d.hair, 0.7)
                p.poly([(side * 0.56, -0.25), (side * 0.4, -0.2), (side * 0.47, drop)], colour)
        if not self.flat:
            glow = shade(colour, 1.35)
            p.stroke([(-0.34 + x, -0.36), (-0.1 + x, -0.44), (0.22 + x, -0.4)], glow, 0.05, curved=True)

    def _extra(self) -> None:
        p, d, x = self.pen, self.d, self.shift
        accent = d.outfit_colours[1]
        if d.extra == "glasses" and not self.pose.back:
            for side in (-1, 1):
                ring = [
                    (x + side * 0.21 + 0.16 * np.cos(a), 0.1 + 0.15 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 20)
                ]
                p.stroke(ring, p.line_colour, 0.03)
            p.stroke([(x - 0.05, 0.1), (x + 0.05, 0.1)], p.line_colour, 0.03)
        elif d.extra == "ribbon":
            for side in (-1, 1):
                p.poly([(0.3, -0.5), (0.3 + side * 0.3, -0.68), (0.3 + side * 0.3, -0.34)], accent)
        elif d.extra == "cap":
            p.blob([(-0.55, -0.3), (-0.4, -0.7), (0.4, -0.7), (0.55, -0.3), (0, -0.36)], accent)
            p.poly([(-0.5, -0.32), (0.5, -0.32), (0.7 * (self.pose.turn or 0.3), -0.16)], shade(accent, 0.7))
        elif d.extra == "cat ears":
            for side in (-1, 1):
                p.poly([(side * 0.18, -0.56), (side * 0.46, -1.0), (side * 0.52, -0.4)], d.hair_colour)
                p.poly([(side * 0.28, -0.58), (side * 0.43, -0.86), (side * 0.46, -0.5)], (240, 170, 180), lined=False)
        elif d.extra == "scarf":
            p.blob([(-0.42, 0.55), (0.42, 0.55), (0.45, 0.82), (0, 0.9), (-0.45, 0.82)], accent)
            p.poly([(0.15, 0.8), (0.4, 0.8), (0.5 + 0.1 * self.pose.sway, 1.6), (0.2, 1.6)], shade(accent, 0.85))
        elif d.extra == "horns":
            for side in (-1, 1):
                p.poly([(side * 0.22, -0.56), (side * 0.5, -1.0), (side * 0.4, -0.48)], (225, 215, 190))
        elif d.extra == "headphones":
            p.stroke([(-0.52, 0.05), (-0.4, -0.55), (0, -0.72), (0.4, -0.55), (0.52, 0.05)], accent, 0.08, curved=True)
            for side in (-1, 1):
                p.ellipse(side * 0.53, 0.08, 0.12, 0.18, accent)


def _rounded(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in smooth(points, closed=False)]
