"""The form's slug: it follows the title of a draft, and stays once the page has an address."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.pages.models import Notice
from tests import factories


@pytest.fixture
def retitled(client, district):
    """retitled(page, title, slug=...) -> its slug after its draft was saved under another title."""
    client.force_login(factories.admin())

    def retitled(page, title, **fields):
        data = {"title": title, "slug": page.slug, "body": streamfield([]), **fields}
        data["comments"] = inline_formset([])
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert client.post(url, nested_form_data(data)).status_code == 302
        return Notice.objects.get(pk=page.pk).get_latest_revision_as_object().slug

    return retitled


def test_a_draft_saved_with_half_a_title_gets_the_slug_of_the_whole(district, retitled):
    draft = factories.notice(district, title="主", live=False)
    assert retitled(draft, "主题党日") == "zhu-ti-dang-ri"


def test_a_number_added_to_the_old_slug_does_not_hold_it(district, retitled):
    factories.notice(district, title="通知")
    draft = factories.notice(district, title="通知", live=False)
    assert draft.slug == "tong-zhi-2"
    assert retitled(draft, "主题党日") == "zhu-ti-dang-ri"


def test_a_slug_of_ones_own_stays(district, retitled):
    draft = factories.notice(district, title="通知", slug="dang-ri", live=False)
    assert retitled(draft, "主题党日") == "dang-ri"
    assert retitled(draft, "主题党日活动", slug="huo-dong") == "huo-dong"


def test_the_address_of_a_published_page_stays(district, retitled):
    notice = factories.notice(district, title="通知")
    assert retitled(notice, "主题党日") == "tong-zhi"
    notice.unpublish()
    assert retitled(notice, "主题党日") == "tong-zhi"
