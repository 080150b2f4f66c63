"""Scenes by the water: the lake at its hours, runners, the round tower."""

from .canvas import CLAY, CORAL, CREAM, DEEP, INK, TEAL, Canvas, mix, veil
from .city import DAWN, DUSK, Light, round_tower, sky, towers, tree, tree_line
from .people import runner, walker


def ripples(c: Canvas, top: float, light: Light) -> None:
    for _ in range(110):
        t = c.rng.random() ** 1.3
        y = top + 10 + t * (c.height - top)
        w = 14 + 130 * t * c.rng.random()
        c.box(c.rng.uniform(-40, c.width), y, w, 1.4 + 2.6 * t, veil(light.sky[1], 0.3), 2)


def shore(c: Canvas, light: Light, horizon: float = 500) -> None:
    """Sky, two rows of towers, the round one among them, trees, and their image in the water."""
    sky(c, light, horizon)
    towers(c, horizon, light.far, light, 60, 210)
    round_tower(c, 1010, horizon, 108, 372, light)
    towers(c, horizon + 8, light.near, light, 26, 250)
    tree_line(c, horizon + 14, light)
    water = mix(mix(light.sky[0], TEAL, 0.45), light.near, 0.25)
    c.mirror(horizon + 14, c.height - horizon - 14, water, 0.55)
    c.box(0, horizon + 12, c.width, 4, veil(CREAM, 0.5))
    ripples(c, horizon + 14, light)


def boat(c: Canvas, x: float, y: float, size: float, hull: str) -> None:
    c.disc(x, y + size * 0.18, size * 0.75, veil(INK, 0.18), size * 0.07)
    c.shape(
        [
            (x - size * 0.7, y - size * 0.08),
            (x + size * 0.75, y - size * 0.12),
            (x + size * 0.5, y + size * 0.16),
            (x - size * 0.5, y + size * 0.16),
        ],
        hull,
    )
    c.shape([(x, y - size * 1.0), (x, y - size * 0.18), (x + size * 0.5, y - size * 0.18)], CREAM)
    c.shape(
        [(x - 6, y - size * 0.86), (x - 6, y - size * 0.18), (x - size * 0.34, y - size * 0.18)],
        mix(CREAM, CLAY, 0.3),
    )


def promenade(c: Canvas, light: Light, y: float = 790) -> None:
    """The near bank: paving that curves away, a rail, shrubs."""
    points = [
        (0, y + 40),
        (400, y + 12),
        (800, y),
        (1200, y + 12),
        (1600, y + 40),
        (1600, 900),
        (0, 900),
    ]
    c.shape(points, light.ground)
    c.line(points[:5], mix(light.ground, INK, 0.18), 6)
    for i in range(33):
        x = i * 50
        edge = y + 40 * ((x - 800) / 800) ** 2
        c.line([(x, edge - 34), (x, edge)], mix(light.near, INK, 0.4), 4)
    rail = [(i * 50, y + 40 * ((i * 50 - 800) / 800) ** 2 - 34) for i in range(33)]
    c.line(rail, mix(light.near, INK, 0.4), 6)


def lake(light: Light, name: str) -> Canvas:
    c = Canvas(name)
    shore(c, light)
    boat(c, 520, 640, 62, CLAY if light.lit < 0.3 else INK)
    boat(c, 700, 585, 32, TEAL if light.lit < 0.3 else INK)
    promenade(c, light)
    for x, size in ((70, 190), (190, 130), (1490, 210), (1380, 120)):
        tree(c, x, 880, size, mix(light.leaf, DEEP, 0.12))
    for i, x in enumerate((640, 690, 1010)):
        walker(c, x, 866, 92, i)
    return c


def tall_round_tower(name: str) -> Canvas:
    """Portrait: the round tower from the water's edge."""
    c = Canvas(name, 1200, 1500)
    light = Light(
        DUSK.sky,
        (900, 760, DUSK.sun[2]),
        DUSK.far,
        DUSK.near,
        DUSK.pane,
        0.5,
        DUSK.leaf,
        DUSK.ground,
    )
    sky(c, light, 1060)
    towers(c, 1070, light.far, light, 120, 420)
    round_tower(c, 560, 1090, 280, 800, light)
    towers(c, 1092, mix(light.near, INK, 0.2), light, 20, 190)
    tree_line(c, 1104, light, 60, 52)
    c.mirror(1104, 396, mix(light.sky[0], DEEP, 0.4), 0.5)
    ripples(c, 1104, light)
    return c


def run_by_the_lake(name: str) -> Canvas:
    c = Canvas(name)
    shore(c, DAWN, 380)
    c.shape([(0, 640), (1600, 610), (1600, 900), (0, 900)], mix(CORAL, CLAY, 0.4))
    for shift in (70, 150):
        c.line([(0, 640 + shift), (1600, 610 + shift * 1.1)], veil(CREAM, 0.8), 5)
    c.line([(0, 640), (1600, 610)], CREAM, 8)
    for x, size in ((60, 210), (1540, 230)):
        tree(c, x, 650, size, DAWN.leaf)
    for i, (x, y) in enumerate(
        ((300, 730), (520, 800), (720, 735), (960, 820), (1160, 740), (1360, 800))
    ):
        runner(c, x, y, 190 + (y - 730) * 0.5, i)
    return c
