"""Search: Chinese texts are found by any part of them, whatever is asked."""

import os

import pytest

from cms.publication.services import settle_all
from schema.core.paging import encode
from tests import factories
from tests.bench import search as bench

SEARCH = """
query ($text: String!, $first: Int! = 50, $after: String, $kinds: [ContentKind!]) {
  search(text: $text, first: $first, after: $after, kinds: $kinds) {
    nodes { __typename id title }
    edges { cursor node { id } }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}
"""


@pytest.fixture
def titles(answered):
    """The titles found, best first; the count agrees."""

    def titles(text, **variables):
        found = answered(SEARCH, text=text, **variables)["search"]
        assert found["totalCount"] == len(found["nodes"])
        return [node["title"] for node in found["nodes"]]

    return titles


def test_any_part_of_a_text_finds_it(town, titles):
    body = [factories.paragraph("<p>楷林IFC二十二层的<b>党员</b>先锋岗，电话 0371-88886666。</p>")]
    factories.notice(town.area, title="如意湖畔健步行的通知", summary="周五集合", body=body)
    settle_all()

    texts = ["健步行", "湖畔", "周五", "二十二层", "先锋", "党员先锋", "88886666", "ifc", "ＩＦＣ"]
    for text in [*texts, "楷林 IFC", "楷林IFC二十二层的党员先锋岗"]:
        assert titles(text)[0] == "如意湖畔健步行的通知", text
    for text in ("篮球", "6666", "if", "步健"):
        assert titles(text) == [], text


def test_one_character_finds_what_holds_it(town, titles):
    factories.brief(town.area, title="龙湖")
    settle_all()
    assert titles("龙") == ["龙湖"]


def test_a_word_in_the_title_says_more(town, titles):
    body = [factories.paragraph(f"<p>{'羽毛球比赛在体育馆。' * 2}</p>")]
    in_text = factories.brief(town.area, title="一周简讯", body=body)
    in_title = factories.brief(town.area, title="羽毛球比赛")
    settle_all()
    assert titles("羽毛球比赛") == [in_title.title, in_text.title]


def test_only_these_kinds(town, titles):
    brief = factories.brief(town.area, title="周末集市")
    notice = factories.notice(town.area, title="周末集市")
    settle_all()
    assert brief.title == notice.title
    assert len(titles("周末集市")) == 2
    assert len(titles("周末集市", kinds=None)) == 2
    assert len(titles("周末集市", kinds=["BRIEF"])) == 1
    assert len(titles("周末集市", kinds=["BRIEF", "NOTICE", "JOB"])) == 2
    assert titles("周末集市", kinds=["JOB"]) == []
    assert titles("周末集市", kinds=[]) == []


def test_paging(town, copies, answered):
    copies(town.notice, 25)
    whole = answered(SEARCH, text="主题党日", first=100)["search"]
    assert whole["totalCount"] == 26

    met, after = [], None
    for size in (10, 10, 6):
        page = answered(SEARCH, text="主题党日", first=10, after=after)["search"]
        assert len(page["nodes"]) == len(page["edges"]) == size
        assert page["totalCount"] == 26
        met += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        assert after == page["edges"][-1]["cursor"]
    assert not page["pageInfo"]["hasNextPage"]
    assert met == [node["id"] for node in whole["nodes"]]
    assert answered(SEARCH, text="主题党日", after=after)["search"]["nodes"] == []


def test_a_page_that_left_is_found_no_more(town, titles):
    factories.brief(town.area, title="露天电影")
    brief = factories.brief(town.area, title="露天音乐会")
    settle_all()
    assert len(titles("露天")) == 2
    brief.unpublish()
    settle_all()
    assert titles("露天") == ["露天电影"]
    assert titles("音乐会") == []


def test_signs_alone_find_nothing(town, titles):
    signs = [
        "",
        " ",
        "，。！？",
        "\"'`",
        "()[]{}<>",
        "*",
        "-",
        ":",
        "%",
        "_",
        "\\",
        "😀",
        "\0",
        "\n",
    ]
    for text in signs:
        assert titles(text) == [], text


def test_signs_of_the_databases_own_are_only_signs(town, titles):
    factories.brief(town.area, title="健步跑 OR 骑行")
    settle_all()
    hostile = [
        *(
            '"健步跑',
            '健步跑"',
            '""健步跑""',
            "健步跑*",
            "-健步跑",
            "^健步跑",
            "健步跑:",
            "!健步跑",
        ),
        *("健步跑 AND", "AND 健步跑", "NOT 健步跑", "OR 健步跑", "NEAR(健步跑", "NEAR(健步 跑, 2)"),
        *("title_words: 健步跑", "{title_words}: 健步跑", "健步跑 & |", "健步跑 <-> x", "健步跑:*"),
        *(
            "健步跑'; DROP TABLE publication_entry; --",
            "健步跑\0",
            "健步跑 %s",
            "健步跑%(x)s",
            "\\健步跑",
        ),
    ]
    for text in hostile:
        assert "健步跑 OR 骑行" in titles(text), text


def test_limits(town, refused, titles):
    assert refused(SEARCH, text="湖" * 201) == "TEXT_TOO_LONG"
    assert titles("湖" * 200) is not None
    for first in (0, -1, 101):
        assert refused(SEARCH, text="湖", first=first) == "BAD_PAGE_SIZE"
    for after in ("", "x", encode(-1), encode(2**63), encode(1, 1), encode("1")):
        assert refused(SEARCH, text="湖", after=after) == "BAD_CURSOR", after
    assert refused(SEARCH, text=None) == "BAD_QUERY"


def test_a_cursor_far_out_finds_nothing(town, answered):
    found = answered(SEARCH, text="如意湖", after=encode(2**53 - 1))["search"]
    assert found["nodes"] == []


@pytest.mark.skipif(
    not bench.DOCS.exists() and not os.environ.get("CI"),
    reason="needs ../shared/data/search_cmrc2018_docs_dev.jsonl",
)
def test_questions_find_their_text_first(db, answered):
    """CMRC 2018: 1,002 questions to 256 texts; see `make bench` for the figures."""

    def ask(query, **variables):
        return {"data": answered(query, **variables)}

    result = bench.score(ask, bench.fill())

    assert len(result.places) == 1002
    assert result.within(1) >= 0.95
