"""What an editor is told after publishing, where it is not what they meant."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.publication.models import Address, Entry
from cms.publication.services import settle_all
from tests import factories


@pytest.fixture
def told(client, committed):
    """Publish a notice of these fields in the admin: what the editor is told."""
    client.force_login(factories.admin())

    def told(parent, **fields):
        form = {"title": "通知", "slug": "", "summary": "", "cover": "", "announces": ""}
        form |= {"body": streamfield([]), "comments": inline_formset([]), "action-publish": "1"}
        url = reverse("wagtailadmin_pages:add", args=["pages", "notice", parent.pk])
        answer = client.post(url, nested_form_data({**form, **fields}))
        assert answer.status_code == 302
        return " ".join(str(message) for message in get_messages(answer.wsgi_request))

    return told


def test_an_address_that_another_page_once_had_is_told(told):
    district = factories.district()
    entry = Entry.objects.filter(kind="NOTICE")
    gone = factories.notice(district, slug="tongzhi")
    settle_all()
    url = entry.get().url
    gone.delete()
    settle_all()
    words = told(district, slug="tongzhi")
    assert Address.objects.filter(url=url).exists()
    assert "实际网址是" in words
    assert entry.get(deleted=False).url in words


def test_nothing_is_said_when_all_is_well(told):
    assert "实际网址" not in told(factories.district(), slug="xin")


def test_the_message_about_publishing_holds_the_place_of_the_receipt(told):
    assert "data-receipt=" in told(factories.district())
