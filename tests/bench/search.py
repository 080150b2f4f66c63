"""How well Chinese questions find their pages: CMRC 2018, asked through GraphQL.

`python -m tests.bench.search` prints a row for the database of DATABASE_URL.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402

from cms.core import ids  # noqa: E402
from cms.pages.models import Brief  # noqa: E402
from cms.pages.services import add_live  # noqa: E402
from cms.pages.text import body_from_text  # noqa: E402
from cms.publication.services import settle_all  # noqa: E402
from tests import factories  # noqa: E402

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
DOCS = DATA / "search_cmrc2018_docs_dev.jsonl"
QUESTIONS = DATA / "search_cmrc2018_queries_dev.jsonl"
SEARCH = "query ($text: String!) { search(text: $text, first: 5) { nodes { id } } }"
Ask = Callable[..., dict[str, Any]]


@dataclass
class Score:
    """Where the page asked for stood in the answers (0: not among the first five), and the time."""

    places: list[int]
    seconds: list[float]

    def within(self, place: int) -> float:
        """The share of questions whose page stood among the first `place`."""
        return sum(1 <= each <= place for each in self.places) / len(self.places)

    def reciprocal_rank(self) -> float:
        return statistics.fmean(1 / each if each else 0 for each in self.places)


def fill() -> dict[str, str]:
    """A district with every text as a brief; returns doc_id -> the page's id."""
    district = factories.district()
    named = {}
    for row in _rows(DOCS):
        brief = Brief(title=row["title"], body=body_from_text(row["text"]))
        add_live(under=district, page=brief)
        named[row["doc_id"]] = ids.encode("BRIEF", brief.pk)
    settle_all()
    return named


def score(ask: Ask, named: dict[str, str]) -> Score:
    """Put every question, by ask(query, **variables)."""
    found = Score([], [])
    for row in _rows(QUESTIONS):
        start = time.perf_counter()
        answer = ask(SEARCH, text=row["query"])
        found.seconds.append(time.perf_counter() - start)
        answered = [node["id"] for node in answer["data"]["search"]["nodes"]]
        wanted = named[row["doc_id"]]
        found.places.append(answered.index(wanted) + 1 if wanted in answered else 0)
    return found


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _ask(query: str, **variables: Any) -> dict[str, Any]:
    body = {"query": query, "variables": variables}
    return Client().post("/graphql/", body, content_type="application/json").json()


def main() -> None:
    if not DOCS.exists():
        sys.exit(f"No {DOCS}: nothing to measure on")
    runner = DiscoverRunner(verbosity=0, interactive=False)
    runner.setup_test_environment()
    databases = runner.setup_databases()
    try:
        named = fill()
        result = score(_ask, named)
    finally:
        runner.teardown_databases(databases)
    line = "{:<12} {:>5} {:>8} {:>6} {:>6} {:>6} {:>9}"
    figures = [result.within(1), result.within(5), result.reciprocal_rank()]
    row = [
        connection.vendor,
        *(len(named), len(result.places)),
        *(f"{figure:.3f}" for figure in figures),
        f"{statistics.median(result.seconds) * 1000:.1f}",
    ]
    heads = ["database", "docs", "queries", "R@1", "R@5", "MRR", "ms/query"]
    sys.stdout.writelines(line.format(*each) + "\n" for each in (heads, row))


if __name__ == "__main__":
    main()
