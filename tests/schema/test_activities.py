"""Activities: by start, by what is to come, and seen from what tells of them."""

import datetime

import pytest

from cms.core import clock
from cms.publication.services import settle_all
from tests import factories

DAY = datetime.timedelta(days=1)
TITLES = "{ activities(first: 50, %s) { totalCount nodes { title } } }"


@pytest.fixture
def season(town):
    """One long over, one in three days, one in ten; the town's own is in seven."""
    now = clock.now()
    days = {"去年": -365, "后天": 3, "下旬": 10}
    for title, day in days.items():
        kind = "LECTURE" if day < 0 else "SPORT"
        factories.activity(
            town.district, title=title, starts_at=now + day * DAY, activity_kind=kind
        )
    settle_all()
    return town


@pytest.fixture
def titles(answered):
    def titles(arguments):
        found = answered(TITLES % arguments)["activities"]
        assert found["totalCount"] == len(found["nodes"])
        return [node["title"] for node in found["nodes"]]

    return titles


def test_they_come_by_start(season, titles):
    everything = ["去年", "后天", season.activity.title, "下旬"]
    assert titles("kind: null") == everything
    assert titles("upcoming: true") == everything[1:]
    assert titles("upcoming: false") == everything[:1]
    assert titles("kind: LECTURE") == ["去年"]


def test_paging_goes_on_by_start(season, answered):
    met, after = [], None
    for _ in range(4):
        page = answered(
            """query ($after: String) { activities(first: 1, after: $after) {
                nodes { title } pageInfo { hasNextPage endCursor } } }""",
            after=after,
        )["activities"]
        met += [node["title"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert met == ["去年", "后天", season.activity.title, "下旬"]
    assert not page["pageInfo"]["hasNextPage"]


def test_an_activity_and_what_tells_of_it_show_each_other(town, answered):
    factories.notice(town.district, title="更新的通知", announces=town.activity)
    settle_all()
    data = answered(
        """{ activities(first: 5) { nodes {
            kind phase size scope { title } venue { title }
            notice { title announces { title } } report { title reports { title } }
        } } }"""
    )
    assert data["activities"]["nodes"] == [
        {
            "kind": "SPORT",
            "phase": "SIGN_UP",
            "size": 40,
            "scope": {"title": town.building.title},
            "venue": {"title": town.hall.title},
            "notice": {"title": "更新的通知", "announces": {"title": town.activity.title}},
            "report": {"title": town.brief.title, "reports": {"title": town.activity.title}},
        }
    ]


def test_one_nobody_tells_of_has_neither(town, answered):
    town.notice.unpublish()
    town.brief.unpublish()
    settle_all()
    data = answered("{ activities(first: 5) { nodes { notice { id } report { id } } } }")
    assert data["activities"]["nodes"] == [{"notice": None, "report": None}]
