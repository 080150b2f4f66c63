"""Scenes far from the towers: a boat in the mist, a canal, trees in bloom."""

import math

from .canvas import AQUA, CLAY, FERN, INK, RED, SAND, STONE, TEAL, WOOD, Canvas, Point, mix, veil
from .city import DAWN, DAY, sky
from .lakeside import ripples
from .people import walker


def red_boat(name: str) -> Canvas:
    """A covered pleasure boat on a misty lake at daybreak."""
    c = Canvas(name)
    sky(c, DAWN, 460)
    hills(c, 460, ("#b9ccc8", "#9dbbb6", "#7da59d"))
    c.mirror(460, 440, "#8fb7b4", 0.6)
    ripples(c, 460, DAWN)
    c.disc(800, 706, 420, veil(INK, 0.2), 26)
    c.shape([(340, 610), (1290, 600), (1200, 700), (430, 700)], mix(RED, INK, 0.35))
    c.shape([(340, 610), (1290, 600), (1284, 622), (356, 630)], mix(RED, CLAY, 0.3))
    c.box(520, 470, 560, 138, mix(WOOD, RED, 0.25))
    for i in range(8):
        c.box(538 + i * 68, 492, 52, 84, "#f8dfa6", 3)
        c.line([(564 + i * 68, 492), (564 + i * 68, 576)], mix(RED, INK, 0.2), 4)
        c.line([(538 + i * 68, 534), (590 + i * 68, 534)], mix(RED, INK, 0.2), 4)
    c.shape([(480, 474), (520, 420), (1080, 420), (1124, 474)], mix(INK, RED, 0.25))
    c.line([(470, 478), (1134, 478)], mix(INK, RED, 0.4), 8)
    for x in (500, 1100):
        c.box(x - 14, 484, 28, 36, RED, 12)
    for x in (60, 130, 1480, 1560):
        reeds(c, x)
    return c


def hills(c: Canvas, base: float, colours: tuple[str, ...]) -> None:
    for depth, colour in enumerate(colours):
        phase, height = c.rng.uniform(0, 6), 150 - depth * 42
        ridge = [
            (
                x,
                base
                - height
                * (0.62 + 0.38 * math.sin(x / (210 - depth * 30) + phase))
                * (0.8 + 0.2 * math.sin(x / 67 + phase)),
            )
            for x in range(0, c.width + 20, 20)
        ]
        c.shape([(0, base), *ridge, (c.width, base)], colour)


def reeds(c: Canvas, x: float) -> None:
    for _ in range(14):
        lean, height = c.rng.uniform(-40, 40), c.rng.uniform(120, 260)
        c.line(
            [(x, 910), (x + lean * 0.4, 900 - height * 0.6), (x + lean, 900 - height)],
            mix(FERN, INK, c.rng.random() * 0.3),
            6,
        )


# The channel on its cliff, as x and y one after the other: bed, water, and light on the water.
CLIFF = "620 900 700 640 860 420 930 210 1090 120 1240 60 1600 20 1600 900"
BED = "500 900 760 610 1020 500 1600 420 1600 560 1110 610 900 720 820 900"
WATER = "575 900 800 640 1040 530 1600 452 1600 520 1090 574 870 690 745 900"
GLINT = "640 900 835 660 1060 545 1600 470 1600 484 1070 556 850 672 668 900"


def canal(name: str) -> Canvas:
    """A channel cut along a cliff, high above the valley."""
    c = Canvas(name)
    sky(c, DAY, 560)
    hills(c, 560, ("#b7cfcb", "#94b5ae", "#7a9f92"))
    c.box(0, 556, c.width, 344, "#8fae8b")
    for y in range(590, 880, 34):
        c.line([(0, y), (300, y - 10), (620, y + 16)], veil("#d8cf9a", 0.55), 8)
    c.shape(_points(CLIFF), "#b79a7c")
    for i in range(16):
        y = 130 + i * 48
        ledge = [(1600, y), (1300, y + 24), (max(760, 1160 - i * 30), y + 60)]
        c.line(ledge, veil("#8d7259", 0.5), 6)
    for outline, colour in ((BED, STONE), (WATER, TEAL), (GLINT, AQUA)):
        c.shape(_points(outline), colour)
    # The tunnel the water comes from.
    c.box(1480, 330, 120, 250, "#a98b6d")
    c.disc(1560, 470, 84, INK, 96)
    c.box(1476, 470, 124, 62, INK)
    c.shape([(1476, 470), (1600, 452), (1600, 520), (1476, 532)], TEAL)
    return c


def _points(outline: str) -> list[Point]:
    numbers = [float(number) for number in outline.split()]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def paulownia(name: str) -> Canvas:
    """Rows of flowering paulownia between wheat fields."""
    c = Canvas(name)
    sky(c, DAWN, 520)
    c.fade(0, 516, c.width, 384, "#d9cf9a", "#a9bb7a")
    for i in range(-12, 13):
        c.line([(800 + i * 26, 520), (800 + i * 210, 900)], veil("#7f9a5c", 0.5), 6)
    c.shape([(770, 520), (830, 520), (1040, 900), (560, 900)], SAND)
    rows = [(0.18, 60), (0.34, 95), (0.52, 150), (0.74, 230), (1.0, 340)]
    for t, size in rows:
        for side in (-1, 1):
            blossom(c, 800 + side * (60 + 560 * t), 530 + 300 * t, size)
    walker(c, 800, 800, 120, 3)
    return c


def blossom(c: Canvas, x: float, base: float, size: float) -> None:
    c.line([(x, base), (x, base - size * 0.8)], mix(WOOD, INK, 0.35), size * 0.07)
    for _ in range(80):
        angle, reach = c.rng.uniform(0, math.tau), c.rng.random() ** 0.5
        px = x + math.cos(angle) * reach * size * 0.42
        py = base - size * 1.02 + math.sin(angle) * reach * size * 0.38
        c.disc(
            px,
            py,
            size * c.rng.uniform(0.05, 0.09),
            c.rng.choice(("#c9b3d6", "#b79ac8", "#dccbe4", "#8fae86")),
        )
