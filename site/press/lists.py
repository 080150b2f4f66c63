"""Plans the pages that lead to others: lists that never shift, directories, facets, filters."""

from collections.abc import Iterable

from press.catalogue import Card, Catalogue, Section, page_card
from press.documents import link, slug_of
from press.facets import FACETS, Facet, Value
from press.follow import ways_to_follow_kind
from press.runs import Runs
from press.sheets import Document, Sheet, Stage
from press.shelves import answering, of_kind
from press.store import ALL

BUCKET = 20
# How many ordinals share a file of what the filters know.
FILTER_SHARD = 500
FILTERED = ("JOB", "ENTERPRISE", "VACANCY")


def front(catalogue: Catalogue, section: Section, common: Card) -> Sheet:
    """Return a section's front page, which leads to all that it has short of the items.

    An item's ordinal gives it its bucket for good, and a bucket its address: what comes or goes
    touches the page it stands on and, at a border, the neighbours' pagers. The front page holds
    the bucket that is being filled and the last full one: 20 to 39 items, were none ever to leave.
    """
    doors = _doors(catalogue, section)
    if section.directory:
        return _directory(catalogue, section, doors, common)
    kind, low = section.kind, _front_from(catalogue, section)
    page = page_card(
        section.url,
        section.title,
        section=section,
        crumbs=[link(catalogue.district)],
        follow=ways_to_follow_kind(catalogue, kind),
    )
    documents = catalogue.on(of_kind(kind), kind, low=low)
    coming = catalogue.coming() if kind == "ACTIVITY" else []
    filters = _shards(catalogue, section) if kind in FILTERED else []
    data = {**common, "doors": doors, "filters": filters}
    older = _older(catalogue, section, low)
    return _page(catalogue, page, documents, data, coming=coming, older=older)


def bucket(catalogue: Catalogue, section: Section, number: int, common: Card) -> Sheet | None:
    """Return a numbered page of a section's list; None where it holds nothing."""
    kind, first, last = section.kind, (number - 1) * BUCKET + 1, number * BUCKET
    documents = catalogue.between(of_kind(kind), kind, first, last)
    above = catalogue.above(of_kind(kind), last)
    # Where the newer page begins, or this one where it is the newest, decides what is in front.
    front_from = _front_from(catalogue, section, (above or [last])[0] + 3 * BUCKET)
    if not documents or first >= front_from:
        return None
    page = page_card(
        _bucket_url(section, first),
        f"{section.title} · 往期{number}",
        section=section,
        crumbs=[link(catalogue.district), section.link],
        short=f"往期{number}",
    )
    in_front = not above or above[0] >= front_from
    newer = section.url if in_front else _bucket_url(section, above[0])
    data = {**common, "doors": [], "filters": []}
    older = _older(catalogue, section, first)
    return _page(catalogue, page, documents, data, newer=newer, older=older, front=section.url)


def _front_from(catalogue: Catalogue, section: Section, bound: int = ALL) -> int:
    full = catalogue.reached(section.kind, bound) // BUCKET
    return max(full - 1, 0) * BUCKET + 1


def _older(catalogue: Catalogue, section: Section, first: int) -> str:
    below = catalogue.beneath(of_kind(section.kind), first)
    return _bucket_url(section, below[0]) if below else ""


def _bucket_url(section: Section, ordinal: int) -> str:
    return f"{section.url}page/{(ordinal - 1) // BUCKET + 1}/"


def _page(
    catalogue: Catalogue,
    page: Card,
    documents: Iterable[Document],
    more: Card,
    *,
    coming: Iterable[Document] = (),
    newer: str = "",
    older: str = "",
    front: str = "",
) -> Sheet:
    """Return one page of a list; the first opens with what is to come, if anything is."""
    groups = [] if newer else _by_phase(catalogue, coming, documents)
    data = {
        **more,
        "page": page,
        "groups": groups,
        "cards": [] if groups else catalogue.cards(documents),
        "newer": newer,
        "older": older,
        "front": front,
    }
    doors = [value["url"] for door in more["doors"] for value in door["values"]]
    ways = [way["url"] for way in page["follow"]]
    leads = (newer, older, *doors, *ways, *more["filters"])
    name = f"the list {page['title']}"
    return Sheet(page["address"], "list.html", data, Stage.LIST, name, leads=leads)


def _by_phase(
    catalogue: Catalogue, coming: Iterable[Document], newest: Iterable[Document]
) -> list[Card]:
    """Return for activities what is to come, soonest first, and what of the newest is over."""
    over = [document for document in newest if document.get("phase") == "OVER"]
    over.sort(key=lambda document: document["startsAt"], reverse=True)
    groups = {"即将开始": coming, "往期活动": over}
    return [
        {"title": title, "cards": catalogue.cards(documents)}
        for title, documents in groups.items()
        if documents
    ]


def _directory(catalogue: Catalogue, section: Section, doors: list[Card], common: Card) -> Sheet:
    kind = "BUILDING" if section.kind == "AREA" else section.kind
    by = section.directory
    data = {
        **common,
        "page": page_card(
            section.url, section.title, section=section, crumbs=[link(catalogue.district)]
        ),
        "doors": doors,
        "groups": catalogue.by_area(kind) if by == "area" else catalogue.by_field(kind, by),
    }
    template = "areas.html" if section.kind == "AREA" else "directory.html"
    leads = tuple(value["url"] for door in doors for value in door["values"])
    name = f"the directory {section.title}"
    return Sheet(section.url, template, data, Stage.LIST, name, leads=leads)


def _doors(catalogue: Catalogue, section: Section) -> list[Card]:
    """Return what leads to each list of each facet that has any."""
    facets = FACETS.get(section.kind, ())
    found = ((facet, catalogue.answers(section.kind, facet.slug)) for facet in facets)
    return [_door(section, facet, values) for facet, values in found if values]


def _door(
    section: Section, facet: Facet, values: Iterable[Value], current: Value | None = None
) -> Card:
    """Return a facet as what leads to each of its lists."""
    return {
        "slug": facet.slug,
        "title": facet.title,
        "place": FACETS[section.kind].index(facet),
        "values": [
            {
                "slug": value.slug,
                "title": value.title,
                "url": _facet_url(section, facet, value),
                "current": value == current,
            }
            for value in values
        ],
    }


def _facet_url(section: Section, facet: Facet, value: Value) -> str:
    return f"{section.url}by/{facet.slug}/{value.slug}/"


def facet_page(
    catalogue: Catalogue, section: Section, facet: Facet, slug: str, first: int, common: Card
) -> Sheet | None:
    """Return a page of the list of one answer; its front page where `first` is 0."""
    kind = section.kind
    value = catalogue.answer(kind, facet.slug, slug)
    if value is None:
        return None
    shelf, url = answering(kind, facet.slug, slug), _facet_url(section, facet, value)
    runs = Runs(catalogue, shelf)
    run = runs.at(first) if first else runs.front()
    if run is None:
        return None
    crumbs = [link(catalogue.district), section.link]
    title = f"{section.title} · {value.title}"
    below = runs.older(run)
    older = f"{url}page/{below.first}/" if below else ""
    if not first:
        doors = [_door(section, facet, catalogue.answers(kind, facet.slug), value)]
        data = {**common, "doors": doors, "filters": []}
        page = page_card(url, title, section=section, crumbs=crumbs, short=value.title)
        documents = catalogue.on(shelf, kind, low=run.first)
        coming = _coming(catalogue, facet, value) if kind == "ACTIVITY" else []
        return _page(catalogue, page, documents, data, coming=coming, older=older)
    above = [*crumbs, {"title": value.title, "url": url}]
    page = page_card(
        f"{url}page/{first}/",
        f"{title} · 更早{first}",
        section=section,
        crumbs=above,
        short="更早",
    )
    next_one = runs.newer(run)
    newer = f"{url}page/{next_one.first}/" if next_one else url
    documents = catalogue.between(shelf, kind, run.first, run.last)
    data = {**common, "doors": [], "filters": []}
    return _page(catalogue, page, documents, data, newer=newer, older=older, front=url)


def _coming(catalogue: Catalogue, facet: Facet, value: Value) -> list[Document]:
    coming = catalogue.coming()
    return [each for each in coming if value in facet.values(catalogue.look, each)]


def _shards(catalogue: Catalogue, section: Section) -> list[str]:
    """Return the addresses of what the filters of a section know, newest first."""
    shards = catalogue.shards(section.kind, FILTER_SHARD)
    return [f"{section.url}filter/{shard}.json" for shard in shards]


def filter_shard(catalogue: Catalogue, section: Section, number: int, common: Card) -> Sheet | None:
    """Return what the filters know: each item's answer to each facet, beside what its row says."""
    kind, last = section.kind, number * FILTER_SHARD
    found = catalogue.between(of_kind(kind), kind, last - FILTER_SHARD + 1, last)
    answered = catalogue.answered(kind, last - FILTER_SHARD + 1, last)
    rows = [
        {
            **catalogue.card(document),
            "slug": slug_of(document),
            "answers": [
                [slug for name, slug in answered[document["id"]] if name == facet.slug]
                for facet in FACETS[kind]
            ],
        }
        for document in found
    ]
    address = f"{section.url}filter/{number}.json"
    data = {**common, "rows": rows}
    if not rows:
        return None
    return Sheet(address, "filter.json", data, Stage.LIST, f"the filter {address}")
