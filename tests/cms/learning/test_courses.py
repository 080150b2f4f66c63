"""Certificates are claimed by who passed all of a course, once, and go with what bore them."""

import pytest

from cms.core import clock
from cms.core.errors import Refusal
from cms.learning import checking, courses, quizzes
from cms.learning.models import Certificate
from cms.publication.services import settle_all
from tests import factories
from tests.cms.learning import acts

pytestmark = pytest.mark.django_db


@pytest.fixture
def lessons(area, settled):
    """Two public lessons with quizzes."""
    found = [factories.quiz(area), factories.quiz(area)]
    settle_all()
    return found


@pytest.fixture
def course(area, lessons):
    course = factories.course(area, *lessons)
    settle_all()
    return course


def claim(member, course, name="王晓明"):
    return courses.claim_certificate(member=member, course=course, name=name)


def refused(act):
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.code


def pass_all(member, lessons):
    return [acts.take(member, lesson) for lesson in lessons]


class TestClaiming:
    def test_needs_every_lesson_passed(self, member, course, lessons):
        assert refused(lambda: claim(member, course)) == "NOT_PASSED"
        acts.take(member, lessons[0])
        acts.take(member, lessons[1], right=False)
        assert refused(lambda: claim(member, course)) == "NOT_PASSED"
        acts.take(member, lessons[1])
        assert claim(member, course).title == course.title

    def test_says_how_many_are_missing(self, member, course, lessons):
        acts.take(member, lessons[0])
        with pytest.raises(Refusal, match="还有 1 课没有合格"):
            claim(member, course)

    def test_writes_down_what_was_passed_and_when(self, member, course, lessons):
        pass_all(member, lessons)
        made = claim(member, course)
        told = [{"id": lesson.pk, "title": lesson.title} for lesson in lessons]
        assert (made.lessons, made.day, made.name) == (told, clock.today(), "王晓明")
        assert len(made.number) == 12
        assert set(made.number) <= set(courses.ALPHABET)

    def test_twice_is_the_same_certificate(self, member, course, lessons):
        pass_all(member, lessons)
        assert claim(member, course) == claim(member, course, "别的名字")
        assert Certificate.objects.get().name == "王晓明"

    def test_stays_when_the_course_grows_or_is_withdrawn(self, member, area, course, lessons):
        pass_all(member, lessons)
        made = claim(member, course)
        course.course_lessons.create(lesson=factories.quiz(area), sort_order=9)
        course.save_revision().publish()
        settle_all()
        assert claim(member, course) == made
        course.unpublish()
        settle_all()
        assert claim(member, course) == made

    def test_anothers_passes_are_not_ones_own(self, member, django_user_model, course, lessons):
        pass_all(django_user_model.objects.create_user("other"), lessons)
        assert refused(lambda: claim(member, course)) == "NOT_PASSED"

    def test_of_a_course_that_is_withdrawn_or_a_draft_is_refused(self, member, course, lessons):
        pass_all(member, lessons)
        course.unpublish()
        settle_all()
        assert refused(lambda: claim(member, course)) == "COURSE_NOT_FOUND"

    def test_needs_no_lesson_that_is_hidden(self, member, course, lessons):
        acts.take(member, lessons[0])
        lessons[1].unpublish()
        settle_all()
        assert [each["id"] for each in claim(member, course).lessons] == [lessons[0].pk]

    def test_counts_no_lesson_without_a_quiz(self, member, area, lessons):
        plain = factories.lesson(area)
        course = factories.course(area, lessons[0], plain)
        settle_all()
        acts.take(member, lessons[0])
        assert [each["id"] for each in claim(member, course).lessons] == [lessons[0].pk]

    def test_of_a_course_without_any_quiz_is_refused(self, member, area):
        course = factories.course(area, factories.lesson(area))
        settle_all()
        with pytest.raises(Refusal, match="没有答题，不发证书"):
            claim(member, course)


class TestName:
    @pytest.fixture(autouse=True)
    def passed(self, member, lessons):
        pass_all(member, lessons)

    @pytest.mark.parametrize("name", ["", "  ", "　"])
    def test_is_needed(self, member, course, name):
        assert refused(lambda: claim(member, course, name)) == "NAME_NEEDED"
        assert not Certificate.objects.exists()

    def test_is_no_longer_than_fits(self, member, course):
        assert refused(lambda: claim(member, course, "长" * 51)) == "TOO_LONG"
        assert claim(member, course, "长" * 50).name == "长" * 50

    def test_is_taken_as_written_but_for_blanks_round_it(self, member, course):
        assert claim(member, course, " 阿依古丽·买买提 ").name == "阿依古丽·买买提"

    def test_of_the_account_wins(self, member, course):
        member.first_name = "李娜"
        member.save()
        assert claim(member, course, "别人").name == "李娜"

    def test_is_not_given_to_the_account(self, member, course):
        claim(member, course)
        member.refresh_from_db()
        assert member.get_full_name() == ""


class TestAnnulling:
    @pytest.fixture
    def certificate(self, member, course, lessons):
        pass_all(member, lessons)
        return claim(member, course)

    def annul(self, attempt):
        quizzes.annul_attempt(by=factories.admin(), attempt=attempt, reason="替考")

    def test_takes_back_what_rested_on_the_attempt(self, member, course, certificate):
        self.annul(member.attempts.first())
        assert not Certificate.objects.exists()
        assert refused(lambda: claim(member, course)) == "NOT_PASSED"

    def test_leaves_what_another_attempt_bears(self, member, certificate, lessons):
        acts.take(member, lessons[0])
        self.annul(member.attempts.first())
        assert Certificate.objects.get() == certificate

    def test_leaves_other_members_and_other_courses(self, member, area, course, certificate):
        third = factories.quiz(area)
        other = factories.course(area, third)
        settle_all()
        acts.take(member, third)
        claim(member, other)
        self.annul(member.attempts.first())
        assert [each.course_id for each in member.certificates.all()] == [other.pk]


class TestAudit:
    def test_is_content_with_what_was_claimed(self, member, course, lessons):
        pass_all(member, lessons)
        claim(member, course)
        assert list(checking.faults()) == []

    def test_finds_a_certificate_without_passes(self, member, course, lessons):
        acts.take(member, lessons[0])
        acts.take(member, lessons[1], right=False)
        made = Certificate.objects.create(
            member=member,
            course=course,
            number="2" * 12,
            name="王晓明",
            title=course.title,
            lessons=[{"id": lesson.pk, "title": lesson.title} for lesson in lessons],
            day=clock.today(),
        )
        fault = f"certificate {made.pk}: lesson {lessons[1].pk} is not passed"
        assert list(checking.faults()) == [fault]

    def test_bears_with_a_lesson_that_was_deleted_since(self, member, course, lessons):
        pass_all(member, lessons)
        claim(member, course)
        lessons[0].delete()
        assert list(checking.faults()) == []
