"""Flat, stylised people: heads in profile or from the front, built of outlines and tapering strokes.

A figure is drawn in its own units: a head is 100 high, the origin is where the reader of the code puts it,
and it may be turned to face left. Outlines follow the proportions of a standing adult seven and a half heads tall.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from demo.art.canvas import Canvas, Point
from demo.art.palette import INK, Colour, mix


@dataclass(frozen=True)
class Skin:
    light: Colour
    shade: Colour


FAIR = Skin((240, 200, 168), (217, 163, 127))
OLIVE = Skin((220, 170, 126), (190, 134, 92))
BROWN = Skin((160, 104, 70), (128, 78, 50))
DEEP = Skin((112, 70, 50), (84, 50, 36))


@dataclass(frozen=True)
class Figure:
    """Where a person's own coordinates lie on the canvas."""

    canvas: Canvas
    x: float
    y: float
    scale: float = 1.0
    facing: int = 1

    def at(self, points: Sequence[Point]) -> list[Point]:
        return [(self.x + x * self.scale * self.facing, self.y + y * self.scale) for x, y in points]

    def shape(self, points: Sequence[Point], fill: Colour, alpha: float = 1.0) -> None:
        self.canvas.shape(self.at(points), fill, alpha)

    def polygon(self, points: Sequence[Point], fill: Colour, alpha: float = 1.0) -> None:
        self.canvas.polygon(self.at(points), fill, alpha)

    def stroke(self, points: Sequence[Point], widths: Sequence[float], fill: Colour, alpha: float = 1.0) -> None:
        self.canvas.stroke(self.at(points), [width * self.scale for width in widths], fill, alpha)

    def ellipse(self, x: float, y: float, radius_x: float, radius_y: float, fill: Colour, alpha: float = 1.0) -> None:
        self.canvas.ellipse(self.at([(x, y)])[0], radius_x * self.scale, radius_y * self.scale, fill, alpha)

    def ring(self, x: float, y: float, radius_x: float, radius_y: float, width: float, fill: Colour) -> None:
        """The outline of an ellipse, as the rim of a pair of glasses."""
        around = [math.tau * step / 12 for step in range(13)]
        self.stroke([(x + radius_x * math.cos(a), y + radius_y * math.sin(a)) for a in around], [width, width], fill)

    def moved(self, x: float, y: float, scale: float = 1.0) -> "Figure":
        """The same figure's coordinates with the origin at another of its points, as for a head on its neck."""
        ((left, top),) = self.at([(x, y)])
        return Figure(self.canvas, left, top, self.scale * scale, self.facing)


def profile(head: Figure, skin: Skin) -> None:
    """A face from the side; the origin is the pit of the neck."""
    head.stroke([(-8, 14), (-5, -24)], [46, 40], skin.shade)
    head.shape(
        [
            (-24, -20),
            (-36, -48),
            (-34, -78),
            (-14, -100),
            (14, -102),
            (32, -90),
            (38, -73),
            (37, -64),
            (50, -45),
            (47, -40),
            (40, -38),
            (43, -31),
            (39, -27),
            (41, -21),
            (37, -9),
            (25, -2),
            (6, -8),
            (-8, -12),
        ],
        skin.light,
    )
    head.shape([(-8, -12), (6, -8), (25, -2), (34, -6), (22, -12), (4, -22), (-4, -30)], skin.shade, 0.55)
    head.ellipse(-3, -48, 7.5, 11, skin.shade)
    head.ellipse(-2, -48, 4, 6.5, skin.light)
    head.ellipse(25, -60, 3.1, 4.4, INK)
    head.stroke([(17, -72), (25, -76), (33, -73)], [2, 4, 2.5], mix(skin.shade, INK, 0.6))
    head.stroke([(27, -25), (33, -25), (39, -28)], [1.6, 2.4, 1.6], mix(skin.shade, INK, 0.45))


def front(head: Figure, skin: Skin, look: float = 0.0) -> None:
    """A face from the front, turned a little to where it looks (-1 left, 1 right); the origin is the pit of the neck."""
    turn = 9 * look
    head.stroke([(0, 18), (0, -20)], [44, 40], skin.shade)
    head.ellipse(-35, -46, 6, 10, skin.shade)
    head.ellipse(35, -46, 6, 10, skin.shade)
    head.shape(
        [
            (0, -104),
            (-26, -97),
            (-36, -70),
            (-34, -40),
            (-22, -12),
            (0, 0),
            (22, -12),
            (34, -40),
            (36, -70),
            (26, -97),
        ],
        skin.light,
    )
    for side in (-1, 1):
        eye = turn + side * (14.5 - abs(look))
        head.ellipse(eye, -53, 3.2, 4.2, INK)
        head.stroke([(eye - 7, -64), (eye, -67), (eye + 7, -64)], [2, 3.4, 2], mix(skin.shade, INK, 0.65))
    head.stroke(
        [(turn * 1.2 + 1, -50), (turn * 1.5 + 5 * (look or 1), -36), (turn * 1.2, -33)], [2, 3, 2.4], skin.shade
    )
    head.stroke([(turn - 11, -21), (turn, -16), (turn + 11, -22)], [1.6, 3, 1.6], mix(skin.shade, INK, 0.4))


def hand(figure: Figure, x: float, y: float, skin: Skin, spread: Sequence[Point]) -> None:
    """A hand with its palm at a point and fingers that reach to the given points beside it."""
    for reach_x, reach_y in spread:
        figure.stroke(
            [(x, y), (x + reach_x * 0.6, y + reach_y * 0.55), (x + reach_x, y + reach_y)], [13, 9, 6.5], skin.light
        )
    figure.ellipse(x, y, 12, 11, skin.light)
