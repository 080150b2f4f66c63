"""Scenes for lessons: a class, books, the law, first aid, a fire drill."""

from .canvas import (
    AMBER,
    AQUA,
    CLAY,
    CORAL,
    CREAM,
    FERN,
    INK,
    LEAF,
    MINT,
    RED,
    SKIN,
    STONE,
    TEAL,
    WOOD,
    Canvas,
    mix,
    veil,
)
from .city import DAWN
from .furniture import BOOKS, plant, room, rows_of_people, shelf, table, window
from .people import walker


def lecture(name: str) -> Canvas:
    c = Canvas(name)
    room(c, "#ecf1ec", "#d6bd97", 600)
    c.box(360, 80, 760, 380, mix(WOOD, INK, 0.2), 8)
    c.box(376, 96, 728, 348, mix(FERN, INK, 0.25), 4)
    for y, w in ((150, 420), (200, 300), (330, 360), (380, 240)):
        c.line([(430, y), (430 + w, y)], veil(CREAM, 0.8), 7)
    for i, (x, y) in enumerate(((900, 300), (960, 220), (1030, 260))):
        c.ring(x, y, 34, (AMBER, CREAM, CORAL)[i], 6)
    walker(c, 1240, 640, 330, 1)
    c.line([(1200, 440), (1100, 330)], SKIN[0], 18)
    window(c, 1330, 120, 230, 300)
    plant(c, 180, 660, 280)
    rows_of_people(c, 720, 3, 136)
    return c


def study_books(name: str) -> Canvas:
    """Square: books, a cup and a lamp on a desk by the window."""
    c = Canvas(name, 1200, 1200)
    room(c, "#f3e8d5", "#c79f72", 860)
    window(c, 90, 120, 640, 520, DAWN)
    c.fade(0, 860, 1200, 340, "#c79f72", "#a97f55")
    y = 1040.0
    for i, (w, h) in enumerate(((520, 70), (480, 56), (500, 64), (430, 50), (460, 60))):
        x = 120 + c.rng.uniform(-16, 24)
        y -= h
        c.box(x, y, w, h, BOOKS[(i * 2 + 1) % 8], 8)
        c.box(x + w - 40, y + 8, 40, h - 16, CREAM)
        c.box(x + 30, y, 12, h, veil("#ffffff", 0.5))
    c.shape([(640, 1010), (860, 1040), (1080, 1010), (1110, 1110), (860, 1140), (610, 1110)], CREAM)
    c.line([(860, 1040), (860, 1140)], STONE, 5)
    for i in range(4):
        c.line([(670, 1040 + i * 18), (830, 1062 + i * 18)], veil(INK, 0.3), 4)
        c.line([(890, 1062 + i * 18), (1050, 1040 + i * 18)], veil(INK, 0.3), 4)
    c.line([(1010, 960), (960, 640), (860, 540)], INK, 16)
    c.disc(1010, 964, 90, INK, 24)
    c.glow(820, 640, 260, "#fff0c4", 0.5)
    c.shape([(800, 500), (900, 480), (950, 590), (750, 620)], TEAL)
    c.box(560, 900, 100, 110, MINT, 18)
    c.ring(664, 950, 32, MINT, 14)
    return c


def books_scale(name: str) -> Canvas:
    """A balance and a row of law books."""
    c = Canvas(name)
    room(c, "#e9ece4", "#b98f63", 690)
    window(c, 1040, 110, 480, 380)
    shelf(c, 80, 120, 420, 4, 110)
    table(c, 60, 690, 1480, 200)
    brass = mix(AMBER, CLAY, 0.35)
    c.box(776, 300, 20, 360, brass, 6)
    c.disc(786, 290, 24, brass)
    c.box(690, 660, 192, 30, brass, 10)
    c.line([(560, 352), (1012, 328)], brass, 14)
    for x, y in ((566, 352), (1006, 328)):
        c.line([(x, y), (x - 80, y + 170)], mix(brass, INK, 0.3), 4)
        c.line([(x, y), (x + 80, y + 170)], mix(brass, INK, 0.3), 4)
        c.shape([(x - 96, y + 168), (x + 96, y + 168), (x + 54, y + 208), (x - 54, y + 208)], brass)
    for i in range(6):
        c.box(1090 + i * 62, 500 + (i % 3) * 18, 54, 190 - (i % 3) * 18, BOOKS[i], 4)
        c.box(1096 + i * 62, 540, 42, 10, veil("#ffffff", 0.6))
    c.shape([(150, 650), (430, 650), (460, 690), (130, 690)], CREAM)
    for i in range(3):
        c.line([(180, 660 + i * 9), (400, 660 + i * 9)], veil(INK, 0.3), 3)
    c.line([(440, 676), (520, 600)], INK, 10)
    return c


def first_aid(name: str) -> Canvas:
    """A course: one kneels and presses, others watch, a defibrillator stands ready."""
    c = Canvas(name)
    room(c, "#e8f0ec", "#d3bf9d", 560)
    window(c, 120, 90, 560, 320)
    c.box(900, 130, 150, 190, CREAM, 16)
    c.box(914, 144, 122, 162, RED, 12)
    c.shape([(975, 280), (925, 215), (950, 180), (975, 205), (1000, 180), (1025, 215)], CREAM)
    for i, x in enumerate((1140, 1290, 1440)):
        walker(c, x, 660, 330, i + 2)
    c.disc(700, 800, 560, mix(TEAL, AQUA, 0.5), 80)
    c.box(430, 752, 420, 66, "#e6d3bb", 33)
    c.box(470, 746, 200, 74, mix(CORAL, CREAM, 0.3), 30)
    c.disc(390, 784, 46, "#e6d3bb")
    c.line([(700, 560), (640, 650), (590, 742)], SKIN[1], 34)
    c.line([(770, 620), (760, 790), (880, 800)], INK, 62)
    c.line([(730, 560), (780, 680)], TEAL, 100)
    c.line([(705, 570), (585, 742)], SKIN[0], 34)
    c.disc(585, 746, 26, SKIN[0])
    c.disc(672, 478, 52, "#2b2a2c")
    c.disc(664, 494, 43, SKIN[0])
    c.box(980, 720, 170, 120, AMBER, 18)
    c.box(1004, 742, 122, 48, INK, 8)
    c.disc(1040, 814, 13, RED)
    c.line([(980, 780), (850, 850), (700, 830)], INK, 5)
    c.box(660, 816, 60, 34, CREAM, 8)
    return c


def fire_drill(name: str) -> Canvas:
    """A stairwell: people walk down in order, an extinguisher hangs by the door."""
    c = Canvas(name)
    room(c, "#e9ede6", "#c5c4ba", 740)
    for i in range(11):
        c.box(
            520 + i * 76, 250 + i * 46, 76, 490 - i * 46, mix("#cfd3ca", INK, 0.06 + (i % 2) * 0.03)
        )
        c.box(520 + i * 76, 250 + i * 46, 76, 7, AMBER)
    c.line([(500, 120), (1340, 628)], TEAL, 16)
    for i in range(8):
        c.line([(540 + i * 108, 146 + i * 65), (540 + i * 108, 270 + i * 65)], TEAL, 7)
    for i in range(5):
        walker(c, 590 + i * 152, 254 + i * 92, 230, i + 1)
    c.box(90, 230, 260, 510, mix(FERN, TEAL, 0.4), 6)
    c.box(104, 244, 232, 482, mix(FERN, MINT, 0.25), 4)
    c.box(170, 300, 100, 150, MINT, 6)
    c.box(110, 520, 220, 18, STONE, 8)
    c.box(120, 140, 200, 64, LEAF, 8)
    c.shape(
        [(250, 172), (220, 150), (220, 164), (150, 164), (150, 180), (220, 180), (220, 194)], CREAM
    )
    c.glow(220, 172, 150, "#d8ffe6", 0.35)
    c.box(404, 560, 74, 180, RED, 26)
    c.box(424, 530, 34, 36, INK, 6)
    c.line([(440, 540), (396, 560), (390, 650)], INK, 9)
    c.box(414, 620, 54, 50, CREAM, 4)
    c.disc(441, 460, 40, RED)
    c.ring(441, 460, 24, CREAM, 5)
    for i, x in enumerate((900, 1120)):
        walker(c, x, 870, 300, i + 5)
    c.shape(
        [(560, 860), (720, 860), (720, 842), (770, 872), (720, 902), (720, 884), (560, 884)],
        veil(AMBER, 0.9),
    )
    return c
