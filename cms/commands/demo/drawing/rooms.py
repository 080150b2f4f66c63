"""Rooms of the district: the service centre and its zones, offices, meeting rooms."""

from .canvas import (
    AMBER,
    AQUA,
    CLAY,
    CORAL,
    CREAM,
    DEEP,
    INK,
    MINT,
    RED,
    STONE,
    TEAL,
    WOOD,
    Canvas,
    mix,
    veil,
)
from .city import DAWN
from .furniture import lamp, plant, room, rows_of_people, screen, shelf, table, window
from .people import half, seated, walker


def service_desk(name: str) -> Canvas:
    c = Canvas(name)
    room(c, "#eef1e8", "#d8cbb2")
    window(c, 60, 120, 400, 380)
    c.box(560, 90, 700, 400, mix(TEAL, DEEP, 0.3), 12)
    for i in range(9):
        c.box(580 + i * 76, 110, 40, 360, veil("#ffffff", 0.05))
    c.ring(910, 250, 70, MINT, 10)
    c.shape([(840, 250), (980, 250), (960, 300), (860, 300)], AQUA)
    for dx, h in ((-40, 50), (-12, 84), (18, 64), (42, 40)):
        c.box(900 + dx, 250 - h, 20, h, MINT)
    half(c, 760, 560, 210, 0)
    half(c, 1060, 560, 210, 5)
    c.box(560, 556, 700, 26, CREAM, 8)
    c.box(580, 582, 660, 190, mix(WOOD, CREAM, 0.25), 8)
    c.box(580, 640, 660, 12, TEAL)
    for x in (640, 930):
        c.box(x, 496, 90, 56, INK, 6)
        c.box(x + 38, 552, 14, 8, INK)
    c.box(1340, 330, 150, 400, INK, 14)
    c.fade(1354, 346, 122, 250, "#c9e6e1", "#7fbdb8")
    c.box(1330, 726, 170, 22, mix(INK, STONE, 0.3), 6)
    plant(c, 500, 790, 230)
    plant(c, 1560, 800, 200)
    walker(c, 400, 880, 420, 3)
    lamp(c, 700, 30)
    lamp(c, 1120, 30)
    return c


def reading_corner(name: str) -> Canvas:
    c = Canvas(name)
    room(c, "#f5e9d4", "#d3ae82")
    shelf(c, 60, 110, 560, 5)
    window(c, 700, 110, 820, 400, DAWN)
    table(c, 760, 640, 680, 170)
    for i, x in enumerate((860, 1080, 1320)):
        half(c, x, 640, 220, i + 1)
    c.box(760, 640, 680, 22, WOOD, 6)
    for x in (830, 1050, 1290):
        c.shape(
            [
                (x - 4, 612),
                (x + 32, 624),
                (x + 68, 612),
                (x + 68, 640),
                (x + 32, 648),
                (x - 4, 640),
            ],
            CREAM,
        )
        c.line([(x + 32, 624), (x + 32, 648)], STONE, 3)
    plant(c, 670, 800, 240)
    lamp(c, 940, 60)
    lamp(c, 1260, 60)
    c.box(90, 700, 190, 90, TEAL, 26)
    c.box(330, 710, 170, 80, CORAL, 26)
    return c


def lounge(name: str) -> Canvas:
    c = Canvas(name)
    room(c, "#e9efe6", "#d9c3a0")
    window(c, 520, 100, 760, 360)
    c.box(150, 420, 620, 200, mix(TEAL, DEEP, 0.2), 50)
    c.box(110, 500, 700, 190, TEAL, 46)
    for x in (190, 470):
        c.box(x, 540, 260, 70, mix(TEAL, AQUA, 0.35), 24)
    c.box(560, 470, 120, 100, AMBER, 20)
    c.box(940, 510, 300, 180, mix(CORAL, CLAY, 0.3), 50)
    c.box(970, 440, 240, 140, CORAL, 46)
    c.disc(700, 800, 330, veil(CREAM, 0.75), 70)
    c.disc(760, 742, 190, mix(WOOD, INK, 0.2), 40)
    c.disc(760, 734, 190, WOOD, 40)
    c.box(690, 690, 44, 40, CREAM, 8)
    c.box(790, 700, 44, 36, MINT, 8)
    c.box(1360, 380, 150, 320, CREAM, 12)
    c.box(1384, 300, 102, 100, veil(AQUA, 0.8), 20)
    c.box(1390, 440, 90, 60, mix(CREAM, INK, 0.15), 8)
    plant(c, 90, 740, 270)
    plant(c, 880, 690, 180)
    lamp(c, 330, 70)
    c.box(150, 130, 250, 170, CREAM, 6)
    c.fade(166, 146, 218, 138, "#a8d2d6", "#e9d9bd")
    return c


def sports_room(name: str) -> Canvas:
    c = Canvas(name)
    room(c, "#e4eee9", "#c9a877")
    window(c, 90, 110, 620, 330)
    c.shape([(640, 600), (1240, 600), (1400, 740), (480, 740)], mix(TEAL, DEEP, 0.35))
    c.line([(640, 600), (1240, 600), (1400, 740), (480, 740), (640, 600)], CREAM, 7)
    c.line([(940, 600), (940, 740)], CREAM, 5)
    c.box(932, 556, 16, 190, INK)
    c.shape([(936, 556), (944, 556), (944, 700), (936, 700)], CREAM)
    for x in (540, 1310):
        c.box(x, 740, 16, 120, INK)
    walker(c, 440, 790, 330, 5)
    walker(c, 1440, 790, 330, 1)
    c.disc(560, 560, 32, RED)
    c.line([(540, 590), (510, 620)], WOOD, 14)
    c.disc(1330, 560, 32, RED)
    c.line([(1350, 590), (1380, 620)], WOOD, 14)
    c.disc(840, 500, 11, "#ffffff")
    for i in range(5):
        c.box(820 + i * 130, 150, 100, 250, mix(AQUA, TEAL, i % 2 * 0.4), 6)
        c.box(894 + i * 130, 270, 12, 30, CREAM, 4)
    c.box(90, 690, 230, 30, INK, 8)
    c.line([(290, 690), (330, 500)], INK, 16)
    c.box(300, 486, 70, 24, TEAL, 8)
    return c


def meeting_room(name: str) -> Canvas:
    c = Canvas(name)
    room(c, "#edf0ea", "#cdb795")
    window(c, 60, 120, 560, 360)
    screen(c, 760, 130, 640, 350)
    for i, x in enumerate((420, 640, 960, 1180)):
        half(c, x, 620, 190, i + 2)
    c.shape([(330, 610), (1270, 610), (1450, 740), (150, 740)], mix(WOOD, CREAM, 0.2))
    c.shape([(150, 740), (1450, 740), (1440, 772), (160, 772)], mix(WOOD, INK, 0.25))
    for x, y in ((470, 640), (700, 632), (930, 640), (1150, 650), (600, 690), (1020, 694)):
        c.shape([(x, y), (x + 70, y), (x + 78, y + 30), (x - 8, y + 30)], CREAM)
    for i, x in enumerate((330, 640, 960, 1270)):
        c.box(x - 70, 740, 140, 170, mix(INK, TEAL, 0.3), 26)
        seated(c, x, 880, 260, i + 4)
    plant(c, 1500, 720, 260)
    return c


def meeting_hall(name: str) -> Canvas:
    """A plain hall: a speaker's table, flags of plain red, rows of listeners."""
    c = Canvas(name)
    room(c, "#f4ead8", "#cfae86", 560)
    for x in (0, 1480):
        for i in range(5):
            c.box(x + i * 26, 0, 22, 560, mix(CORAL, RED, 0.3 + 0.1 * (i % 2)))
    screen(c, 480, 70, 640, 320)
    c.box(360, 470, 880, 110, mix(WOOD, RED, 0.2), 8)
    c.box(350, 458, 900, 22, WOOD, 6)
    for i, x in enumerate((560, 800, 1040)):
        half(c, x, 458, 150, i)
        c.box(x - 40, 440, 80, 22, CREAM, 4)
    for x in (220, 1380):
        plant(c, x, 590, 190)
    rows_of_people(c, 690, 3, 128)
    return c


def roadshow_hall(name: str) -> Canvas:
    """A small theatre: a stage under lights, a speaker, the audience in the dark."""
    c = Canvas(name)
    c.fade(0, 0, 1600, 900, "#16394a", "#0f2833")
    for x in (430, 800, 1170):
        c.shape([(x - 18, 0), (x + 18, 0), (x + 190, 560), (x - 190, 560)], veil("#fff1c4", 0.1))
        c.box(x - 30, 0, 60, 26, INK, 6)
    c.shape([(150, 560), (1450, 560), (1560, 650), (40, 650)], mix(WOOD, CREAM, 0.15))
    c.box(40, 650, 1520, 40, mix(WOOD, INK, 0.5))
    screen(c, 400, 90, 800, 400)
    walker(c, 310, 620, 270, 2)
    c.box(1230, 470, 110, 140, mix(TEAL, INK, 0.2), 8)
    c.box(1216, 456, 138, 20, CREAM, 6)
    rows_of_people(c, 760, 3, 140)
    c.fade(0, 880, 1600, 20, "#12303c", "#0f2833")
    return c


def office_desks(name: str) -> Canvas:
    c = Canvas(name)
    room(c, "#eff1ea", "#cfc3ad", 620)
    window(c, 40, 80, 1520, 360)
    for i, x in enumerate((90, 590, 1090)):
        half(c, x + 210, 620, 230, i + 3)
        table(c, x, 620, 430, 180, mix(WOOD, CREAM, 0.3))
        c.box(x + 120, 500, 180, 110, INK, 8)
        c.box(x + 200, 606, 20, 16, INK)
        c.box(x + 340, 586, 30, 34, (CORAL, MINT, AMBER)[i], 6)
        c.box(x + 30, 592, 60, 28, CREAM, 3)
        c.box(x + 36, 580, 52, 14, TEAL, 3)
    for x in (560, 1060):
        plant(c, x, 800, 190)
    for x in (300, 800, 1300):
        lamp(c, x, 20, TEAL)
    return c
