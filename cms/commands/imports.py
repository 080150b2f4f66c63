"""Importing: each row becomes a page, whole or not at all, and the same row never becomes two."""

import dataclasses
import datetime
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import IntegrityError, transaction
from wagtail.models import Page

from cms.core.errors import Refusal
from cms.enterprises.models import Education, Enterprise, Job
from cms.enterprises.services import find_or_add_enterprise
from cms.learning.models import Lesson
from cms.pages.models import ContentPage, Notice
from cms.pages.services import add_live
from cms.pages.text import body_from_text
from cms.pages.tree import hold

from .rows import Row

EDUCATION = {
    "": Education.ANY,
    "不限": Education.ANY,
    "初中及以下": Education.ANY,
    "高中": Education.SECONDARY,
    "中专": Education.SECONDARY,
    "中技": Education.SECONDARY,
    "大专": Education.COLLEGE,
    "本科": Education.BACHELOR,
    "硕士": Education.MASTER,
    "博士": Education.DOCTOR,
}
_HEADCOUNT = re.compile(r"^(\d{1,6})人?$")
LARGEST_HEADCOUNT = 100_000
TRIES = 5
# JSON can spell half of a pair of surrogates; no database stores one.
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


@dataclasses.dataclass
class Report:
    """What became of a file's rows: rows = accepted + refused, accepted = created + unchanged."""

    rows: int = 0
    created: int = 0
    unchanged: int = 0
    enterprises_created: int = 0
    refusals: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    @property
    def accepted(self) -> int:
        return self.created + self.unchanged

    def as_dict(self) -> dict[str, Any]:
        return {
            **dataclasses.asdict(self),
            "accepted": self.accepted,
            "refused": len(self.refusals),
        }


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a row did: what names the page it added, and the enterprise added for it; or None."""

    page: str | None
    enterprise: str | None = None


Recipe = Callable[[Page, Row], Outcome]


def run(
    rows: Iterable[tuple[int, Row | Refusal]], recipe: Recipe, under: Page, *, dry: bool = False
) -> Iterator[Report]:
    """Import the rows under a page; yields the report so far after each.

    Each row commits by itself. Editors at work on the same pages then never wait for more than one,
    and cannot lock each other out with it: a row holds one page of theirs at most.
    dry: do everything and take it back, row by row.
    """
    report = Report()
    # A dry run forgets what it has added, so it must know it another way.
    added: set[str | None] = {None}
    for line, row in rows:
        report.rows += 1
        try:
            if isinstance(row, Refusal):
                raise row
            outcome = _import_row(recipe, under, row, dry)
        except Refusal as refusal:
            report.refusals.append({"line": line, "reason": refusal.message})
        else:
            report.created += outcome.page not in added
            report.unchanged += outcome.page in added
            report.enterprises_created += outcome.enterprise not in added
            added |= {outcome.page, outcome.enterprise}
        yield report


def _import_row(recipe: Recipe, under: Page, row: Row, dry: bool) -> Outcome:
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                # The tree's root is nobody's to edit: its lock makes imports take turns, so that
                # two of them cannot both find a row, or a firm, missing.
                hold(Page.objects.get(depth=1))
                outcome = recipe(under, row)
                transaction.set_rollback(dry)
        except IntegrityError:
            # Somebody has just taken the place in the tree that this page was to have.
            if attempt == TRIES - 1:
                raise
        else:
            break
    return outcome


def import_job(under: Page, row: Row) -> Outcome:
    """A job under its enterprise, which is found by name or added under `under`."""
    fields = {
        "title": _text(row, "title", required=True),
        "address": _text(row, "address"),
        "salary_text": _text(row, "salary"),
        "experience": _text(row, "experience"),
        "education": EDUCATION.get(_text(row, "education"), Education.ANY),
        "education_words": _text(row, "education"),
        "headcount": _headcount(_text(row, "headcount")),
        "source_date": _date(_text(row, "publish_date")),
        "body": body_from_text(_text(row, "description")),
    }
    enterprise, added = find_or_add_enterprise(
        under=under, name=_text(row, "company", required=True), **_firm(row)
    )
    return Outcome(_add_once(Job, enterprise, row, fields), enterprise.title if added else None)


def import_enterprise(under: Page, row: Row) -> Outcome:
    """An enterprise, unless one of its name is there."""
    name = _text(row, "name", required=True)
    _, added = find_or_add_enterprise(
        under=under, name=name, address=_text(row, "address"), **_firm(row)
    )
    return Outcome(name if added else None)


def import_lesson(under: Page, row: Row) -> Outcome:
    """A lesson to read."""
    return Outcome(_add_once(Lesson, under, row, _article(row)))


def import_notice(under: Page, row: Row) -> Outcome:
    """A notice."""
    return Outcome(_add_once(Notice, under, row, _article(row)))


RECIPES: dict[str, tuple[type[ContentPage], Recipe]] = {
    "jobs": (Enterprise, import_job),
    "enterprises": (Enterprise, import_enterprise),
    "lessons": (Lesson, import_lesson),
    "notices": (Notice, import_notice),
}


def key_of(row: Row) -> str:
    """What makes a row the same row when it comes again: its id with title, firm and date."""
    names = ("id", "title", "name", "company", "date", "publish_date")
    # A row without an id has only its words to be known by: all of them.
    parts = {name: row.get(name) for name in names} if row.get("id") else row
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _add_once(
    model: type[ContentPage], parent: Page, row: Row, fields: dict[str, Any]
) -> str | None:
    """The key of the row if its page was added, None if that was there."""
    key = key_of(row)
    if model.objects.filter(imported_from=key).exists():
        return None
    add_live(under=parent, page=model(imported_from=key, **fields))
    return key


def _firm(row: Row) -> dict[str, str]:
    return {
        "company_type": _text(row, "company_type"),
        "industry": _text(row, "industry"),
        "size_band": _text(row, "company_size"),
    }


def _article(row: Row) -> dict[str, Any]:
    return {
        "title": _text(row, "title", required=True),
        "source_date": _date(_text(row, "date")),
        "body": body_from_text(_text(row, "body", required=True)),
    }


def _text(row: Row, name: str, *, required: bool = False) -> str:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise Refusal("NOT_TEXT", f"“{name}”应该是文字。", name)
    # A NUL cannot be stored, and nobody meant to write one.
    text = (value or "").replace("\0", "").strip()
    if _HALF_CHARACTER.search(text):
        raise Refusal("NOT_TEXT", f"“{name}”里有不完整的字符。", name)
    if required and not text:
        raise Refusal("MISSING", f"缺少“{name}”。", name)
    return text


def _date(text: str) -> datetime.date | None:
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise Refusal("BAD_DATE", f"日期“{text}”应写成 2026-11-23 的样子。") from None


def _headcount(text: str) -> int | None:
    if text in {"", "若干人", "若干"}:
        return None
    match = _HEADCOUNT.match(text)
    if not match or int(match[1]) > LARGEST_HEADCOUNT:
        raise Refusal("BAD_HEADCOUNT", f"招聘人数“{text}”应写成 2人 或 若干人。")
    return int(match[1])
