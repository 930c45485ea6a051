"""A drawing surface over Pillow: smooth outlines, tapering strokes, soft light, and grain.

Coordinates are design units, independent of the size of the result. Everything is drawn at twice the size
of the result and reduced at the end, which is what makes edges smooth; Pillow itself draws them jagged.
"""

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from demo.art.palette import Colour

Point = tuple[float, float]

SUPERSAMPLING = 2


def smooth(points: Sequence[Point], *, closed: bool, steps: int = 12) -> list[Point]:
    """A Catmull-Rom curve through the points: the outline a hand would draw between them."""
    count = len(points)
    curve: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            before, start, end, after = (points[(index + offset) % count] for offset in (-1, 0, 1, 2))
        else:
            start, end = points[index], points[index + 1]
            before = points[index - 1] if index else start
            after = points[index + 2] if index + 2 < count else end
        for step in range(steps):
            t = step / steps
            curve.append(
                tuple(  # type: ignore[arg-type]
                    0.5
                    * (
                        2 * start[axis]
                        + (end[axis] - before[axis]) * t
                        + (2 * before[axis] - 5 * start[axis] + 4 * end[axis] - after[axis]) * t * t
                        + (3 * start[axis] - before[axis] - 3 * end[axis] + after[axis]) * t * t * t
                    )
                    for axis in (0, 1)
                )
            )
    if not closed:
        curve.append(points[-1])
    return curve


def noise(size: tuple[int, int], cell: int, generator: random.Random, octaves: int = 4) -> Image.Image:
    """Cloud-like grey noise: random grids of ever finer cells, enlarged smoothly and averaged."""
    total = Image.new("L", size, 128)
    for octave in range(octaves):
        width = max(2, size[0] // max(1, cell >> octave) + 2)
        height = max(2, size[1] // max(1, cell >> octave) + 2)
        grid = Image.frombytes("L", (width, height), generator.randbytes(width * height))
        layer = grid.resize(size, Image.Resampling.BICUBIC)
        total = layer if octave == 0 else Image.blend(total, layer, 0.5**octave / (2 - 0.5**octave))
    return total


class Canvas:
    """A picture in the making, `width` by `height` design units, that ends `pixels` wide."""

    def __init__(self, width: int, height: int, background: Colour, *, pixels: int = 2000, seed: int = 1) -> None:
        self.width, self.height = width, height
        self.scale = pixels * SUPERSAMPLING / width
        self.size = (pixels * SUPERSAMPLING, round(height * self.scale))
        self.image = Image.new("RGB", self.size, background)
        self.draw = ImageDraw.Draw(self.image, "RGBA")
        self.random = random.Random(seed)

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]

    def polygon(self, points: Sequence[Point], fill: Colour, alpha: float = 1.0) -> None:
        self.draw.polygon(self._scaled(points), fill=(*fill, round(255 * alpha)))

    def shape(self, points: Sequence[Point], fill: Colour, alpha: float = 1.0) -> None:
        """A closed smooth outline through the points, filled."""
        self.polygon(smooth(points, closed=True), fill, alpha)

    def ellipse(
        self, centre: Point, radius_x: float, radius_y: float | None, fill: Colour, alpha: float = 1.0, turn: float = 0
    ) -> None:
        radius_y = radius_x if radius_y is None else radius_y
        cosine, sine = math.cos(turn), math.sin(turn)
        outline = []
        for step in range(64):
            angle = math.tau * step / 64
            x, y = radius_x * math.cos(angle), radius_y * math.sin(angle)
            outline.append((centre[0] + x * cosine - y * sine, centre[1] + x * sine + y * cosine))
        self.polygon(outline, fill, alpha)

    def rectangle(
        self, left: float, top: float, right: float, bottom: float, fill: Colour, alpha: float = 1.0
    ) -> None:
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], fill, alpha)

    def line(self, points: Sequence[Point], width: float, fill: Colour, alpha: float = 1.0) -> None:
        self.draw.line(
            self._scaled(points),
            fill=(*fill, round(255 * alpha)),
            width=max(1, round(width * self.scale)),
            joint="curve",
        )

    def stroke(self, points: Sequence[Point], widths: Sequence[float], fill: Colour, alpha: float = 1.0) -> None:
        """A brush stroke along a smooth curve whose width changes on the way: an arm, a leg, a stem, a lock of hair."""
        curve = smooth(points, closed=False)
        left: list[Point] = []
        right: list[Point] = []
        for index, (x, y) in enumerate(curve):
            previous, following = curve[max(0, index - 1)], curve[min(len(curve) - 1, index + 1)]
            length = math.dist(previous, following) or 1.0
            normal = ((previous[1] - following[1]) / length, (following[0] - previous[0]) / length)
            position = index / (len(curve) - 1) * (len(widths) - 1)
            lower = min(int(position), len(widths) - 2)
            half = (widths[lower] + (widths[lower + 1] - widths[lower]) * (position - lower)) / 2
            left.append((x + normal[0] * half, y + normal[1] * half))
            right.append((x - normal[0] * half, y - normal[1] * half))
        self.polygon(left + right[::-1], fill, alpha)
        if alpha == 1.0:
            self.ellipse(curve[0], widths[0] / 2, None, fill)
            self.ellipse(curve[-1], widths[-1] / 2, None, fill)

    def wash(self, top: Colour, bottom: Colour, box: tuple[float, float, float, float] | None = None) -> None:
        """A vertical change of colour over the whole picture or a box of it."""
        left, upper, right, lower = (round(edge * self.scale) for edge in (box or (0, 0, self.width, self.height)))
        mask = Image.linear_gradient("L").resize((right - left, lower - upper), Image.Resampling.BICUBIC)
        first = Image.new("RGB", mask.size, top)
        first.paste(bottom, (0, 0, *mask.size), mask)
        self.image.paste(first, (left, upper))

    def glow(
        self,
        centre: Point,
        radius: float,
        colour: Colour,
        strength: float = 1.0,
        squash: float = 1.0,
        fall: float = 2.0,
    ) -> None:
        """Soft light around a point that adds to what is there, as a lamp does."""
        lookup = [round(255 * strength * max(0.0, 1 - value / 255) ** fall) for value in range(256)]
        width, height = round(2 * radius * self.scale), round(2 * radius * squash * self.scale)
        # Pillow's radial gradient reaches 255 near the corners; its inscribed circle ends at about 180.
        disc = Image.radial_gradient("L").point(lambda value: min(255, round(value * 255 / 180)))
        mask = disc.point(lookup).resize((max(1, width), max(1, height)), Image.Resampling.BICUBIC)
        left = round(centre[0] * self.scale - width / 2)
        top = round(centre[1] * self.scale - height / 2)
        box = (max(0, left), max(0, top), min(self.size[0], left + width), min(self.size[1], top + height))
        if box[0] >= box[2] or box[1] >= box[3]:
            return
        mask = mask.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
        light = Image.new("RGB", mask.size, (0, 0, 0))
        light.paste(colour, (0, 0, *mask.size), mask)
        self.image.paste(ImageChops.screen(self.image.crop(box), light), box[:2])

    def finish(self, grain: int = 5) -> Image.Image:
        """Reduce to the final size and add a little grain, which hides banding and feels like printed paper."""
        result = self.image.reduce(SUPERSAMPLING)
        if grain:
            raw = Image.frombytes("L", result.size, self.random.randbytes(result.width * result.height))
            speckle = raw.filter(ImageFilter.BoxBlur(0.6)).point(
                [round(128 + (value - 128) * grain / 64) for value in range(256)]
            )
            result = ImageChops.overlay(result, Image.merge("RGB", (speckle,) * 3))
        return result
