"""Those around the table: three students, and a professor who explains something with his hands."""

from demo.art.canvas import Canvas
from demo.art.figures import BROWN, DEEP, FAIR, OLIVE, Figure, front, hand, profile
from demo.art.lounge.measures import WOOD, WOOD_DARK
from demo.art.palette import ACCENT, AMBER, INDIGO, INK, MIST, NIGHT, OCHRE, PAPER, RUST, Colour, mix


def listener(body: Figure) -> None:
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


def listener_arms(body: Figure) -> None:
    shirt: Colour = OCHRE
    body.stroke([(-84, -118), (-112, -50), (-92, -4)], [46, 40, 34], mix(shirt, RUST, 0.2))
    body.stroke([(-92, -4), (-66, -74), (-40, -152)], [36, 30, 22], mix(shirt, RUST, 0.3))
    hand(body, -36, -168, OLIVE, [(6, -22), (16, -18), (20, -8)])
    body.stroke([(84, -118), (112, -46), (66, -6)], [46, 40, 32], mix(shirt, RUST, 0.3))
    body.stroke([(66, -6), (10, -2)], [32, 24], mix(shirt, RUST, 0.3))
    hand(body, -4, -4, OLIVE, [(-20, 0), (-18, 7)])


def writer(body: Figure) -> None:
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


def writer_arms(body: Figure) -> None:
    sweater: Colour = (88, 112, 146)
    body.stroke([(-90, -118), (-120, -48), (-76, -10)], [48, 42, 34], mix(sweater, INDIGO, 0.25))
    body.stroke([(-76, -10), (-24, -6)], [34, 25], mix(sweater, INDIGO, 0.25))
    hand(body, -10, -10, DEEP, [(16, -2), (14, 6)])
    body.stroke([(90, -118), (122, -44), (82, -8)], [48, 42, 34], mix(sweater, INDIGO, 0.4))
    body.stroke([(82, -8), (44, -12)], [34, 24], mix(sweater, INDIGO, 0.4))
    hand(body, 34, -18, DEEP, [(-14, 2), (-12, 8)])
    body.stroke([(14, -46), (26, 2)], [3.4, 2.4], ACCENT)


def chair(canvas: Canvas, x: float, facing: int) -> None:
    chair = Figure(canvas, x, 716, 1, facing)
    chair.stroke([(-62, 0), (-74, 90), (-82, 168)], [11, 9, 7], WOOD_DARK)
    chair.stroke([(58, 4), (64, 90), (68, 170)], [11, 9, 7], WOOD_DARK)
    chair.stroke([(-60, 0), (-82, -110), (-92, -206)], [13, 13, 11], WOOD_DARK)
    chair.stroke([(-78, -104), (-86, -150), (-92, -200)], [24, 28, 20], WOOD)
    chair.shape([(-82, -4), (-70, -15), (60, -13), (76, -2), (66, 12), (-70, 14)], WOOD)


def professor(canvas: Canvas) -> None:
    """At the left, in profile: grey hair and beard, ink-blue jacket, both hands in the middle of an explanation."""
    chair(canvas, 372, 1)
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


def student(canvas: Canvas) -> None:
    """At the right, in profile and facing the others: a woman with a bun, a laptop on her knees."""
    chair(canvas, 1238, -1)
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
