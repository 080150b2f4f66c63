"""What sheets the site has: addresses, lists that never shift, owners, sitemaps."""

import random
import re
from collections.abc import Iterable

import pytest
from press.errors import AddressClash
from press.sheets import Code, Poster, Sheet, Stage

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
    link,
    notice,
    organisation,
    picture,
    reached,
    reference,
    register,
    service,
    venue,
)
from tests.site.press.planning import plan

ASSETS = {
    "site.css": "/assets/site.0.css",
    "icon.svg": "/assets/icon.0.svg",
    "search.js": "/assets/search.0.js",
}
TOP = district()
AREA = area(1, TOP)
TOWER = building(1, AREA)
FIRM = enterprise(1, TOWER)

# The lists that every job of this file's factory stands in.
JOBS_FACETS = {
    "/jobs/by/building/building-1/",
    "/jobs/by/industry/other/",
    "/jobs/by/education/bachelor/",
    "/jobs/by/pay/8000-12000/",
    "/jobs/by/pay/12000-20000/",
}


def planned(*documents: Document, made: Iterable[str] = ()) -> dict[str, Sheet]:
    origin = "https://ruyi.example"
    return by_address(
        plan(register(*documents), reached(*documents), ASSETS, origin, frozenset(made))
    )


def by_address(sheets: Iterable[Sheet]) -> dict[str, Sheet]:
    return {sheet.address: sheet for sheet in sheets}


def differing(before: dict[str, Sheet], after: dict[str, Sheet]) -> set[str]:
    return {a for a in before.keys() | after.keys() if before.get(a) != after.get(a)}


def ordinals(sheet: Sheet) -> list[int]:
    return [card["doc"]["ordinal"] for card in sheet.data["cards"]]


def jobs(numbers: Iterable[int]) -> list[Document]:
    return [job(number, FIRM) for number in numbers]


def group(sheet: Sheet, kind: str) -> dict:
    return next(group for group in sheet.data["groups"] if group["section"].kind == kind)


def test_a_site_without_content_has_its_fronts_and_empty_lists() -> None:
    sheets = planned()
    assert {"/", "/jobs/", "/areas/", "/sitemap/", "/sitemap.xml", "/robots.txt", "/404.html"} <= (
        sheets.keys()
    )
    assert ordinals(sheets["/jobs/"]) == []


def test_every_document_has_a_sheet_at_its_own_url() -> None:
    documents = believable_district()
    sheets = by_address(
        plan(documents, reached(*documents.values()), ASSETS, "https://ruyi.example")
    )
    assert all(document["url"] in sheets for document in documents.values())


def test_what_is_linked_to_is_written_before_what_links_to_it() -> None:
    stages = [sheet.stage for sheet in plan(believable_district(), {}, ASSETS, "")]
    assert stages == sorted(stages)
    assert {Stage.LEAF, Stage.LIST} == set(stages)


def test_two_documents_at_one_address_are_an_error_that_names_both() -> None:
    first, second = (job(n, FIRM, url="/jobs/same/", title=f"同名{n}") for n in (1, 2))
    with pytest.raises(AddressClash, match="/jobs/same/") as clash:
        planned(TOP, first, second)
    assert "同名1" in str(clash.value)
    assert "同名2" in str(clash.value)


@pytest.mark.parametrize("address", ["/", "/jobs/", "/sitemap/", "/robots.txt", ASSETS["site.css"]])
def test_a_document_cannot_take_the_sites_own_addresses(address: str) -> None:
    with pytest.raises(AddressClash, match="冒名"):
        planned(TOP, job(1, FIRM, url=address, title="冒名"))


def test_a_former_address_is_left_to_the_server_which_redirects() -> None:
    sheets = planned(TOP, job(1, FIRM, formerUrls=["/jobs/old/"]))
    assert "/jobs/old/" not in sheets
    assert sheets["/jobs/job-1/"].template == "job.html"


@pytest.mark.parametrize(
    ("count", "front", "pages"),
    [
        (1, 1, []),
        (20, 20, []),
        (21, 21, []),
        (40, 20, [1]),
        (41, 21, [1]),
        (67, 27, [2, 1]),
        (80, 20, [3, 2, 1]),
        (81, 21, [3, 2, 1]),
    ],
)
def test_the_front_holds_the_bucket_being_filled_and_the_last_full_one(
    count: int, front: int, pages: list[int]
) -> None:
    sheets = planned(TOP, *jobs(range(1, count + 1)))
    assert ordinals(sheets["/jobs/"]) == list(range(count, count - front, -1))
    assert [a for a in sheets if a.startswith("/jobs/page/")] == [f"/jobs/page/{n}/" for n in pages]
    for n in pages:
        assert ordinals(sheets[f"/jobs/page/{n}/"]) == list(range(20 * n, 20 * (n - 1), -1))


def test_a_list_keeps_its_pages_when_its_newest_items_leave() -> None:
    """With 41 there is a first page; without the 41st it stays where it was, with what it held."""
    everything = jobs(range(1, 42))
    known = reached(*everything)
    before, after = (
        by_address(plan(register(TOP, *some), known, ASSETS, "https://ruyi.example"))
        for some in (everything, everything[:40])
    )
    assert "/jobs/page/1/" in before
    assert before["/jobs/page/1/"] == after["/jobs/page/1/"]
    assert ordinals(after["/jobs/"]) == list(range(40, 20, -1))


def test_the_pager_skips_what_has_emptied_and_leads_back() -> None:
    sheets = planned(TOP, *jobs([*range(1, 21), *range(41, 61), *range(81, 101)]))
    front, third, first = (sheets[a].data for a in ("/jobs/", "/jobs/page/3/", "/jobs/page/1/"))
    assert "/jobs/page/2/" not in sheets
    assert (front["newer"], front["older"]) == ("", "/jobs/page/3/")
    assert (third["newer"], third["older"]) == ("/jobs/", "/jobs/page/1/")
    assert (first["newer"], first["older"]) == ("/jobs/page/3/", "")


@pytest.mark.parametrize("count", [19, 20, 39, 40, 60, 119, 200])
def test_one_more_item_changes_a_handful_of_sheets(count: int) -> None:
    known = [TOP, AREA, TOWER, FIRM, *jobs(range(1, count + 1))]
    new = job(count + 1, FIRM, updatedAt="2026-12-01T00:00:00+00:00")
    touched = differing(planned(*known), planned(*known, new))
    leaves = {"/", "/jobs/", new["url"], FIRM["url"], TOWER["url"]}
    machines = {
        *("/sitemap.xml", "/sitemap/jobs-1.xml"),
        *("/jobs/feed.xml", "/jobs/filter/1.json"),
    }
    # The nearest of its like name it.
    near = {a for a in touched if re.fullmatch(r"/jobs/job-\d+/", a)} - {new["url"]}
    borders = {a for a in touched if a.startswith("/jobs/page/")}
    halved = {a for a in touched if a.startswith("/jobs/by/")} - JOBS_FACETS
    assert touched == leaves | machines | JOBS_FACETS | borders | halved | near
    assert len(near) == 2
    assert len(borders) <= 2
    assert len(halved) <= 3 * len(JOBS_FACETS)


def test_one_item_less_changes_its_own_list_page_and_no_other() -> None:
    known = [TOP, AREA, TOWER, FIRM, *jobs(range(1, 201))]
    ended = known[4 + 49]
    touched = differing(planned(*known), planned(*(d for d in known if d is not ended)))
    runs = {a for a in touched if a.startswith("/jobs/by/")}
    near = {f"/jobs/job-{number}/" for number in (48, 49, 51, 52)}
    assert touched - runs == {
        *near,
        ended["url"],
        "/jobs/page/3/",
        "/jobs/filter/1.json",
        "/sitemap/jobs-1.xml",
    }
    assert {a.rpartition("/page/")[0] + "/" for a in runs} == JOBS_FACETS
    assert len(runs) == len(JOBS_FACETS)


def test_an_item_keeps_its_bucket_for_good_whatever_comes_and_goes() -> None:
    seeded = random.Random(20261123)
    live, last, home = set(range(1, 131)), 130, {}
    for _ in range(60):
        if seeded.random() < 0.5:
            last += 1
            live.add(last)
        else:
            live.discard(seeded.choice(sorted(live)))
        for address, sheet in planned(TOP, *jobs(live)).items():
            if address.startswith("/jobs/page/"):
                for ordinal in ordinals(sheet):
                    assert home.setdefault(ordinal, address) == address
    assert len(home) > 100


def test_an_edit_of_a_text_leaves_the_owners_pages_as_they_are_printed() -> None:
    """What points to a document holds its title and address, and not what else it says."""
    documents = [TOP, AREA, TOWER, FIRM, job(1, FIRM)]
    edited = {**FIRM, "sizeBand": "500人以上"}
    after = planned(TOP, AREA, TOWER, edited, job(1, FIRM))
    assert "/jobs/job-1/" not in differing(planned(*documents), after)


def test_an_owners_page_lists_what_stands_below_it() -> None:
    room = venue(1, TOWER)
    part = venue(2, TOWER, partOf=reference(room))
    branch = organisation(1, TOWER)
    told, asked = brief(1, branch), notice(1, TOWER)
    sheets = planned(TOP, AREA, TOWER, FIRM, job(1, FIRM), room, part, branch, told, asked)

    def below(owner: Document, kind: str) -> list[str]:
        return [card["doc"]["id"] for card in group(sheets[owner["url"]], kind)["cards"]]

    assert below(TOWER, "ENTERPRISE") == [FIRM["id"]]
    assert below(TOWER, "VENUE") == [part["id"], room["id"]]
    assert below(TOWER, "ORGANISATION") == [branch["id"]]
    assert below(TOWER, "NOTICE") == [asked["id"]]
    assert below(FIRM, "JOB") == ["JOB-1"]
    assert below(AREA, "BUILDING") == [TOWER["id"]]
    assert below(branch, "BRIEF") == [told["id"]]
    assert below(room, "VENUE") == [part["id"]]


def test_a_long_list_below_an_owner_stops_and_leads_to_the_whole() -> None:
    sheets = planned(TOP, AREA, TOWER, FIRM, *jobs(range(1, 26)))
    shown = group(sheets[FIRM["url"]], "JOB")
    assert [card["doc"]["ordinal"] for card in shown["cards"]] == list(range(25, 5, -1))
    assert shown["more"] == "/jobs/"


def test_directories_go_by_area_with_what_lies_in_none_last() -> None:
    west, east = area(1, TOP, number=2), area(2, TOP, number=1)
    here, there = building(1, west), building(2, east)
    shared = venue(1, TOP)
    sheets = planned(TOP, west, east, here, there, venue(2, here), shared)
    assert [group["url"] for group in sheets["/buildings/"].data["groups"]] == [
        east["url"],
        west["url"],
    ]
    last = sheets["/venues/"].data["groups"][-1]
    assert (last["title"], last["url"]) == ("全区", "")
    assert [card["doc"]["id"] for card in last["cards"]] == [shared["id"]]


def test_what_a_branch_of_an_area_shares_lies_in_that_area() -> None:
    branch = organisation(1, AREA)
    shared = venue(1, branch)
    groups = planned(TOP, AREA, branch, shared)["/venues/"].data["groups"]
    assert [(group["url"], len(group["cards"])) for group in groups] == [(AREA["url"], 1)]


def test_services_go_by_category() -> None:
    sheets = planned(TOP, service(1, TOP, category="WELFARE"), service(2, TOP))
    groups = sheets["/services/"].data["groups"]
    assert [(group["title"], len(group["cards"])) for group in groups] == [
        ("政务服务", 0),
        ("便民服务", 1),
        ("商务服务", 0),
        ("公益服务", 1),
    ]


def test_organisations_go_by_what_they_are_the_committee_first() -> None:
    kinds = ("PARTNER", "JOINT", "COMMITTEE")
    all_of_them = [organisation(n, TOP, organisationKind=kind) for n, kind in enumerate(kinds, 1)]
    groups = planned(TOP, *all_of_them)["/organisations/"].data["groups"]
    shown = [group["title"] for group in groups if group["cards"]]
    assert shown == ["党工委", "楼宇、商圈联合党支部", "共建单位"]


def test_the_first_page_of_activities_shows_what_is_to_come_soonest_first() -> None:
    starts = {1: "2026-12-09", 2: "2026-12-01", 3: "2026-11-01", 4: "2026-11-08"}
    activities = [
        activity(
            number, TOP, startsAt=f"{day}T09:00:00+08:00", phase="OVER" if number > 2 else "SIGN_UP"
        )
        for number, day in starts.items()
    ]
    coming, past = planned(TOP, *activities)["/activities/"].data["groups"]
    assert [card["doc"]["ordinal"] for card in coming["cards"]] == [2, 1]
    assert [card["doc"]["ordinal"] for card in past["cards"]] == [4, 3]


def test_numbered_pages_of_activities_hold_what_they_always_held() -> None:
    activities = [activity(number, TOP) for number in range(1, 62)]
    before = planned(TOP, *activities)["/activities/page/1/"].data["cards"]
    ended = [{**each, "phase": "OVER"} for each in activities]
    after = planned(TOP, *ended)["/activities/page/1/"].data["cards"]
    assert [card["doc"]["ordinal"] for card in before] == list(range(20, 0, -1))
    assert [card["doc"]["ordinal"] for card in after] == list(range(20, 0, -1))


def test_an_activity_and_what_tells_of_it_lead_to_each_other() -> None:
    run = activity(1, TOP)
    told = notice(1, TOP, announces=reference(run))
    later = notice(2, TOP, announces=reference(run))
    written = brief(1, TOP, reports=reference(run))
    sheets = planned(TOP, run, told, later, written)
    assert sheets[run["url"]].data["notice"] == link(later)
    assert sheets[run["url"]].data["report"] == link(written)
    assert sheets[told["url"]].data["activity"] == link(run)


def test_a_reference_to_what_is_not_public_is_no_link() -> None:
    sheets = planned(TOP, job(1, FIRM))
    assert sheets["/jobs/job-1/"].data["enterprise"] is None
    assert sheets["/jobs/job-1/"].data["building"] is None


def test_articles_lead_to_their_neighbours() -> None:
    sheets = planned(TOP, *(brief(number, TOP) for number in (1, 2, 5)))
    beside = sheets["/briefs/2026/11/brief-2/"].data["beside"]
    assert beside["newer"]["title"] == "BRIEF 5"
    assert beside["older"]["title"] == "BRIEF 1"


def test_the_sitemaps_tell_when_each_document_last_changed() -> None:
    changed = job(1, FIRM, updatedAt="2026-11-20T08:00:00+08:00", formerUrls=["/jobs/old/"])
    sheets = planned(TOP, changed)
    index, jobs_, pages = (
        {entry["address"]: entry["lastmod"] for entry in sheets[address].data["entries"]}
        for address in ("/sitemap.xml", "/sitemap/jobs-1.xml", "/sitemap/pages.xml")
    )
    assert jobs_ == {"/jobs/job-1/": "2026-11-20T08:00:00+08:00"}
    assert index["/sitemap/jobs-1.xml"] == "2026-11-20T08:00:00+08:00"
    # What a list shows changes also by what leaves it, and no document tells when.
    assert pages["/jobs/"] is pages["/"] is pages["/sitemap/"] is None
    assert "/jobs/by/education/bachelor/" in pages
    assert not {"/404.html", "/jobs/old/", "/jobs/feed.xml"} & (jobs_ | pages).keys()


def test_sitemaps_are_shards_of_which_one_edit_touches_one() -> None:
    many = [TOP, *jobs(range(1, 2_003))]
    before = planned(*many)
    after = planned(*many[:-1], {**many[-1], "updatedAt": "2026-12-01T00:00:00+00:00"})
    shards = {a for a in before if a.startswith("/sitemap/") and a.endswith(".xml")}
    assert shards == {f"/sitemap/{name}.xml" for name in ("pages", "jobs-1", "jobs-2", "jobs-3")}
    assert len(before["/sitemap/jobs-1.xml"].data["entries"]) == 1000
    assert shards & differing(before, after) == {"/sitemap/jobs-3.xml"}
    index = {e["address"]: e["lastmod"] for e in after["/sitemap.xml"].data["entries"]}
    assert index["/sitemap/jobs-3.xml"] == "2026-12-01T00:00:00+00:00"
    assert index["/sitemap/pages.xml"] is None


def test_a_leaf_wants_its_code_and_without_a_cover_its_poster() -> None:
    covered = job(2, FIRM, cover=picture())
    sheets = planned(TOP, AREA, TOWER, FIRM, job(1, FIRM, title="会计"), covered)
    code, poster = sheets["/jobs/job-1/"].wants
    assert code == Code("https://ruyi.example/jobs/job-1/")
    assert poster == Poster("会计", "招聘信息", FIRM["title"], "如意湖")
    assert sheets["/jobs/job-2/"].wants == (Code("https://ruyi.example/jobs/job-2/"),)
    assert sheets["/jobs/"].wants == ()


def test_a_page_refers_to_what_is_made_and_to_nothing_else() -> None:
    documents = (TOP, AREA, TOWER, FIRM, job(1, FIRM), job(2, FIRM))
    before = planned(*documents)
    code, poster = before["/jobs/job-1/"].wants
    after = planned(*documents, made={code.address, poster.address})
    assert differing(before, after) == {"/jobs/job-1/"}
    page = after["/jobs/job-1/"].data["page"]
    assert (page["qr"], page["poster"]) == (code.address, poster.address)
    page = before["/jobs/job-1/"].data["page"]
    assert (page["qr"], page["poster"]) == ("", "")
