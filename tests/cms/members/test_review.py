"""Review: branch, property and enterprise editors submit; the organiser of the place decides."""

import pytest
from django.urls import reverse
from wagtail.models import Task, TaskState, Workflow

from cms.members import duties, review
from cms.members.models import Review, User
from cms.members.roles import Role
from cms.pages.models import Brief
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(district):
    review.establish()
    area = factories.area(district)
    building = factories.building(area)

    class Tree:
        top = district
        branch = factories.organisation(building)
        elsewhere = factories.area(district)
        here = building

    return Tree


@pytest.fixture
def give():
    def give(name, role, place):
        user = User.objects.create_user(name, first_name=name)
        by = factories.admin()
        duties.give_duty(by=by, user=user, role=role, place=place, ends_at=None)
        return user

    return give


@pytest.fixture
def secretary(give, place):
    return give("周书记", Role.SECRETARY, place.branch)


@pytest.fixture
def organiser(give, place):
    return give("李组织", Role.ORGANISER, place.here)


def form(page, **fields):
    """The page's form as the browser sends it."""
    return {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "body-count": "0",
        "reports": "",
        "cover": "",
        "source_date": "",
        **fields,
    }


@pytest.fixture
def as_(client):
    """The browser of somebody."""

    def as_(user):
        client.force_login(user)
        return client

    return as_


@pytest.fixture
def brief(place):
    return factories.brief(place.branch, title="健步走简报", summary="原来的摘要")


def edit(brief):
    return reverse("wagtailadmin_pages:edit", args=[brief.pk])


def submit(client, brief, **fields):
    return client.post(edit(brief), form(brief, **{"action-submit": "1", **fields}))


def waiting(brief):
    return TaskState.objects.filter(
        workflow_state__object_id=str(brief.pk), status=TaskState.STATUS_IN_PROGRESS
    ).last()


def decide(client, brief, action, **fields):
    state = waiting(brief)
    name = "wagtailadmin_pages:workflow_action"
    address = reverse(name, args=[brief.pk, action, state.pk])
    return client.post(address, fields)


class TestSubmitting:
    def test_leaves_the_live_text_up(self, as_, secretary, brief):
        submit(as_(secretary), brief, summary="改过的摘要")
        assert Brief.objects.get(pk=brief.pk).summary == "原来的摘要"
        assert waiting(brief)

    def test_is_what_a_writer_is_offered_and_publishing_is_not(self, as_, secretary, brief):
        page = as_(secretary).get(edit(brief)).content.decode()
        assert "action-submit" in page
        assert "action-publish" not in page

    def test_who_publishes_is_not_offered_it(self, as_, organiser, brief):
        page = as_(organiser).get(edit(brief)).content.decode()
        assert "action-submit" not in page
        assert "action-publish" in page

    def test_nobody_publishes_by_saying_so(self, as_, secretary, brief):
        client = as_(secretary)
        client.post(edit(brief), form(brief, summary="塞进去的摘要", **{"action-publish": "1"}))
        assert Brief.objects.get(pk=brief.pk).summary == "原来的摘要"


class TestDeciding:
    def test_waits_on_the_desk_of_the_organiser_of_the_place(
        self, as_, give, place, secretary, organiser, brief
    ):
        stranger = give("赵别处", Role.ORGANISER, place.elsewhere)
        submit(as_(secretary), brief, summary="改过的摘要")
        assert "健步走简报" in as_(organiser).get("/admin/").content.decode()
        assert "健步走简报" not in as_(stranger).get("/admin/").content.decode()

    def test_approving_publishes_what_was_submitted(self, as_, secretary, organiser, brief):
        submit(as_(secretary), brief, summary="改过的摘要")
        decide(as_(organiser), brief, "approve")
        assert Brief.objects.get(pk=brief.pk).summary == "改过的摘要"

    def test_returning_says_why(self, as_, secretary, organiser, brief):
        submit(as_(secretary), brief, summary="改过的摘要")
        decide(as_(organiser), brief, "reject", comment="请写上时间")
        assert Brief.objects.get(pk=brief.pk).summary == "原来的摘要"
        page = as_(secretary).get(edit(brief)).content.decode()
        assert "李组织退回修改：请写上时间" in page

    def test_returning_without_a_reason_is_refused(self, as_, secretary, organiser, brief):
        submit(as_(secretary), brief, summary="改过的摘要")
        name = "wagtailadmin_pages:workflow_action"
        address = reverse(name, args=[brief.pk, "reject", waiting(brief).pk])
        asked = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
        answer = as_(organiser).post(address, {"comment": ""}, **asked)
        assert "请写明要改什么" in answer.json()["html"]
        assert waiting(brief)

    def test_a_returned_page_is_mended_and_submitted_again(self, as_, secretary, organiser, brief):
        submit(as_(secretary), brief, summary="改过的摘要")
        decide(as_(organiser), brief, "reject", comment="请写上时间")
        submit(as_(secretary), brief, summary="写上了时间")
        decide(as_(organiser), brief, "approve")
        assert Brief.objects.get(pk=brief.pk).summary == "写上了时间"

    @pytest.mark.parametrize("role", [Role.SECRETARY, Role.ADVISER])
    def test_is_not_for_those_who_write_here(self, as_, give, place, secretary, brief, role):
        other = give("同事", role, place.branch)
        submit(as_(secretary), brief, summary="改过的摘要")
        for user in (secretary, other):
            decide(as_(user), brief, "approve")
            assert waiting(brief)
        assert Brief.objects.get(pk=brief.pk).summary == "原来的摘要"

    def test_is_not_for_organisers_of_elsewhere(self, as_, give, place, secretary, brief):
        stranger = give("赵别处", Role.ORGANISER, place.elsewhere)
        submit(as_(secretary), brief, summary="改过的摘要")
        decide(as_(stranger), brief, "approve")
        assert waiting(brief)

    def test_is_not_for_whose_duty_has_ended(self, as_, secretary, organiser, brief):
        submit(as_(secretary), brief, summary="改过的摘要")
        duties.end_duty(by=organiser, duty=organiser.duties.get())
        decide(as_(organiser), brief, "approve")
        assert waiting(brief)

    def test_while_it_waits_the_writer_changes_nothing(self, as_, secretary, organiser, brief):
        submit(as_(secretary), brief, summary="改过的摘要")
        as_(secretary).post(edit(brief), form(brief, summary="又改了"))
        decide(as_(organiser), brief, "approve")
        assert Brief.objects.get(pk=brief.pk).summary == "改过的摘要"


def test_established_twice_is_once(place):
    review.establish()
    assert Workflow.objects.active().count() == 1
    assert Task.objects.active().specific().get().__class__ is Review
