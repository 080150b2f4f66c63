"""Writing lessons with quizzes: what the form refuses, what the editor is told of."""

import datetime

import pytest
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.learning import quizzes, reviewing
from cms.learning.models import Lesson, QuestionTag
from cms.members.models import User
from cms.members.roles import Role
from cms.pages.checks import findings
from cms.pages.services import publish_due
from cms.publication.services import settle_all
from tests import factories
from tests.cms.learning import acts


def filled(**fields):
    """The form of a lesson as a browser sends it."""
    given = {
        "title": "消防一课",
        "slug": "",
        "summary": "",
        "body": streamfield([]),
        "minutes": "5",
        "drawn_count": "2",
        "quiz_tags": "消防",
        "pass_percent": "60",
        "wait_minutes": "0",
        "review": "FINISHED",
        "comments": inline_formset([]),
    }
    return nested_form_data(given | fields)


HOUR = datetime.timedelta(hours=1)


def told(page):
    return {finding.code: finding for finding in findings(page, timezone.now())}


def latest(page):
    return Lesson.objects.get(pk=page.pk).get_latest_revision_as_object()


@pytest.fixture
def bank(db):
    return [factories.question(tag="消防") for _ in range(4)]


@pytest.fixture
def new(client, area):
    """Send the form of a new lesson as somebody: new(user, **fields); the page's text."""

    def new(user, **fields):
        client.force_login(user)
        address = f"/admin/pages/add/learning/lesson/{area.pk}/"
        return client.post(address, filled(**fields), follow=True).content.decode()

    return new


@pytest.mark.usefixtures("bank")
class TestTheForm:
    def test_makes_a_lesson_with_its_quiz(self, new):
        new(factories.admin(), drawn_count="4")
        assert Lesson.objects.get().pool().count() == 4

    @pytest.mark.parametrize("fields", [{"drawn_count": "5"}, {"quiz_tags": ""}])
    def test_refuses_more_questions_than_there_are(self, new, fields):
        assert "道可用的题，不够抽" in new(factories.admin(), **fields)
        assert not Lesson.objects.exists()

    def test_changes_the_tags_and_judges_by_the_new_ones(self, client, area):
        factories.question(tag="党史")
        lesson = factories.quiz(area, tag="消防", questions=0, drawn=4)
        client.force_login(factories.admin())
        address = f"/admin/pages/{lesson.pk}/edit/"
        answer = client.post(address, filled(drawn_count="4", quiz_tags="党史"))
        assert "这些标签下只有 1 道" in answer.content.decode()
        client.post(address, filled(drawn_count="1", quiz_tags="党史"))
        kept = latest(lesson)
        assert [tag.name for tag in kept.quiz_tags.all()] == ["党史"]

    def test_lets_the_text_be_mended_when_questions_were_retired_since(self, client, area, bank):
        lesson = factories.quiz(area, tag="消防", questions=0, drawn=4)
        bank[0].retired = True
        bank[0].save()
        client.force_login(factories.admin())
        given = filled(drawn_count="4", title="改过的题目", slug=lesson.slug)
        client.post(f"/admin/pages/{lesson.pk}/edit/", given)
        assert latest(lesson).title == "改过的题目"

    def test_refuses_a_tag_that_the_bank_has_not_and_makes_none(self, new):
        assert "题库里没有标签“消防，党使”" in new(factories.admin(), quiz_tags="消防，党使")
        assert [tag.name for tag in QuestionTag.objects.all()] == ["消防"]


@pytest.mark.usefixtures("bank")
class TestQuestionsOfAnExam:
    """Answers that one quiz keeps are not to be had by another."""

    @pytest.fixture
    def exam(self, area, bank):
        return factories.quiz(area, tag="消防", questions=0, review="NEVER", title="年度考核")

    @pytest.mark.usefixtures("exam")
    def test_make_no_quiz_of_somebody_who_may_not_read_them(self, new, area, district):
        for person in (acts.in_charge(area), acts.in_charge(area, Role.BUILDING_OFFICER)):
            assert "这些题《年度考核》也在用" in new(person)
        assert Lesson.objects.count() == 1
        new(acts.in_charge(district))
        assert Lesson.objects.count() == 2

    @pytest.mark.usefixtures("exam")
    def test_are_known_by_any_of_their_tags(self, new, area):
        factories.question(tags=["党史", "消防"])
        refused = new(acts.in_charge(area), quiz_tags="党史", drawn_count="1")
        assert "这些题《年度考核》也在用" in refused
        practice = factories.quiz(area, tag="党史", questions=0, drawn=1)
        assert "《年度考核》" in told(practice)["ANSWERS_KEPT_ELSEWHERE"].message

    def test_stop_a_draft_that_was_there_before_the_exam(self, client, new, area, bank):
        person = acts.in_charge(area)
        new(person, drawn_count="1")
        draft = Lesson.objects.get()
        factories.quiz(area, tag="消防", questions=0, review="NEVER", title="年度考核")
        given = filled(drawn_count="1", slug=draft.slug, **{"action-publish": "1"})
        answer = client.post(f"/admin/pages/{draft.pk}/edit/", given).content.decode()
        assert "这些题《年度考核》也在用" in answer
        assert not Lesson.objects.get(pk=draft.pk).live

    def test_leave_who_wrote_the_exam_its_text(self, client, area, exam):
        factories.quiz(area, tag="消防", questions=0, review="NEVER")
        client.force_login(acts.in_charge(area))
        given = filled(review="NEVER", title="年度大考", slug=exam.slug)
        client.post(f"/admin/pages/{exam.pk}/edit/", given)
        assert latest(exam).title == "年度大考"

    def test_are_told_of_on_both_lessons(self, area, exam):
        practice = factories.quiz(area, tag="消防", questions=0, title="平时练习")
        assert "《年度考核》" in told(practice)["ANSWERS_KEPT_ELSEWHERE"].message
        assert "《平时练习》" in told(exam)["ANSWERS_TOLD_ELSEWHERE"].message

    @pytest.mark.parametrize("review", ["NEVER", "PASSED", "CLOSED"])
    def test_are_kept_back_in_the_practice_while_it_is_open(
        self, member, area, settled, clock, review
    ):
        fields = {"review": review, "quiz_closes_at": timezone.now() + HOUR}
        factories.quiz(area, tag="消防", questions=0, **fields)
        practice = factories.quiz(area, tag="消防", questions=0)
        free = factories.quiz(area, tag="党史")
        with settled():
            settle_all()
        done = acts.take(member, practice)
        assert reviewing.may_review(done)
        asked = {drawn.version.question_id for drawn in done.drawn.select_related("version")}
        assert reviewing.kept_back(done) == asked
        assert not reviewing.kept_back(acts.take(member, free))
        clock(hours=1)
        assert not reviewing.kept_back(done)

    def test_are_told_in_the_practice_to_who_passed_it(self, member, area, settled):
        exam = factories.quiz(area, tag="消防", questions=0, review="PASSED")
        practice = factories.quiz(area, tag="消防", questions=0)
        with settled():
            settle_all()
        done = acts.take(member, practice)
        acts.take(member, exam, right=False)
        assert reviewing.kept_back(done)
        acts.take(member, exam)
        assert not reviewing.kept_back(done)

    def test_are_kept_while_somebody_still_has_time(self, member, area, settled, clock):
        exam = factories.quiz(
            area, tag="消防", questions=0, review="CLOSED", quiz_closes_at=timezone.now() + 2 * HOUR
        )
        practice = factories.quiz(area, tag="消防", questions=0)
        with settled():
            settle_all()
        done = acts.take(member, practice)
        late = quizzes.start_quiz(member=member, lesson=exam, key="k")
        Lesson.objects.filter(pk=exam.pk).update(quiz_closes_at=timezone.now())
        assert reviewing.kept_back(done)
        clock(hours=2)
        assert late.ends_at <= timezone.now()
        assert not reviewing.kept_back(done)

    @pytest.mark.parametrize("minutes", [None, 60])
    def test_are_kept_while_somebody_sits_it_whatever_becomes_of_it(
        self, member, area, settled, clock, minutes
    ):
        exam = factories.quiz(
            area, tag="消防", questions=0, drawn=4, review="PASSED", minutes_allowed=minutes
        )
        practice = factories.quiz(area, tag="消防", questions=0)
        with settled():
            settle_all()
        done = acts.take(member, practice)
        late = quizzes.start_quiz(member=User.objects.create_user("late"), lesson=exam, key="k")
        exam.unpublish()
        asked = {drawn.version.question_id for drawn in done.drawn.select_related("version")}
        assert reviewing.kept_back(done) == asked
        exam.delete()
        assert reviewing.kept_back(done) == asked
        clock(days=1)
        assert not reviewing.kept_back(done)
        assert late.state == "IN_PROGRESS"


class TestQuestionsThatGo:
    def test_are_missed_on_the_lesson_and_stop_no_edition(self, area, bank, clock):
        lesson = factories.quiz(area, tag="消防", questions=0, drawn=4)
        lesson.title = "新的一版"
        lesson.go_live_at = timezone.now() + HOUR
        lesson.save_revision().publish()
        assert "TOO_FEW_QUESTIONS" not in told(lesson)
        bank[0].retired = True
        bank[0].save()
        assert told(lesson)["TOO_FEW_QUESTIONS"].urgent
        clock(hours=1)
        assert publish_due(timezone.now()) == 1
        assert Lesson.objects.get().title == "新的一版"
