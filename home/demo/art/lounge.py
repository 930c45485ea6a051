"""Students around a café table, in the evening, with a professor who explains something with his hands."""

import math

from PIL import Image

from home.demo.art.canvas import Canvas, Point
from home.demo.art.figures import BROWN, DEEP, FAIR, OLIVE, Figure, front, hand, profile
from home.demo.art.palette import (
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
    Colour,
    mix,
)

WIDTH, HEIGHT = 1600, 960
FLOOR = 800
TABLE = 600

WALL: Colour = (232, 208, 168)
WOOD: Colour = (128, 78, 50)
WOOD_DARK: Colour = (86, 52, 38)


def draw() -> Image.Image:
    canvas = Canvas(WIDTH, HEIGHT, WALL, pixels=2000, seed=7)
    _room(canvas)
    _window(canvas)
    _shelf(canvas)
    _banquette(canvas)
    listener = Figure(canvas, 690, 612, 0.84)
    writer = Figure(canvas, 924, 612, 0.86)
    _listener(listener)
    _writer(writer)
    _bench(canvas)
    _table(canvas)
    _listener_arms(listener)
    _writer_arms(writer)
    _cups(canvas)
    _professor(canvas)
    _student(canvas)
    _plant(canvas)
    _lamps(canvas)
    return canvas.finish(grain=5)


def _room(canvas: Canvas) -> None:
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


def _window(canvas: Canvas) -> None:
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


def _shelf(canvas: Canvas) -> None:
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


def _banquette(canvas: Canvas) -> None:
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


def _bench(canvas: Canvas) -> None:
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


def _listener(body: Figure) -> None:
    """Behind the table at the left: a woman who looks at the professor, chin on her hand."""
    shirt: Colour = OCHRE
    body.shape(
        [(-104, 60), (-98, -60), (-84, -128), (-48, -160), (0, -168), (48, -160), (84, -128), (98, -60), (104, 60)],
        shirt,
    )
    body.shape([(36, -158), (84, -128), (98, -60), (104, 60), (52, 60), (62, -40)], mix(shirt, RUST, 0.45), 0.6)
    body.shape([(-24, -168), (0, -146), (24, -168), (0, -176)], OLIVE.shade)
    head = body.moved(-4, -174)
    head.shape(
        [
            (-44, -34),
            (-50, -74),
            (-30, -112),
            (4, -120),
            (36, -108),
            (50, -74),
            (48, -20),
            (54, 30),
            (20, 44),
            (-20, 40),
            (-54, 34),
        ],
        (52, 32, 30),
    )
    front(head, OLIVE, look=-1)
    head.shape(
        [
            (-37, -58),
            (-39, -88),
            (-14, -110),
            (16, -110),
            (38, -92),
            (38, -56),
            (30, -72),
            (8, -88),
            (-16, -86),
            (-30, -76),
        ],
        (52, 32, 30),
    )


def _listener_arms(body: Figure) -> None:
    shirt: Colour = OCHRE
    body.stroke([(-84, -118), (-112, -50), (-92, -4)], [46, 40, 34], mix(shirt, RUST, 0.2))
    body.stroke([(-92, -4), (-66, -74), (-40, -152)], [36, 30, 22], mix(shirt, RUST, 0.3))
    hand(body, -36, -168, OLIVE, [(6, -22), (16, -18), (20, -8)])
    body.stroke([(84, -118), (112, -46), (66, -6)], [46, 40, 32], mix(shirt, RUST, 0.3))
    body.stroke([(66, -6), (10, -2)], [32, 24], mix(shirt, RUST, 0.3))
    hand(body, -4, -4, OLIVE, [(-20, 0), (-18, 7)])


def _writer(body: Figure) -> None:
    """Behind the table at the right: a man with glasses who takes notes and looks up."""
    sweater: Colour = (88, 112, 146)
    body.shape(
        [(-108, 60), (-104, -60), (-90, -132), (-50, -162), (0, -168), (50, -162), (90, -132), (104, -60), (108, 60)],
        sweater,
    )
    body.shape([(40, -160), (90, -132), (104, -60), (108, 60), (56, 60), (66, -40)], INDIGO, 0.45)
    body.shape([(-27, -170), (0, -152), (27, -170), (20, -182), (-20, -182)], PAPER)
    head = body.moved(-2, -176)
    front(head, DEEP, look=-0.8)
    hair: Colour = (26, 20, 24)
    for x, y in (
        (-30, -86),
        (-18, -102),
        (0, -110),
        (18, -104),
        (31, -88),
        (-36, -70),
        (37, -72),
        (8, -100),
        (-8, -98),
    ):
        head.ellipse(x, y, 15, 14, hair)
    for eye in (-21, 7):
        head.ring(eye, -53, 11.5, 11, 2.4, PAPER)
    head.stroke([(-10, -54), (-4, -54)], [2.4, 2.4], PAPER)


def _writer_arms(body: Figure) -> None:
    sweater: Colour = (88, 112, 146)
    body.stroke([(-90, -118), (-120, -48), (-76, -10)], [48, 42, 34], mix(sweater, INDIGO, 0.25))
    body.stroke([(-76, -10), (-24, -6)], [34, 25], mix(sweater, INDIGO, 0.25))
    hand(body, -10, -10, DEEP, [(16, -2), (14, 6)])
    body.stroke([(90, -118), (122, -44), (82, -8)], [48, 42, 34], mix(sweater, INDIGO, 0.4))
    body.stroke([(82, -8), (44, -12)], [34, 24], mix(sweater, INDIGO, 0.4))
    hand(body, 34, -18, DEEP, [(-14, 2), (-12, 8)])
    body.stroke([(14, -46), (26, 2)], [3.4, 2.4], ACCENT)


def _table(canvas: Canvas) -> None:
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


def _cups(canvas: Canvas) -> None:
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


def _chair(canvas: Canvas, x: float, facing: int) -> None:
    chair = Figure(canvas, x, 716, 1, facing)
    chair.stroke([(-62, 0), (-74, 90), (-82, 168)], [11, 9, 7], WOOD_DARK)
    chair.stroke([(58, 4), (64, 90), (68, 170)], [11, 9, 7], WOOD_DARK)
    chair.stroke([(-60, 0), (-82, -110), (-92, -206)], [13, 13, 11], WOOD_DARK)
    chair.stroke([(-78, -104), (-86, -150), (-92, -200)], [24, 28, 20], WOOD)
    chair.shape([(-82, -4), (-70, -15), (60, -13), (76, -2), (66, 12), (-70, 14)], WOOD)


def _professor(canvas: Canvas) -> None:
    """At the left, in profile: grey hair and beard, ink-blue jacket, both hands in the middle of an explanation."""
    _chair(canvas, 372, 1)
    body = Figure(canvas, 366, 704, 0.9)
    jacket: Colour = INDIGO
    trousers: Colour = (74, 66, 70)
    # the far leg, then the near one
    body.stroke([(10, -14), (110, -22), (176, -8)], [72, 60, 48], mix(trousers, INK, 0.35))
    body.stroke([(176, -8), (196, 80), (200, 164)], [48, 40, 28], mix(trousers, INK, 0.35))
    body.shape([(184, 186), (186, 160), (216, 158), (240, 174), (256, 188)], INK)
    body.stroke([(6, -22), (96, -26), (150, -14)], [78, 66, 52], trousers)
    body.stroke([(150, -14), (150, 80), (144, 166)], [52, 43, 30], trousers)
    body.shape([(126, 188), (128, 162), (160, 160), (186, 176), (202, 190)], INK)
    # far arm, raised
    body.stroke([(42, -210), (104, -166), (150, -176)], [44, 40, 33], mix(jacket, INK, 0.35))
    body.stroke([(150, -176), (190, -216)], [32, 25], mix(jacket, INK, 0.35))
    hand(body, 206, -234, FAIR, [(-6, -30), (8, -33), (20, -26), (24, -8)])
    # torso, leaning forward
    body.shape(
        [
            (-52, 14),
            (-60, -70),
            (-52, -150),
            (-24, -222),
            (14, -246),
            (50, -238),
            (66, -206),
            (70, -130),
            (66, -50),
            (58, 10),
            (0, 24),
        ],
        jacket,
    )
    body.shape(
        [(-52, 14), (-60, -70), (-52, -150), (-24, -222), (-6, -236), (-30, -150), (-34, -60), (-22, 18)], INK, 0.28
    )
    body.shape([(20, -250), (46, -244), (60, -214), (66, -160), (62, -110), (40, -196)], PAPER)
    body.polygon([(44, -236), (62, -160), (66, -122), (48, -196)], ACCENT)
    body.shape([(10, -250), (28, -232), (58, -126), (36, -140), (12, -210)], mix(jacket, MIST, 0.16))
    head = body.moved(34, -250, 1.04)
    profile(head, FAIR)
    grey: Colour = (198, 196, 196)
    head.shape(
        [
            (34, -92),
            (22, -110),
            (-10, -114),
            (-36, -100),
            (-47, -70),
            (-44, -40),
            (-30, -14),
            (-16, -20),
            (-12, -40),
            (-12, -58),
            (0, -72),
            (8, -88),
        ],
        grey,
    )
    head.shape(
        [
            (-12, -44),
            (-6, -30),
            (8, -30),
            (20, -24),
            (28, -30),
            (43, -35),
            (42, -30),
            (34, -25),
            (40, -21),
            (40, -8),
            (30, 5),
            (10, 2),
            (-8, -10),
        ],
        grey,
    )
    head.stroke([(27, -26), (34, -26)], [2, 2], mix(grey, INK, 0.5))
    head.ring(26, -60, 9.5, 10, 2.3, INK)
    head.stroke([(15, -61), (-4, -58)], [2.3, 2.3], INK)
    # near arm
    body.stroke([(8, -212), (22, -130), (66, -88)], [56, 50, 40], mix(jacket, MIST, 0.1))
    body.stroke([(66, -88), (118, -104), (158, -124)], [42, 35, 27], mix(jacket, MIST, 0.1))
    body.stroke([(160, -125), (168, -129)], [24, 22], PAPER)
    hand(body, 184, -136, FAIR, [(30, -16), (34, -4), (30, 8), (6, -28)])


def _student(canvas: Canvas) -> None:
    """At the right, in profile and facing the others: a woman with a bun, a laptop on her knees."""
    _chair(canvas, 1238, -1)
    body = Figure(canvas, 1244, 704, 0.88, facing=-1)
    dress: Colour = ACCENT
    jeans: Colour = (62, 82, 122)
    body.stroke([(8, -14), (104, -22), (162, -6)], [70, 58, 46], mix(jeans, NIGHT, 0.45))
    body.stroke([(162, -6), (152, 84), (132, 168)], [46, 38, 26], mix(jeans, NIGHT, 0.45))
    body.shape([(112, 190), (116, 164), (146, 162), (170, 178), (186, 191)], PAPER)
    # the near leg is crossed over the other
    body.stroke([(4, -24), (100, -36), (170, -40)], [76, 64, 50], jeans)
    body.stroke([(170, -40), (204, 36), (220, 104)], [50, 40, 27], jeans)
    body.shape([(200, 118), (208, 96), (234, 96), (266, 112), (276, 124), (240, 128)], PAPER)
    body.shape(
        [
            (-50, 16),
            (-58, -60),
            (-46, -140),
            (-22, -208),
            (12, -232),
            (44, -224),
            (58, -190),
            (60, -120),
            (58, -40),
            (54, 10),
            (0, 24),
        ],
        dress,
    )
    body.shape(
        [(-50, 16), (-58, -60), (-46, -140), (-22, -208), (-6, -222), (-26, -140), (-30, -56), (-18, 18)], RUST, 0.8
    )
    body.shape([(8, -236), (40, -232), (46, -214), (22, -216)], BROWN.shade)
    head = body.moved(26, -238, 1.0)
    hair: Colour = (34, 24, 28)
    head.ellipse(-34, -112, 25, 24, hair)
    profile(head, BROWN)
    head.shape(
        [
            (36, -84),
            (30, -106),
            (2, -114),
            (-28, -104),
            (-44, -74),
            (-40, -40),
            (-26, -16),
            (-14, -24),
            (-10, -42),
            (-12, -58),
            (2, -70),
            (18, -84),
        ],
        hair,
    )
    head.stroke([(-38, -92), (-22, -104), (-12, -112)], [4, 5, 4], OCHRE)
    head.ellipse(-3, -32, 3.6, 3.6, AMBER)
    # laptop and arms
    body.polygon([(150, -78), (190, -182), (197, -180), (160, -74)], (204, 202, 198))
    body.polygon([(62, -66), (156, -78), (160, -70), (66, -58)], (176, 174, 172))
    body.stroke([(12, -200), (24, -128), (52, -92)], [50, 44, 34], mix(dress, AMBER, 0.16))
    body.stroke([(52, -92), (82, -88), (104, -86)], [36, 30, 23], mix(dress, AMBER, 0.16))
    hand(body, 116, -86, BROWN, [(20, 2), (20, 8), (14, -6)])


def _plant(canvas: Canvas) -> None:
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


def _lamps(canvas: Canvas) -> None:
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
