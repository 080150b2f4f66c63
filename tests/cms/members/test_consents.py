"""Consents: a ledger that is only added to, and texts that stay as they were agreed to."""

import datetime

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from cms.core.errors import Refusal
from cms.members import consents
from cms.members.models import Consent, ConsentText, Purpose, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return User.objects.create_user("person")


def add_text(client, **fields):
    """As the admin's form does."""
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    given = {"purpose": "TERMS", "title": "新的协议", "body": "新的内容"}
    given["in_force_from"] = f"{tomorrow:%Y-%m-%d %H:%M}"
    return client.post(reverse("wagtailsnippets_members_consenttext:add"), {**given, **fields})


class TestTheLedger:
    def test_keeps_what_was_agreed_to_and_taken_back_in_order(self, person):
        text = consents.in_force(Purpose.BADGE)
        consents.agree(user=person, text=text)
        consents.agree(user=person, text=text)
        assert consents.stands(person, Purpose.BADGE)
        assert consents.withdraw(user=person, purpose=Purpose.BADGE)
        assert not consents.withdraw(user=person, purpose=Purpose.BADGE)
        consents.agree(user=person, text=text)
        assert [line.given for line in Consent.objects.filter(user=person)] == [True, False, True]

    def test_one_purpose_says_nothing_of_another(self, person):
        consents.agree(user=person, text=consents.in_force(Purpose.TERMS))
        assert consents.stands(person, Purpose.MEMBERSHIP) is None

    def test_a_text_that_was_agreed_to_cannot_be_deleted(self, person):
        text = consents.in_force(Purpose.TERMS)
        consents.agree(user=person, text=text)
        with pytest.raises(ProtectedError):
            text.delete()


class TestTexts:
    def test_every_purpose_has_one_from_the_start(self):
        for purpose in Purpose:
            assert consents.in_force(purpose).version == 1

    def test_a_new_version_takes_the_place_of_the_old_when_its_time_comes(self, client, clock):
        client.force_login(factories.admin())
        assert add_text(client).status_code == 302
        assert consents.in_force(Purpose.TERMS).version == 1
        clock(days=1, minutes=1)
        text = consents.in_force(Purpose.TERMS)
        assert (text.version, text.title) == (2, "新的协议")

    def test_one_cannot_be_put_in_force_in_the_past(self, client):
        client.force_login(factories.admin())
        answer = add_text(client, in_force_from="2020-01-01 00:00")
        assert "请填写今后的时间" in answer.content.decode()
        assert ConsentText.objects.filter(purpose="TERMS").count() == 1

    def test_one_in_force_stays_as_it_is(self, client):
        client.force_login(factories.admin())
        text = consents.in_force(Purpose.TERMS)
        address = reverse("wagtailsnippets_members_consenttext:edit", args=[text.pk])
        tomorrow = timezone.localtime() + datetime.timedelta(days=1)
        answer = client.post(
            address,
            {
                "purpose": "TERMS",
                "title": text.title,
                "body": "改过的内容",
                "in_force_from": f"{tomorrow:%Y-%m-%d %H:%M}",
            },
        )
        assert "已经生效的版本不能修改" in answer.content.decode()
        text.refresh_from_db()
        assert "改过的内容" not in text.body

    def test_what_was_shown_and_is_outdated_is_not_agreed_to(self, person, clock, client):
        shown = consents.in_force(Purpose.TERMS)
        client.force_login(factories.admin())
        add_text(client)
        clock(days=2)
        with pytest.raises(Refusal) as refused:
            consents.agree(user=person, text=shown)
        assert refused.value.code == "OUTDATED_TEXT"

    def test_is_shown_as_words_whatever_stands_in_it(self, client):
        text = consents.in_force(Purpose.TERMS)
        ConsentText.objects.filter(pk=text.pk).update(
            body="<script>alert(1)</script>\n\n## 题\n\n- 甲\n- 乙"
        )
        page = client.get("/accounts/texts/terms/").content.decode()
        assert "<script>alert" not in page
        assert "<h2>题</h2>" in page
        assert "<li>甲</li>" in page

    @pytest.mark.parametrize("purpose", ["nonsense", "x" * 90])
    def test_of_other_purposes_there_is_none(self, client, purpose):
        assert client.get(f"/accounts/texts/{purpose}/").status_code in {404, 503}
