"""Is the publication true? Find what went past the outbox, compare all of it, write it anew."""

from collections.abc import Iterator
from typing import Any

import orjson
from django.db import connection
from wagtail.models import Page, PageViewRestriction

from cms.core import clock
from cms.pages.documents import Face, Identity, face_of
from cms.pages.models import ContentPage, withheld_pages

from .documents import compose
from .models import Address, Counter, Dirty, Entry, Read
from .services import mark, settle_all

# How many pages are looked at in one go.
BATCH = 200

# Pages whose entry contradicts their row: public without a document or hidden with one, another
# title, slug or live revision; and documents of pages that are gone. Milliseconds at 10,000 pages.
ASTRAY = """
SELECT page.id FROM wagtailcore_page page
JOIN wagtailcore_page parent ON parent.path = substr(page.path, 1, length(page.path) - %(step)s)
LEFT JOIN publication_entry entry ON entry.page_id = page.id AND NOT entry.deleted
LEFT JOIN publication_entry above ON above.page_id = parent.id AND NOT above.deleted
LEFT JOIN wagtailcore_pageviewrestriction own ON own.page_id = page.id
LEFT JOIN wagtailcore_pageviewrestriction roots ON roots.page_id = parent.id AND parent.depth = 1
WHERE (
    page.live AND own.id IS NULL AND roots.id IS NULL
    AND (parent.depth = 1 OR above.id IS NOT NULL)
) <> (entry.id IS NOT NULL)
OR (entry.id IS NOT NULL AND (
    entry.title <> page.title OR entry.slug <> page.slug
    OR coalesce(entry.revision_id, 0) <> coalesce(page.live_revision_id, 0)
))
UNION
SELECT entry.page_id FROM publication_entry entry
LEFT JOIN wagtailcore_page page ON page.id = entry.page_id
WHERE page.id IS NULL AND NOT entry.deleted
"""


def reconcile() -> int:
    """Mark and settle the pages that changed without telling (SQL by hand, restored data).

    Returns how many there were. A change that shows in neither title, slug, state nor revision is
    found by `check` alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(ASTRAY, {"step": Page.steplen})
        astray = {row[0] for row in cursor.fetchall()}
    # What its kind keeps from the public is live without an entry, and must not have one.
    kept = withheld_pages()
    shown = Entry.objects.public().filter(page_id__in=kept.values("pk"))
    astray -= set(kept.values_list("pk", flat=True))
    astray |= set(shown.values_list("page_id", flat=True))
    astray -= set(Dirty.objects.values_list("page_id", flat=True))
    if astray:
        mark(astray)
    return len(astray)


def rebuild() -> int:
    """Write every document anew; only those that differ get a new number. Returns what failed."""
    mark(
        [
            *Page.objects.values_list("pk", flat=True),
            *Entry.objects.values_list("page_id", flat=True),
        ]
    )
    return settle_all()


def check() -> Iterator[str]:
    """Compute every document afresh and compare; yields what is wrong, in words."""
    turned = Entry.objects.turned(clock.now()).count()
    waiting = Dirty.objects.count() + turned
    if waiting:
        yield f"{waiting} changes wait to be settled: run `python -m cms tick`"
    restricted = set(PageViewRestriction.objects.values_list("page_id", flat=True))
    restricted |= set(withheld_pages().values_list("pk", flat=True))
    root = Page.objects.get(depth=1)
    faces: dict[str, Face | None] = {}
    seen: set[int] = set()
    numbers = list(Page.objects.filter(depth__gt=1).order_by("path").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        some = numbers[start : start + BATCH]
        entries = {
            entry.page_id: entry for entry in Entry.objects.public().filter(page_id__in=some)
        }
        for page in sorted(Page.objects.filter(pk__in=some).specific(), key=lambda page: page.path):
            seen.add(page.pk)
            parent = faces.get(page.path[: -Page.steplen])
            above = root.pk not in restricted if page.depth == 2 else parent is not None
            public = page.live and page.pk not in restricted and above
            entry = entries.get(page.pk)
            faces[page.path] = None
            if not public:
                if entry:
                    yield f"page {page.pk} is not public but has a document at {entry.url}"
            elif entry is None:
                yield f"page {page.pk} is public but has no document"
            else:
                try:
                    faces[page.path], problems = _compare(page, parent, entry)
                except Exception as error:  # noqa: BLE001 (whatever it is, it is told)
                    problems = [f"page {page.pk} cannot be written: {error!r}"]
                yield from problems
    yield from _strays(seen)


def _compare(page: ContentPage, parent: Face | None, entry: Entry) -> tuple[Face, list[str]]:
    """The page's face as it should be, and how its stored document differs."""
    former = Address.objects.filter(page_id=page.pk).exclude(url=entry.url).order_by("pk")
    identity = Identity(
        entry.url, list(former.values_list("url", flat=True)), entry.ordinal, entry.published_at
    )
    fresh = compose(page, parent, identity)
    problems = []
    if entry.slug != page.slug:
        problems.append(f"page {page.pk} has the slug {page.slug} but the address {entry.url}")
    if not _same(fresh.columns, entry):
        problems.append(f"page {page.pk} differs from its document at {entry.url}")
    if fresh.things != set(Read.objects.filter(page_id=page.pk).values_list("thing", flat=True)):
        problems.append(f"page {page.pk} shows other things than its document remembers")
    return face_of(Entry(page_id=page.pk, **fresh.columns)), problems


def _same(columns: dict[str, Any], entry: Entry) -> bool:
    """Whether an entry holds these columns; publishing the same again moves no `updatedAt`."""
    fresh, stored = (
        {**orjson.loads(text or "{}"), "updatedAt": None}
        for text in (columns["document"], entry.document)
    )
    return fresh == stored and all(
        getattr(entry, name) == value for name, value in columns.items() if name != "document"
    )


def _strays(seen: set[int]) -> Iterator[str]:
    for page_id, url in Entry.objects.public().values_list("page_id", "url"):
        if page_id not in seen:
            yield f"page {page_id} is gone but has a document at {url}"
    last = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    if last != Counter.reached():
        yield f"the last number given is {last}, but the counter stands at {Counter.reached()}"
