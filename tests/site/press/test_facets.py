"""How a list is sorted by what people look for, and how its pages keep their place."""

import random
from collections.abc import Iterable

import orjson
import pytest
from press.catalogue import Catalogue
from press.render import render
from press.runs import FRONT, FULL, Run, Runs
from press.sheets import Sheet
from press.shelves import key_of
from press.store import ALL, Store

from tests.site.press.documents import (
    Document,
    activity,
    area,
    building,
    district,
    enterprise,
    job,
    reached,
    reference,
    register,
    vacancy,
    venue,
)
from tests.site.press.planning import plan, stocked

TOP = district()
AREA = area(1, TOP, title="湖心片区")
TOWER = building(1, AREA, title="中科金座大厦", url="/buildings/zhongke/")
FIRM = enterprise(1, TOWER, industry={"code": "I", "name": "信息传输业"})
STANDING = (TOP, AREA, TOWER, FIRM)


def planned(*documents: Document) -> dict[str, Sheet]:
    known = register(*STANDING, *documents)
    assets = {"site.css": "/a.css", "icon.svg": "/a.svg", "filter.js": "/filter.js"}
    sheets = plan(known, reached(*known.values()), assets, "https://ruyi.example")
    return {sheet.address: sheet for sheet in sheets}


def answers(slug: str, document: Document) -> dict[str, str]:
    """A document's answers to a facet of its kind: what readers see by what the address says."""
    others = (each for each in STANDING if each["kind"] != document["kind"])
    store = stocked([*others, document])
    return {value.slug: value.title for value in store.answers(document["kind"], slug)}


def shown(sheet: Sheet) -> list[int]:
    groups = sheet.data["groups"] or [sheet.data]
    return [card["doc"]["ordinal"] for group in groups for card in group["cards"]]


@pytest.mark.parametrize(
    ("least", "most", "bands"),
    [
        (None, None, ["open"]),
        (2000, 2800, ["0-3000"]),
        (8000, 8000, ["8000-12000"]),
        (8000, 12000, ["8000-12000"]),
        (6000, 9000, ["5000-8000", "8000-12000"]),
        (4500, None, ["3000-5000"]),
        (30000, 50000, ["20000-up"]),
        (
            2000,
            60000,
            ["0-3000", "3000-5000", "5000-8000", "8000-12000", "12000-20000", "20000-up"],
        ),
    ],
)
def test_a_job_is_found_under_every_band_its_pay_reaches_into(
    least: int | None, most: int | None, bands: list[str]
) -> None:
    salary = {"text": "", "monthlyMinYuan": least, "monthlyMaxYuan": most}
    assert list(answers("pay", job(1, FIRM, salary=salary))) == bands


def test_a_job_without_pay_is_found_under_what_is_to_be_agreed() -> None:
    assert answers("pay", job(1, FIRM, salary=None)) == {"open": "面议"}


@pytest.mark.parametrize(
    ("metres", "band"), [(19, "0-100"), (100, "100-300"), (999, "500-1000"), (2400, "1000-up")]
)
def test_a_vacancy_is_found_under_its_size(metres: int, band: str) -> None:
    assert list(answers("size", vacancy(1, TOWER, areaSquareMetres=metres))) == [band]


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("云檐数字科技有限公司", "y"),
        ("河南云檐数字科技有限公司", "y"),
        ("河南省郑州市云檐科技", "y"),
        ("郑州", "z"),
        ("重庆小面馆", "c"),
        ("ABB 电气", "a"),
        ("360 数科", "other"),
        ("·", "other"),
    ],
)
def test_a_firm_is_found_under_the_letter_people_say(name: str, letter: str) -> None:
    assert list(answers("initial", enterprise(2, TOWER, title=name))) == [letter]


def test_a_job_has_its_firms_industry_and_tower() -> None:
    post = job(1, FIRM, education="ANY")
    assert answers("industry", post) == {"i": "信息传输业"}
    assert answers("building", post) == {"zhongke": "中科金座大厦"}
    assert answers("education", post) == {"any": "学历不限"}


def test_a_vacancys_tower_is_its_owner_and_a_venues_area_the_one_it_lies_in() -> None:
    assert answers("building", vacancy(1, TOWER)) == {"zhongke": "中科金座大厦"}
    assert list(answers("area", venue(1, TOWER)).values()) == ["湖心片区"]


def test_an_activity_is_found_under_its_week_until_it_is_over() -> None:
    # 23:30 of Sunday in Shanghai is Sunday there, wherever it is printed.
    late = {"startsAt": "2026-11-29T15:30:00+00:00"}
    assert answers("week", activity(1, TOP, **late)) == {"2026-w48": "11月23日—11月29日"}
    assert answers("week", activity(1, TOP, **late, phase="OVER")) == {}
    assert answers("kind", activity(1, TOP, activityKind="THEME_DAY")) == {"theme-day": "主题党日"}


def test_each_answer_has_a_list_that_says_where_it_stands() -> None:
    sheet = planned(job(1, FIRM), job(2, FIRM, education="MASTER"))["/jobs/by/education/master/"]
    assert sheet.data["page"]["title"] == "招聘信息 · 硕士"
    assert sheet.data["page"]["short"] == "硕士"
    assert shown(sheet) == [2]
    [door] = sheet.data["doors"]
    assert [(value["title"], value["current"]) for value in door["values"]] == [
        ("本科", False),
        ("硕士", True),
    ]


def test_the_front_of_a_list_leads_to_each_of_its_answers() -> None:
    sheets = planned(job(1, FIRM))
    doors = sheets["/jobs/"].data["doors"]
    assert [door["title"] for door in doors] == ["楼宇", "行业", "学历", "月薪"]
    assert all(value["url"] in sheets for door in doors for value in door["values"])
    assert planned()["/jobs/"].data["doors"] == []


def test_a_list_of_activities_opens_with_what_is_to_come() -> None:
    over = activity(1, TOP, phase="OVER", startsAt="2026-10-01T09:00:00+08:00")
    sheet = planned(over, activity(2, TOP))["/activities/by/kind/sport/"]
    assert [group["title"] for group in sheet.data["groups"]] == ["即将开始", "往期活动"]


SHELF = "by JOB education bachelor"


def cut(store: Store) -> dict[Run, list[int]]:
    """The pages of a shelf, newest first, with what each holds; each found from its address."""
    runs = Runs(Catalogue(store), SHELF)
    run = runs.front()
    pages = {run: store.newest(SHELF, run.last, ALL)}
    pages[run] = [ordinal for ordinal in pages[run] if ordinal >= run.first]
    while older := runs.older(run):
        assert runs.at(older.first) == older
        assert runs.newer(older) == (None if run.last == ALL else run)
        run = older
        held = store.newest(SHELF, run.last, ALL)
        pages[run] = [ordinal for ordinal in held if ordinal >= run.first]
    return pages


def numbered(ordinals: Iterable[int]) -> Store:
    store = Store()
    rows = ((key_of(SHELF), ordinal) for ordinal in ordinals)
    store.db.executemany("INSERT INTO places VALUES (?, ?)", rows)
    return store


def test_runs_hold_everything_once_and_no_page_is_too_long() -> None:
    seeded = random.Random(20261126)
    for _ in range(50):
        chosen = seeded.sample(range(1, 5000), seeded.randrange(1, 900))
        front, *further = cut(numbered(chosen)).values()
        assert [*front, *(each for page in further for each in page)] == sorted(chosen)[::-1]
        assert min(FRONT, len(chosen)) <= len(front) <= FRONT + FULL
        assert all(0 < len(page) <= FULL for page in further)


def test_what_ends_in_a_facets_list_touches_its_own_page_or_the_one_beside_it() -> None:
    seeded = random.Random(20261126)
    live = set(seeded.sample(range(1, 5000), 900))
    for _ in range(100):
        before = cut(numbered(live))
        live.discard(seeded.choice(sorted(live)))
        after = cut(numbered(live))
        assert len([run for run in before if before[run] != after.get(run)]) <= 2


def test_a_run_that_is_in_the_front_or_joined_another_has_no_page() -> None:
    runs = Runs(Catalogue(numbered(range(1, 101))), SHELF)
    assert [run.first for run in cut(numbered(range(1, 101)))] == [65, 33, 1]
    assert runs.at(33) == Run(33, 64)
    assert runs.at(65) is runs.at(17) is runs.at(129) is None


def test_further_pages_of_a_facet_lead_to_each_other() -> None:
    sheets = planned(*(job(number, FIRM) for number in range(1, 101)))
    pages = [a for a in sheets if a.startswith("/jobs/by/education/bachelor/")]
    front = sheets[pages[0]]
    assert (front.data["newer"], front.data["older"]) == ("", pages[1])
    assert sheets[pages[1]].data["front"] == "/jobs/by/education/bachelor/"
    assert sum(len(shown(sheets[page])) for page in pages) == 100


def test_the_filters_know_of_each_item_what_its_row_says_and_its_answers() -> None:
    post = job(1, FIRM, title="“前台” & </script>", education="ANY", experience="不限")
    sheets = planned(post)
    assert sheets["/jobs/"].data["filters"] == ["/jobs/filter/1.json"]
    [print_] = render([sheets["/jobs/filter/1.json"]])
    assert orjson.loads(print_.body) == [
        [
            "job-1",
            "“前台” & </script>",
            "1-1.5万/月",
            [FIRM["title"], "中科金座大厦", "学历不限", "经验不限"],
            [["zhongke"], ["i"], ["any"], ["8000-12000", "12000-20000"]],
        ]
    ]


def test_one_more_item_touches_one_file_of_the_filters() -> None:
    many = [job(number, FIRM) for number in range(1, 1003)]
    before, after = planned(*many), planned(*many, job(1003, FIRM))
    touched = {a for a in after if "/filter/" in a and before.get(a) != after[a]}
    assert touched == {"/jobs/filter/3.json"}


def test_a_venue_of_no_area_is_in_no_areas_list() -> None:
    sheets = planned(venue(1, TOP), venue(2, TOWER, partOf=reference(TOWER)))
    assert [a for a in sheets if a.startswith("/venues/by/")] == ["/venues/by/area/area-1/"]
