"""A person on a hill looks up at the Milky Way."""

import math

from PIL import Image, ImageChops, ImageFilter

from demo.art.canvas import Canvas, Point, noise, smooth
from demo.art.palette import ACCENT, AMBER, Colour, mix, ramp

WIDTH, HEIGHT = 1600, 1000
HORIZON = 770

ZENITH: Colour = (7, 11, 28)
SKY: Colour = (17, 28, 62)
DUSK: Colour = (58, 66, 112)
EMBER: Colour = (214, 128, 84)


def draw() -> Image.Image:
    canvas = Canvas(WIDTH, HEIGHT, ZENITH, pixels=2000, seed=1993)
    _sky(canvas)
    _milky_way(canvas)
    _stars(canvas)
    _land(canvas)
    _person(canvas)
    return canvas.finish(grain=4)


def _sky(canvas: Canvas) -> None:
    stops = [ZENITH, (10, 17, 42), SKY, (34, 46, 88), DUSK, (142, 104, 112), EMBER]
    column = Image.new("RGB", (1, 512))
    for row in range(512):
        # The upper half stays dark; all warmth is near the horizon, as an hour after sunset.
        column.putpixel((0, row), ramp(stops, (row / 512) ** 1.7))
    height = round(HORIZON * 1.04 * canvas.scale)
    canvas.image.paste(column.resize((canvas.size[0], height), Image.Resampling.BICUBIC), (0, 0))
    canvas.glow((1240, HORIZON + 30), 620, EMBER, 0.5, squash=0.32)


def _band(position: float) -> Point:
    """The middle line of the Milky Way: it rises from the horizon at the right and leans over the person."""
    return 1290 - 1020 * position + 90 * math.sin(position * 2.6), HORIZON + 40 - 940 * position


def _milky_way(canvas: Canvas) -> None:
    small = (800, 500)
    shrink = small[0] / WIDTH
    broad, core, dust = (Image.new("L", small, 0) for _ in range(3))
    for mask, radius, lift, shift in ((broad, 215, 5, 0), (core, 120, 8, 6), (dust, 46, 20, -8)):
        stamp = Image.radial_gradient("L").point([max(0, 178 - value) * lift // 60 for value in range(256)])
        for step in range(90):
            x, y = _band(step / 70 - 0.05)
            reach = round(radius * (0.8 + 0.35 * math.sin(step * 0.11)) * shrink * 2)
            dab = stamp.resize((reach, reach))
            left, top = round(x * shrink - reach / 2 + shift), round(y * shrink - reach / 2)
            box = (max(0, left), max(0, top), min(small[0], left + reach), min(small[1], top + reach))
            if box[0] < box[2] and box[1] < box[3]:
                dab = dab.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
                mask.paste(ImageChops.add(mask.crop(box), dab), box[:2])
    clouds = noise(small, 90, canvas.random, octaves=6).point([min(255, max(0, (v - 70) * 2)) for v in range(256)])
    fine = noise(small, 44, canvas.random, octaves=6).point([min(255, max(0, (v - 108) * 4)) for v in range(256)])
    lanes = ImageChops.multiply(dust.filter(ImageFilter.GaussianBlur(7)), fine)
    for mask, colour in (
        (ImageChops.multiply(broad.filter(ImageFilter.GaussianBlur(14)), clouds), (74, 92, 168)),
        (ImageChops.multiply(core.filter(ImageFilter.GaussianBlur(8)), clouds), (196, 176, 186)),
        (ImageChops.multiply(ImageChops.multiply(core, clouds), fine), (255, 214, 178)),
    ):
        light = Image.new("RGB", small, (0, 0, 0))
        light.paste(colour, (0, 0, *small), ImageChops.subtract(mask, lanes))
        fade = (
            Image.linear_gradient("L")
            .resize(small)
            .point([255 if v < 150 else max(0, 255 - (v - 150) * 5) for v in range(256)])
        )
        light = ImageChops.multiply(light, Image.merge("RGB", (fade,) * 3))
        canvas.image.paste(ImageChops.screen(canvas.image, light.resize(canvas.size, Image.Resampling.BICUBIC)))


def _stars(canvas: Canvas) -> None:
    generator = canvas.random
    for _ in range(9000):
        if generator.random() < 0.55:
            x, y = _band(generator.random() * 1.25 - 0.05)
            x, y = x + generator.gauss(0, 125), y + generator.gauss(0, 70)
        else:
            x, y = generator.random() * WIDTH, generator.random() * HORIZON
        height = 1 - y / HORIZON
        if height < 0 or generator.random() > height**0.4:
            continue
        brightness = generator.random() ** 9
        colour = ramp([(255, 214, 170), (255, 246, 232), (202, 218, 255)], generator.random())
        radius = 0.36 + 1.2 * brightness
        canvas.ellipse((x, y), radius, None, colour, min(1.0, (0.22 + 0.9 * brightness) * (0.35 + height)))
        if brightness > 0.82:
            canvas.glow((x, y), 11 * brightness**2, colour, 0.45)
    start, end = (1010.0, 112.0), (1168.0, 188.0)
    steps = 44
    for step in range(steps):
        share = step / steps
        a = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
        b = (
            start[0] + (end[0] - start[0]) * (share + 1 / steps),
            start[1] + (end[1] - start[1]) * (share + 1 / steps),
        )
        canvas.line([a, b], 0.6 + 1.5 * share, (255, 244, 226), share * 0.85)


def _ridge(canvas: Canvas, base: float, rise: float, frequency: float, phase: float) -> list[Point]:
    return [
        (
            x,
            base
            - rise
            * (
                0.55 * math.sin(x / 1600 * frequency + phase)
                + 0.3 * math.sin(x / 1600 * frequency * 2.3 + phase * 1.7)
                + 0.15 * math.sin(x / 1600 * frequency * 5.1 + phase * 0.6)
            ),
        )
        for x in range(-10, WIDTH + 20, 8)
    ]


def _land(canvas: Canvas) -> None:
    layers = (
        (744, 30, 5.0, 0.9, (70, 64, 98)),
        (776, 26, 6.4, 2.3, (42, 44, 80)),
        (806, 22, 4.2, 4.1, (24, 30, 60)),
    )
    for base, rise, frequency, phase, colour in layers:
        ridge = _ridge(canvas, base, rise, frequency, phase)
        canvas.polygon([*ridge, (WIDTH, HEIGHT), (0, HEIGHT)], colour)
    # A lake keeps a line of the last light between the hills.
    canvas.shape(
        [(760, 846), (900, 838), (1120, 835), (1390, 837), (1640, 832), (1640, 872), (1300, 874), (980, 866)],
        (92, 82, 112),
    )
    for left, right, row in ((1010, 1600, 841), (1080, 1520, 847), (1150, 1580, 853), (1200, 1420, 859)):
        canvas.shape(
            [(left, row), ((left + right) / 2, row - 2.2), (right, row), ((left + right) / 2, row + 2.2)],
            (214, 146, 108),
            0.75,
        )
    generator = canvas.random
    for x in range(-6, WIDTH + 10, 7):
        tall = 12 + generator.random() * 22 + (16 if generator.random() < 0.16 else 0)
        foot = 880 + 10 * math.sin(x / 130)
        if 880 < x < 1600:
            tall *= 0.55
        canvas.polygon([(x - 5, foot + 12), (x, foot - tall), (x + 5, foot + 12)], (13, 18, 40))
    canvas.polygon(
        [*[(x, 884 + 10 * math.sin(x / 130)) for x in range(-10, WIDTH + 20, 10)], (WIDTH, HEIGHT), (0, HEIGHT)],
        (13, 18, 40),
    )
    hill = smooth(
        [
            (-20, 862),
            (140, 850),
            (330, 842),
            (470, 848),
            (640, 884),
            (860, 930),
            (1120, 962),
            (1400, 980),
            (1640, 986),
        ],
        closed=False,
    )
    canvas.polygon([*hill, (WIDTH + 40, HEIGHT + 10), (-40, HEIGHT + 10)], (5, 7, 18))
    for foot, y in hill:
        for _ in range(3):
            root = foot + generator.uniform(-9, 9)
            canvas.line(
                [(root, y + 4), (root + generator.uniform(-5, 7), y - generator.uniform(3, 13))], 0.9, (5, 7, 18)
            )


def _person(canvas: Canvas) -> None:
    """Seen from behind and a little to the side: weight on one leg, hands in pockets, head tipped back."""
    dark: Colour = (5, 7, 18)
    rim: Colour = mix(AMBER, ACCENT, 0.35)

    def place(points: list[Point]) -> list[Point]:
        return [(392 + x * 0.86, 846 + y * 0.86) for x, y in points]

    def silhouette(offset: float, colour: Colour) -> None:
        def at(points: list[Point]) -> list[Point]:
            return [(x + offset, y) for x, y in place(points)]

        # legs: the weight is on the left one
        canvas.stroke(at([(-12, -168), (-15, -88), (-16, -6)]), [36, 27, 17], colour)
        canvas.stroke(at([(14, -168), (24, -90), (33, -4)]), [36, 27, 17], colour)
        canvas.shape(at([(-26, 4), (-25, -9), (-10, -12), (0, -2), (5, 5)]), colour)
        canvas.shape(at([(22, 6), (24, -9), (38, -11), (49, -1), (57, 6)]), colour)
        # a coat that ends at mid-thigh and opens a little to the right
        canvas.shape(
            at(
                [
                    (-10, -300),
                    (-30, -294),
                    (-43, -272),
                    (-41, -232),
                    (-37, -196),
                    (-43, -140),
                    (-47, -118),
                    (-18, -112),
                    (18, -110),
                    (54, -116),
                    (48, -142),
                    (40, -196),
                    (42, -234),
                    (45, -272),
                    (34, -294),
                    (14, -301),
                ]
            ),
            colour,
        )
        # arms, hands in the pockets
        canvas.stroke(at([(-32, -284), (-48, -242), (-54, -206), (-36, -172)]), [23, 21, 18, 15], colour)
        canvas.stroke(at([(34, -284), (52, -244), (57, -208), (38, -172)]), [23, 21, 18, 15], colour)
        # scarf with one loose end, neck, and the head tipped well back towards the right
        canvas.shape(at([(-19, -300), (-17, -314), (0, -318), (18, -312), (21, -300), (2, -293)]), colour)
        canvas.shape(
            at(
                [(-17, -304), (-32, -288), (-45, -262), (-50, -244), (-40, -240), (-32, -260), (-18, -284), (-6, -298)]
            ),
            colour,
        )
        canvas.stroke(at([(0, -302), (-4, -328)]), [20, 19], colour)
        canvas.shape(
            at(
                [
                    (-14, -324),
                    (-26, -334),
                    (-31, -349),
                    (-26, -364),
                    (-13, -373),
                    (1, -374),
                    (9, -370),
                    (14, -365),
                    (21, -362),
                    (18, -356),
                    (20, -351),
                    (17, -346),
                    (17, -340),
                    (10, -331),
                    (1, -324),
                ]
            ),
            colour,
        )
        canvas.shape(
            at(
                [
                    (0, -376),
                    (-16, -376),
                    (-30, -365),
                    (-36, -347),
                    (-31, -330),
                    (-22, -318),
                    (-12, -316),
                    (-12, -336),
                    (-6, -356),
                    (4, -370),
                ]
            ),
            colour,
        )

    canvas.glow((400, 700), 190, (92, 104, 168), 0.2, squash=1.3)
    silhouette(2.2, rim)
    silhouette(0, dark)
