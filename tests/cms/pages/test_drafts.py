"""Drafts as they are handed to the press: frozen, for one look or for a time."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from cms.core import clock as the_clock
from cms.pages import drafts
from cms.pages.drafts import Draft, forget_expired, hand_over, missing, redeem, share
from cms.pages.models import Notice
from cms.places.models import Organisation
from cms.publication.models import Entry
from cms.publication.services import settle_all
from tests import factories


def tomorrow():
    return the_clock.now() + datetime.timedelta(days=1)


def new_notice(parent, **fields):
    """A page as the form of a new one has it: with a place in the tree, and in no table."""
    page = Notice(title="还没存过的通知", slug="~", **fields)
    page.depth = parent.depth + 1
    page.path = page._get_path(parent.path, page.depth, 1)
    return page


def test_a_draft_handed_over_is_looked_at_once(district):
    notice = factories.notice(district, live=False, title="给排版程序的草稿")
    token = hand_over(notice)
    (document,) = redeem(token)
    assert document["title"] == "给排版程序的草稿"
    assert redeem(token) == []
    assert not Draft.objects.exists()


def test_of_two_who_come_at_once_one_gets_it(district, monkeypatch):
    token = hand_over(factories.notice(district, live=False))

    def first(self):
        found = self[:1].get()
        Draft.objects.filter(pk=found.pk).delete()
        return found

    monkeypatch.setattr(drafts.DraftQuerySet, "first", first)
    assert redeem(token) == []


def test_nobody_comes_after_a_minute(district, clock):
    token = hand_over(factories.notice(district, live=False))
    clock(seconds=61)
    assert redeem(token) == []
    assert forget_expired(the_clock.now()) == 1
    assert not Draft.objects.exists()


def test_a_shared_draft_is_looked_at_as_often_as_wanted_until_its_time(district, clock):
    notice = factories.notice(district, live=False)
    token = share(page=notice, user=factories.admin(), expires_at=tomorrow())
    assert redeem(token) == redeem(token) != []
    assert forget_expired(the_clock.now()) == 0
    clock(days=1, seconds=1)
    assert redeem(token) == []


def test_what_is_shared_stays_as_it_was(district):
    notice = factories.notice(district, live=False, title="请过目")
    token = share(page=notice, user=factories.admin(), expires_at=tomorrow())
    notice.title = "后来改的"
    notice.save_revision()
    assert redeem(token)[-1]["title"] == "请过目"


def test_a_deleted_page_takes_its_links_along(district):
    notice = factories.notice(district, live=False)
    token = share(page=notice, user=factories.admin(), expires_at=tomorrow())
    notice.delete()
    assert redeem(token) == []


def test_the_token_itself_is_kept_nowhere(district):
    token = share(page=factories.notice(district), user=factories.admin(), expires_at=tomorrow())
    assert not [row for row in Draft.objects.values() if token in str(row)]


@pytest.mark.parametrize("token", ["", "x", "\0", "0" * 10_000])
def test_what_is_no_token_opens_nothing(district, token):
    hand_over(factories.notice(district, live=False))
    assert redeem(token) == []


def test_a_page_that_was_never_saved_has_a_whole_document(district):
    building = factories.building(factories.area(district))
    settle_all()
    page = new_notice(building, body=[factories.paragraph("<p>请储水。</p>")])
    (document,) = redeem(hand_over(page))
    assert document["title"] == "还没存过的通知"
    assert document["owner"]["title"] == building.title
    assert [step["title"] for step in document["breadcrumb"]][-1] == building.title
    assert [block["__typename"] for block in document["body"]] == ["ParagraphBlock"]
    assert all(block["id"] for block in document["body"])
    assert document["publishedAt"]
    assert not Notice.objects.exists()


def test_a_published_page_keeps_its_address_and_its_place(district):
    notice = factories.notice(district)
    settle_all()
    entry = Entry.objects.get(page=notice)
    notice.title = "改了题目"
    (document,) = redeem(hand_over(Notice.objects.get(pk=notice.pk)))
    assert (document["url"], document["ordinal"]) == (entry.url, entry.ordinal)
    (document,) = redeem(hand_over(notice))
    assert document["title"] == "改了题目"


def test_a_draft_stands_at_an_address_that_no_page_can_have(district):
    notice = factories.notice(district, live=False, slug="ting-shui")
    assert redeem(hand_over(notice))[0]["url"].endswith("/~/")
    with pytest.raises(ValidationError, match="网址名"):
        factories.notice(district, slug="~")


def test_owners_that_are_not_public_come_along_before_the_page(district):
    building = factories.building(factories.area(district))
    settle_all()
    enterprise = factories.enterprise(building, live=False)
    job = factories.job(enterprise, live=False)
    above, own = redeem(hand_over(job))
    assert (above["title"], own["title"]) == (enterprise.title, job.title)
    assert own["enterprise"] == enterprise.pk
    assert own["building"] == building.pk
    assert [step["title"] for step in own["breadcrumb"]][-2:] == [building.title, enterprise.title]


def test_a_whole_and_its_part_that_are_both_drafts_stand_apart(district):
    whole = factories.venue(district, live=False)
    above, own = redeem(hand_over(factories.venue(whole, live=False)))
    assert above["url"] != own["url"]
    assert above["ordinal"] != own["ordinal"]


def test_what_is_missing_is_named_above_it_too(district):
    owner = factories.organisation(district, live=False)
    # As a draft is saved that is not finished.
    Organisation.objects.update(organisation_kind="")
    service = factories.service(owner, live=False)
    service.category = ""
    assert missing(service) == [f"上级“{owner.title}”的类别", "类别"]


def test_references_lead_to_what_is_public_only(district):
    hidden, shown = factories.activity(district, live=False), factories.activity(district)
    settle_all()
    for activity, number in ((hidden, None), (shown, shown.pk)):
        notice = factories.notice(district, live=False, announces=activity)
        assert redeem(hand_over(notice))[0]["announces"] == number


def test_handing_over_changes_nothing_public(district):
    before = list(Entry.objects.values())
    hand_over(factories.notice(district, live=False))
    share(page=factories.brief(district, live=False), user=None, expires_at=tomorrow())
    settle_all()
    assert list(Entry.objects.values()) == before
