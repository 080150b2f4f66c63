"""Real files: what an import reports is what an independent count of the file says."""

import contextlib
import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from cms.commands.exchange.kinds import KINDS
from cms.enterprises.models import Enterprise
from cms.publication.services import settle_all
from tests import factories

DATA = Path("/work/shared/data")
pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"{DATA} is not here")

# The smaller ones each time, all of them in the long runs.
QUICK = [("briefs", "policy_articles_html.jsonl"), ("notices", "gov_policy_texts_govcn_dev.jsonl")]
LONG = [
    ("briefs", "news_thucnews_dev.jsonl"),
    ("briefs", "search_cmrc2018_docs_dev.jsonl"),
    ("notices", "gov_henan_regulations_dev.jsonl"),
    ("lessons", "gov_laws_lessons_dev.jsonl"),
    ("jobs", "jobs_51job_dev.jsonl"),
    ("jobs", "jobs_51job_list_dev.csv"),
]


def rows_of(name):
    """The rows, read by nothing of ours."""
    content = (DATA / name).read_text("utf-8-sig")
    if name.endswith(".csv"):
        return list(csv.DictReader(io.StringIO(content)))
    return [json.loads(line) for line in content.splitlines() if line.strip()]


def load(kind, name, under="/"):
    out = io.StringIO()
    with contextlib.suppress(SystemExit):
        call_command("import", kind, DATA / name, "--under", under, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("kind", "name"), [*QUICK, *(pytest.param(*file, marks=pytest.mark.prove) for file in LONG)]
)
def test_every_row_of_the_file_becomes_a_page_once(district, kind, name):
    rows = rows_of(name)
    report = load(kind, name)
    assert (report["rows"], report["accepted"], report["refused"]) == (len(rows), len(rows), 0)
    assert report["created"] == KINDS[kind].model.objects.count() == len(rows)
    if kind == "jobs":
        firms = {row["company"].strip() for row in rows}
        assert report["enterprises_created"] == Enterprise.objects.count() == len(firms)
    again = load(kind, name)
    assert (again["created"], again["unchanged"]) == (0, len(rows))


@pytest.mark.prove
def test_each_firm_of_the_file_is_there_once(district):
    rows = rows_of("companies_51job_dev.csv")
    names = {row["name"].strip() for row in rows}
    report = load("enterprises", "companies_51job_dev.csv")
    assert (report["rows"], report["refused"]) == (len(rows), 0)
    assert report["created"] == Enterprise.objects.count() == len(names)


def test_towers_become_buildings_and_streets_are_refused(district):
    area = factories.area(district)
    settle_all()
    rows = rows_of("zhengzhou_buildings_streets.csv")
    towers = [row["name"] for row in rows if row["kind"] == "office_building"]
    report = load("buildings", "zhengzhou_buildings_streets.csv", under=str(area.pk))
    assert report["rows"] == len(rows)
    assert (report["accepted"], report["created"]) == (len(towers), len(set(towers)))
    assert report["refused"] == len(rows) - len(towers)
    lines = {n for n, row in enumerate(rows, 2) if row["kind"] != "office_building"}
    assert {refusal["line"] for refusal in report["refusals"]} == lines
