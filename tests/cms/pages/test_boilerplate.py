"""Boilerplate: what a new page begins with, for whom, and what a new installation has of it."""

import importlib
import tomllib
from collections import Counter

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission

from cms.members.models import User
from cms.pages import blocks
from cms.pages.boilerplate import Boilerplate
from cms.pages.models import Notice
from cms.places.models import Building, Organisation
from tests import factories

first = importlib.import_module("cms.pages.migrations.0004_first_boilerplate")


@pytest.fixture
def text(db):
    Boilerplate.objects.all().delete()
    return Boilerplate.objects.create(
        kind="NOTICE",
        name="停电停水",
        title="〔楼宇名称〕停电通知",
        summary="〔月日〕停电。",
        body=[("heading", {"text": "时间", "level": "2"}), ("paragraph", "<p>〔月日〕</p>")],
    )


def begin(text, parent):
    return reverse("pages_begin", args=[text.pk, parent.pk])


def add(kind, parent):
    return reverse("wagtailadmin_pages:add", args=[*kind, parent.pk])


NOTICE, ACTIVITY, JOB = ("pages", "notice"), ("activities", "activity"), ("enterprises", "job")


def clerk(place):
    """Somebody who may write below this place, and nothing else."""
    group = Group.objects.create(name="物业")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    right = Permission.objects.get(codename="add_page")
    GroupPagePermission.objects.create(group=group, page=place, permission=right)
    user = User.objects.create_user("clerk", password="湖心岛-20261123")
    user.groups.add(group)
    return user


def test_a_new_page_offers_what_its_kind_has(client, district, text):
    client.force_login(factories.admin())
    page = client.get(add(NOTICE, district)).content.decode()
    assert "从模板开始" in page
    assert f'href="{begin(text, district)}"' in page
    assert begin(text, district) not in client.get(add(ACTIVITY, district)).content.decode()


def test_kinds_that_never_repeat_themselves_offer_none(client, district, text):
    client.force_login(factories.admin())
    firm = factories.enterprise(factories.building(factories.area(district)))
    assert "data-boilerplate" not in client.get(add(JOB, firm)).content.decode()


def test_a_page_that_is_there_offers_none(client, district, text):
    client.force_login(factories.admin())
    notice = factories.notice(district)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[notice.pk])).content.decode()
    assert "从模板开始" not in page


def test_chosen_it_fills_the_form_and_saves_nothing(client, district, text):
    client.force_login(factories.admin())
    answer = client.get(begin(text, district))
    form = answer.context["form"]
    assert form["title"].value() == "〔楼宇名称〕停电通知"
    assert form["summary"].value() == "〔月日〕停电。"
    assert [block.block_type for block in form["body"].value()] == ["heading", "paragraph"]
    assert {block.id for block in form["body"].value()} == {None}
    assert f'action="{add(NOTICE, district)}"' in answer.content.decode()
    assert "不用模板" in answer.content.decode()
    assert not Notice.objects.exists()


def test_what_its_owner_knows_is_filled_in(client, district, text):
    client.force_login(factories.admin())
    phone = "<p>物业电话：〔物业电话〕</p>"
    text.body = [("paragraph", phone), ("heading", {"text": "〔单位名称〕", "level": "2"})]
    text.save()
    facts = {"title": "金座 A&B", "property_phone": "0371-6 <总机>"}
    building = factories.building(factories.area(district), **facts)
    form = client.get(begin(text, building)).context["form"]
    assert form["title"].value() == "金座 A&B停电通知"
    assert form["summary"].value() == "〔月日〕停电。"
    paragraph, heading = form["body"].value()
    assert paragraph.value.source == "<p>物业电话：0371-6 &lt;总机&gt;</p>"
    # The building has no property company: that stays a gap.
    assert heading.value["text"] == "〔单位名称〕"
    branch = factories.organisation(building)
    paragraph, heading = client.get(begin(text, branch)).context["form"]["body"].value()
    assert heading.value["text"] == branch.title
    # The branch has no telephone of its own: its building's.
    assert paragraph.value.source == "<p>物业电话：0371-6 &lt;总机&gt;</p>"


def test_every_gap_that_an_owner_fills_is_in_a_first_text():
    written = first.TEXTS.read_text(encoding="utf-8")
    for owner in (Building, Organisation):
        assert [gap for gap in owner.gaps if f"〔{gap}〕" not in written] == []


def test_a_draft_begun_with_the_wrong_one_leads_back_to_the_choice(client, district, text):
    client.force_login(factories.admin())
    notice = factories.notice(district, live=False)
    edit = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    page = client.get(f"{edit}?_w_hydrate_create_view=1").content.decode()
    again = f"{reverse('wagtailadmin_pages:delete', args=[notice.pk])}?next={add(NOTICE, district)}"
    assert f'href="{again}"' in page
    assert client.post(again).url == add(NOTICE, district)
    assert not Notice.objects.exists()


def test_only_who_may_write_there_can_begin_there(client, district, text):
    area, other = factories.area(district), factories.area(district)
    client.force_login(clerk(area))
    assert client.get(begin(text, area)).status_code == 200
    assert client.get(begin(text, other)).status_code == 404
    client.logout()
    assert "/login/" in client.get(begin(text, area)).url


def test_it_begins_only_where_its_kind_may_stand(client, district, text):
    client.force_login(factories.admin())
    assert client.get(begin(text, factories.notice(district))).status_code == 302
    assert client.get(reverse("pages_begin", args=[999_999, district.pk])).status_code == 404


def test_administrators_keep_it_and_clerks_do_not(client, district, text):
    listing = reverse("wagtailsnippets_pages_boilerplate:list")
    client.force_login(factories.admin())
    assert "停电停水" in client.get(listing).content.decode()
    client.force_login(clerk(district))
    assert client.get(listing).status_code == 302


# What a new installation has


def test_a_new_installation_has_common_texts_of_each_kind(db):
    Boilerplate.objects.all().delete()
    first.write(apps, None)
    kept = Counter(text.kind for text in Boilerplate.objects.all())
    assert kept["NOTICE"] >= 8
    assert kept["BRIEF"] >= 3
    assert kept["ACTIVITY"] >= 3
    first.write(apps, None)
    assert Boilerplate.objects.count() == kept.total()


def test_every_first_text_is_whole_and_has_gaps_to_fill():
    texts = tomllib.loads(first.TEXTS.read_text(encoding="utf-8"))["boilerplate"]
    for text in texts:
        assert "〔" in text["title"], text["name"]
        assert text["text"].count("〔") == text["text"].count("〕") > 0, text["name"]
        assert len(text["summary"]) <= 120


def test_a_power_cut_and_a_water_cut_have_texts_of_their_own():
    texts = tomllib.loads(first.TEXTS.read_text(encoding="utf-8"))["boilerplate"]
    by_name = {text["name"]: f"{text['title']}{text['text']}" for text in texts}
    assert "停电" not in by_name["停水"]
    assert "停水" not in by_name["停电"]
    kinds = [(text["kind"], text["name"]) for text in texts]
    assert len(kinds) == len(set(kinds))


def test_texts_of_the_office_stay_as_they_are(text):
    first.write(apps, None)
    assert [kept.name for kept in Boilerplate.objects.all()] == [text.name]


def test_its_blocks_are_those_of_a_page():
    assert isinstance(Boilerplate._meta.get_field("body").stream_block, blocks.BodyBlock)
