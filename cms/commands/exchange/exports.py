"""Exporting: the live pages of a kind as an Excel file that an import reads back."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any

from wagtail.models import Page

from cms.core import ids
from cms.enterprises.models import Enterprise
from cms.pages.models import ContentPage

from .cells import Choice, Text
from .columns import Column
from .common import FIRM, Kind
from .kinds import JOBS
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
    columns = [column for column in kind.columns if column.typed]
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
    # Numbers first: a page that is moved meanwhile is neither left out nor written twice, and a
    # cursor left open would keep SQLite from letting others write.
    numbers = list(pages.order_by("path").values_list("pk", flat=True))
    for start in range(0, len(numbers), SOME):
        some = list(pages.filter(pk__in=numbers[start : start + SOME]).order_by("path"))
        places = {page.path[: -Page.steplen * n] for page in some for n in (1, 2)}
        above = {page.path: page for page in Page.objects.filter(path__in=places).specific()}
        found = (_cells_below(kind, page, above, owner_cell) for page in some)
        yield from (list(cells.values()) for cells in found if cells)


def _cells_below(
    kind: Kind, page: Any, above: Mapping[str, Page], owner_cell: Callable[[Page], Value]
) -> dict[str, Value] | None:
    """The page's cells; None if it is gone. above: pages by their paths."""
    try:
        parent = above[page.path[: -Page.steplen]]
        owner = above[parent.path[: -Page.steplen]] if kind is JOBS else parent
    except KeyError:
        # Meanwhile an editor has moved the page with what is above it, or deleted them.
        again = kind.model.objects.live().filter(pk=page.pk).first()
        return cells_of(kind, again) if again else None
    return _cells(kind, page, parent, owner_cell(owner))


def cells_of(kind: Kind, page: Any) -> dict[str, Value]:
    """What an export writes of one page: name of the column -> value."""
    parent = page.get_parent().specific
    owner = parent.get_parent() if kind is JOBS else parent
    return _cells(kind, page, parent, kind.column("owner").cell.write(owner))


def _cells(kind: Kind, page: Any, parent: Page, owner: Value) -> dict[str, Value]:
    named: dict[str, Value] = {"id": ids.encode(page.kind, page.pk), "owner": owner}
    if kind is JOBS:
        named |= _of_job(page, parent)
    return {
        column.name: named[column.name] if column.name in named else _value(page, column)
        for column in kind.columns
    }


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
