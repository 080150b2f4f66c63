"""Says on which shelves a document stands: the ordered sets that sheets ask for."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b

from press.documents import Look, area_of
from press.facets import FACETS, Value
from press.sheets import Document

ABOUT = ("announces", "reports")
# Whose face decides on which shelves documents of other kinds stand.
SORTS = {"BUILDING": ("JOB", "ENTERPRISE", "VACANCY"), "ENTERPRISE": ("JOB",)}


@lru_cache(100_000)
def key_of(name: str) -> int:
    """Return what stands for a name in the store; two that share one cost a needless look."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)


def of_kind(kind: str) -> str:
    return f"kind {kind}"


def below(owner: Document, kind: str) -> str:
    """Return the shelf of what of a kind stands under an owner, or under what lies in it."""
    return _within(owner["url"], kind) if owner["kind"] == "AREA" else under(owner["id"], kind)


def about(activity: Document, kind: str) -> str:
    """Return the shelf of what of a kind announces or reports an activity."""
    return _told(activity["id"], kind)


def teaching(lesson: Document) -> str:
    """Return the shelf of the courses that a lesson is part of."""
    return _taught(lesson["id"])


def answering(kind: str, facet: str, slug: str) -> str:
    """Return the shelf of what of a kind gives one answer to a facet's question."""
    return f"by {kind} {facet} {slug}"


def in_area(url: str) -> str:
    """Return the shelf of the venues of an area."""
    return _within(url, "VENUE")


def in_trade(tower: str, code: str) -> str:
    """Return the shelf of the enterprises of one industry in one tower."""
    return f"trade {tower} {code}"


def of_category(category: str) -> str:
    """Return the shelf of the public services of a category."""
    return f"category {category}"


COMING, OVER, WHOLE_VENUES = "activities coming", "activities over", "venues not part of another"


def shelves(document: Document, look: Look) -> Iterator[tuple[str, Value | None, str]]:
    """Yield the shelves of a document, each with the answer it stands for and that one's facet."""
    for name in _plain(document):
        yield name, None, ""
    for facet in FACETS.get(document["kind"], ()):
        for value in facet.values(look, document):
            yield answering(document["kind"], facet.slug, value.slug), value, facet.slug


def _plain(document: Document) -> set[str]:
    kind = document["kind"]
    found = {of_kind(kind)}
    referred = (document.get(field) for field in ("owner", "building", "enterprise", "partOf"))
    found |= {under(it["id"], kind) for it in referred if it and it["id"] != document["id"]}
    found |= {_told(document[field]["id"], kind) for field in ABOUT if document.get(field)}
    found |= {_taught(lesson["id"]) for lesson in document.get("lessons") or ()}
    if area := area_of(document):
        found.add(_within(area["url"], kind))
    if kind == "ACTIVITY":
        found.add(OVER if document["phase"] == "OVER" else COMING)
    elif kind == "VENUE" and not document["partOf"]:
        found.add(WHOLE_VENUES)
    elif kind == "PUBLIC_SERVICE":
        found.add(of_category(document["category"]))
    elif kind == "ENTERPRISE" and document["building"] and document["industry"]["code"]:
        found.add(in_trade(document["building"]["id"], document["industry"]["code"]))
    return found


def under(owner: str, kind: str) -> str:
    return f"under {owner} {kind}"


def _within(url: str, kind: str) -> str:
    return f"within {url} {kind}"


def _taught(lesson: str) -> str:
    return f"teaching {lesson} COURSE"


def _told(activity: str, kind: str) -> str:
    return f"about {activity} {kind}"
