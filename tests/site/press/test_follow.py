"""What can be subscribed to: feeds that readers take, calendars that phones take."""

from datetime import datetime
from xml.etree import ElementTree

import pytest
from icalendar import Calendar
from press.read import read_assets
from press.render import render
from press.sheets import Sheet

from tests.site.press.district import believable_district
from tests.site.press.documents import (
    Document,
    activity,
    area,
    brief,
    building,
    district,
    enterprise,
    job,
    lesson,
    notice,
    organisation,
    paragraph,
    reached,
    reference,
    register,
    vacancy,
    venue,
)
from tests.site.press.planning import plan

ATOM = "{http://www.w3.org/2005/Atom}"
ORIGIN = "https://ruyi.example"
ASSETS = {name: asset.address for name, asset in read_assets().items()}
TOP = district()
AREA = area(1, TOP)
TOWER = building(1, AREA)
FIRM = enterprise(1, TOWER)
BRANCH = organisation(1, TOWER)


def planned(*documents: Document) -> dict[str, Sheet]:
    sheets = plan(register(*documents), reached(*documents), ASSETS, ORIGIN)
    return {sheet.address: sheet for sheet in sheets}


def printed(*documents: Document) -> dict[str, bytes]:
    return {print_.address: print_.body for print_ in render(planned(*documents).values())}


def feed(body: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(body)


def entries(body: bytes) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in feed(body).iter(f"{ATOM}entry")]


def touched(before: dict[str, Sheet], after: dict[str, Sheet], ending: str) -> set[str]:
    return {a for a in before if a.endswith(ending) and before[a] != after[a]}


def test_every_feed_has_what_atom_demands(printed: dict[str, bytes]) -> None:
    feeds = {path: feed(body) for path, body in printed.items() if path.endswith("feed.xml")}
    assert {"feed.xml", "notices/feed.xml", "areas/area-1/feed.xml"} <= feeds.keys()
    for path, root in feeds.items():
        assert root.tag == f"{ATOM}feed"
        own, page = (link.attrib for link in root.findall(f"{ATOM}link"))
        assert own["rel"] == "self"
        assert own["href"] == f"{ORIGIN}/{path}"
        assert page["href"] == f"{ORIGIN}/{path.removesuffix('feed.xml')}"
        for element in (root, *root.findall(f"{ATOM}entry")):
            for name in ("title", "id", "updated"):
                assert [each.text for each in element.findall(f"{ATOM}{name}")] != [None], path
                assert len(element.findall(f"{ATOM}{name}")) == 1
            assert element.findtext(f"{ATOM}id", "").startswith("tag:ruyi.example,2026:")
            assert datetime.fromisoformat(element.findtext(f"{ATOM}updated", "")).tzinfo
        for entry in root.findall(f"{ATOM}entry"):
            assert entry.findtext(f"{ATOM}author/{ATOM}name")
            (link,) = entry.findall(f"{ATOM}link")
            assert link.get("rel") == "alternate"
            assert link.get("href", "").startswith(f"{ORIGIN}/")


def test_ids_are_the_sites_own_and_no_two_alike(printed: dict[str, bytes]) -> None:
    names: dict[str, set[str]] = {}
    for path, body in printed.items():
        if path.endswith("feed.xml"):
            root = feed(body)
            names.setdefault(root.findtext(f"{ATOM}id", ""), set()).add(path)
            ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
            assert len(ids) == len(set(ids))
    assert all(len(paths) == 1 for paths in names.values())


def test_an_entry_keeps_its_id_when_its_address_changes() -> None:
    moved = notice(1, TOP, url="/notices/2026/11/xin/", formerUrls=["/notices/2026/11/jiu/"])
    before, after = (
        planned(TOP, document)["/notices/feed.xml"].data["entries"][0]
        for document in (notice(1, TOP), moved)
    )
    assert before["id"] == after["id"]
    assert after["address"] == f"{ORIGIN}/notices/2026/11/xin/"


def test_the_feed_of_a_kind_has_its_newest_twenty() -> None:
    body = printed(TOP, *(brief(number, TOP) for number in range(1, 31)))["/briefs/feed.xml"]
    assert entries(body) == [f"BRIEF {number}" for number in range(30, 10, -1)]


def test_the_feed_of_an_owner_has_what_is_told_below_it() -> None:
    told = [
        notice(1, BRANCH, publishedAt="2026-11-02T08:00:00+08:00"),
        brief(1, BRANCH, publishedAt="2026-11-04T08:00:00+08:00"),
        lesson(1, BRANCH, publishedAt="2026-11-01T08:00:00+08:00"),
        activity(1, BRANCH, publishedAt="2026-11-03T08:00:00+08:00"),
    ]
    pages = printed(TOP, AREA, TOWER, FIRM, BRANCH, *told, job(1, FIRM), vacancy(1, TOWER))
    newest_first = ["BRIEF 1", "ACTIVITY 1", "NOTICE 1", "LESSON 1"]
    assert entries(pages[f"{BRANCH['url']}feed.xml"]) == newest_first
    assert entries(pages[f"{AREA['url']}feed.xml"]) == newest_first
    assert entries(pages["/feed.xml"]) == newest_first
    assert f"{FIRM['url']}feed.xml" not in pages
    assert entries(pages["/jobs/feed.xml"]) == ["JOB 1"]
    assert entries(pages["/vacancies/feed.xml"]) == ["VACANCY 1"]


def test_what_is_public_without_a_district_can_be_followed_all_the_same() -> None:
    assert {"/feed.xml", "/notices/feed.xml"} <= planned(notice(1, TOP)).keys()


def test_a_feed_was_updated_when_its_entries_were() -> None:
    dates = {1: "2026-11-20T08:00:00+08:00", 2: "2026-11-12T08:00:00+08:00"}
    sheets = planned(TOP, *(notice(n, TOP, updatedAt=date) for n, date in dates.items()))
    assert sheets["/notices/feed.xml"].data["updated"] == dates[1]


def test_hostile_texts_and_forbidden_signs_come_out_as_they_went_in() -> None:
    title, summary = "<b>&amp; ]]></title>\"'", "一行\x0b二行</summary><entry/>"
    body = printed(TOP, notice(1, TOP, title=title, summary=summary))["/notices/feed.xml"]
    assert entries(body) == [title]
    assert feed(body).findtext(f"{ATOM}entry/{ATOM}summary") == "一行二行</summary><entry/>"


def test_an_edit_touches_only_the_feeds_that_show_it() -> None:
    many = [notice(number, BRANCH) for number in range(1, 31)]
    known = [TOP, AREA, TOWER, BRANCH, *many, brief(1, TOWER)]
    before = planned(*known)

    def after(changed: Document) -> dict[str, Sheet]:
        return planned(*(changed if each["id"] == changed["id"] else each for each in known))

    shown = {"/notices/feed.xml", f"{BRANCH['url']}feed.xml", f"{AREA['url']}feed.xml", "/feed.xml"}
    assert touched(before, after({**many[29], "title": "改了"}), "feed.xml") == shown
    assert touched(before, after({**many[0], "title": "改了"}), "feed.xml") == set()
    assert touched(before, after({**many[29], "cover": {"sources": []}}), "feed.xml") == set()


def test_pages_lead_to_their_feeds_and_empty_ones_to_none() -> None:
    pages = printed(TOP, AREA, TOWER, BRANCH, notice(1, BRANCH), activity(1, BRANCH))
    for page in ("/", "/notices/", BRANCH["url"], AREA["url"]):
        head = (
            f'<link rel="alternate" type="application/atom+xml" title="{{}}" href="{page}feed.xml">'
        )
        assert head.split("{}")[1] in pages[page].decode()
    assert ">订阅更新</a>" in pages["/notices/"].decode()
    assert ">订阅更新</a>" in pages[BRANCH["url"]].decode()
    assert ">订阅日历</a>" in pages["/activities/"].decode()
    for page in ("/briefs/", "/jobs/", TOWER["url"]):
        assert "订阅" not in pages[page].decode()
    assert 'href="/activities/calendar.ics"' in pages["/sitemap/"].decode()


def calendar(body: bytes) -> list:
    return Calendar.from_ical(body.decode()).walk("VEVENT")


def test_an_activity_goes_into_a_calendar_with_all_that_is_known() -> None:
    hall = venue(1, TOWER, title="服务中心")
    run = activity(
        7, TOP, title="环湖健步走,第七期;雨天顺延", place="", venue=reference(hall), summary="带水"
    )
    body = printed(TOP, AREA, TOWER, hall, run)[f"{run['url']}calendar.ics"]
    (event,) = calendar(body)
    assert event["UID"] == "activity-7@ruyi.example"
    assert event["SUMMARY"] == "环湖健步走,第七期;雨天顺延"
    assert event["LOCATION"] == "服务中心"
    assert event["DESCRIPTION"] == "带水"
    assert event["URL"] == f"{ORIGIN}{run['url']}"
    assert event["DTSTART"].dt == datetime.fromisoformat(run["startsAt"])
    assert event["DTEND"].dt == datetime.fromisoformat(run["endsAt"])
    assert event["DTSTAMP"].dt == datetime.fromisoformat(run["updatedAt"])
    assert "ORGANIZER" not in event
    assert b"DTSTART:20261208T063000Z\r\n" in body


def test_a_calendar_is_folded_by_octets_and_ends_its_lines_as_the_standard_says() -> None:
    run = activity(1, TOP, title="楼宇" * 60, body=[paragraph(f"<p>{'集合。' * 80}</p>")])
    body = printed(TOP, run)[f"{run['url']}calendar.ics"]
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert body.count(b"\n") == body.count(b"\r\n")
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        assert line.decode() or line == b""
    assert calendar(body)[0]["SUMMARY"] == "楼宇" * 60


def test_no_text_puts_a_line_of_its_own_into_a_calendar() -> None:
    run = activity(
        1, TOP, title="一\r\nATTACH:https://elsewhere.example/\r\n二", summary="三\n四\x07"
    )
    body = printed(TOP, run)[f"{run['url']}calendar.ics"]
    assert not [line for line in body.split(b"\r\n") if line.startswith(b"ATTACH")]
    assert calendar(body)[0]["DESCRIPTION"] == "三\n四"


def test_the_districts_calendar_has_what_comes_and_the_newest_that_is_over() -> None:
    over = [activity(number, TOP, phase="OVER") for number in range(1, 31)]
    coming = [activity(number, TOP) for number in range(31, 34)]
    events = calendar(printed(TOP, *over, *coming)["/activities/calendar.ics"])
    numbers = [int(str(event["UID"]).split("@")[0].removeprefix("activity-")) for event in events]
    assert numbers == list(range(33, 10, -1))


def test_a_district_without_activities_has_no_calendar() -> None:
    assert not [address for address in planned(TOP) if address.endswith(".ics")]


def test_an_activity_that_ends_leaves_the_calendars_as_they_are() -> None:
    known = [activity(number, TOP) for number in range(1, 6)]
    after = planned(TOP, {**known[0], "phase": "OVER"}, *known[1:])
    assert touched(planned(TOP, *known), after, ".ics") == set()


@pytest.mark.parametrize(("phase", "offered"), [("SIGN_UP", True), ("OVER", False)])
def test_an_activity_offers_itself_for_the_calendar_until_it_is_over(
    phase: str, offered: bool
) -> None:
    run = activity(1, TOP, phase=phase)
    page = printed(TOP, run)[run["url"]].decode()
    assert (f'href="{run["url"]}calendar.ics"' in page) == offered


def test_the_same_documents_give_the_same_feeds_and_calendars() -> None:
    documents = believable_district().values()
    assert printed(*documents) == printed(*reversed(documents))
