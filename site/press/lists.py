"""Plans the pages that lead to others: lists that never shift, directories, facets, filters."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from press.catalogue import SECTIONS, Card, Catalogue, Section, link, page_card
from press.facets import FACETS, Facet, Value, runs, slug_of, sort_out
from press.follow import ways_to_follow_kind
from press.sheets import Document, Sheet, Stage

BUCKET = 20
# How many ordinals share a file of what the filters know.
FILTER_SHARD = 500
FILTERED = ("JOB", "ENTERPRISE", "VACANCY")


def lists(catalogue: Catalogue, reached: Mapping[str, int], common: Card) -> Iterator[Sheet]:
    """Yield every section's front page, and all that it leads on to short of the items."""
    for section in SECTIONS:
        facets = {
            facet: sort_out(facet, catalogue, catalogue.of(section.kind))
            for facet in FACETS.get(section.kind, ())
        }
        doors = [_door(section, facet, found) for facet, found in facets.items() if found]
        if section.directory:
            yield _directory(catalogue, section, doors, common)
        else:
            yield from _list(catalogue, section, reached.get(section.kind, 0), doors, common)
        for facet, found in facets.items():
            yield from _facet(catalogue, section, facet, found, common)
        if section.kind in FILTERED:
            yield from _filter(catalogue, section, common)


def _list(
    catalogue: Catalogue, section: Section, reached: int, doors: list[Card], common: Card
) -> Iterator[Sheet]:
    """Yield a section's pages, newest first.

    An item's ordinal gives it its bucket for good, and a bucket its address: what comes or goes
    touches the page it stands on and, at a border, the neighbours' pagers. The front page holds
    the bucket that is being filled and the last full one: 20 to 39 items, were none ever to leave.
    """
    buckets: dict[int, list[Document]] = defaultdict(list)
    for document in catalogue.of(section.kind):
        buckets[(document["ordinal"] - 1) // BUCKET + 1].append(document)
    full, rest = divmod(reached, BUCKET)
    front = (buckets.pop(full + 1, []) if rest else []) + buckets.pop(full, [])
    home, ways = link(catalogue.district), ways_to_follow_kind(catalogue, section.kind)
    newest = page_card(section.url, section.title, section=section, crumbs=[home], follow=ways)
    pages = [(newest, front)]
    for number in sorted(buckets, reverse=True):
        address, title = f"{section.url}page/{number}/", f"{section.title} · 往期{number}"
        crumbs = [home, section.link]
        older = page_card(address, title, section=section, crumbs=crumbs, short=f"往期{number}")
        pages.append((older, buckets[number]))
    coming = catalogue.coming() if section.kind == "ACTIVITY" else []
    filters = _shards(catalogue, section) if section.kind in FILTERED else []
    front_data = {**common, "doors": doors, "filters": filters}
    yield from _pages(catalogue, pages, coming, front_data, {**common, "doors": [], "filters": []})


def _pages(
    catalogue: Catalogue,
    pages: Sequence[tuple[Card, Iterable[Document]]],
    coming: list[Document],
    front: Card,
    further: Card,
) -> Iterator[Sheet]:
    """Yield the pages of one list; the first opens with what is to come, if anything is."""
    for place, (this, documents) in enumerate(pages):
        groups = [] if place else _by_phase(catalogue, coming, documents)
        data = {
            **(further if place else front),
            "page": this,
            "groups": groups,
            "cards": [] if groups else catalogue.cards(documents),
            "newer": pages[place - 1][0]["address"] if place else "",
            "older": pages[place + 1][0]["address"] if place + 1 < len(pages) else "",
            "front": pages[0][0]["address"],
        }
        yield Sheet(this["address"], "list.html", data, Stage.LIST, f"the list {this['title']}")


def _by_phase(
    catalogue: Catalogue, coming: list[Document], newest: Iterable[Document]
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
    return Sheet(section.url, template, data, Stage.LIST, f"the directory {section.title}")


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


def _facet(
    catalogue: Catalogue,
    section: Section,
    facet: Facet,
    found: dict[Value, list[Document]],
    common: Card,
) -> Iterator[Sheet]:
    """Yield the lists of a facet: one for each of its values, in runs that keep their place."""
    crumbs = [link(catalogue.district), section.link]
    for value, documents in found.items():
        url, title = _facet_url(section, facet, value), f"{section.title} · {value.title}"
        above = [*crumbs, {"title": value.title, "url": url}]
        pages = []
        for place, run in enumerate(runs(documents)):
            if place:
                address = f"{url}page/{run.first}/"
                older = f"{title} · 更早{run.first}"
                this = page_card(address, older, section=section, crumbs=above, short="更早")
            else:
                this = page_card(url, title, section=section, crumbs=crumbs, short=value.title)
            pages.append((this, run.documents))
        coming = [document for document in catalogue.coming() if document in documents]
        data = {**common, "doors": [_door(section, facet, found, value)], "filters": []}
        yield from _pages(catalogue, pages, coming, data, {**data, "doors": []})


def _shards(catalogue: Catalogue, section: Section) -> list[str]:
    """Return the addresses of what the filters of a section know, newest first."""
    shards = {(document["ordinal"] - 1) // FILTER_SHARD for document in catalogue.of(section.kind)}
    return [f"{section.url}filter/{shard + 1}.json" for shard in sorted(shards, reverse=True)]


def _filter(catalogue: Catalogue, section: Section, common: Card) -> Iterator[Sheet]:
    """Yield what the filters know: each item's answer to each facet, beside what its row says."""
    shards: dict[str, list[Document]] = defaultdict(list)
    for document in catalogue.of(section.kind):
        number = (document["ordinal"] - 1) // FILTER_SHARD + 1
        shards[f"{section.url}filter/{number}.json"].append(document)
    for address, documents in shards.items():
        rows = [
            {
                **catalogue.card(document),
                "slug": slug_of(document),
                "answers": [
                    [value.slug for value in facet.values(catalogue, document)]
                    for facet in FACETS[section.kind]
                ],
            }
            for document in documents
        ]
        data = {**common, "rows": rows}
        yield Sheet(address, "filter.json", data, Stage.LIST, f"the filter {address}")
