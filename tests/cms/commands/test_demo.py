"""The demo: enough of everything, nothing that contradicts itself, and the same every time."""

import datetime
import json
import re
from collections import Counter

import pytest

from cms.activities.models import ActivityKind
from cms.commands.demo.build import build
from cms.commands.demo.content import activity_times, body, load
from cms.commands.demo.pictures import PICTURES
from cms.core import clock
from cms.core.errors import Refusal
from cms.publication.checking import check
from cms.publication.models import Entry
from tests import factories

TODAY = datetime.date(2026, 11, 25)
LEAST = {
    "area": 5,
    "building": 20,
    "organisation": 20,
    "venue": 15,
    "enterprise": 60,
    "job": 120,
    "vacancy": 25,
    "lesson": 12,
    "notice": 30,
    "brief": 30,
    "activity": 24,
    "service": 16,
    "info": 3,
}
FILES = ["district", "enterprises", "jobs", "vacancies", "lessons", "notices", "briefs"]
FILES += ["activities", "services", "info"]


@pytest.fixture(scope="module")
def items():
    """Everything written, by kind."""
    found = {}
    for name in FILES:
        found |= {kind: rows for kind, rows in load(name).items() if isinstance(rows, list)}
    return found


def words(item, day):
    """The item's text as it stands on the page."""
    blocks = body(item, day, lambda name: list(PICTURES).index(name))
    return json.dumps(json.loads(blocks), ensure_ascii=False)


def test_there_is_enough_of_everything(items):
    assert {kind: len(items[kind]) for kind in LEAST if len(items[kind]) < LEAST[kind]} == {}


def test_every_quiz_has_more_questions_than_it_asks_and_each_can_be_judged(items):
    questions = load("questions")["question"]
    by_tag = Counter(question["tag"] for question in questions)
    for lesson in items["lesson"]:
        if "quiz" in lesson:
            assert by_tag[lesson["quiz"]["tag"]] >= lesson["quiz"]["drawn_count"]
    for question in questions:
        right = [option for option in question["options"] if option.startswith("*")]
        assert right, question["text"]
        assert len(set(question["options"])) == len(question["options"])


def test_no_two_of_a_kind_share_a_slug_and_titles_fit(items):
    for kind, rows in items.items():
        assert max(Counter(row["slug"] for row in rows).values()) == 1, kind
        assert [row["title"] for row in rows if len(row["title"]) > 30] == [], kind


def test_there_are_activities_of_every_kind_past_and_coming(items):
    activities = items["activity"]
    assert {each["kind"].upper() for each in activities} == set(ActivityKind)
    days = [activity_times(each, TODAY)["starts_at"].date() for each in activities]
    assert sum(day < TODAY for day in days) >= 10
    assert sum(day > TODAY for day in days) >= 10


@pytest.mark.parametrize("shift", range(7))
def test_what_tells_of_an_activity_names_its_day(items, shift):
    """Whatever weekday the demo is written on."""
    today = TODAY + datetime.timedelta(days=shift)
    starts = {
        each["slug"]: clock.local(activity_times(each, today)["starts_at"]).date()
        for each in items["activity"]
    }
    for row in items["notice"]:
        if "announces" in row:
            day = starts[row["announces"]]
            published = today - datetime.timedelta(days=row["days_ago"])
            assert f"{day.month}月{day.day}日" in words(row, published), row["slug"]
    for row in items["brief"]:
        if "reports" in row:
            published = today - datetime.timedelta(days=row["days_ago"])
            assert starts[row["reports"]] <= published, row["slug"]


def test_phones_reach_nobody(items):
    phones = [
        phone
        for rows in items.values()
        for row in rows
        for name in ("phone", "contact_phone", "property_phone", "contact")
        for phone in re.findall(r"\d[\d-]+", row.get(name, ""))
    ]
    assert len(phones) > 120
    assert [phone for phone in phones if not phone.startswith("0371-0000-")] == []


def test_all_that_one_can_apply_to_or_borrow_says_how(items):
    firms = {row["slug"] for row in items["enterprise"] if row.get("contact")}
    jobs = [row for row in items["job"] if not row.get("contact")]
    assert [row["slug"] for row in jobs if row["enterprise"] not in firms] == []
    venues = {row["slug"] for row in items["venue"] if row.get("contact")}
    assert [v["slug"] for v in items["venue"] if not {v["slug"], v["under"]} & venues] == []


def test_it_keeps_away_from_a_real_district(db):
    factories.district(title="别处", slug="elsewhere")
    with pytest.raises(Refusal):
        build(root=factories.root(), today=TODAY, say=str)
    assert not Entry.objects.filter(kind="AREA").exists()


@pytest.mark.prove
def test_a_second_run_adds_nothing_and_all_of_it_is_public(db):
    said = []
    build(root=factories.root(), today=clock.today(), say=said.append)
    public = Entry.objects.public().count()
    assert list(check()) == []
    said.clear()
    build(root=factories.root(), today=clock.today(), say=said.append)
    assert {line.split(": ")[1] for line in said} == {"0 pages added"}
    assert Entry.objects.public().count() == public
