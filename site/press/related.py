"""Finds what a reader of one page may want next: its neighbours among what is like it."""

from collections.abc import Callable

from press.catalogue import Card, Catalogue
from press.documents import area_of, building_of, enterprise_of, link
from press.sheets import Document
from press.shelves import below, in_area, in_trade, of_category, under

# How many neighbours are named, half of them newer where there are as many.
NAMED = 4


def _of_firm(catalogue: Catalogue, job: Document) -> str | None:
    firm = enterprise_of(job, catalogue.look)
    return below(firm, "JOB") if firm else None


def _in_tower(catalogue: Catalogue, document: Document) -> str | None:
    tower = building_of(document, catalogue.look)
    return below(tower, document["kind"]) if tower else None


def _of_trade_in_tower(catalogue: Catalogue, firm: Document) -> str | None:
    tower, code = building_of(firm, catalogue.look), firm["industry"]["code"]
    return in_trade(tower["id"], code) if tower and code else None


def _in_area(_: Catalogue, venue: Document) -> str | None:
    area = area_of(venue)
    return in_area(area["url"]) if area else None


# On which shelf the likes of a document stand, in words, the closest first: one group is named on a
# page.
_LIKE: dict[str, dict[str, Callable[[Catalogue, Document], str | None]]] = {
    "JOB": {"同一企业的职位": _of_firm, "同一楼宇的职位": _in_tower},
    "ENTERPRISE": {"同楼同行": _of_trade_in_tower, "同一楼宇的企业": _in_tower},
    "VACANCY": {"同一楼宇的空置": _in_tower},
    "VENUE": {"同片区的阵地": _in_area},
    "ACTIVITY": {"同一主办的活动": lambda _, activity: _of_owner(activity)},
    "PUBLIC_SERVICE": {"同类服务": lambda _, service: of_category(service["category"])},
}


def beside(catalogue: Catalogue, document: Document) -> Card:
    """Return links to the owner's newer and older document of the kind, where there are any."""
    shelf, kind, ordinal = _of_owner(document), document["kind"], document["ordinal"]
    places = {
        "newer": catalogue.above(shelf, ordinal),
        "older": catalogue.beneath(shelf, ordinal),
    }
    found = {
        name: catalogue.between(shelf, kind, place[0], place[0])
        for name, place in places.items()
        if place
    }
    return {name: link(documents[0]) for name, documents in found.items()}


def related(catalogue: Catalogue, document: Document) -> Card | None:
    """Return what a document is like, where there is any: {"title", "cards"}.

    The nearest by ordinal are named, not the newest: what comes or goes touches a few pages.
    """
    for title, shelf_of in _LIKE.get(document["kind"], {}).items():
        shelf = shelf_of(catalogue, document)
        near = shelf and catalogue.near(shelf, document["kind"], document["ordinal"], NAMED)
        if near:
            return {"title": title, "cards": catalogue.cards(near)}
    return None


def _of_owner(document: Document) -> str:
    return under(document["owner"]["id"], document["kind"])
