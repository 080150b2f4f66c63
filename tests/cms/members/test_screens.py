"""The admin's screens: who is in charge, and that nothing there gives or shows more than it may."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from cms.members import consents, duties, memberships
from cms.members.groups import files_of
from cms.members.models import Duty, Purpose, User
from cms.members.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
PHONE = "13800138000"


@pytest.fixture
def area(district):
    return factories.area(district, title="金水片区")


@pytest.fixture
def organiser(area):
    """Someone in charge of one area."""
    user = User.objects.create_user("organiser", first_name="李组织")
    duties.give_duty(by=factories.admin(), user=user, role=Role.ORGANISER, place=area, ends_at=None)
    return user


@pytest.fixture
def branch(area):
    return factories.organisation(area, title="第一支部")


def seen(answer):
    """A screen's words; those of a chooser's dialog come in JSON, which escapes them."""
    is_dialog = answer["Content-Type"].startswith("application/json")
    return answer.json()["html"] if is_dialog else answer.content.decode()


def form(place, **fields):
    given = {"phone": PHONE, "name": "王小明", "role": "SECRETARY", "place": place.pk, "until": ""}
    return {**given, **fields}


class TestTheScreenOfDuties:
    def test_puts_somebody_in_charge_by_phone_and_name(self, client, organiser, branch):
        client.force_login(organiser)
        answer = client.post("/admin/duties/", form(branch, until="2030-12-31"))
        assert answer.status_code == 302
        duty = Duty.objects.get(role=Role.SECRETARY)
        assert (duty.user.phone, duty.user.first_name) == (f"+86{PHONE}", "王小明")
        assert duty.ends_at.isoformat() == "2030-12-31T16:00:00+00:00"
        page = client.get("/admin/duties/").content.decode()
        assert "138****8000" in page
        assert "2030-12-31" in page
        assert PHONE not in page

    def test_says_what_is_wrong_at_the_field(self, client, organiser, branch, district):
        client.force_login(organiser)
        page = client.post("/admin/duties/", form(district, role="ADVISER")).content.decode()
        assert "您没有在这里安排职责的权限" in page
        page = client.post("/admin/duties/", form(branch, phone="12345")).content.decode()
        assert "11 位手机号" in page

    def test_does_not_rename_who_is_known_by_another_name(self, client, organiser, branch):
        User.objects.create_user("known", phone=f"+86{PHONE}", first_name="张三")
        client.force_login(organiser)
        page = client.post("/admin/duties/", form(branch)).content.decode()
        assert "另一个姓名" in page
        assert User.objects.get(username="known").first_name == "张三"
        assert not Duty.objects.filter(role=Role.SECRETARY).exists()

    def test_ends_a_duty(self, client, organiser, branch):
        client.force_login(organiser)
        client.post("/admin/duties/", form(branch))
        duty = Duty.objects.get(role=Role.SECRETARY)
        client.post(f"/admin/duties/{duty.pk}/end/")
        assert not Duty.objects.current().filter(pk=duty.pk).exists()

    def test_shows_only_what_is_below_ones_own_place(self, client, organiser, district):
        elsewhere = factories.organisation(factories.area(district), title="别处支部")
        stranger = User.objects.create_user("stranger", first_name="赵别处")
        by = factories.admin()
        duty = duties.give_duty(
            by=by, user=stranger, role=Role.SECRETARY, place=elsewhere, ends_at=None
        )
        client.force_login(organiser)
        assert "赵别处" not in client.get("/admin/duties/").content.decode()
        assert client.post(f"/admin/duties/{duty.pk}/end/").status_code in {302, 403}
        assert Duty.objects.current().filter(pk=duty.pk).exists()

    def test_is_not_there_for_who_gives_none(self, client, branch):
        user = User.objects.create_user("secretary")
        by = factories.admin()
        duties.give_duty(by=by, user=user, role=Role.SECRETARY, place=branch, ends_at=None)
        client.force_login(user)
        assert "人员与职责" not in client.get("/admin/").content.decode()
        assert client.get("/admin/duties/")["Location"] == "/admin/"


class TestWagtailsOwnScreensOfPeople:
    @pytest.fixture
    def clerk(self, organiser):
        """An organiser whose group somebody has also given all rights over users and groups."""
        group = Group.objects.create(name="clerks")
        models = Permission.objects.filter(content_type__model__in=["user", "group"])
        group.permissions.set(models)
        organiser.groups.add(group)
        return organiser

    @pytest.mark.parametrize(
        "name",
        [
            "wagtailusers_users:index",
            "wagtailusers_users:add",
            "wagtailusers_groups:index",
            "wagtailusers_groups:add",
        ],
    )
    def test_are_for_administrators(self, client, clerk, name):
        client.force_login(clerk)
        assert client.get(reverse(name)).status_code == 302
        client.force_login(factories.admin())
        assert client.get(reverse(name)).status_code == 200

    def test_nobody_makes_themselves_an_administrator(self, client, clerk):
        client.force_login(clerk)
        address = reverse("wagtailusers_users:edit", args=[clerk.pk])
        fields = {"username": clerk.username, "is_superuser": "on", "is_active": "on"}
        client.post(address, fields)
        clerk.refresh_from_db()
        assert not clerk.is_superuser

    def test_nobody_adds_themselves_to_a_group(self, client, clerk, district):
        by = factories.admin()
        other = User.objects.create_user("other")
        duties.give_duty(by=by, user=other, role=Role.ORGANISER, place=district, ends_at=None)
        group = other.groups.get()
        client.force_login(clerk)
        address = reverse("wagtailusers_users:edit", args=[clerk.pk])
        client.post(address, {"username": clerk.username, "groups": [group.pk], "is_active": "on"})
        assert not clerk.groups.filter(pk=group.pk).exists()

    def test_a_group_of_a_duty_that_somebody_slipped_into_is_left_on_the_next_request(
        self, client, clerk, district
    ):
        by = factories.admin()
        other = User.objects.create_user("other")
        duties.give_duty(by=by, user=other, role=Role.ORGANISER, place=district, ends_at=None)
        clerk.groups.add(other.groups.get())
        client.force_login(clerk)
        client.get("/admin/")
        assert not clerk.groups.filter(pk=other.groups.get().pk).exists()


class TestTheScreenOfMembers:
    @pytest.fixture
    def asks(self, branch):
        member = User.objects.create_user("member", phone="+8613900139000")
        return memberships.join(
            user=member,
            organisation=branch,
            name="欧阳小明",
            home_branch="",
            text=consents.in_force(Purpose.MEMBERSHIP),
        )

    def test_typing_a_reason_and_enter_never_confirms(self, client, organiser, asks):
        """Enter presses the first button of the form that the field is in."""
        client.force_login(organiser)
        page = client.get("/admin/memberships/").content.decode()
        (form,) = [
            f for f in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'name="words"' in f
        ]
        assert re.findall(r'name="act" value="(\w+)"', form) == ["decline"]

    @pytest.mark.parametrize("act", ["", "nonsense"])
    def test_an_act_that_is_none_does_nothing(self, client, organiser, asks, act):
        memberships.confirm(by=organiser, membership=asks)
        client.force_login(organiser)
        given = {"act": act, "words": "误点"}
        assert client.post(f"/admin/memberships/{asks.pk}/", given).status_code == 400
        assert memberships.confirmed(asks.user)

    def test_decides_and_tells_the_member_why(self, client, organiser, asks):
        client.force_login(organiser)
        client.post(f"/admin/memberships/{asks.pk}/", {"act": "confirm"})
        assert memberships.confirmed(asks.user)
        client.post(f"/admin/memberships/{asks.pk}/", {"act": "dismiss", "words": "已调离"})
        assert memberships.confirmed(asks.user) is None
        assert memberships.declined(asks.user).words == "已调离"


class TestScope:
    def test_all_means_all_that_one_sees(self, client, organiser, elsewhere, district):
        client.force_login(organiser)
        for query in ("id=all", f"id=all&childOf={district.pk}"):
            page = client.get(f"/admin/bulk/wagtailcore/page/delete/?{query}").content.decode()
            assert "乌有乡" not in page
        beside = f"id=all&childOf={elsewhere.get_parent().pk}"
        answer = client.get(f"/admin/bulk/wagtailcore/page/delete/?{beside}")
        assert answer.status_code == 404

    @pytest.fixture
    def elsewhere(self, district):
        """A draft and a public page out of the organiser's reach."""
        area = factories.area(district)
        factories.notice(area, title="乌有乡草稿通知", live=False)
        return factories.notice(area, title="乌有乡公开通知")

    @pytest.mark.parametrize(
        "address",
        [
            "/admin/pages/search/?q=乌有乡草稿",
            "/admin/choose-page/search/?q=乌有乡草稿",
            "/admin/choose-page/{area}/",
            "/admin/pages/{area}/",
            "/admin/",
        ],
    )
    def test_drafts_out_of_reach_are_not_shown(self, client, organiser, elsewhere, address):
        client.force_login(organiser)
        url = address.format(area=elsewhere.get_parent().pk)
        page = seen(client.get(url, follow=True))
        assert "乌有乡草稿通知" not in page

    def test_what_is_public_can_be_linked_to(self, client, organiser, elsewhere):
        client.force_login(organiser)
        found = seen(client.get("/admin/choose-page/search/?q=乌有乡公开"))
        assert "乌有乡公开通知" in found

    def test_pictures_of_others_are_not_offered(self, client, organiser, area):
        factories.image(title="自家的图", collection=files_of(area))
        factories.image(title="别家的图")
        client.force_login(organiser)
        for address in ("/admin/images/", "/admin/images/chooser/"):
            page = seen(client.get(address))
            assert "自家的图" in page
            assert "别家的图" not in page
