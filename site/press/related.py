"""Finds what a reader of one page may want next: its neighbours among what is like it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from press.catalogue import Card, Catalogue, link
from press.sheets import Document

# How many neighbours are named, half of them newer where there are as many.
NAMED = 4

_Key = str | tuple[str, ...] | None


def _id(document: Document | None) -> str | None:
    return document["id"] if document else None


def _industry_in_tower(catalogue: Catalogue, document: Document) -> _Key:
    tower, code = _id(catalogue.building(document)), document["industry"]["code"]
    return (tower, code) if tower and code else None


# What makes two of a kind alike, in words, the closest first: one group is named on a page.
_LIKE: dict[str, dict[str, Callable[[Catalogue, Document], _Key]]] = {
    "JOB": {
        "同一企业的职位": lambda catalogue, job: _id(catalogue.enterprise(job)),
        "同一楼宇的职位": lambda catalogue, job: _id(catalogue.building(job)),
    },
    "ENTERPRISE": {
        "同楼同行": _industry_in_tower,
        "同一楼宇的企业": lambda catalogue, firm: _id(catalogue.building(firm)),
    },
    "VACANCY": {"同一楼宇的空置": lambda catalogue, vacancy: _id(catalogue.building(vacancy))},
    "VENUE": {"同片区的阵地": lambda catalogue, venue: _id(catalogue.area(venue))},
    "ACTIVITY": {"同一主办的活动": lambda _, activity: _id(activity["owner"])},
    "PUBLIC_SERVICE": {"同类服务": lambda _, service: service["category"]},
}


def beside(documents: Iterable[Document]) -> dict[str, Card]:
    """Return for each document, newest first, links to its owner's newer and older one."""
    owners: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        owners[document["owner"]["id"]].append(document)
    found: dict[str, Card] = defaultdict(dict)
    for own in owners.values():
        for newer, older in pairwise(own):
            found[newer["id"]]["older"] = link(older)
            found[older["id"]]["newer"] = link(newer)
    return found


def related(catalogue: Catalogue, kind: str) -> dict[str, Card]:
    """Return for each document of a kind what it is like: {"title", "cards"}, where there is any.

    The nearest by ordinal are named, not the newest: what comes or goes touches a few pages.
    """
    found: dict[str, Card] = {}
    for title, key in _LIKE.get(kind, {}).items():
        groups: dict[_Key, list[Document]] = defaultdict(list)
        for document in catalogue.of(kind):
            groups[key(catalogue, document)].append(document)
        groups.pop(None, None)
        for group in groups.values():
            for document, near in _nearest(group):
                if near and document["id"] not in found:
                    found[document["id"]] = {"title": title, "cards": catalogue.cards(near)}
    return found


def _nearest(group: list[Document]) -> Iterator[tuple[Document, list[Document]]]:
    for place, document in enumerate(group):
        first = max(0, min(place - NAMED // 2, len(group) - 1 - NAMED))
        yield document, [each for each in group[first : first + NAMED + 1] if each is not document]
