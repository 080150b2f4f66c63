"""What the page of an import tells of its report: no more of it than somebody reads."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from cms.enterprises.models import Enterprise
from cms.learning.keepers import may_keep
from cms.learning.models import Question

from .exchange.common import Kind
from .exchange.reports import Report
from .models import ImportJob, State

# Refusals shown on the page; the rest is in the file to download.
SHOWN = 200
FIRMS_SHOWN = 50
MADE_SHOWN = 10
LINES_NAMED = 5

# Where something is edited, and what it is called.
Link = tuple[str, str]


def told(request: HttpRequest, job: ImportJob, report: Report) -> dict[str, Any]:
    """For the page's template."""
    kind = job.kind_of
    # Pages are told of with where they stand.
    shown = MADE_SHOWN if kind.has_owner else 0
    links = _links(request, kind, report.first[shown:])
    firms = Enterprise.objects.filter(title__in=report.enterprises[:FIRMS_SHOWN])
    return {
        "made": _made(request, report.first[:shown]),
        "further": [links[number] for number in sorted(links)],
        "firms": list(firms.order_by("pk").values_list("pk", "title")),
        "refusals": report.refusals[:SHOWN],
        "doubts": _doubts(request, kind, report),
        "preview": _preview(kind, report),
        **(_new_firms(report) if job.state == State.CHECKED else {}),
    }


def _links(request: HttpRequest, kind: Kind, numbers: Iterable[int | None]) -> dict[int, Link]:
    """To what rows have become, as far as it is still there, by its number."""
    wanted = set(numbers) - {None}
    if kind.has_owner:
        route, titles = "wagtailadmin_pages:edit", Page.objects.values_list("pk", "title")
    elif may_keep(request.user):
        route, titles = "questions:edit", Question.objects.values_list("pk", "text")
    else:
        return {}
    return {
        number: (reverse(route, args=[number]), title[:60])
        for number, title in titles.filter(pk__in=wanted)
    }


def _doubts(request: HttpRequest, kind: Kind, report: Report) -> list[dict[str, Any]]:
    """Each reason with the numbers of some lines, and with what they became."""
    together = [(reason, of, of[:LINES_NAMED]) for reason, of in report.doubts_together[:SHOWN]]
    named = (doubt.get("page") for *_, some in together for doubt in some)
    links = _links(request, kind, named)
    return [
        {
            "reason": reason,
            "lines": "、".join(str(doubt["line"]) for doubt in some)
            + (f" 等 {len(of)} 行" if len(of) > len(some) else ""),
            "links": [links[n] for n in (doubt.get("page") for doubt in some) if n in links],
        }
        for reason, of, some in together
    ]


def _preview(kind: Kind, report: Report) -> dict[str, Any]:
    """A table of what a dry run would write: the columns that the file has, and some rows."""
    named = {name for row in report.preview for name in row["cells"]}
    columns = [column for column in kind.columns if column.name in named]
    rows = [
        (row["line"], [row["cells"].get(column.name, "") for column in columns])
        for row in report.preview
    ]
    return {"columns": [column.label for column in columns], "rows": rows}


def _new_firms(report: Report) -> dict[str, Any]:
    """The enterprises that a dry run would add, first those that may be there already."""
    near = {firm for firm, _ in report.near}
    doubtful = report.near[:FIRMS_SHOWN]
    others = [firm for firm in report.enterprises if firm not in near]
    sure = others[: FIRMS_SHOWN - len(doubtful)]
    unnamed = len(report.enterprises) - len(doubtful) - len(sure)
    return {"doubtful": doubtful, "sure": sure, "unnamed": unnamed}


def _made(request: HttpRequest, numbers: list[int]) -> list[dict[str, Any]]:
    """The first pages that an import made, as far as they are still there."""
    pages = Page.objects.filter(pk__in=numbers).order_by("pk").specific()
    return [
        {
            "page": page,
            "parent": page.get_parent(),
            "editable": page.permissions_for_user(request.user).can_edit(),
        }
        for page in pages
    ]
