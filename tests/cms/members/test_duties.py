"""Duties: what one allows, where, until when, and who may give it."""

import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.core import clock as now
from cms.core.errors import Refusal
from cms.members import duties
from cms.members.groups import file_places, files_of, settle, settle_all_duties
from cms.members.models import Duty, Files, User
from cms.members.roles import RIGHTS, Right, Role
from media.models import Image
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(district):
    """Two areas; the first with two buildings, an organisation and an enterprise in the first."""

    class Tree:
        top = district
        area = factories.area(district, title="金水片区")
        other_area = factories.area(district)
        building = factories.building(area, title="中科金座")
        other_building = factories.building(area)
        branch = factories.organisation(building)
        enterprise = factories.enterprise(building)

    return Tree


@pytest.fixture
def administrator():
    return factories.admin()


@pytest.fixture
def person():
    return User.objects.create_user("someone", first_name="王小明")


@pytest.fixture
def give(administrator):
    def give(user, role, place, by=administrator, ends_at=None):
        return duties.give_duty(by=by, user=user, role=role, place=place, ends_at=ends_at)

    return give


def anew(user):
    """The user as the next request finds them."""
    return User.objects.get(pk=user.pk)


def rights(user, page):
    found = page.permissions_for_user(anew(user))
    names = {"edit": found.can_edit(), "add": found.can_add_subpage()}
    return {name for name, can in {**names, "publish": found.can_publish()}.items() if can}


class TestWhatADutyAllows:
    def test_an_organiser_writes_and_publishes_at_the_place_and_below_and_nowhere_else(
        self, give, person, place
    ):
        give(person, Role.ORGANISER, place.building)
        for page in (place.building, place.branch, place.enterprise):
            assert rights(person, page) == {"edit", "add", "publish"}
        for page in (place.top, place.area, place.other_area, place.other_building):
            assert rights(person, page) == set()

    def test_a_secretary_writes_and_does_not_publish(self, give, person, place):
        give(person, Role.SECRETARY, place.branch)
        assert rights(person, place.branch) == {"edit", "add"}

    def test_pictures_are_in_reach_of_the_building_and_of_no_other(self, give, person, place):
        give(person, Role.PROPERTY, place.building)
        found = policy_registry.get_by_type(Image).collections_user_has_permission_for(
            anew(person), "add"
        )
        assert [collection.name for collection in found] == ["中科金座"]

    def test_who_has_the_area_has_its_buildings_pictures(self, give, person, place):
        files_of(place.building)
        give(person, Role.ORGANISER, place.area)
        found = policy_registry.get_by_type(Image).collections_user_has_permission_for(
            anew(person), "choose"
        )
        assert {collection.name for collection in found} == {"金水片区", "中科金座"}

    def test_it_opens_the_admin_while_it_lasts(self, client, give, person, place):
        client.force_login(person)
        assert client.get("/admin/").status_code == 302
        duty = give(person, Role.SECRETARY, place.branch)
        assert client.get("/admin/").status_code == 200
        duties.end_duty(by=person, duty=duty)
        assert client.get("/admin/").status_code == 302

    def test_rights_in_words_are_those_of_the_role(self, give, person, place):
        give(person, Role.BUILDING_OFFICER, place.building)
        assert duties.may(person, Right.PUBLISH, place.branch)
        assert not duties.may(person, Right.CONFIRM, place.branch)
        assert not duties.may(person, Right.PUBLISH, place.other_building)
        assert duties.scope(person, Right.GIVE) == [place.building.path]


class TestPictures:
    def test_every_area_and_building_has_a_collection_below_its_areas(self, place):
        assert file_places() == 4
        assert file_places() == 0
        of = {files.place_id: files.collection for files in Files.objects.all()}
        assert of.keys() == {
            place.area.pk,
            place.other_area.pk,
            place.building.pk,
            place.other_building.pk,
        }
        assert of[place.building.pk].is_child_of(of[place.area.pk])

    def test_the_collection_goes_by_the_places_name(self, place):
        files_of(place.building)
        place.building.title = "新名大厦"
        place.building.save_revision().publish()
        assert files_of(place.building).name == "新名大厦"


class TestItsEnd:
    def test_it_ends_by_itself_on_the_next_request(self, client, clock, give, person, place):
        ends = now.now() + datetime.timedelta(days=1)
        give(person, Role.ORGANISER, place.building, ends_at=ends)
        client.force_login(person)
        edit = f"/admin/pages/{place.branch.pk}/edit/"
        assert client.get(edit).status_code == 200
        clock(days=1, seconds=1)
        client.force_login(person)
        assert client.get(edit).status_code == 302
        assert not duties.may(person, Right.WRITE, place.branch)

    def test_it_ends_with_its_place(self, client, give, person, place):
        give(person, Role.ORGANISER, place.building)
        client.force_login(person)
        Page.objects.get(pk=place.building.pk).delete()
        assert client.get("/admin/").status_code == 302

    def test_another_duty_goes_on(self, give, person, place):
        first = give(person, Role.ORGANISER, place.building)
        give(person, Role.SECRETARY, place.branch)
        duties.end_duty(by=person, duty=first)
        assert rights(person, place.building) == set()
        assert rights(person, place.branch) == {"edit", "add"}

    def test_after_its_time_it_can_be_given_anew(self, clock, give, person, place):
        give(
            person,
            Role.ORGANISER,
            place.building,
            ends_at=now.now() + datetime.timedelta(days=1),
        )
        clock(days=2)
        give(person, Role.ORGANISER, place.building)
        assert rights(person, place.building)

    def test_a_group_that_nobody_needs_goes(self, give, person, place):
        duty = give(person, Role.ORGANISER, place.building)
        duties.end_duty(by=person, duty=duty)
        settle_all_duties(now.now())
        assert not Group.objects.filter(name__startswith="duty:").exists()

    def test_rights_that_somebody_slipped_into_its_group_are_taken_out(self, give, person, place):
        give(person, Role.SECRETARY, place.branch)
        group = person.groups.get()
        publish = Permission.objects.get(codename="publish_page")
        group.page_permissions.create(page=place.top, permission=publish)
        settle_all_duties(now.now())
        assert rights(person, place.top) == set()

    def test_pictures_follow_a_building_to_another_area(self, give, person, place):
        give(person, Role.ORGANISER, place.other_area)
        files_of(place.building)
        Page.objects.get(pk=place.building.pk).move(
            Page.objects.get(pk=place.other_area.pk), "last-child"
        )
        files_of(Page.objects.get(pk=place.building.pk))
        found = policy_registry.get_by_type(Image).collections_user_has_permission_for(
            anew(person), "add"
        )
        assert "中科金座" in {collection.name for collection in found}


class TestWhoMayGive:
    @pytest.fixture
    def organiser(self, give, place):
        user = User.objects.create_user("organiser")
        give(user, Role.ORGANISER, place.area)
        return user

    def test_an_organiser_gives_what_they_hold_below_themselves(
        self, give, organiser, person, place
    ):
        give(person, Role.ORGANISER, place.building, by=organiser)
        assert rights(person, place.branch)

    @pytest.mark.parametrize("where", ["top", "other_area"])
    def test_not_above_or_beside_themselves(self, give, organiser, person, place, where):
        with pytest.raises(Refusal) as refused:
            give(person, Role.ORGANISER, getattr(place, where), by=organiser)
        assert refused.value.code == "FORBIDDEN"

    def test_not_more_than_they_hold(self, give, person, place):
        officer = User.objects.create_user("officer")
        give(officer, Role.BUILDING_OFFICER, place.building)
        with pytest.raises(Refusal) as refused:
            give(person, Role.ORGANISER, place.building, by=officer)
        assert refused.value.code == "FORBIDDEN"
        give(person, Role.PROPERTY, place.building, by=officer)

    def test_not_to_themselves(self, give, organiser, place):
        with pytest.raises(Refusal) as refused:
            give(organiser, Role.ORGANISER, place.building, by=organiser)
        assert refused.value.code == "YOURSELF"

    def test_not_for_longer_than_their_own(self, give, person, place):
        soon = now.now() + datetime.timedelta(days=10)
        organiser = User.objects.create_user("organiser")
        give(organiser, Role.ORGANISER, place.area, ends_at=soon)
        for ends in (None, soon + datetime.timedelta(days=1)):
            with pytest.raises(Refusal) as refused:
                give(person, Role.SECRETARY, place.branch, by=organiser, ends_at=ends)
            assert refused.value.code == "TOO_LONG"
        give(person, Role.SECRETARY, place.branch, by=organiser, ends_at=soon)

    def test_not_by_two_duties_that_hold_it_only_together(self, give, person, place):
        """A secretary of the whole and an officer of a building do not make an organiser."""
        user = User.objects.create_user("both")
        give(user, Role.BUILDING_OFFICER, place.building)
        give(user, Role.ADVISER, place.area)
        with pytest.raises(Refusal):
            give(person, Role.ORGANISER, place.building, by=user)

    @pytest.mark.parametrize("role", [role for role in Role if Right.GIVE not in RIGHTS[role]])
    def test_not_by_roles_that_give_none(self, give, person, place, role):
        user = User.objects.create_user("plain")
        where = {Role.SECRETARY: place.branch, Role.ENTERPRISE_EDITOR: place.enterprise}
        give(user, role, where.get(role, place.building))
        with pytest.raises(Refusal) as refused:
            give(person, Role.SECRETARY, place.branch, by=user)
        assert refused.value.code == "FORBIDDEN"

    def test_not_after_their_own_has_ended(self, give, organiser, person, place):
        duties.end_duty(by=organiser, duty=organiser.duties.get())
        with pytest.raises(Refusal) as refused:
            give(person, Role.SECRETARY, place.branch, by=organiser)
        assert refused.value.code == "FORBIDDEN"

    def test_an_enterprise_editor_belongs_to_an_enterprise(self, give, person, place):
        with pytest.raises(Refusal) as refused:
            give(person, Role.ENTERPRISE_EDITOR, place.building)
        assert refused.value.code == "WRONG_PLACE"

    def test_the_same_twice_is_refused(self, give, person, place):
        give(person, Role.SECRETARY, place.branch)
        with pytest.raises(Refusal) as refused:
            give(person, Role.SECRETARY, place.branch)
        assert refused.value.code == "ALREADY_HELD"
        assert Duty.objects.count() == 1

    def test_nobody_ends_the_duty_of_who_stands_above(self, give, organiser, person, place):
        above = give(person, Role.ORGANISER, place.top)
        with pytest.raises(Refusal):
            duties.end_duty(by=organiser, duty=above)
        assert Duty.objects.current().filter(pk=above.pk).exists()

    def test_a_deactivated_account_has_no_rights(self, give, organiser, place):
        User.objects.filter(pk=organiser.pk).update(is_active=False)
        assert not duties.may(anew(organiser), Right.WRITE, place.building)
        settle(anew(organiser))
        assert not organiser.groups.exists()
