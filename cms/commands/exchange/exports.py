"""Exporting: the live pages of a kind as an Excel file that an import reads back."""

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

from wagtail.models import Page

from cms.core import ids
from cms.enterprises.models import Enterprise
from cms.pages.models import ContentPage

from .cells import Choice, Text
from .columns import Column
from .common import FIRM
from .kinds import JOBS, Kind
from .sheets import Value, save_sheet, write_form

# So many pages are in memory at once.
SOME = 500


def live_below(kind: Kind, owner: Page) -> Any:
    """What an export of the kind below a page holds."""
    return kind.model.objects.live().descendant_of(owner)


def export(kind: Kind, pages: Any, file: IO[bytes]) -> Iterator[int]:
    """Write these pages of the kind as .xlsx, in the tree's order, with Chinese headers.

    Yields how many of them have been read.
    """
    headers = [column.label for column in kind.columns]
    return save_sheet(file, kind.label, headers, _rows(kind, pages))


def template(kind: Kind) -> bytes:
    """An empty .xlsx file to fill in; cells of few values let one choose.

    What belongs where, and an example of it, is on a second sheet, which no import reads.
    """
    columns = [column for column in kind.columns if column.name != "id"]
    notes = [
        (c.label, "必填" if _is_needed(kind, c) else "", _hint(kind, c), c.cell.example, c.name)
        for c in columns
    ]
    choices = {c.label: _values(c) for c in columns if _values(c)}
    return write_form(kind.label, [column.label for column in columns], choices, notes)


def _values(column: Column) -> Sequence[str]:
    """What one may choose from, if the column is of that sort."""
    return column.cell.values if isinstance(column.cell, Choice | Text) else ()


def _hint(kind: Kind, column: Column) -> str:
    """What the cell says of itself, with its values, or else what the form in the admin says."""
    if values := _values(column):
        return f"{column.cell.hint}：{'、'.join(values)}"
    if column.cell.hint != Text.hint:
        return column.cell.hint
    model = Enterprise if column in FIRM else kind.model
    return str(model._meta.get_field(column.field).help_text) or Text.hint


def _is_needed(kind: Kind, column: Column) -> bool:
    return column.required or (kind.needs_body and column.name == "body")


def _rows(kind: Kind, pages: Any) -> Iterator[list[Value]]:
    # Many pages have one owner, and what names it takes a look at the others.
    owner_cell = functools.cache(kind.column("owner").cell.write)
    some = list(pages.order_by("path")[:SOME])
    while some:
        yield from _rows_of(kind, some, owner_cell)
        # A cursor left open would keep SQLite from letting others write.
        some = list(pages.filter(path__gt=some[-1].path).order_by("path")[:SOME])


def _rows_of(
    kind: Kind, pages: list[Any], owner_cell: Callable[[Page], Value]
) -> Iterator[list[Value]]:
    above = {page.path[: -Page.steplen * n] for page in pages for n in (1, 2)}
    parents = {page.path: page for page in Page.objects.filter(path__in=above).specific()}
    for page in pages:
        parent = parents[page.path[: -Page.steplen]]
        owner = parents[parent.path[: -Page.steplen]] if kind is JOBS else parent
        named: dict[str, Value] = {
            "id": ids.encode(page.kind, page.pk),
            "owner": owner_cell(owner),
        }
        if kind is JOBS:
            named |= _of_job(page, parent)
        yield [
            named[column.name] if column.name in named else _value(page, column)
            for column in kind.columns
        ]


def _of_job(job: Any, firm: Any) -> dict[str, Value]:
    """What a job's row tells of its enterprise, and its schooling in the words it came with."""
    return {
        "company": firm.title,
        "education": job.education_words or job.get_education_display(),
        **{column.name: getattr(firm, column.field) for column in FIRM},
    }


def _value(page: ContentPage, column: Column) -> Value:
    field = "title" if column.field == "name" else column.field
    return column.cell.write(getattr(page, field))
