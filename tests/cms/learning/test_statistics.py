"""Figures about answers: what they say, and that they say nothing of fewer than five members."""

import pytest
from django.urls import reverse

from cms.core import clock as our_clock
from cms.learning import quizzes, statistics
from cms.learning.bank import keep_version
from cms.learning.models import Attempt, Question
from cms.members.models import Reading, User
from cms.publication.services import settle_all
from tests import factories
from tests.cms.learning import acts

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(area):
    made = factories.quiz(area, questions=2, drawn=2)
    settle_all()
    return made


def people(count, start=0):
    return [
        User.objects.create_user(
            f"m{n}", phone=f"+86138001380{n:02}", first_name=f"王{'一二三四五六七八九十'[n]}"
        )
        for n in range(start, start + count)
    ]


def choose(member, lesson, *places):
    """A whole attempt that chooses these options, one a question, by the order of the bank."""
    attempt = quizzes.start_quiz(member=member, lesson=lesson, key=str(Attempt.objects.count()))
    for each in attempt.drawn.select_related("version"):
        number = sorted(attempt.drawn.values_list("version_id", flat=True)).index(each.version_id)
        if places[number] is not None:
            shown = [each.order.index(places[number])]
            quizzes.save_answer(member=member, drawn=each.pk, shown=shown, key="a")
    return quizzes.finish_quiz(member=member, attempt=attempt.pk)


def edit(question, text):
    question.text = text
    question.save()
    keep_version(question=question)


class TestOfAQuestion:
    def test_tells_how_often_it_is_right_and_which_wrong_option_attracts(self, lesson):
        for member, place in zip(people(6), [0, 0, 0, 2, 2, None], strict=True):
            choose(member, lesson, place, 0)
        question = Question.objects.earliest("pk")
        figures = statistics.of_question(question).newest
        assert (figures.people, figures.answers) == (6, 6)
        assert (figures.right_percent, figures.unanswered_percent) == (50, 17)
        assert [option.percent for option in figures.options] == [50, 0, 33, 0]
        assert figures.trap.text.endswith("选项2")
        assert not figures.trap.is_right

    def test_tells_how_well_it_tells_those_who_know_from_the_others(self, lesson):
        for member, place in zip(people(6), [0, 0, 0, 1, 1, 1], strict=True):
            choose(member, lesson, place, place)
        assert statistics.of_question(Question.objects.earliest("pk")).newest.discrimination == 1.0

    def test_tells_no_discrimination_where_all_are_alike(self, lesson):
        for member in people(5):
            choose(member, lesson, 0, 0)
        assert statistics.of_question(Question.objects.earliest("pk")).newest.discrimination is None

    def test_is_withheld_below_five_members_however_often_they_answer(self, lesson):
        for member in people(4) * 3:
            choose(member, lesson, 0, 0)
        question = Question.objects.earliest("pk")
        found = statistics.of_question(question)
        assert (found.newest, found.older) == (None, None)
        assert statistics.right_percents(Question.objects.all()) == {}
        choose(people(1, start=4)[0], lesson, 0, 0)
        assert statistics.of_question(question).newest.answers == 13
        assert set(statistics.right_percents(Question.objects.all()).values()) == {100}

    def test_tells_nothing_of_few_by_the_difference_to_a_lesson(self, area, lesson):
        tag = lesson.quiz_tags.get().name
        beside, further = (factories.quiz(area, questions=0, drawn=2, tag=tag) for _ in range(2))
        settle_all()
        question = Question.objects.earliest("pk")

        def told():
            whole = statistics.of_question(question).newest
            assert statistics.right_percents([question]) == {question.pk: whole.right_percent}
            return whole.answers, whole.right_percent

        for member in people(5):
            choose(member, lesson, 0, 0)
        one, *four = people(5, start=5)
        choose(one, beside, 1, 1)
        assert told() == (5, 100)
        for member in four[:3]:
            choose(member, further, 1, 1)
        assert told() == (5, 100)
        choose(four[3], further, 1, 1)
        assert told() == (10, 50)

    def test_counts_no_erased_account_as_a_member(self, lesson):
        for member in people(5):
            choose(member, lesson, 0, 0)
        User.objects.get(username="m0").delete()
        assert statistics.of_question(Question.objects.earliest("pk")).newest is None

    def test_counts_nothing_that_was_annulled(self, lesson):
        attempts = [choose(member, lesson, 0, 0) for member in people(6)]
        quizzes.annul_attempt(by=factories.admin(), attempt=attempts[0], reason="重复")
        assert statistics.of_question(Question.objects.earliest("pk")).newest.answers == 5

    def test_keeps_the_newest_version_apart_from_what_it_was(self, lesson):
        members = people(6)
        for member in members:
            choose(member, lesson, 0, 0)
        question = Question.objects.earliest("pk")
        edit(question, "改过")
        question.refresh_from_db()
        for member in members[:4]:
            choose(member, lesson, 1, 1)
        found = statistics.of_question(question)
        assert found.newest is None
        assert (found.older.people, found.older.right_percent) == (6, 100)

    def test_takes_three_statements_for_any_number(self, lesson, django_assert_num_queries):
        for member in people(5):
            choose(member, lesson, 0, 0)
        with django_assert_num_queries(3):
            assert len(statistics.of_questions_in(lesson)) == 2


class TestOfALesson:
    def test_tells_who_took_it_who_passed_and_how_well(self, lesson):
        for member, place in zip(people(6), [0, 0, 0, 0, 1, 1], strict=True):
            choose(member, lesson, place, 1)
        choose(User.objects.get(username="m0"), lesson, 0, 0)
        figures = statistics.of_lessons([lesson])[lesson.pk]
        assert (figures.people, figures.attempts, figures.passed) == (6, 7, 1)
        assert figures.mean_best_percent == round((100 + 50 * 3 + 0 * 2) / 6)

    def test_is_withheld_below_five_members(self, lesson):
        for member in people(4):
            choose(member, lesson, 0, 0)
        assert statistics.of_lessons([lesson]) == {lesson.pk: None}
        assert statistics.where_people_stop(lesson) is None

    def test_tells_where_people_stop(self, area, clock):
        lesson = factories.quiz(area, questions=2, drawn=2, minutes_allowed=10)
        settle_all()
        members = people(6)
        for member in members:
            quizzes.start_quiz(member=member, lesson=lesson, key="k")
        for attempt in Attempt.objects.all()[:4]:
            acts.answer(attempt, only=1)
        assert statistics.where_people_stop(lesson) is None
        clock(minutes=20)
        quizzes.close_due(our_clock.now())
        assert statistics.where_people_stop(lesson) == [(0, 2), (1, 4)]
        assert statistics.of_lessons([lesson])[lesson.pk].unfinished == 6

    def test_takes_who_came_back_no_more_for_one_who_stopped_after_a_day(self, lesson, clock):
        for member in people(5):
            quizzes.start_quiz(member=member, lesson=lesson, key="k")
        assert statistics.of_lessons([lesson])[lesson.pk].unfinished == 0
        clock(days=1, minutes=1)
        assert statistics.of_lessons([lesson])[lesson.pk].unfinished == 5

    def test_takes_two_statements_for_any_number(self, area, lesson, django_assert_num_queries):
        factories.quiz(area)
        for member in people(5):
            choose(member, lesson, 0, 0)
        some = list(statistics.lessons())
        assert len(some) == 2
        with django_assert_num_queries(2):
            statistics.of_lessons(some)


class TestTheScreens:
    @pytest.fixture
    def taken(self, lesson):
        return [choose(member, lesson, 0, 1) for member in people(5)]

    def test_show_figures_to_the_banks_keepers(self, client, district, lesson, taken):
        few = factories.quiz(district, title="没人答的课")
        client.force_login(acts.in_charge(district))
        page = client.get(reverse("quiz_statistics")).content.decode()
        assert lesson.title in page
        assert few.title in page
        assert page.count("人数不足 5，不显示") == 1
        page = client.get(reverse("quiz_figures", args=[lesson.pk])).content.decode()
        assert "50 分" in page
        assert all(question.text in page for question in Question.objects.all()[4:])

    def test_are_not_there_for_anybody_else(self, client, area, lesson):
        client.force_login(acts.in_charge(area))
        assert "答题统计" not in client.get("/admin/").content.decode()
        for url in (reverse("quiz_statistics"), reverse("quiz_figures", args=[lesson.pk])):
            assert client.get(url).status_code in {302, 403}

    def test_tell_administrators_of_a_members_attempts_and_note_it(self, client, lesson, taken):
        admin = factories.admin()
        client.force_login(admin)
        url = reverse("quiz_figures", args=[lesson.pk])
        assert "王一" not in client.get(url).content.decode()
        assert not Reading.objects.exists()
        for asked in ("王一", "13800138000"):
            page = client.get(url, {"q": asked}).content.decode()
            assert "王一" in page
            assert "138****8000" in page
            assert "王二" not in page
        noted = Reading.objects.values_list("reader", "person__username", "what_for")
        assert list(noted) == [(admin.pk, "m0", "查看答题记录")] * 2

    def test_tell_nobody_else_of_anybodys_attempts(self, client, district, lesson, taken):
        client.force_login(acts.in_charge(district))
        url = reverse("quiz_figures", args=[lesson.pk])
        assert "某个人的答题" not in client.get(url).content.decode()
        assert client.get(url, {"q": "王一"}).status_code in {302, 403}
        assert not Reading.objects.exists()

    def test_annul_an_attempt_with_a_reason(self, client, lesson, taken):
        client.force_login(factories.admin())
        url = reverse("annul_attempt", args=[taken[0].pk])
        page = client.post(url, {"reason": " ", "q": "王一"}, follow=True).content.decode()
        assert "请写明原因" in page
        page = client.post(url, {"reason": "代答", "q": "王一"}, follow=True).content.decode()
        assert "已作废" in page
        taken[0].refresh_from_db()
        assert taken[0].annulled_at

    def test_annul_nothing_for_a_keeper_or_by_a_link(self, client, district, taken):
        url = reverse("annul_attempt", args=[taken[0].pk])
        client.force_login(acts.in_charge(district))
        client.post(url, {"reason": "代答"})
        client.force_login(factories.admin())
        assert client.get(url, {"reason": "代答"}).status_code == 405
        assert not Attempt.objects.exclude(annulled_at=None).exists()

    def test_cost_as_much_for_many_lessons_as_for_one(
        self, client, area, lesson, taken, django_assert_max_num_queries
    ):
        client.force_login(factories.admin())
        client.get(reverse("quiz_statistics"))
        with django_assert_max_num_queries(30) as first:
            client.get(reverse("quiz_statistics"))
        for _ in range(4):
            factories.quiz(area)
        with django_assert_max_num_queries(len(first)):
            client.get(reverse("quiz_statistics"))
