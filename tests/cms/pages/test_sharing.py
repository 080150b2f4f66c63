"""Links that show a draft to somebody without an account: who makes them, how they end."""

import datetime
import re

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.models import PageLogEntry, PageViewRestriction

from cms.core import clock
from cms.core.errors import Refusal
from cms.pages.drafts import Draft, hand_over
from cms.pages.services import end_share, share_draft
from tests import factories


@pytest.fixture
def notice(district):
    return factories.notice(district, live=False, title="请过目的草稿")


@pytest.fixture
def editor(client, district):
    client.force_login(factories.writer(district, rights=("change",)))
    return client


def make(client, page, days=7):
    """The address of a new link."""
    answer = client.post(reverse("share", args=[page.pk]), {"days": days})
    address = re.escape(settings.ORIGIN)
    return re.search(rf'value="{address}(/preview/[^"]+)"', answer.content.decode())[1]


def end(client, page, draft):
    return client.post(reverse("end_share", args=[page.pk, draft.pk]))


def test_a_link_shows_the_draft_to_whoever_has_it(editor, notice, press, client_of_nobody):
    link = make(editor, notice)
    for _ in range(2):
        answer = client_of_nobody.get(link)
        assert answer.status_code == 200
        assert "草稿预览，正式内容以网站上的为准" in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert re.search(r"sandbox(;|$)", policy)
    assert "allow-same-origin" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


@pytest.fixture
def client_of_nobody():
    from django.test import Client  # noqa: PLC0415  # Beside pytest-django's own.

    return Client()


def test_the_link_is_shown_once(editor, notice):
    link = make(editor, notice)
    assert link not in editor.get(reverse("share", args=[notice.pk])).content.decode()


@pytest.mark.parametrize("days", ["0", "365", "-1", "x", ""])
def test_only_the_terms_that_are_offered_are_taken(editor, notice, days):
    answer = editor.post(reverse("share", args=[notice.pk]), {"days": days})
    assert answer.status_code == 200
    assert not Draft.objects.exists()


def test_ended_run_out_and_never_given_are_answered_alike(
    editor, notice, press, clock, client_of_nobody
):
    ended, ran_out = make(editor, notice, 30), make(editor, notice, 1)
    end(editor, notice, Draft.objects.order_by("pk").first())
    clock(days=2)
    answers = [client_of_nobody.get(link) for link in (ended, ran_out, "/preview/never/")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert press.asked == []


def test_what_was_handed_to_the_press_is_no_link(notice, press, client_of_nobody):
    assert client_of_nobody.get(f"/preview/{hand_over(notice)}/").status_code == 404
    assert Draft.objects.count() == 1


def test_many_who_look_ask_the_press_once_in_a_while(editor, notice, press, client_of_nobody):
    link = make(editor, notice)
    for _ in range(20):
        assert client_of_nobody.get(link).status_code == 200
    assert len(press.asked) == 1
    end(editor, notice, Draft.objects.get())
    assert client_of_nobody.get(link).status_code == 404


def test_no_answer_that_says_no_writes_a_link_into_the_log(
    editor, notice, settings, client_of_nobody, caplog
):
    link = make(editor, notice)
    settings.PREVIEW_URL = "http://127.0.0.1:9"
    assert client_of_nobody.get(link).status_code == 503
    end(editor, notice, Draft.objects.get())
    assert client_of_nobody.get(link).status_code == 404
    assert link.split("/")[2] not in caplog.text


def test_what_is_not_finished_is_not_shared_and_says_what_it_lacks(editor, district):
    service = factories.service(district, live=False)
    service.category = ""
    service.save_revision(clean=False)
    answer = editor.post(reverse("share", args=[service.pk]), {"days": 7})
    assert "先填好这些，保存，再回到这里：类别。" in answer.content.decode()
    assert not Draft.objects.exists()


def test_sharing_what_is_not_for_all_says_so(editor, notice, district):
    url = reverse("share", args=[notice.pk])
    assert "不对所有人公开" not in editor.get(url).content.decode()
    PageViewRestriction.objects.create(page=district, restriction_type="login")
    assert "不对所有人公开" in editor.get(url).content.decode()
    members = factories.activity(district, audience="MEMBERS", live=False)
    url = reverse("share", args=[members.pk])
    assert "不对所有人公开" in editor.get(url).content.decode()


def test_making_and_ending_stand_in_the_history_of_the_page(editor, notice):
    make(editor, notice)
    end(editor, notice, Draft.objects.get())
    actions = PageLogEntry.objects.filter(page=notice.pk).values_list("action", flat=True)
    assert {"pages.share", "pages.end_share"} <= set(actions)


def test_who_may_not_edit_the_page_makes_and_ends_no_link(client, notice, district, editor):
    link = make(editor, notice)
    elsewhere = factories.building(factories.area(district))
    client.force_login(factories.writer(elsewhere, rights=("change",)))
    url = reverse("share", args=[notice.pk])
    for answer in (client.get(url), client.post(url, {"days": 7})):
        assert answer.status_code == 404
        assert link not in str(answer.content)
    end(client, notice, Draft.objects.get())
    # Nor by way of a page of their own.
    own = factories.notice(elsewhere)
    end(client, own, Draft.objects.get())
    assert Draft.objects.count() == 1


def test_who_is_not_signed_in_is_sent_to_sign_in(notice, client_of_nobody):
    answer = client_of_nobody.get(reverse("share", args=[notice.pk]))
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_the_act_itself_refuses_who_may_not_edit(notice, district):
    stranger = factories.writer(factories.building(factories.area(district)), rights=("change",))
    ends = clock.now() + datetime.timedelta(days=1)
    with pytest.raises(Refusal) as refused:
        share_draft(page=notice, user=stranger, ends_at=ends)
    assert refused.value.code == "FORBIDDEN"
    share_draft(page=notice, user=factories.admin(), ends_at=ends)
    with pytest.raises(Refusal):
        end_share(page=notice, user=stranger, draft_id=Draft.objects.get().pk)
    assert Draft.objects.count() == 1
