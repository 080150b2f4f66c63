"""Importing and long exports for editors: in the worker, and resumed when it dies."""

import dataclasses
import datetime
import re
import tempfile
import time
from collections.abc import Iterator
from typing import IO, Any

import structlog
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import F
from django_tasks import task
from wagtail.models import Page

from cms.core import clock
from cms.core.errors import Refusal
from cms.enterprises.models import Enterprise
from cms.enterprises.names import FirmNames
from cms.learning.keepers import may_keep
from cms.members.models import User

from .exchange.columns import REPORT_HEADERS, check_mapping, match
from .exchange.common import Kind
from .exchange.exports import export, live_below
from .exchange.imports import Import, may_publish, run
from .exchange.limits import UnreadableFile
from .exchange.reports import Report
from .exchange.rows import headers_of, read_rows
from .models import SILENCE, ExportJob, ImportJob, Job, State

log = structlog.get_logger(__name__)

KEPT = datetime.timedelta(days=30)
# How many rows are looked at for the headers and samples of an Excel file.
LOOK = 20
SAVE_EVERY_SECONDS = 1
TRIES = 3
# No database keeps these in JSON.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
ORPHANED = "上级页面或账号已被删除，请重新来一次。"


def start_import(
    *, user: Any, kind: Kind, under: Page | None, content: bytes, name: str
) -> ImportJob:
    """Keep an uploaded file, with what its headers seem to mean.

    under: whose the rows are that name no owner; None for a kind that has none.
    """
    _check_right(user, kind, under)
    try:
        rows = read_rows(content, name, LOOK)
    except UnreadableFile as error:
        raise Refusal("UNREADABLE", error.words, "file") from error
    headers = [header for header in headers_of(rows) if header not in REPORT_HEADERS]
    if not headers:
        raise Refusal("NO_ROWS", "文件里没有数据。第一行应是列名，下面每行一条内容。", "file")
    if any(_UNSTORABLE.search(header) for header in headers):
        raise Refusal("BAD_HEADER", "列名里有不能保存的字符，请重新输入列名。", "file")
    found = [row for _, row in rows[:LOOK] if isinstance(row, dict)]
    samples = {
        header: next((_sample(row[header]) for row in found if row.get(header)), "")
        for header in headers
    }
    job = ImportJob(user=user, kind=kind.name, under=under, name=name[-255:], samples=samples)
    job.state = State.MAPPING
    mapping = _chosen_before(user, kind, headers) or match(kind.columns, headers)
    job.mapping = [(header, mapping[header]) for header in headers]
    job.file.save(name, ContentFile(content), save=False)
    job.save()
    return job


def _check_right(user: Any, kind: Kind, under: Page | None) -> None:
    if not kind.has_owner:
        if not may_keep(user):
            raise Refusal("FORBIDDEN", "你没有维护题库的权限。", "kind")
    elif under is None:
        raise Refusal("MISSING", "请选择放在哪里。", "under")
    elif not may_publish(user, under):
        raise Refusal("FORBIDDEN", f"你没有在“{under.title}”下发布内容的权限。", "under")


def _sample(value: Any) -> str:
    return _UNSTORABLE.sub("", str(value))[:40]


def _chosen_before(user: Any, kind: Kind, headers: list[str]) -> dict[str, str] | None:
    """What the user last said that these very headers mean: a file that comes again is mended."""
    tried = ImportJob.objects.filter(user=user, kind=kind.name, asked_at__isnull=False)
    pairs = tried.order_by("-pk").values_list("mapping", flat=True)
    names = {"", *(column.name for column in kind.columns)}
    return next(
        (
            chosen
            for chosen in map(dict, pairs)
            if chosen.keys() == set(headers) and names.issuperset(chosen.values())
        ),
        None,
    )


def map_columns(job: ImportJob, mapping: dict[str, str]) -> None:
    """What the editor says each header means; refuses what cannot be imported so."""
    columns = job.kind_of.columns
    try:
        check_mapping(columns, mapping)
    except UnreadableFile as error:
        raise Refusal("TWO_COLUMNS", error.words) from error
    missing = [c.label for c in columns if c.required and c.name not in mapping.values()]
    if missing:
        raise Refusal("NO_COLUMN", f"还没有哪一列对应“{'”“'.join(missing)}”，这些列必须有。")
    job.mapping = list(mapping.items())
    job.save(update_fields=["mapping"])


def begin(job: ImportJob, state: State) -> None:
    """Hand the job to the worker: CHECKING tries everything and takes it back, IMPORTING stays."""
    before = {State.CHECKING: (State.MAPPING, State.CHECKED), State.IMPORTING: (State.CHECKED,)}
    waiting = ImportJob.objects.filter(pk=job.pk, state__in=before[state])
    fresh = {"report": {}, "attempts": 0, "touched_at": None, "asked_at": clock.now()}
    with transaction.atomic():
        # A second click finds it begun.
        if waiting.update(state=state, **fresh):
            work_later.enqueue(job.pk)


def back_to_mapping(job: ImportJob) -> None:
    """The editor wants other columns after all."""
    ImportJob.objects.filter(pk=job.pk, state=State.CHECKED).update(state=State.MAPPING)


@task(backend="jobs")
def work_later(number: int) -> None:
    """The worker's part: an import takes longer than a request may."""
    work_on(number)


def work_on(number: int) -> None:
    """Do what the job's state asks for, or go on with it; nothing if somebody else is at it."""
    job = _taken_up(ImportJob, number)
    if job:
        try:
            _import(job, job.under)
        except UnreadableFile as error:
            _finish(job, State.FAILED, trouble=error.words[:200])


def _taken_up(model: type[Job], number: int) -> Any:
    """The job, ours to do; None if somebody else is at it, or if there is nothing to be done."""
    now = clock.now()
    free = model.objects.left_alone(now).filter(pk=number)
    if not free.update(touched_at=now, attempts=F("attempts") + 1):
        return None
    job = model.objects.select_related("user", "under").get(pk=number)
    if job.attempts > TRIES:
        _finish(job, State.FAILED, trouble=job.gave_up)
    elif job.user is None or (job.under is None and job.kind_of.has_owner):
        _finish(job, State.FAILED, trouble=ORPHANED)
    else:
        return job
    return None


def _import(job: ImportJob, under: Page | None) -> None:
    rows = read_rows(job.content(), job.name)
    dry = job.state == State.CHECKING
    # A dry run leaves nothing behind to go on from.
    done = Report() if dry else job.report_so_far()
    _touch(job, total=len(rows))
    task = Import(job.kind_of, under, dict(job.mapping), user=job.user, dry=dry)
    saved = time.monotonic()
    for report in run(rows[done.rows :], task, done):
        if time.monotonic() - saved > SAVE_EVERY_SECONDS:
            # What comes this far is no reason to give up.
            _touch(job, report=dataclasses.asdict(report), attempts=0)
            saved = time.monotonic()
    if dry:
        done.near = list(_near(done.enterprises))
    _finish(job, State.CHECKED if dry else State.DONE, report=dataclasses.asdict(done))
    log.info("import.done", job=job.pk, kind=job.kind, dry=dry, rows=done.rows)


def _near(firms: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Those of the firms that may be there already, or twice, each with the names like its own."""
    if firms:
        known = Enterprise.objects.live().values_list("title", flat=True)
        names = FirmNames([*known, *firms])
        yield from ((firm, near) for firm in firms if (near := names.near(firm)))


def start_export(*, user: Any, kind: Kind, under: Page, total: int) -> ExportJob:
    """Hand an export to the worker; a second click finds the first one's."""
    asked = ExportJob.objects.filter(user=user, kind=kind.name, under=under)
    with transaction.atomic():
        # The second of two at the same instant waits here for the first.
        User.objects.select_for_update().get(pk=user.pk)
        if job := asked.filter(state=State.EXPORTING).first():
            return job
        job = ExportJob.objects.create(
            user=user,
            kind=kind.name,
            under=under,
            total=total,
            state=State.EXPORTING,
            asked_at=clock.now(),
        )
        export_later.enqueue(job.pk)
    return job


@task(backend="jobs")
def export_later(number: int) -> None:
    """The worker's part of an export."""
    export_on(number)


def export_on(number: int) -> None:
    """Write the file; one that a dying worker began is begun anew."""
    job = _taken_up(ExportJob, number)
    if not job:
        return
    saved = time.monotonic()
    with tempfile.TemporaryFile() as file:
        for done in export(job.kind_of, live_below(job.kind_of, job.under), file):
            if time.monotonic() - saved > SAVE_EVERY_SECONDS:
                _touch(job, done=done)
                saved = time.monotonic()
        file.seek(0)
        if _keep(job, file):
            log.info("export.done", job=job.pk, kind=job.kind, rows=job.total)


def _keep(job: ExportJob, file: IO[bytes]) -> bool:
    """Put the file where the job says; False when another worker has been quicker.

    The row names the file before it is there: what a worker leaves that dies between the two is
    found by its row, by the next worker or when the job is forgotten.
    """
    left, storage = job.file.name, job.file.storage
    name = job.file.field.generate_filename(job, "")
    mine = ExportJob.objects.filter(pk=job.pk, state=State.EXPORTING)
    if not mine.filter(file=left).update(file=name, touched_at=clock.now()):
        return False
    if left:
        storage.delete(left)
    storage.save(name, File(file))
    if not mine.filter(file=name).update(state=State.DONE):
        storage.delete(name)
        return False
    return True


def _touch(job: Job, **fields: Any) -> None:
    type(job).objects.filter(pk=job.pk).update(touched_at=clock.now(), **fields)


def _finish(job: Job, state: State, **fields: Any) -> bool:
    return bool(type(job).objects.filter(pk=job.pk, state=job.state).update(state=state, **fields))


def resume_jobs(now: datetime.datetime) -> int:
    """Hand to the worker again what a dead one left; returns how many. A run begun twice is one."""
    resumed = 0
    for model, later in ((ImportJob, work_later), (ExportJob, export_later)):
        left = model.objects.left_alone(now).filter(asked_at__lt=now - SILENCE)
        for number in list(left.values_list("pk", flat=True)):
            model.objects.filter(pk=number).update(asked_at=now)
            later.enqueue(number)
            resumed += 1
    return resumed


def forget_jobs(now: datetime.datetime) -> int:
    """Delete old imports and exports with their files; returns how many."""
    models: list[type[Job]] = [ImportJob, ExportJob]
    old = [job for m in models for job in m.objects.filter(created_at__lt=now - KEPT)]
    for job in old:
        job.file.delete(save=False)
        job.delete()
    return len(old)
