"""Previews in the admin: whom they are shown to, what they may do, and a press that is away."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.pages.drafts import redeem
from tests import factories


@pytest.fixture
def notice(district):
    return factories.notice(district, live=False, title="存着的草稿")


def preview(client, page, **fields):
    """What the panel shows of a form as it is written; the page itself is not saved."""
    form = {"title": "通知", "slug": "", "summary": "", "cover": "", "announces": ""}
    form |= {"source_date": "", "body": streamfield([]), "comments": inline_formset([])}
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    stored = client.post(url, nested_form_data({**form, **fields}))
    return client.get(url) if stored.status_code == 200 else stored


def test_the_form_is_shown_as_it_stands_unsaved(client, press, notice):
    client.force_login(factories.admin())
    answer = preview(client, notice, title="正在写的题目")
    assert answer.content == b"<h1>printed</h1><p></p>"
    (asked,) = press.asked
    assert redeem(asked["token"])[-1]["title"] == "正在写的题目"
    notice.refresh_from_db()
    assert notice.get_latest_revision_as_object().title == "存着的草稿"


def test_a_token_goes_by_no_address_and_with_the_secret(client, press, notice, settings):
    client.force_login(factories.admin())
    preview(client, notice)
    (asked,) = press.asked
    assert asked["path"] == "/"
    assert asked["by"] == f"Bearer {settings.PRESS_SECRET}"
    assert len(settings.PRESS_SECRET) >= 32


def test_no_route_to_a_draft_lets_it_run_be_kept_or_be_framed_elsewhere(client, press, notice):
    client.force_login(factories.admin())
    revision = notice.get_latest_revision()
    routes = [
        preview(client, notice),
        client.get(reverse("wagtailadmin_pages:view_draft", args=[notice.pk])),
        client.get(reverse("wagtailadmin_pages:revisions_view", args=[notice.pk, revision.pk])),
    ]
    for answer in routes:
        assert answer.content.startswith(b"<h1>printed</h1>")
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox allow-same-origin;" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'self'" in policy
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"


def test_who_may_not_edit_a_page_sees_none_of_its_drafts(client, press, notice, district):
    elsewhere = factories.building(factories.area(district))
    client.force_login(factories.writer(elsewhere))
    revision = notice.get_latest_revision()
    routes = [
        reverse("wagtailadmin_pages:preview_on_edit", args=[notice.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[notice.pk]),
        reverse("wagtailadmin_pages:revisions_view", args=[notice.pk, revision.pk]),
    ]
    for url in routes:
        assert client.get(url).status_code == 404
    assert press.asked == []


def test_a_press_that_is_away_is_told_in_words(client, press, notice, settings):
    client.force_login(factories.admin())
    settings.PREVIEW_URL = "http://127.0.0.1:9"
    answer = preview(client, notice)
    assert answer.status_code == 503
    assert "写好的内容不受影响" in answer.content.decode()
    settings.PREVIEW_URL, press.status = press.url, 502
    assert preview(client, notice).status_code == 503


def test_what_is_missing_is_named_before_anything_is_asked(client, press, district):
    service = factories.service(district, live=False)
    client.force_login(factories.admin())
    form = {"title": "法律咨询", "slug": "", "category": "", "place": "", "opening_text": ""}
    form |= {"phone": "", "summary": "", "cover": "", "source_date": ""}
    form |= {"body": streamfield([]), "comments": inline_formset([])}
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[service.pk])
    client.post(url, nested_form_data(form))
    answer = client.get(url)
    assert "填好这些就能预览：类别。" in answer.content.decode()
    assert press.asked == []
