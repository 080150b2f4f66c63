"""Files that have to go elsewhere: to the other side when a collection is closed, or away."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

import structlog
from django.db import models, transaction
from django.utils import timezone
from django_tasks import task
from wagtail.models import UploadedFile

from .models import Document, Image, Rendition, Spare, Sweep, Video, media_changed
from .privacy import closed_collections
from .storage import PRIVATE, is_public, other_side, store

log = structlog.get_logger(__name__)

# How long a file outlives the last thing that named it: printed pages, terminals and caches may.
GRACE = datetime.timedelta(days=30)
PAUSE = datetime.timedelta(hours=1)
ABANDONED = datetime.timedelta(days=1)

# Every place that names a file of the two sides: (model, field, its way to what has a collection).
SHELVED: list[tuple[type[models.Model], str, str]] = [
    (Rendition, "file", "image__"),
    (Document, "file", ""),
    (Video, "file", ""),
    (Video, "thumbnail", ""),
    (Video, "captions", ""),
]


def place_files() -> int:
    """Put files of closed collections on the private side, and of open ones on the public side.

    Returns how many things had one on the wrong side. Stopped anywhere, it goes on the next time.
    """
    placed = 0
    for thing in _misplaced():
        try:
            _place(thing)
            placed += 1
        except Exception:
            # One file's fault must not keep the others where they should not be.
            log.exception("media.not_placed", kind=type(thing).__name__, number=thing.pk)
    return placed


@task(backend="jobs")
def place_files_later() -> None:
    """The worker's part: copying takes longer than a request should."""
    place_files()


def sweep_if_due(keep: Iterable[str]) -> int:
    """`sweep`, but not again within the hour, whoever asks."""
    now = timezone.now()
    _, first = Sweep.objects.get_or_create(pk=1, defaults={"at": now})
    ours = first or Sweep.objects.filter(pk=1, at__lte=now - PAUSE).update(at=now)
    return sweep(keep) if ours else 0


def sweep(keep: Iterable[str] = (), grace: datetime.timedelta = GRACE) -> int:
    """Delete the files that nothing has named for as long as the grace; returns how many.

    keep: names still in use outside our models, such as in public documents.
    """
    now = timezone.now()
    spare = set(store().names()) - set(_named())
    spare.difference_update(keep if spare else ())
    known = dict(Spare.objects.values_list("name", "since"))
    _forget(known.keys() - spare)
    new = [Spare(name=name, since=now) for name in spare - known.keys()]
    Spare.objects.bulk_create(new, ignore_conflicts=True)
    gone = [
        name
        for name in spare & known.keys()
        # Stored again meanwhile: whatever will name it has not been committed yet.
        if max(known[name], store().get_modified_time(name)) <= now - grace
    ]
    for name in gone:
        store().remove(name)
    _forget(gone)
    _drop_abandoned(now)
    return len(gone)


def _drop_abandoned(now: datetime.datetime) -> None:
    """Raw uploads that wait for their words in Wagtail, and whose editor has gone away."""
    for upload in UploadedFile.objects.all():
        name = upload.file.name
        if not store().exists(name) or store().get_modified_time(name) <= now - ABANDONED:
            upload.file.delete(save=False)
            upload.delete()


def _forget(names: Iterable[str]) -> None:
    for name in names:
        Spare.objects.filter(name=name).delete()


def _named() -> Iterator[str]:
    """The names of all files that belong to something."""
    for model, field, _ in SHELVED:
        yield from model._default_manager.values_list(field, flat=True).iterator()
    yield from Image.objects.values_list("file", flat=True).iterator()


def _misplaced() -> Iterator[Any]:
    """Images, documents and videos with a file on the wrong side."""
    closed = closed_collections()
    found: dict[type[models.Model], set[int]] = {Image: set(), Document: set(), Video: set()}
    for model, field, way in SHELVED:
        held = models.Q(**{f"{way}collection__in": closed})
        private = models.Q(**{f"{field}__startswith": PRIVATE})
        wrong = model._default_manager.filter((held & ~private) | (~held & private))
        owner = Image if way else model
        numbers = wrong.exclude(**{field: ""}).values_list("image" if way else "pk", flat=True)
        found[owner].update(numbers)
    for owner, some in found.items():
        for number in sorted(some):
            # Read when its turn comes: another process may have placed or deleted it.
            yield from owner._default_manager.filter(pk=number)


def _place(thing: Any) -> None:
    """Copy, take away what must not stay, then say where it is: in this order it can be resumed."""
    closed = thing.is_closed()
    moves = [
        (row, field, name)
        for row, field in thing.files()
        if is_public(name := getattr(row, field).name) == closed
    ]
    for _, _, name in moves:
        _copy(name, other_side(name))
    for _, _, name in moves if closed else ():
        if not _shown_elsewhere(name):
            store().remove(name)
    with transaction.atomic():
        for row, field, name in moves:
            same = type(row)._default_manager.filter(pk=row.pk, **{field: name})
            same.update(**{field: other_side(name)})
        for placed in type(thing)._default_manager.filter(pk=thing.pk):
            media_changed.send(sender=type(thing), instance=placed)


def _copy(name: str, to: str) -> None:
    try:
        with store().open(name) as content:
            store().save(to, content)
    except FileNotFoundError:
        # Another run got so far; or else it is lost on either side.
        if not store().exists(to):
            log.exception("media.file_lost", name=name)


def _shown_elsewhere(name: str) -> bool:
    """Whether something in an open collection has the same content."""
    closed = closed_collections()
    return any(
        model._default_manager.filter(**{field: name})
        .exclude(**{f"{way}collection__in": closed})
        .exists()
        for model, field, way in SHELVED
    )
