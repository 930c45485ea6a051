"""Abstract pictures for cards, articles and sections: each takes one idea of the field and draws it plainly."""

import math
import random
from collections.abc import Callable

from PIL import Image

from demo.art.canvas import Canvas, Point
from demo.art.palette import (
    ACCENT,
    AMBER,
    BLUE,
    INDIGO,
    MIST,
    NIGHT,
    OCHRE,
    PAPER,
    RUST,
    SAND,
    STRAW,
    Colour,
    mix,
    ramp,
)

WIDTH, HEIGHT = 1600, 1000

Field = Callable[[float, float], float]


def flow() -> Image.Image:
    """Streamlines of a smooth random field, as thousands of small steps that together show a direction."""
    canvas = Canvas(WIDTH, HEIGHT, PAPER, pixels=1800, seed=41)
    generator = canvas.random
    angle = _waves(generator, 7, 0.0026)
    stops = [INDIGO, BLUE, MIST, STRAW, OCHRE, ACCENT]
    for _ in range(1150):
        x, y = generator.uniform(-160, WIDTH), generator.uniform(-40, HEIGHT + 40)
        position = (x / WIDTH * 0.55 + y / HEIGHT * 0.45) + generator.gauss(0, 0.08)
        colour = ramp(stops, position)
        path: list[Point] = [(x, y)]
        for _ in range(generator.randint(6, 20)):
            direction = 0.25 + 0.95 * angle(x, y)
            x, y = x + 22 * math.cos(direction), y + 22 * math.sin(direction)
            path.append((x, y))
        width = generator.choice([1.4, 2.0, 2.8, 4.2])
        canvas.stroke(path, [0.4, width, width, 0.4], colour, 0.9)
        if generator.random() < 0.05:
            canvas.ellipse(path[-1], 4.6, None, ACCENT)
    return canvas.finish(grain=4)


def descent() -> Image.Image:
    """Level lines of a loss surface at night, and the paths that gradients take down it."""
    canvas = Canvas(WIDTH, HEIGHT, NIGHT, pixels=1800, seed=12)
    generator = canvas.random
    wobble = _waves(generator, 6, 0.0042)

    def loss(x: float, y: float) -> float:
        bowl = ((x - 1050) / 620) ** 2 + ((y - 560) / 420) ** 2
        hollow = 0.75 * math.exp(-(((x - 380) / 210) ** 2 + ((y - 290) / 170) ** 2))
        return 1.6 * bowl**0.7 - hollow + 0.34 * wobble(x, y)

    _levels(
        canvas,
        loss,
        20,
        [-0.4 + 0.135 * step for step in range(34)],
        [AMBER, OCHRE, (150, 120, 140), BLUE, INDIGO, (30, 42, 80)],
    )
    for start in ((60, 900), (1540, 80), (760, 60), (60, 90), (1560, 930), (620, 960)):
        x, y = (float(value) for value in start)
        path: list[Point] = [(x, y)]
        for _ in range(420):
            slope_x = (loss(x + 2, y) - loss(x - 2, y)) / 4
            slope_y = (loss(x, y + 2) - loss(x, y - 2)) / 4
            x, y = x - 1700 * slope_x, y - 1700 * slope_y
            if math.dist((x, y), path[-1]) > 9:
                path.append((x, y))
            elif math.hypot(slope_x, slope_y) < 2e-4:
                break
        canvas.line(path, 4, PAPER, 0.95)
        for point in path[::4]:
            canvas.ellipse(point, 5.2, None, ACCENT)
        canvas.ellipse(path[0], 10, None, PAPER)
        canvas.glow(path[-1], 70, AMBER, 0.8)
        canvas.ellipse(path[-1], 9, None, AMBER)
    return canvas.finish(grain=4)


def waves() -> Image.Image:
    """Layers of one signal, each smoother and nearer than the last, as hills at dawn."""
    canvas = Canvas(WIDTH, HEIGHT, PAPER, pixels=1800, seed=5)
    generator = canvas.random
    canvas.wash((250, 240, 220), (246, 206, 158))
    canvas.glow((1120, 330), 420, (255, 220, 160), 0.5)
    canvas.ellipse((1120, 330), 92, None, (232, 120, 70))
    stops = [(238, 190, 148), (206, 140, 122), (148, 108, 124), (92, 86, 124), (52, 62, 106), (28, 38, 76), NIGHT]
    count = 13
    for layer in range(count):
        share = layer / (count - 1)
        base = 400 + 520 * share**1.1
        curve = _signal(generator, 5, 0.6 + 2.2 * (1 - share))
        ridge = [(x, base - (64 + 46 * share) * curve(x / WIDTH)) for x in range(-10, WIDTH + 20, 8)]
        colour = ramp(stops, share)
        canvas.polygon([*ridge, (WIDTH + 20, HEIGHT), (-20, HEIGHT)], colour)
        canvas.line(ridge, 1.6, mix(colour, PAPER, 0.35), 0.8)
    return canvas.finish(grain=5)


def network() -> Image.Image:
    """A graph of communities: nodes that attend to their neighbours, more strongly to some than to others."""
    canvas = Canvas(WIDTH, HEIGHT, SAND, pixels=1800, seed=23)
    canvas.wash((248, 242, 230), (236, 224, 202))
    generator = canvas.random
    centres = [
        ((330, 330), INDIGO),
        ((780, 230), BLUE),
        ((1250, 350), ACCENT),
        ((520, 720), OCHRE),
        ((1010, 690), NIGHT),
        ((1400, 760), MIST),
    ]
    nodes: list[tuple[float, float, float, Colour]] = []
    for (centre_x, centre_y), colour in centres:
        for _ in range(24):
            for _attempt in range(30):
                x, y = generator.gauss(centre_x, 135), generator.gauss(centre_y, 105)
                if (
                    all(math.dist((x, y), node[:2]) > 40 for node in nodes)
                    and 20 < x < WIDTH - 20
                    and 20 < y < HEIGHT - 20
                ):
                    nodes.append((x, y, 5 + 15 * generator.random() ** 3, colour))
                    break
    for index, (x, y, _size, colour) in enumerate(nodes):
        near = sorted(range(len(nodes)), key=lambda other: math.dist((x, y), nodes[other][:2]))[1:5]
        far = [generator.randrange(len(nodes))] if generator.random() < 0.24 else []
        for other in near + far:
            if other == index:
                continue
            end_x, end_y, _, end_colour = nodes[other]
            bend = 0.16 if other in near else 0.26
            middle = ((x + end_x) / 2 + (y - end_y) * bend, (y + end_y) / 2 + (end_x - x) * bend)
            weight = generator.choice([0.8, 1.2, 1.8, 3.2])
            canvas.stroke([(x, y), middle, (end_x, end_y)], [weight, weight * 0.5], mix(colour, end_colour, 0.5), 0.55)
    for x, y, size, colour in nodes:
        canvas.ellipse((x, y), size + 4, None, PAPER)
        canvas.ellipse((x, y), size, None, colour)
        if size > 12:
            canvas.ellipse((x, y), size * 0.42, None, PAPER)
    return canvas.finish(grain=4)


def alignment() -> Image.Image:
    """An alignment between two sentences: which word of one looks at which word of the other."""
    canvas = Canvas(WIDTH, HEIGHT, NIGHT, pixels=1800, seed=77)
    canvas.wash((20, 30, 62), (12, 18, 38))
    generator = canvas.random
    columns, rows, cell, gap = 22, 13, 52, 8
    left = (WIDTH - columns * (cell + gap)) / 2
    top = (HEIGHT - rows * (cell + gap)) / 2 + 16
    # French puts the noun before the adjective: the line of attention crosses itself where word order does.
    order = [0, 1, 3, 2, 4, 5, 8, 7, 6, 9, 10, 12, 11]
    for row in range(rows):
        focus = order[row] * (columns - 1) / (rows - 1)
        for column in range(columns):
            weight = math.exp(-((column - focus) ** 2) / 1.5) + 0.2 * generator.random() ** 3
            colour = ramp([(30, 42, 82), INDIGO, (112, 88, 120), (206, 112, 74), AMBER, (255, 236, 200)], weight)
            size = 9 + 17 * min(1.0, weight + 0.12)
            x = left + column * (cell + gap) + cell / 2
            y = top + row * (cell + gap) + cell / 2
            if weight > 0.8:
                canvas.glow((x, y), 96, (255, 170, 96), 0.42)
            canvas.ellipse((x, y), size, None, colour)
    return canvas.finish(grain=4)


def voices() -> Image.Image:
    """Two voices as bars of sound, in conversation."""
    canvas = Canvas(WIDTH, HEIGHT, PAPER, pixels=1800, seed=9)
    canvas.wash((252, 248, 240), (244, 234, 214))
    generator = canvas.random
    for middle, first, second, shift in ((350, INDIGO, MIST, 0.0), (650, ACCENT, STRAW, 0.52)):
        envelope = _signal(generator, 6, 3.2)
        canvas.line([(60, middle), (WIDTH - 60, middle)], 1.2, mix(first, PAPER, 0.4))
        for step in range(106):
            share = step / 105
            speaks = max(0.0, math.sin(math.tau * (share * 1.5 + shift))) ** 0.7
            tall = 5 + 225 * speaks * (0.3 + 0.45 * abs(envelope(share * 2.0)) + 0.35 * generator.random())
            x = 74 + share * (WIDTH - 148)
            colour = mix(second, first, min(1.0, tall / 130))
            canvas.stroke([(x, middle - tall * 0.95), (x, middle), (x, middle + tall * 0.62)], [6.4, 6.4, 6.4], colour)
    return canvas.finish(grain=4)


def eight() -> Image.Image:
    """Eight schools around one table: eight circles share one ring, and lines of work run between them."""
    canvas = Canvas(WIDTH, HEIGHT, RUST, pixels=1800, seed=8)
    canvas.wash((176, 74, 46), (126, 46, 34))
    centre, reach = (800.0, 500.0), 340.0
    generator = canvas.random
    seats = [
        (
            centre[0] + 1.08 * reach * math.cos(math.tau * (seat + 0.5) / 8),
            centre[1] + reach * math.sin(math.tau * (seat + 0.5) / 8),
        )
        for seat in range(8)
    ]
    for ring in range(26):
        canvas.stroke(
            [
                (
                    centre[0] + (1.08 * reach + 30 * ring - 110) * math.cos(math.tau * step / 40),
                    centre[1] + (reach + 30 * ring - 110) * math.sin(math.tau * step / 40),
                )
                for step in range(41)
            ],
            [1.2, 1.2],
            (240, 190, 150),
            0.34,
        )
    for first in range(8):
        for second in range(first + 1, 8):
            for _ in range(7):
                middle = (centre[0] + generator.gauss(0, 74), centre[1] + generator.gauss(0, 54))
                canvas.stroke(
                    [seats[first], middle, seats[second]],
                    [1.0, 1.6, 1.0],
                    generator.choice([PAPER, AMBER, STRAW]),
                    0.42,
                )
    for seat, (x, y) in enumerate(seats):
        canvas.ellipse((x, y), 66, None, (138, 52, 36))
        canvas.ellipse((x, y), 54, None, [PAPER, AMBER, NIGHT, STRAW, INDIGO, PAPER, OCHRE, NIGHT][seat])
        canvas.ellipse((x, y), 18, None, (150, 58, 36))
    return canvas.finish(grain=5)


def forest() -> Image.Image:
    """Decision trees at dusk: every trunk divides in two until a leaf answers."""
    canvas = Canvas(WIDTH, HEIGHT, NIGHT, pixels=1800, seed=31)
    canvas.wash((28, 42, 84), (226, 152, 106))
    generator = canvas.random
    for depth, (shade, leaf, count, tall) in enumerate(
        (
            ((112, 100, 128), (190, 150, 132), 7, 150),
            ((62, 66, 106), (214, 140, 92), 6, 205),
            ((18, 24, 50), (255, 200, 120), 5, 262),
        )
    ):
        ground = 770 + depth * 86
        curve = _signal(generator, 4, 1.4)
        canvas.polygon(
            [*[(x, ground - 26 * curve(x / WIDTH)) for x in range(-10, WIDTH + 20, 10)], (WIDTH, HEIGHT), (0, HEIGHT)],
            mix(shade, NIGHT, 0.25),
        )
        for tree in range(count):
            x = (tree + 0.5 + generator.uniform(-0.22, 0.22)) * WIDTH / count
            _tree(canvas, x, ground + 12 - 26 * curve(x / WIDTH), -math.pi / 2, tall, 7 + 4 * depth, 6, shade, leaf)
    return canvas.finish(grain=5)


def _tree(
    canvas: Canvas,
    x: float,
    y: float,
    angle: float,
    length: float,
    width: float,
    depth: int,
    shade: Colour,
    leaf: Colour,
) -> None:
    end = (x + length * math.cos(angle), y + length * math.sin(angle))
    canvas.stroke([(x, y), end], [width, width * 0.68], shade)
    if depth == 0:
        canvas.ellipse(end, 5.5, None, leaf)
        return
    for side in (-1, 1):
        turn = side * canvas.random.uniform(0.26, 0.52)
        _tree(
            canvas,
            *end,
            angle + turn,
            length * canvas.random.uniform(0.64, 0.76),
            width * 0.68,
            depth - 1,
            shade,
            leaf,
        )


def _waves(generator: random.Random, count: int, frequency: float) -> Field:
    """A smooth random field: a sum of plane waves of random direction, between about -1 and 1."""
    parts = [
        (
            generator.gauss(0, frequency),
            generator.gauss(0, frequency),
            generator.uniform(0, math.tau),
        )
        for _ in range(count)
    ]

    def value(x: float, y: float) -> float:
        return sum(math.sin(a * x + b * y + phase) for a, b, phase in parts) / math.sqrt(count)

    return value


def _signal(generator: random.Random, count: int, frequency: float) -> Callable[[float], float]:
    parts = [
        (frequency * (1 + index * 0.8), generator.uniform(0, math.tau), 1 / (1 + index)) for index in range(count)
    ]

    def value(position: float) -> float:
        return sum(weight * math.sin(math.tau * speed * position + phase) for speed, phase, weight in parts) / 1.6

    return value


def _levels(canvas: Canvas, field: Field, step: int, levels: list[float], stops: list[Colour]) -> None:
    """Level lines of a field by marching squares on a grid of `step` units."""
    columns, rows = WIDTH // step + 2, HEIGHT // step + 2
    grid = [[field(column * step, row * step) for column in range(columns)] for row in range(rows)]
    for index, level in enumerate(levels):
        colour = ramp(stops, index / (len(levels) - 1))
        width = 3.2 if index % 5 == 0 else 1.6
        for row in range(rows - 1):
            for column in range(columns - 1):
                corners = (
                    (column, row, grid[row][column]),
                    (column + 1, row, grid[row][column + 1]),
                    (column + 1, row + 1, grid[row + 1][column + 1]),
                    (column, row + 1, grid[row + 1][column]),
                )
                values = [corner[2] for corner in corners]
                if min(values) > level or max(values) < level:
                    continue
                crossings: list[Point] = []
                for side in range(4):
                    (x1, y1, v1), (x2, y2, v2) = corners[side], corners[(side + 1) % 4]
                    if (v1 < level) != (v2 < level):
                        share = (level - v1) / (v2 - v1)
                        crossings.append(((x1 + (x2 - x1) * share) * step, (y1 + (y2 - y1) * share) * step))
                for pair in range(0, len(crossings) - 1, 2):
                    canvas.line(crossings[pair : pair + 2], width, colour)


__all__ = ["alignment", "descent", "eight", "flow", "forest", "network", "voices", "waves"]
