"""What a page leads on to among its like, and how little one more of them touches."""

from press.catalogue import Catalogue
from press.related import beside, related

from tests.site.press.documents import (
    Document,
    area,
    brief,
    building,
    district,
    enterprise,
    job,
    organisation,
)
from tests.site.press.planning import stocked

TOP = district()
AREA = area(1, TOP)
TOWER = building(1, AREA)
FIRM, OTHER = (enterprise(n, TOWER, industry={"code": "I", "name": "信息"}) for n in (1, 2))
STANDING = (TOP, AREA, TOWER, FIRM, OTHER)


def named(kind: str, *documents: Document) -> dict[str, tuple[str, list[str]]]:
    """By a document's id, the words and the ids of what it leads on to."""
    catalogue = Catalogue(stocked([*STANDING, *documents]))
    likes = {document["id"]: related(catalogue, document) for document in catalogue.of(kind)}
    return {
        own: (like["title"], [card["doc"]["id"] for card in like["cards"]])
        for own, like in likes.items()
        if like
    }


def test_a_job_leads_to_its_firms_others_and_failing_these_to_the_towers() -> None:
    found = named("JOB", job(1, FIRM), job(2, FIRM), job(3, OTHER))
    assert found["JOB-1"] == ("同一企业的职位", ["JOB-2"])
    assert found["JOB-3"] == ("同一楼宇的职位", ["JOB-2", "JOB-1"])


def test_a_firm_leads_to_its_trade_in_its_tower() -> None:
    bank = enterprise(3, TOWER, industry={"code": "J", "name": "金融"})
    found = named("ENTERPRISE", bank)
    assert found[FIRM["id"]] == ("同楼同行", [OTHER["id"]])
    assert found[bank["id"]] == ("同一楼宇的企业", [OTHER["id"], FIRM["id"]])


def test_what_has_no_like_leads_nowhere() -> None:
    assert named("JOB", job(1, FIRM)) == {}
    assert named("BRIEF", brief(1, TOP), brief(2, TOP)) == {}


def test_the_nearest_are_named_and_one_more_touches_a_few() -> None:
    many = [job(number, FIRM) for number in range(1, 31)]
    before, after = named("JOB", *many), named("JOB", *many, job(31, FIRM))
    assert before["JOB-15"][1] == ["JOB-17", "JOB-16", "JOB-14", "JOB-13"]
    assert before["JOB-30"][1] == ["JOB-29", "JOB-28", "JOB-27", "JOB-26"]
    assert before["JOB-1"][1] == ["JOB-5", "JOB-4", "JOB-3", "JOB-2"]
    assert {own for own in before if before[own] != after[own]} == {"JOB-29", "JOB-30"}


def test_articles_lead_to_their_owners_newer_and_older_one() -> None:
    branch = organisation(1, TOWER)
    first, others, last = brief(1, branch), brief(2, TOP), brief(5, branch)
    catalogue = Catalogue(stocked([*STANDING, branch, first, others, last]))
    assert beside(catalogue, last) == {"older": {"title": first["title"], "url": first["url"]}}
    assert beside(catalogue, first) == {"newer": {"title": last["title"], "url": last["url"]}}
    assert beside(catalogue, others) == {}
