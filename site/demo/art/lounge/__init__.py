"""Students around a café table, in the evening, with a professor who explains something with his hands."""

from PIL import Image

from demo.art.canvas import Canvas
from demo.art.figures import Figure
from demo.art.lounge import people, room
from demo.art.lounge.measures import HEIGHT, WALL, WIDTH

__all__ = ["draw"]


def draw() -> Image.Image:
    canvas = Canvas(WIDTH, HEIGHT, WALL, pixels=2000, seed=7)
    room.room(canvas)
    room.window(canvas)
    room.shelf(canvas)
    room.banquette(canvas)
    listener = Figure(canvas, 690, 612, 0.84)
    writer = Figure(canvas, 924, 612, 0.86)
    people.listener(listener)
    people.writer(writer)
    room.bench(canvas)
    room.table(canvas)
    people.listener_arms(listener)
    people.writer_arms(writer)
    room.cups(canvas)
    people.professor(canvas)
    people.student(canvas)
    room.plant(canvas)
    room.lamps(canvas)
    return canvas.finish(grain=5)
