"""The café: its walls, its window on the city, its furniture and what stands on it."""

import math

from demo.art.canvas import Canvas, Point
from demo.art.lounge.measures import FLOOR, HEIGHT, TABLE, WIDTH, WOOD, WOOD_DARK
from demo.art.palette import (
    ACCENT,
    AMBER,
    INDIGO,
    INK,
    MIST,
    NIGHT,
    OCHRE,
    PAPER,
    PINE,
    RUST,
    SAGE,
    SAND,
    STRAW,
    mix,
)


def room(canvas: Canvas) -> None:
    canvas.wash((214, 178, 132), (240, 220, 184), (0, 0, WIDTH, FLOOR))
    canvas.rectangle(0, FLOOR - 14, WIDTH, FLOOR, WOOD_DARK)
    canvas.wash((150, 92, 60), (104, 60, 42), (0, FLOOR, WIDTH, HEIGHT))
    for row, step in ((FLOOR, 26), (FLOOR + 26, 36), (FLOOR + 62, 46), (FLOOR + 108, 60)):
        canvas.line([(0, row + step), (WIDTH, row + step)], 1.6, WOOD_DARK, 0.55)
        for x in range(-80 + row % 170, WIDTH, 260):
            canvas.line([(x, row), (x - (x - 800) * -0.03, row + step)], 1.4, WOOD_DARK, 0.45)
    canvas.ellipse((820, 884), 640, 62, RUST, 0.85)
    canvas.ellipse((820, 884), 604, 54, mix(RUST, OCHRE, 0.25), 0.9)
    canvas.ellipse((820, 884), 560, 45, RUST, 0.7)


def window(canvas: Canvas) -> None:
    left, top, right, bottom = 486, 70, 1134, 470
    canvas.rectangle(left - 16, top - 16, right + 16, bottom + 20, WOOD_DARK)
    canvas.wash((24, 36, 78), (222, 146, 104), (left, top, right, bottom))
    for x, y in (
        (560, 118),
        (640, 96),
        (742, 136),
        (905, 104),
        (1010, 150),
        (1080, 110),
        (690, 180),
        (965, 205),
        (540, 220),
    ):
        canvas.ellipse((x, y), 1.6, None, PAPER, 0.85)
    canvas.glow((1012, 132), 90, (255, 236, 200), 0.3)
    canvas.ellipse((1012, 132), 20, None, (252, 236, 206))
    mountain = [(left, 398), (560, 368), (640, 322), (724, 300), (800, 312), (880, 350), (980, 372), (right, 392)]
    canvas.polygon([*mountain, (right, bottom), (left, bottom)], (66, 66, 108))
    # the cross of Mount Royal, far away
    canvas.line([(716, 302), (716, 280)], 2.2, AMBER)
    canvas.line([(709, 287), (723, 287)], 2.2, AMBER)
    generator = canvas.random
    wall = float(left)
    while wall < right:
        wide = generator.choice([26, 34, 42, 54])
        roof = 470 - generator.choice([52, 66, 88, 104, 128])
        edge = min(wall + wide, right)
        canvas.rectangle(wall, roof, edge, bottom, mix((34, 42, 84), (52, 54, 96), generator.random()))
        for column in range(round(wide // 10)):
            for storey in range(round((bottom - roof) // 13)):
                if generator.random() < 0.4 and wall + 10 + column * 10 < edge:
                    canvas.rectangle(
                        wall + 5 + column * 10,
                        roof + 6 + storey * 13,
                        wall + 9.5 + column * 10,
                        roof + 12 + storey * 13,
                        AMBER,
                        0.85,
                    )
        wall += wide + 2
    for bar in (left + 216, left + 432):
        canvas.rectangle(bar - 5, top, bar + 5, bottom, WOOD_DARK)
    canvas.rectangle(left, 196, right, 204, WOOD_DARK)
    canvas.rectangle(left - 30, bottom + 14, right + 30, bottom + 32, WOOD)
    canvas.polygon([(left, top), (left + 150, top), (left + 20, bottom), (left, bottom)], PAPER, 0.05)


def shelf(canvas: Canvas) -> None:
    """Books and a framed drawing at the left, a blackboard with a curve at the right."""
    generator = canvas.random
    for shelf in (210, 330):
        canvas.rectangle(60, shelf, 390, shelf + 12, WOOD)
        canvas.rectangle(60, shelf + 12, 390, shelf + 17, WOOD_DARK, 0.5)
        x = 78.0
        while x < 350:
            wide, tall = generator.uniform(12, 24), generator.uniform(54, 86)
            colour = generator.choice([INDIGO, ACCENT, PINE, OCHRE, NIGHT, SAGE, SAND, RUST])
            if generator.random() < 0.14:
                canvas.polygon(
                    [
                        (x + 8, shelf),
                        (x + 26, shelf - tall + 6),
                        (x + 26 + wide, shelf - tall + 12),
                        (x + 8 + wide, shelf),
                    ],
                    colour,
                )
                x += 30
            elif generator.random() < 0.15:
                x += 26
            else:
                canvas.rectangle(x, shelf - tall, x + wide, shelf, colour)
                canvas.rectangle(x, shelf - tall + 12, x + wide, shelf - tall + 16, PAPER, 0.5)
            x += wide + 2
    left, top, right, bottom = 1216, 118, 1540, 352
    canvas.rectangle(left - 10, top - 10, right + 10, bottom + 10, WOOD)
    canvas.rectangle(left, top, right, bottom, PINE)
    chalk = mix(PAPER, PINE, 0.15)
    canvas.line([(left + 40, bottom - 36), (right - 30, bottom - 36)], 2, chalk)
    canvas.line([(left + 40, top + 26), (left + 40, bottom - 36)], 2, chalk)
    curve: list[Point] = []
    for step in range(61):
        share = step / 60
        x = left + 50 + 226 * share
        y = bottom - 52 - 130 * (math.exp(-4.2 * share) + 0.12 * math.exp(-((share - 0.52) ** 2) * 90))
        curve.append((x, y))
    canvas.line(curve, 3, AMBER)
    for step in (2, 10, 20, 32, 44, 58):
        canvas.ellipse(curve[step], 5, None, chalk)
    for row, width in ((150, 70), (168, 96), (186, 54)):
        canvas.line([(left + 190, row), (left + 190 + width, row)], 2.4, chalk, 0.8)


def banquette(canvas: Canvas) -> None:
    canvas.shape(
        [
            (430, 800),
            (420, 560),
            (440, 505),
            (520, 496),
            (800, 494),
            (1080, 496),
            (1160, 505),
            (1180, 560),
            (1170, 800),
        ],
        (40, 60, 70),
    )
    for x in range(520, 1140, 88):
        canvas.line([(x, 506), (x, 690)], 2, (26, 42, 52), 0.8)


def bench(canvas: Canvas) -> None:
    """The seat of the banquette and the legs of those who sit on it, in the shade of the table."""
    canvas.shape(
        [(432, 690), (440, 672), (800, 666), (1160, 672), (1168, 690), (1164, 806), (800, 812), (436, 806)],
        (27, 42, 52),
    )
    for x, trousers, shoes in ((690, (58, 44, 58), OCHRE), (924, (44, 50, 66), WOOD_DARK)):
        for side in (-1, 1):
            canvas.stroke(
                [(x + side * 30, 668), (x + side * 38, 700), (x + side * 34, 772), (x + side * 32, 846)],
                [56, 54, 42, 28],
                trousers,
            )
            canvas.shape(
                [(x + side * 18, 862), (x + side * 18, 842), (x + side * 46, 842), (x + side * 52, 862)], shoes
            )


def table(canvas: Canvas) -> None:
    for x in (610, 1010):
        canvas.polygon([(x, TABLE + 20), (x + 26, TABLE + 20), (x + 18, 872), (x + 8, 872)], WOOD_DARK)
    canvas.ellipse((812, 874), 250, 12, INK, 0.22)
    canvas.shape(
        [
            (484, TABLE + 18),
            (500, TABLE - 12),
            (640, TABLE - 22),
            (812, TABLE - 24),
            (990, TABLE - 22),
            (1130, TABLE - 12),
            (1146, TABLE + 18),
            (1120, TABLE + 40),
            (812, TABLE + 48),
            (510, TABLE + 40),
        ],
        WOOD_DARK,
    )
    canvas.shape(
        [
            (486, TABLE + 10),
            (500, TABLE - 14),
            (640, TABLE - 24),
            (812, TABLE - 26),
            (990, TABLE - 24),
            (1130, TABLE - 14),
            (1144, TABLE + 10),
            (1116, TABLE + 28),
            (812, TABLE + 34),
            (514, TABLE + 28),
        ],
        (190, 126, 80),
    )
    canvas.shape(
        [(560, TABLE + 14), (620, TABLE - 6), (812, TABLE - 12), (980, TABLE - 4), (900, TABLE + 14)],
        (214, 154, 104),
        0.5,
    )
    # notebook
    canvas.polygon([(868, TABLE - 14), (1000, TABLE - 14), (1014, TABLE + 12), (862, TABLE + 12)], PAPER)
    canvas.line([(936, TABLE - 13), (938, TABLE + 12)], 1.6, MIST)
    for row in (0, 6, 12):
        canvas.line([(950, TABLE - 8 + row), (996 + row / 3, TABLE - 8 + row)], 1.4, MIST)


def cups(canvas: Canvas) -> None:
    for x, y, colour in ((806, TABLE + 13, PAPER), (546, TABLE + 6, ACCENT), (1074, TABLE + 4, PAPER)):
        canvas.ellipse((x, y + 4), 30, 6, WOOD_DARK, 0.45)
        canvas.ellipse((x, y), 26, 5, mix(colour, INK, 0.12))
        canvas.ellipse((x + 18, y - 19), 9, 9, mix(colour, INK, 0.12))
        canvas.ellipse((x + 18, y - 19), 4.5, 4.5, (190, 126, 80))
        canvas.shape(
            [(x - 18, y - 34), (x - 16, y - 12), (x - 9, y - 1), (x + 9, y - 1), (x + 16, y - 12), (x + 18, y - 34)],
            colour,
        )
        canvas.ellipse((x, y - 34), 18, 4.4, mix(colour, INK, 0.16))
        canvas.ellipse((x, y - 33.4), 14.5, 3, (74, 42, 30))
    for shift in (0, 10):
        canvas.stroke(
            [
                (802 + shift, TABLE - 34),
                (796 + shift, TABLE - 60),
                (806 + shift, TABLE - 74),
                (800 + shift, TABLE - 92),
            ],
            [1, 3.4, 2.6, 0.6],
            PAPER,
            0.55,
        )


def plant(canvas: Canvas) -> None:
    canvas.ellipse((1490, 872), 84, 12, INK, 0.25)
    canvas.polygon([(1436, 744), (1546, 744), (1528, 872), (1454, 872)], mix(ACCENT, STRAW, 0.25))
    canvas.polygon([(1510, 744), (1546, 744), (1528, 872), (1506, 872)], RUST, 0.4)
    canvas.rectangle(1430, 736, 1552, 754, mix(ACCENT, STRAW, 0.35))
    for angle, length, colour in (
        (-150, 190, PINE),
        (-32, 200, PINE),
        (-128, 250, SAGE),
        (-54, 260, SAGE),
        (-104, 300, PINE),
        (-76, 290, mix(PINE, SAGE, 0.5)),
        (-166, 130, SAGE),
        (-14, 120, SAGE),
    ):
        radians = math.radians(angle)
        tip = (1490 + math.cos(radians) * length, 740 + math.sin(radians) * length + 22)
        bend = (1490 + math.cos(radians) * length * 0.5, 740 + math.sin(radians) * length * 0.62)
        canvas.stroke([(1490, 740), bend, tip], [7, 40, 2], colour)
        canvas.stroke([(1490, 740), bend, tip], [2, 2, 0.6], mix(colour, PAPER, 0.3))


def lamps(canvas: Canvas) -> None:
    for x, y in ((560, 262), (812, 226), (1064, 262)):
        canvas.line([(x, 0), (x, y - 50)], 2.4, INK)
        canvas.glow((x, y + 30), 330, (255, 196, 120), 0.42, fall=2.4)
        canvas.shape(
            [
                (x - 8, y - 56),
                (x - 22, y - 44),
                (x - 54, y),
                (x, y + 5),
                (x + 54, y),
                (x + 22, y - 44),
                (x + 8, y - 56),
            ],
            ACCENT if x == 812 else INK,
        )
        canvas.ellipse((x, y + 1), 52, 8, (255, 226, 166))
        canvas.ellipse((x, y + 4), 17, 12, (255, 248, 224))
    canvas.glow((812, TABLE), 420, (255, 190, 112), 0.24, squash=0.4)
