"""Importing: each row becomes a page or a question, whole or not at all, and never two."""

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from wagtail.models import Page

from cms.core import clock, ids
from cms.core.errors import Refusal
from cms.enterprises.services import find_or_add_enterprise
from cms.enterprises.wording import education_of, experience_of, firm_of
from cms.pages.blocks import words_of
from cms.pages.models import ContentPage
from cms.pages.services import add_live
from cms.pages.tree import hold

from . import questions
from .columns import Column, check_mapping, cleaned, fields_of, match, rename
from .common import FIRM, Kind
from .exports import cells_of
from .kinds import ENTERPRISES, JOBS
from .questions import QUESTIONS, Intake
from .reports import Outcome, Report
from .rows import Numbered, Row, headers_of
from .sheets import Value

TRIES = 5
# A reason may quote a cell, and a cell may be a book.
LONGEST_REASON = 200
# So many pages are told of, to be looked at.
FIRST = 200
# So many rows does a dry run show as they would be written, each cell up to so many letters.
SHOWN = 5
LONGEST_SHOWN = 40


@dataclasses.dataclass(frozen=True)
class Import:
    """Rows of a kind on their way under a page, or into the bank.

    under: None for what has no owner. mapping: header -> name of the column it means. user: whose
    rights count; None is the operator, who may do everything. dry: do everything and take it back,
    row by row.
    """

    kind: Kind
    under: Page | None
    mapping: Mapping[str, str]
    user: AbstractBaseUser | None = None
    dry: bool = False

    @cached_property
    def columns(self) -> Sequence[Column]:
        """The kind's columns, called as in the file: who reads a reason looks for them there."""
        headers = {name: header for header, name in [*self.mapping.items()][::-1]}
        return [
            dataclasses.replace(column, label=cleaned(headers[column.name]))
            # Names in English are those of a program.
            if headers.get(column.name, column.name) != column.name
            else column
            for column in self.kind.columns
        ]

    @cached_property
    def intake(self) -> Intake:
        return Intake(self.columns, self.user, self.dry)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def reason(self, refusal: Refusal) -> str:
        """The words of a refusal; those of a model name its field, and here the column."""
        fields = {column.field: column for column in self.columns if column.field != "title"}
        if refusal.code != "INVALID_FIELD" or refusal.field not in fields:
            return refusal.message
        return f"“{fields[refusal.field].label}”：{refusal.message.partition('：')[2]}"

    def owner_of(self, row: Row) -> Page:
        """The page a row is to stand under: the one it names, or the one for all rows."""
        owner: Any = self.column("owner").read(row) or self.under
        if not self.kind.below.can_create_at(owner.specific):
            raise Refusal("WRONG_OWNER", f"{self.kind.label}不能放在“{owner.title}”下面。", "owner")
        return owner

    def check_right(self, page: Page) -> None:
        """Refuse when the user may not publish below the page."""
        if self.user is not None and not may_publish(self.user, page):
            raise Refusal("FORBIDDEN", f"你没有在“{page.title}”下发布内容的权限。", "owner")


def may_publish(user: Any, page: Page) -> bool:
    """Whether the user may add and publish below a page."""
    rights = page.permissions_for_user(user)
    return bool(rights.can_add_subpage() and rights.can_publish_subpage())


def run(rows: Iterable[Numbered], task: Import, report: Report | None = None) -> Iterator[Report]:
    """Import the rows; yields the report so far after each. One given is continued.

    Each row commits by itself. Editors at work on the same pages then never wait for more than one,
    and cannot lock each other out with it: a row holds one page of theirs at most.
    """
    report = report or Report()
    # A dry run forgets what it has added, so it must know it another way.
    added: set[str | None] = {None}
    for line, row in rows:
        report.rows += 1
        try:
            if isinstance(row, Refusal):
                raise row
            outcome = _import_row(task, row, show=task.dry and len(report.preview) < SHOWN)
        except Refusal as refusal:
            report.refusals.append(_note(line, task.reason(refusal)))
        else:
            new = outcome.name not in added
            report.created += new
            report.unchanged += not new
            if outcome.enterprise and outcome.enterprise not in added:
                report.enterprises.append(outcome.enterprise)
            made = {"page": outcome.thing.pk} if outcome.thing and not task.dry else {}
            report.doubts += [_note(line, doubt) | made for doubt in outcome.doubts]
            if made and len(report.first) < FIRST:
                report.first.append(made["page"])
            if outcome.cells and new:
                report.preview.append({"line": line, "cells": outcome.cells})
            added |= {outcome.name, outcome.enterprise}
        yield report


def _note(line: int, reason: str) -> dict[str, Any]:
    return {"line": line, "reason": reason[:LONGEST_REASON]}


def mapped(kind: Kind, rows: list[Numbered]) -> dict[str, str]:
    """What the headers of a file mean, by themselves."""
    mapping = match(kind.columns, headers_of(rows))
    check_mapping(kind.columns, mapping)
    return mapping


def _import_row(task: Import, row: Row, *, show: bool) -> Outcome:
    row = rename(row, task.mapping, task.columns)
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                # The tree's root is nobody's to edit: its lock makes imports take turns, so that
                # two of them cannot both find a row, or a firm, missing.
                hold(Page.objects.get(depth=1))
                is_question = task.kind is QUESTIONS
                outcome = task.intake.add(row) if is_question else _add(task, row)
                if show and outcome.thing:
                    outcome = dataclasses.replace(outcome, cells=_shown(task, outcome.thing))
                transaction.set_rollback(task.dry)
        except IntegrityError:
            # Somebody has just taken the place in the tree that this page was to have.
            if attempt == TRIES - 1:
                raise
        else:
            break
    return outcome


def _shown(task: Import, thing: Any) -> dict[str, str]:
    """What the page (and where it stands) or question says, in the columns of the file."""
    named = {"owner", *task.mapping.values()}
    if task.kind is QUESTIONS:
        cells = questions.cells_of(thing)
    else:
        cells = cells_of(task.kind, thing)
        cells |= {c.name: words_of(thing.body) for c in task.columns if c.field == "body"}
    return {name: _plain(value) for name, value in cells.items() if name in named}


def _plain(value: Value) -> str:
    if isinstance(value, datetime.datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M}"
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _add(task: Import, row: Row) -> Outcome:
    known = _exported_page(task, row)
    if known:
        return Outcome()
    fields = fields_of(task.columns, row)
    if task.kind.needs_body and not fields.get("body"):
        raise Refusal("MISSING", f"缺少“{task.column('body').label}”。", "body")
    owner = task.owner_of(row)
    if task.kind is JOBS:
        return _add_job(task, owner, row, fields)
    task.check_right(owner)
    if task.kind is ENTERPRISES:
        name = fields.pop("name")
        firm, added = find_or_add_enterprise(under=owner, name=name, **firm_of(fields))
        return Outcome(name, firm, name, doubts=_doubts_of(firm)) if added else Outcome()
    return _add_once(task, owner, row, fields)


def _add_job(task: Import, owner: Page, row: Row, fields: dict[str, Any]) -> Outcome:
    """A job under its enterprise, which is found by name or added under the owner."""
    words, experience = (fields.get(name, "") for name in ("education_words", "experience"))
    fields["education"] = education_of(words, experience)
    fields["experience"] = experience_of(experience)
    firm = firm_of({column.field: fields.pop(column.field, "") for column in FIRM})
    enterprise, added = find_or_add_enterprise(under=owner, name=fields.pop("company"), **firm)
    # Rights below a page hold below its pages: a new firm stands under its owner.
    task.check_right(enterprise)
    outcome = _add_once(task, enterprise, row, fields)
    return dataclasses.replace(outcome, enterprise=enterprise.title) if added else outcome


def _exported_page(task: Import, row: Row) -> ContentPage | None:
    """The page that an export wrote this row of, if it is still there."""
    kind = task.kind
    decoded = ids.decode(task.column("id").text(row))
    if not decoded or decoded[0] != kind.model.kind:
        return None
    page = kind.model.objects.filter(pk=decoded[1]).first()
    named = next(column for column in task.columns if column.field in ("title", "name"))
    if page and page.title != named.text(row):
        words = "这个页面编号属于另一个标题的页面。导入不修改已有内容；要新建，请清空页面编号。"
        raise Refusal("ANOTHER_PAGE", words, "id")
    return page


def key_of(row: Row) -> str:
    """What makes a row the same row when it comes again: its id with title, firm and date."""
    names = ("id", "title", "name", "company", "date", "publish_date")
    # A row without an id has only its words to be known by: all of them.
    parts = {name: row.get(name) for name in names} if row.get("id") else row
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _add_once(task: Import, parent: Page, row: Row, fields: dict[str, Any]) -> Outcome:
    """The row's page, added if it is not there."""
    kind, key = task.kind, key_of(row)
    if kind.model.objects.filter(imported_from=key).exists():
        return Outcome()
    if kind.by_name:
        found = kind.model.objects.filter(title=fields["title"]).first()
        if found and not found.live:
            raise Refusal("HIDDEN", f"“{found.title}”已经有了，但还没有公开，请先发布它。", "title")
        if found:
            return Outcome()
    namesake = kind is JOBS and _namesake(parent, fields["title"])
    page = kind.model(imported_from=key, owner=task.user, **fields)
    add_live(under=parent, page=page)
    lost = filter(None, (column.doubt(row) for column in task.columns))
    named = fields["title"] if kind.by_name else key
    doubts = [*([namesake] if namesake else []), *lost, *_doubts_of(page)]
    return Outcome(named, page, doubts=doubts)


def _namesake(parent: Page, title: str) -> str:
    """What to say of a job that is there already in other words: a corrected row is a new one."""
    if not Page.objects.child_of(parent).filter(title=title, live=True).exists():
        return ""
    return (
        f"“{parent.title}”已经有一条招聘叫“{title}”，导入会再加一条。"
        "如果是要改原来那条，请到网站上改它，把这一行删掉。"
    )


def _doubts_of(page: ContentPage) -> list[str]:
    return [finding.message for finding in page.own_findings()]
