"""Following `changes`: all of it, in order, once, deletions included."""

import random
from pathlib import Path

from cms.publication.models import Counter, Entry
from cms.publication.services import settle_all
from schema.core.paging import encode
from tests import factories

PRESS = Path(__file__).resolve().parents[2] / "site" / "queries" / "changes.graphql"
CHANGES = """
query ($since: Cursor, $first: Int!) {
  changes(since: $since, first: $first) {
    number cursor hasMore nodes { id url kind deleted content { id title } }
  }
}
"""


def follow(answered, since=None, first=3):
    """All changes after a cursor, in pages, and the last cursor."""
    met = []
    while True:
        page = answered(CHANGES, since=since, first=first)["changes"]
        met += page["nodes"]
        since = page["cursor"]
        if not page["hasMore"]:
            return met, since


def test_without_a_cursor_everything_comes_in_order(town, answered):
    met, _ = follow(answered)
    order = Entry.objects.order_by("number").values_list("url", flat=True)
    assert [change["url"] for change in met] == list(order)
    assert not any(change["deleted"] for change in met)
    whole = answered(CHANGES, first=100)["changes"]
    assert whole["nodes"] == met
    assert whole["number"] == Counter.reached()
    assert not whole["hasMore"]


def test_a_page_that_is_just_full_has_no_more(town, answered):
    total = Entry.objects.count()
    assert answered(CHANGES, first=total - 1)["changes"]["hasMore"]
    assert not answered(CHANGES, first=total)["changes"]["hasMore"]


def test_a_cursor_goes_on_where_it_stood(town, answered, public_id):
    _, since = follow(answered)
    nothing = answered(CHANGES, since=since, first=5)["changes"]
    assert nothing == {
        "number": Counter.reached(),
        "cursor": since,
        "hasMore": False,
        "nodes": [],
    }

    town.notice.title = "改过的通知"
    town.notice.save_revision().publish()
    town.lesson.delete()
    new = factories.brief(town.area)
    settle_all()
    met, since = follow(answered, since)

    urls = {page.pk: Entry.objects.get(page_id=page.pk).url for page in (town.notice, new)}
    assert [(change["id"], change["deleted"]) for change in met] == [
        (public_id(town.lesson), True),
        (public_id(town.notice), False),
        (public_id(new), False),
    ]
    gone, changed, added = met
    assert gone["content"] is None
    assert gone["kind"] == "LESSON"
    assert gone["url"].startswith("/lessons/")
    assert changed["content"]["title"] == "改过的通知"
    assert [changed["url"], added["url"]] == [urls[town.notice.pk], urls[new.pk]]
    assert follow(answered, since)[0] == []


def test_a_whole_branch_leaves(town, answered, public_id):
    _, since = follow(answered)
    town.building.unpublish()
    settle_all()

    met, _ = follow(answered, since)

    branch = {
        *("building", "enterprise", "job", "organisation", "hall", "venue"),
        *("activity", "vacancy", "service"),
    }
    gone = {change["id"] for change in met if change["deleted"]}
    assert gone == {public_id(getattr(town, each)) for each in branch}
    assert all(change["content"] is None for change in met if change["deleted"])
    # What told of the activity tells of none any more.
    others = {change["id"] for change in met if not change["deleted"]}
    assert others == {public_id(town.brief), public_id(town.notice)}


def test_what_comes_back_is_whole_again(town, answered, public_id):
    _, since = follow(answered)
    town.lesson.unpublish()
    settle_all()
    town.lesson.save_revision().publish()
    settle_all()
    (change,), _ = follow(answered, since)
    assert (change["id"], change["deleted"]) == (public_id(town.lesson), False)


def test_a_reader_ends_with_what_is_public(town, answered):
    """Whatever happens between its pages."""
    chance = random.Random(20261123)
    held, since = {}, None
    briefs = [town.brief]
    for step in range(30):
        page = chance.choice(briefs)
        if chance.random() < 0.4:
            briefs.append(factories.brief(town.area))
        elif chance.random() < 0.5:
            page.unpublish()
        else:
            page.title = f"第{step}版"
            page.save_revision().publish()
        settle_all()
        changes = answered(CHANGES, since=since, first=chance.randint(1, 4))["changes"]
        since = changes["cursor"]
        held |= {change["id"]: change["content"] for change in changes["nodes"]}
    rest, _ = follow(answered, since)
    held |= {change["id"]: change["content"] for change in rest}

    fresh = {change["id"]: change["content"] for change in follow(answered)[0]}
    assert {key: value for key, value in held.items() if value} == {
        key: value for key, value in fresh.items() if value
    }


def test_a_cursor_from_other_data_is_unknown(town, answered, refused):
    assert refused(CHANGES, since=encode(Counter.reached() + 1), first=1) == "CURSOR_UNKNOWN"
    assert refused(CHANGES, since=encode(2**53 - 1), first=1) == "CURSOR_UNKNOWN"
    assert answered(CHANGES, since=encode(0), first=1)["changes"]["nodes"]


def test_hostile_cursors_and_sizes(town, refused):
    for since in ("", "x", "a\0b", encode(-1), encode(2**63), encode(1, 2), encode("1")):
        assert refused(CHANGES, since=since, first=1) == "BAD_CURSOR", since
    for since in (5, True, ["x"], {"a": 1}):
        assert refused(CHANGES, since=since, first=1) == "BAD_QUERY", since
    for first in (0, -1, 101):
        assert refused(CHANGES, first=first) == "BAD_PAGE_SIZE"


def test_before_anything_is_public(db, answered):
    changes = answered(CHANGES, first=1)["changes"]
    assert changes == {"number": 0, "cursor": encode(0), "hasMore": False, "nodes": []}
    assert answered(CHANGES, since=changes["cursor"], first=1)["changes"] == changes


def test_a_torn_document_comes_as_deleted(town, answered, alter, public_id):
    alter(town.building, area=999_999)
    data = answered("""{ changes(first: 100) { nodes {
        id deleted content { ... on Building { area { title } } }
    } } }""")["changes"]["nodes"]
    (change,) = [each for each in data if each["id"] == public_id(town.building)]
    assert change == {"id": public_id(town.building), "deleted": True, "content": None}


def test_the_press_reads_every_kind(town, answered, public_id):
    changes = answered(PRESS.read_text(), first=100)["changes"]
    contents = {change["kind"]: change["content"] for change in changes["nodes"]}
    assert len(contents) == 14
    assert contents["DISTRICT"]["footer"]["organiser"] == "如意湖街道办事处"
    assert contents["JOB"]["enterprise"] == {"id": public_id(town.enterprise)}
    assert contents["JOB"]["body"][0]["text"] == "岗位职责"
    assert {content["__typename"] for content in contents["JOB"]["body"]} == {
        "HeadingBlock",
        "ParagraphBlock",
    }
