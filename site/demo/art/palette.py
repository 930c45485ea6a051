"""Colours of the drawn pictures: warm paper, ink-blue night and one warm accent, as in the site's stylesheet."""

Colour = tuple[int, int, int]

PAPER: Colour = (250, 246, 238)
SAND: Colour = (238, 228, 208)
STRAW: Colour = (226, 205, 168)
OCHRE: Colour = (214, 160, 84)
AMBER: Colour = (255, 203, 122)
ACCENT: Colour = (196, 78, 42)
RUST: Colour = (150, 58, 36)
INK: Colour = (27, 29, 36)
NIGHT: Colour = (16, 24, 48)
INDIGO: Colour = (36, 50, 92)
BLUE: Colour = (74, 98, 148)
MIST: Colour = (156, 172, 200)
SAGE: Colour = (110, 128, 104)
PINE: Colour = (52, 74, 68)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """The colour that lies `share` (0 to 1) of the way from the first to the second."""
    share = min(1.0, max(0.0, share))
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def ramp(stops: list[Colour], position: float) -> Colour:
    """The colour at `position` (0 to 1) along evenly spaced stops."""
    scaled = min(1.0, max(0.0, position)) * (len(stops) - 1)
    index = min(int(scaled), len(stops) - 2)
    return mix(stops[index], stops[index + 1], scaled - index)
