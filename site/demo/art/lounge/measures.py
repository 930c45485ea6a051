"""What the room and those who sit in it have in common: measures, in pixels of the drawing, and colours."""

from demo.art.palette import Colour

WIDTH, HEIGHT = 1600, 960
FLOOR = 800
TABLE = 600

WALL: Colour = (232, 208, 168)
WOOD: Colour = (128, 78, 50)
WOOD_DARK: Colour = (86, 52, 38)
