"""Small figures: walking, running, cycling, sitting, helping at the kerb."""

from .canvas import AMBER, CREAM, HAIR, INK, RED, SHIRTS, SKIN, STONE, Canvas, mix


def head(c: Canvas, x: float, y: float, r: float, who: int) -> None:
    """A head with hair; `who` picks its colours."""
    c.disc(x, y - r * 0.16, r * 1.06, HAIR[who % len(HAIR)])
    c.disc(x, y + r * 0.16, r * 0.88, SKIN[who % len(SKIN)])


def walker(c: Canvas, x: float, base: float, h: float, who: int) -> None:
    """Someone on foot, `h` tall, standing on `base`."""
    shirt, dark = SHIRTS[who % len(SHIRTS)], mix(INK, SHIRTS[(who + 3) % len(SHIRTS)], 0.2)
    step = h * 0.09 * (1 if who % 2 else -1)
    c.disc(x, base, h * 0.2, "#1d3f4a30", h * 0.035)
    c.line([(x, base - h * 0.46), (x + step, base - h * 0.04)], dark, h * 0.085)
    c.line([(x, base - h * 0.46), (x - step, base - h * 0.02)], dark, h * 0.085)
    c.box(x - h * 0.11, base - h * 0.8, h * 0.22, h * 0.38, shirt, h * 0.08)
    c.line(
        [(x - h * 0.11, base - h * 0.74), (x - h * 0.14 - step * 0.4, base - h * 0.48)],
        mix(shirt, INK, 0.15),
        h * 0.06,
    )
    c.line(
        [(x + h * 0.11, base - h * 0.74), (x + h * 0.14 + step * 0.4, base - h * 0.48)],
        mix(shirt, INK, 0.15),
        h * 0.06,
    )
    head(c, x, base - h * 0.9, h * 0.095, who)


def runner(c: Canvas, x: float, base: float, h: float, who: int) -> None:
    """Someone running to the right."""
    shirt, skin = SHIRTS[who % len(SHIRTS)], SKIN[who % len(SKIN)]
    hip, neck = (x, base - h * 0.48), (x + h * 0.09, base - h * 0.8)
    c.disc(x, base, h * 0.24, "#1d3f4a30", h * 0.035)
    c.line(
        [neck, (x + h * 0.22, base - h * 0.66), (x + h * 0.33, base - h * 0.76)],
        mix(skin, INK, 0.1),
        h * 0.055,
    )
    c.line(
        [hip, (x - h * 0.12, base - h * 0.24), (x - h * 0.32, base - h * 0.22)],
        mix(INK, shirt, 0.1),
        h * 0.085,
    )
    c.line([hip, (x + h * 0.18, base - h * 0.32), (x + h * 0.15, base - h * 0.04)], INK, h * 0.085)
    c.line([(x + h * 0.14, base - h * 0.03), (x + h * 0.23, base - h * 0.03)], CREAM, h * 0.06)
    c.line([(x - h * 0.33, base - h * 0.23), (x - h * 0.33, base - h * 0.15)], CREAM, h * 0.06)
    c.line([hip, neck], shirt, h * 0.2)
    c.line(
        [
            (neck[0] - h * 0.02, neck[1] + h * 0.03),
            (x - h * 0.1, base - h * 0.6),
            (x + h * 0.03, base - h * 0.53),
        ],
        skin,
        h * 0.055,
    )
    c.box(x - h * 0.02, base - h * 0.72, h * 0.12, h * 0.1, CREAM, 3)
    head(c, x + h * 0.15, base - h * 0.92, h * 0.095, who)


def volunteer(c: Canvas, x: float, base: float, h: float, who: int) -> None:
    """Someone in a red waistcoat holding out a small flag."""
    side = 1 if who % 2 else -1
    walker(c, x, base, h, who + 7)
    c.box(x - h * 0.115, base - h * 0.8, h * 0.23, h * 0.36, RED, h * 0.07)
    c.box(x - h * 0.02, base - h * 0.8, h * 0.04, h * 0.36, CREAM)
    c.box(x - h * 0.115, base - h * 0.6, h * 0.23, h * 0.035, AMBER)
    hand = (x + side * h * 0.34, base - h * 0.72)
    c.line([(x + side * h * 0.1, base - h * 0.74), hand], CREAM, h * 0.06)
    c.disc(*hand, h * 0.035, SKIN[who % 3])
    top = (hand[0] + side * h * 0.04, hand[1] - h * 0.24)
    c.line([(hand[0], hand[1] + h * 0.08), top], STONE, h * 0.018)
    c.shape(
        [
            top,
            (top[0] + side * h * 0.22, top[1] + h * 0.02),
            (top[0] + side * h * 0.2, top[1] + h * 0.15),
            (top[0] - side * h * 0.02, top[1] + h * 0.14),
        ],
        RED if who % 2 else AMBER,
    )
    c.box(x - h * 0.115, base - h * 0.985, h * 0.23, h * 0.06, RED, h * 0.03)
    c.line([(x, base - h * 0.93), (x + side * h * 0.17, base - h * 0.93)], RED, h * 0.025)


def cyclist(c: Canvas, x: float, base: float, h: float, who: int) -> None:
    """Someone on a bicycle, riding to the right."""
    shirt, frame, r = SHIRTS[who % len(SHIRTS)], mix(INK, SHIRTS[(who + 1) % 8], 0.55), h * 0.2
    back, front = (x - h * 0.3, base - r), (x + h * 0.32, base - r)
    crank, seat, bar = (
        (x - h * 0.02, base - r),
        (x - h * 0.12, base - h * 0.46),
        (x + h * 0.25, base - h * 0.52),
    )
    c.disc(x, base, h * 0.5, "#1d3f4a30", h * 0.03)
    for wheel in (back, front):
        c.ring(*wheel, r, INK, h * 0.024)
        c.disc(*wheel, h * 0.025, INK)
    c.line([back, crank, seat, back], frame, h * 0.026)
    c.line(
        [crank, (bar[0] - h * 0.01, bar[1] + h * 0.08), (seat[0] + h * 0.02, seat[1] + h * 0.05)],
        frame,
        h * 0.026,
    )
    c.line([bar, front], frame, h * 0.026)
    c.line(
        [(bar[0] - h * 0.05, bar[1] - h * 0.02), (bar[0] + h * 0.04, bar[1] - h * 0.01)],
        INK,
        h * 0.026,
    )
    c.line([(seat[0] - h * 0.06, seat[1]), (seat[0] + h * 0.06, seat[1])], INK, h * 0.035)
    hip, neck = (seat[0] + h * 0.01, seat[1] - h * 0.05), (x + h * 0.06, base - h * 0.8)
    c.line(
        [hip, (x + h * 0.1, base - h * 0.4), (crank[0] + h * 0.02, crank[1] + h * 0.06)],
        INK,
        h * 0.075,
    )
    c.line([hip, neck], shirt, h * 0.16)
    c.line([neck, (x + h * 0.15, base - h * 0.62), bar], mix(shirt, INK, 0.15), h * 0.05)
    head(c, x + h * 0.1, base - h * 0.92, h * 0.085, who)
    c.box(x + h * 0.01, base - h * 1.03, h * 0.18, h * 0.09, shirt, h * 0.05)


def seated(c: Canvas, x: float, base: float, h: float, who: int) -> None:
    """Someone seen from behind, above a chair back; `base` is the chair's foot."""
    shirt = SHIRTS[who % len(SHIRTS)]
    c.box(x - h * 0.24, base - h * 0.72, h * 0.48, h * 0.5, shirt, h * 0.16)
    c.box(x - h * 0.05, base - h * 0.8, h * 0.1, h * 0.12, SKIN[who % len(SKIN)])
    c.disc(x, base - h * 0.9, h * 0.15, HAIR[who % len(HAIR)])


def half(c: Canvas, x: float, base: float, h: float, who: int) -> None:
    """Someone facing us, from the waist up, behind a table whose top is at `base`."""
    shirt = SHIRTS[who % len(SHIRTS)]
    c.box(x - h * 0.3, base - h * 0.62, h * 0.6, h * 0.66, shirt, h * 0.2)
    c.shape(
        [(x - h * 0.09, base - h * 0.62), (x + h * 0.09, base - h * 0.62), (x, base - h * 0.44)],
        CREAM,
    )
    c.box(x - h * 0.06, base - h * 0.72, h * 0.12, h * 0.14, mix(SKIN[who % 3], INK, 0.08))
    head(c, x, base - h * 0.84, h * 0.18, who)
