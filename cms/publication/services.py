"""Keeping the publication true: mark what changed, then settle it under one lock.

An outbox. `mark` runs inside the transaction that changes a page. `settle` runs after it commits,
takes the counter's lock first and only then reads the pages, so that numbers are gapless and in
order of commit, no draft can slip in, and publishers cannot lock each other out. What a dying
process leaves unsettled, the clock settles.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

import structlog
from django.db import connection, models, transaction
from django_tasks import task
from wagtail.models import Page, PageViewRestriction

from cms.core import clock
from cms.pages.documents import Face, Identity, face_of
from cms.pages.models import ContentPage, withheld_pages
from cms.pages.slugs import numbered

from .documents import compose
from .models import Address, Counter, Dirty, Entry, Read, new_stamp

log = structlog.get_logger(__name__)

# How many documents one request writes before it leaves the rest to the worker.
INLINE = 100
# How many marks one transaction looks at; all of those pages may be taken down in it.
GLANCE = 20_000
# How many values one SQL statement may name.
NAMED = 5_000
FRONT = "/"


def mark(page_ids: Iterable[int]) -> None:
    """Note, in the transaction at hand, that these pages' documents may be out of date."""
    _note(page_ids)
    # Once a transaction, however many pages it changes: each call would write another hundred.
    if not any(waiting[1] is _settle_or_hand_over for waiting in connection.run_on_commit):
        transaction.on_commit(_settle_or_hand_over, robust=True)


def mark_readers(*things: str) -> None:
    """The same for every page whose document shows one of these things, such as `image:3`."""
    for some in _slices(things):
        mark(Read.objects.filter(thing__in=some).values_list("page_id", flat=True))


def mark_turned(now: datetime.datetime) -> int:
    """Mark the documents whose time to change has come; returns how many."""
    turned = list(Entry.objects.turned(now).values_list("page_id", flat=True))
    if turned:
        with transaction.atomic():
            mark(turned)
    return len(turned)


def settle(limit: int = INLINE) -> int:
    """Bring the publication up to date with the outbox; returns how many marks still wait.

    What must disappear does so first and all at once. At most `limit` documents are written, an
    owner's before those of what it owns.
    """
    waiting = Dirty.objects.filter(failures=0)
    while limit > 0 and waiting.exists():
        with transaction.atomic():
            limit -= _Settling(Counter.lock()).run(limit)
    return waiting.count()


def settle_all() -> int:
    """Settle until nothing waits, what failed included; returns how many pages still fail."""
    Dirty.objects.failed().update(failures=0)
    while settle():
        pass
    # Not what somebody else has just marked: it will be settled by its own.
    return Dirty.objects.failed().values("page_id").distinct().count()


@task(backend="jobs")
def settle_later() -> None:
    """The worker's part: what one request had no time for."""
    settle_all()


def public_children(page: Page) -> models.QuerySet[Page]:
    """Live pages directly below this one: they may become public with it."""
    return Page.objects.child_of(page).filter(live=True)


def _settle_or_hand_over() -> None:
    if settle():
        settle_later.enqueue()


def _note(page_ids: Iterable[int]) -> None:
    Dirty.objects.bulk_create([Dirty(page_id=page_id) for page_id in set(page_ids)])


def _slices(values: Sequence[Any]) -> list[Sequence[Any]]:
    return [values[start : start + NAMED] for start in range(0, len(values), NAMED)]


class _Settling:
    """One transaction's work on the outbox, under the counter's lock."""

    def __init__(self, counter: Counter) -> None:
        self.counter, self.reached = counter, counter.number
        marks = Dirty.objects.filter(failures=0).order_by("pk").values_list("pk", "page_id")
        self.marks = list(marks[:GLANCE])
        self.marked = sorted({page_id for _, page_id in self.marks})
        rows = [page for some in _slices(self.marked) for page in Page.objects.filter(pk__in=some)]
        # Parents before children: a page is public only below a public one.
        self.pages = sorted(rows, key=lambda page: page.path)
        self.parents: dict[str, Face | None] = {}

    def run(self, limit: int) -> int:
        """Take down what is not public, write at most `limit` of the rest; returns how many."""
        shown = self._public_pages()
        shown_ids = {page.pk for page in shown}
        self._take_down([page for page in self.pages if page.pk not in shown_ids])
        shown = _oldest_first(shown)
        now = shown[:limit]
        specific = {
            page.pk: page
            for page in Page.objects.filter(pk__in=[page.pk for page in now]).specific()
        }
        # A page hidden or deleted since we looked at it has a mark of its own for that.
        still = [specific[page.pk] for page in now if page.pk in specific]
        failed = [page.pk for page in still if page.live and not self._publish_safely(page)]
        later = {page.pk for page in shown[limit:]}
        for some in _slices([pk for pk, page_id in self.marks if page_id not in later]):
            Dirty.objects.filter(pk__in=some).exclude(page_id__in=failed).delete()
        Dirty.objects.filter(page_id__in=failed).update(failures=models.F("failures") + 1)
        if self.counter.number != self.reached:
            self.counter.stamp = new_stamp()
        self.counter.save()
        return len(now)

    def _public_pages(self) -> list[Page]:
        """Those of the marked pages that the public may see, parents first."""
        restricted = set(PageViewRestriction.objects.values_list("page_id", flat=True))
        for some in _slices(self.marked):
            kept = withheld_pages().filter(pk__in=some)
            restricted |= set(kept.values_list("pk", flat=True))
        public = self._public_parents()
        shown = []
        for page in self.pages:
            if page.depth == 1:
                # The tree's root is no page of ours; what is true of it shows in its children.
                public[page.path] = page.pk not in restricted
                _note(public_children(page).values_list("pk", flat=True))
                continue
            above = public.get(page.path[: -Page.steplen], False)
            public[page.path] = page.live and page.pk not in restricted and above
            if public[page.path]:
                shown.append(page)
        return shown

    def _public_parents(self) -> dict[str, bool]:
        """Path -> public, for the parents of the marked pages as they stand."""
        public: dict[str, bool] = {}
        for some in _slices(list({page.path[: -Page.steplen] for page in self.pages})):
            for path, depth, restriction, deleted in Page.objects.filter(path__in=some).values_list(
                "path", "depth", "view_restrictions", "entry__deleted"
            ):
                public[path] = restriction is None if depth == 1 else deleted is False
        return public

    def _take_down(self, hidden: list[Page]) -> None:
        """Tombstones for these pages and all below them, and for marked pages that are gone."""
        public = Entry.objects.public()
        marked = [
            entry
            for some in _slices(self.marked)
            for entry in public.filter(page_id__in=some).values_list("page_id", flat=True)
        ]
        here = {page.pk: page for page in hidden}
        found = {page.pk for page in self.pages}
        doomed = {page_id for page_id in marked if page_id in here or page_id not in found}
        for page_id in list(doomed):
            if page_id in here and here[page_id].numchild:
                below = public.filter(page__path__startswith=here[page_id].path)
                doomed |= set(below.values_list("page_id", flat=True))
        for some in _slices(sorted(doomed)):
            self._bury(some)

    def _bury(self, page_ids: Sequence[int]) -> None:
        """Leave nothing of these pages' words: one statement, a number each."""
        names = ", ".join(["%s"] * len(page_ids))
        now = connection.ops.adapt_datetimefield_value(clock.now())
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE publication_entry SET deleted = %s, number = %s + line.place,"
                " accepted_at = %s,"
                " title = '', document = '', digest = '', title_words = '', text_words = '',"
                " industry = '', education = '', monthly_max_yuan = NULL, category = '',"
                " about_id = NULL, starts_at = NULL, over = %s, turns_at = NULL"
                " FROM (SELECT id AS entry_id, row_number() OVER (ORDER BY id) AS place"
                f" FROM publication_entry WHERE page_id IN ({names})) AS line"
                " WHERE line.entry_id = publication_entry.id",
                [True, self.counter.number, now, False, *page_ids],
            )
        self.counter.number += len(page_ids)
        Read.objects.filter(page_id__in=page_ids).delete()
        self._note_readers(page_ids)

    def _publish_safely(self, page: ContentPage) -> bool:
        number = self.counter.number
        try:
            with transaction.atomic():
                self._publish(page)
        except Exception:
            # One page's fault must not keep the others from the public.
            log.exception("publication.document_failed", page=page.pk)
            self.counter.number = number
            self.parents.pop(page.path, None)
            return False
        return True

    def _publish(self, page: ContentPage) -> None:
        parent = self._parent_of(page)
        if parent is None and page.depth > 2:
            # Its owner's document has failed; once that is written, this page is marked again.
            return
        entry = Entry.objects.filter(page_id=page.pk).first()
        before = face_of(entry) if entry and not entry.deleted else None
        composed = compose(page, parent, _identity(page, entry))
        self._keep_reads(page.pk, composed.things)
        if entry and entry.digest == composed.columns["digest"]:
            Entry.objects.filter(pk=entry.pk).update(revision_id=page.live_revision_id)
            return
        entry = entry or Entry(page_id=page.pk)
        for name, value in composed.columns.items():
            setattr(entry, name, value)
        self.counter.number += 1
        entry.number = self.counter.number
        entry.accepted_at = clock.now()
        entry.save()
        after = self.parents[page.path] = face_of(entry)
        if after != before:
            self._note_readers([page.pk])
        if before is None:
            _note(public_children(page).values_list("pk", flat=True))

    def _parent_of(self, page: ContentPage) -> Face | None:
        """The face of the page above, None above the district."""
        path = page.path[: -Page.steplen]
        if path not in self.parents:
            entry = Entry.objects.public().filter(page__path=path).first()
            self.parents[path] = face_of(entry) if entry else None
        return self.parents[path]

    def _keep_reads(self, page_id: int, shown: frozenset[str]) -> None:
        kept = Read.objects.filter(page_id=page_id)
        known = set(kept.values_list("thing", flat=True))
        if known - shown:
            kept.filter(thing__in=known - shown).delete()
        Read.objects.bulk_create([Read(page_id=page_id, thing=thing) for thing in shown - known])

    def _note_readers(self, page_ids: Sequence[int]) -> None:
        shown = [f"page:{page_id}" for page_id in page_ids]
        _note(Read.objects.filter(thing__in=shown).values_list("page_id", flat=True))


def _oldest_first(pages: list[Page]) -> list[Page]:
    """Pages in path order, put into the order of their ordinals: by age, but no child first."""
    ages: dict[str, datetime.datetime] = {}
    for page in pages:
        own = page.first_published_at or clock.now()
        ages[page.path] = max(own, ages.get(page.path[: -Page.steplen], own))
    return sorted(pages, key=lambda page: (ages[page.path], page.path))


def _identity(page: ContentPage, entry: Entry | None) -> Identity:
    """The page's standing identity, given at first publication; a new slug gets a new address."""
    url = entry.url if entry and entry.slug == page.slug else _claim_address(page)
    former = Address.objects.filter(page_id=page.pk).exclude(url=url).order_by("pk")
    last = Entry.objects.filter(kind=page.kind).aggregate(last=models.Max("ordinal"))["last"]
    return Identity(
        url=url,
        former_urls=list(former.values_list("url", flat=True)),
        ordinal=entry.ordinal if entry else (last or 0) + 1,
        published_at=entry.published_at if entry else page.first_published_at or clock.now(),
    )


def _claim_address(page: ContentPage) -> str:
    """The address of the page's slug, numbered if another page has, or ever had, it."""
    if page.address_for(page.slug) == FRONT:
        return _claim_front(page)
    number = 1
    while True:
        url = page.address_for(numbered(page.slug, number))
        address, _ = Address.objects.get_or_create(url=url, defaults={"page_id": page.pk})
        if address.page_id == page.pk:
            return url
        number += 1


def _claim_front(page: ContentPage) -> str:
    """The one address without a slug: a new district takes it over from one that is gone."""
    for gone in Entry.objects.filter(url=FRONT, deleted=True).exclude(page_id=page.pk):
        Entry.objects.filter(pk=gone.pk).update(url=f"/former/{gone.page_id}/")
    Address.objects.update_or_create(url=FRONT, defaults={"page_id": page.pk})
    return FRONT
