"""The press's own door: shut to all others, and what is told through it."""

from pathlib import Path

import pytest

from cms.core import ids
from cms.pages.drafts import hand_over, share
from cms.pages.models import Notice
from cms.publication.models import Delivery, Press
from tests import factories

QUERIES = Path(__file__).resolve().parents[2] / "site" / "queries"
RECORD = (QUERIES / "changes.graphql").read_text()
DRAFT = (QUERIES / "press" / "draft.graphql").read_text() + RECORD[RECORD.index("fragment ") :]
REPORT = (QUERIES / "press" / "report.graphql").read_text()


@pytest.fixture
def press(client, settings):
    """Ask as the press does: press(query, **variables) -> the answer."""

    def press(query, by=None, **variables):
        by = f"Bearer {settings.PRESS_SECRET}" if by is None else by
        body = {"query": query, "variables": variables}
        headers = {"Authorization": by} if by else {}
        return client.post("/graphql/press", body, "application/json", headers=headers)

    return press


def test_whoever_lacks_the_secret_finds_no_door(press, client, district, settings):
    token = hand_over(factories.notice(district, live=False))
    settings.SITE_ROOT.mkdir()
    (settings.SITE_ROOT / "index.html").write_text("printed")
    missing = client.post("/graphql/nowhere", {}, "application/json")
    secret = settings.PRESS_SECRET
    for by in ("", "Bearer ", "Bearer wrong", secret, f"Basic {secret}", f"Bearer {secret}x", "钥"):
        answer = press(DRAFT, by=by, token=token)
        assert answer.status_code == missing.status_code == 404
        assert answer.content == missing.content
    assert client.get("/graphql/press").status_code == 404
    # Nobody has had the one look.
    assert press(DRAFT, token=token).json()["data"]["draft"]


def test_the_public_language_knows_no_drafts(ask, district):
    token = hand_over(factories.notice(district, live=False))
    for query in (DRAFT, REPORT):
        errors = ask(query, token=token, number=1)["errors"]
        assert any(
            "Cannot query field" in each["message"] or "type" in each["message"] for each in errors
        )
    assert "errors" in ask("mutation { report(number: 1, leftOut: []) { number } }")


def test_a_draft_comes_as_the_change_that_publishing_would_make(press, town):
    notice = Notice.objects.get(pk=town.notice.pk)
    notice.title = "还没发布的题目"
    answer = press(DRAFT, token=hand_over(notice))
    (node,) = answer.json()["data"]["draft"]["nodes"]
    assert node["id"] == ids.encode("NOTICE", notice.pk)
    assert node["kind"] == "NOTICE"
    assert not node["deleted"]
    assert node["content"]["title"] == "还没发布的题目"
    assert node["content"]["announces"] == {"id": ids.encode("ACTIVITY", town.activity.pk)}
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize(
    "kind",
    [
        "district",
        "area",
        "building",
        "organisation",
        "activity",
        "brief",
        "notice",
        "vacancy",
        "service",
        "info",
        "lesson",
        "hall",
        "venue",
        "enterprise",
        "job",
    ],
)
def test_every_kind_can_be_shown(press, town, kind):
    page = getattr(town, kind).specific
    answer = press(DRAFT, token=hand_over(page)).json()
    assert "errors" not in answer
    assert answer["data"]["draft"]["nodes"][-1]["content"]["title"] == page.title


def test_a_draft_below_drafts_brings_them_along(press, town):
    enterprise = factories.enterprise(town.building, live=False)
    job = factories.job(enterprise, live=False)
    answer = press(DRAFT, token=hand_over(job)).json()
    above, own = answer["data"]["draft"]["nodes"]
    assert above["content"]["title"] == enterprise.title
    assert own["content"]["enterprise"] == {"id": ids.encode("ENTERPRISE", enterprise.pk)}


def test_a_token_opens_one_draft_and_nothing_more(press, district):
    token = hand_over(factories.notice(district, live=False))
    assert press(DRAFT, token=token).json()["data"]["draft"]
    assert press(DRAFT, token=token).json()["data"] == {"draft": None}
    assert press(DRAFT, token="").json()["data"] == {"draft": None}


def test_a_shared_draft_is_never_said_from_memory(press, district, clock):
    import datetime  # noqa: PLC0415

    from cms.core import clock as the_clock  # noqa: PLC0415

    ends = the_clock.now() + datetime.timedelta(days=1)
    token = share(page=factories.notice(district, live=False), user=None, expires_at=ends)
    assert press(DRAFT, token=token).json()["data"]["draft"]
    clock(days=2)
    assert press(DRAFT, token=token).json()["data"] == {"draft": None}


def test_the_press_reports_how_far_the_site_is(press, district):
    answer = press(REPORT, number=1, trouble=None, leftOut=[]).json()
    assert answer["data"]["report"]["number"] >= 1
    assert Delivery.objects.get().number == 1
    assert Press.objects.get().trouble == ""
    press(REPORT, number=1, trouble="TARGET", leftOut=["x"])
    assert Press.objects.get().trouble == "TARGET"
    assert Press.objects.get().left_out == ["x"]
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("trouble", ["NOTHING", 1, "target"])
def test_a_trouble_that_is_none_is_refused(press, district, trouble):
    answer = press(REPORT, number=1, trouble=trouble, leftOut=[])
    assert answer.json()["errors"]
    assert not Press.objects.exists()
