"""Draws the district's plan: its areas round the lake, their towers as high as they are."""

from math import cos, pi, radians, sin

from press.catalogue import Card

# The sheet of paper, and on it the lake's middle.
WIDTH, HEIGHT = 640, 622
MIDDLE = (320, 330)
HALF_AXES = (314, 282)
# Where things stand, as parts of the half axes, from the water outwards.
SHORE, NAMES, INNER, OUTER, EDGE = 0.36, 0.49, 0.73, 0.95, 1.0
GAP = 2.4
# More towers than this in one area would stand on each other; the list beside has them all.
TOWERS = 12
# Of a tower that does not say; and those above are drawn no higher, to stay on the paper.
FLOORS, HIGHEST = 20, 54


def drawing(areas: list[Card]) -> Card | None:
    """Return the plan of some areas, each with the cards of its buildings; None of no area.

    {"width", "height", "areas": [{"title", "url", "name", "path", "x", "y"}],
    "towers": [{"title", "url", "area", "circle", "x", "y", "width", "height"}]}: x and y of a name
    are its middle, of a tower the middle of its foot. Towers come in the order of painting: what is
    farther off first.
    """
    drawn = [area for area in areas if area["url"]]
    if not drawn:
        return None
    span = 360 / len(drawn)
    places, towers = [], []
    for number, area in enumerate(drawn):
        middle = number * span - 90
        x, y = _point(middle, NAMES + (0.05 if sin(radians(middle)) > 0 else 0))
        path = _sector(middle - span / 2 + GAP / 2, middle + span / 2 - GAP / 2)
        name = area["title"].removesuffix("片区") or area["title"]
        places.append({"title": area["title"], "url": area["url"], "name": name})
        places[-1] |= {"path": path, "x": x, "y": y}
        towers += _towers(area, number, middle, span - GAP)
    towers.sort(key=lambda tower: (tower["y"], tower["x"]))
    return {"width": WIDTH, "height": HEIGHT, "areas": places, "towers": towers}


def _towers(area: Card, number: int, middle: float, span: float) -> list[Card]:
    """Stand an area's buildings in two rows along the rings, the outer with more room for more."""
    documents = [card["doc"] for card in area["cards"]][:TOWERS]
    inside = len(documents) * 2 // 5
    rows = ((INNER, documents[:inside]), (OUTER, documents[inside:]))
    found = []
    for ring, row in rows:
        for place, document in enumerate(row):
            x, y = _point(middle - span / 2 + span * (place + 0.5) / len(row), ring)
            circle = document["buildingKind"] == "CIRCLE"
            floors = min(document["floors"] or FLOORS, HIGHEST)
            found.append(
                {
                    "title": document["title"],
                    "url": document["url"],
                    "area": number,
                    "circle": circle,
                    "x": x,
                    "y": y,
                    "width": 46 if circle else 30,
                    "height": 22 if circle else 20 + floors * 2 // 3,
                }
            )
    return found


def _sector(start: float, end: float) -> str:
    """Return the outline of the land between two angles, from the shore to the edge."""
    points = [_point(start, SHORE), _point(start, EDGE), _point(end, EDGE), _point(end, SHORE)]
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    large = 1 if end - start > 180 else 0
    return (
        f"M{ax} {ay}L{bx} {by}A{HALF_AXES[0]} {HALF_AXES[1]} 0 {large} 1 {cx} {cy}L{dx} {dy}"
        f"A{round(HALF_AXES[0] * SHORE)} {round(HALF_AXES[1] * SHORE)} 0 {large} 0 {ax} {ay}Z"
    )


def _point(degrees: float, part: float) -> tuple[int, int]:
    angle = degrees / 180 * pi
    x = MIDDLE[0] + HALF_AXES[0] * part * cos(angle)
    y = MIDDLE[1] + HALF_AXES[1] * part * sin(angle)
    return round(x), round(y)
