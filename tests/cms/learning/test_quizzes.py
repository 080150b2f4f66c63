"""Quizzes: what was drawn at the start is graded, within the limits, and pays improvements."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from cms.core import clock as our_clock
from cms.core.errors import Refusal
from cms.learning import checking, quizzes, reviewing
from cms.learning.bank import keep_version
from cms.learning.models import Attempt, AttemptState, Drawn, Lesson, Option, Question, QuestionKind
from cms.members.models import User
from cms.points import services as points
from cms.points.models import Entry
from cms.publication.services import settle_all
from tests import factories
from tests.cms.learning import acts

pytestmark = pytest.mark.django_db


def begin(member, lesson, key="k"):
    return quizzes.start_quiz(member=member, lesson=lesson, key=key)


def refused(act):
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.code


@pytest.fixture
def make(area, settled):
    """A public lesson with a quiz: make(**fields)."""

    def make(**fields):
        lesson = factories.quiz(area, **fields)
        settle_all()
        return lesson

    return make


@pytest.fixture
def lesson(make):
    return make()


class TestStarting:
    def test_draws_so_many_of_the_tags_questions_each_once(self, member, make):
        factories.question(tag="别的")
        attempt = begin(member, make(questions=9, drawn=5))
        drawn = list(attempt.drawn.select_related("version__question"))
        assert len({each.version.question_id for each in drawn}) == 5
        assert "别的" not in {
            tag.name for each in drawn for tag in each.version.question.tags.all()
        }

    def test_keeps_an_order_of_the_options_for_itself(self, member, make):
        attempt = begin(member, make(questions=30, drawn=30))
        orders = {tuple(each.order) for each in attempt.drawn.all()}
        assert len(orders) > 5
        assert {tuple(sorted(order)) for order in orders} == {(0, 1, 2, 3)}

    def test_leaves_true_and_false_in_their_places(self, member, make):
        lesson = make(questions=0, drawn=0, tag="判断")
        for number in range(20):
            factories.question(
                tag="判断",
                kind=QuestionKind.TRUE_FALSE,
                text=f"对不对{number}",
                options=[("正确", False), ("错误", True)],
            )
        lesson.drawn_count = 20
        lesson.quiz_tags.add("判断")
        lesson.save_revision().publish()
        settle_all()
        orders = {tuple(each.order) for each in begin(member, lesson).drawn.all()}
        assert orders == {(0, 1)}

    def test_twice_is_one_attempt(self, member, lesson):
        assert begin(member, lesson, "a") == begin(member, lesson, "b")
        assert Attempt.objects.count() == 1

    def test_with_the_key_of_one_that_is_over_begins_no_other(self, member, lesson):
        done = acts.take(member, lesson, key="a")
        again = begin(member, lesson, "a")
        assert again == done
        assert again.state == AttemptState.FINISHED

    def test_with_the_key_of_another_lesson_is_refused(self, member, make):
        begin(member, make(), "a")
        other = make()
        assert refused(lambda: begin(member, other, "a")) == "KEY_REUSED"

    def test_a_key_that_came_while_one_ran_keeps_to_that_one(self, member, make):
        lesson = make()
        attempt = begin(member, lesson, "a")
        begin(member, lesson, "b")
        quizzes.finish_quiz(member=member, attempt=attempt.pk)
        assert begin(member, lesson, "b") == attempt
        assert refused(lambda: begin(member, make(), "b")) == "KEY_REUSED"

    @pytest.mark.parametrize("key", ["", "a" * 65, "a\0"])
    def test_takes_no_key_that_is_none(self, member, lesson, key):
        assert refused(lambda: begin(member, lesson, key)) == "WRONG_KEY"

    def test_of_a_draft_or_a_lesson_without_quiz_is_refused(self, member, area, lesson):
        lesson.unpublish()
        settle_all()
        assert refused(lambda: begin(member, lesson)) == "QUIZ_NOT_FOUND"
        plain = factories.lesson(area)
        settle_all()
        assert refused(lambda: begin(member, plain)) == "QUIZ_NOT_FOUND"

    def test_is_refused_while_the_bank_has_too_few(self, member, lesson):
        Question.objects.all().update(retired=True)
        assert refused(lambda: begin(member, lesson)) == "QUIZ_NOT_FOUND"

    def test_waits_for_the_opening_and_ends_at_the_closing(self, member, make, clock):
        now = our_clock.now()
        opens = now + datetime.timedelta(hours=1)
        closes = now + datetime.timedelta(hours=2)
        lesson = make(quiz_opens_at=opens, quiz_closes_at=closes, minutes_allowed=90)
        assert refused(lambda: begin(member, lesson)) == "NOT_OPEN"
        clock(hours=1, minutes=1)
        assert begin(member, lesson).ends_at == closes
        clock(hours=1)
        assert refused(lambda: begin(member, lesson, "b")) == "CLOSED"

    def test_counts_attempts_at_their_start(self, member, make):
        lesson = make(attempts_allowed=2)
        acts.take(member, lesson, right=None)
        acts.take(member, lesson)
        assert refused(lambda: begin(member, lesson, "c")) == "NO_ATTEMPTS_LEFT"

    def test_others_attempts_do_not_count(self, member, make):
        lesson = make(attempts_allowed=1)
        acts.take(member, lesson)
        assert begin(User.objects.create_user("other"), lesson)

    def test_waits_between_attempts(self, member, make, clock):
        lesson = make(wait_minutes=30)
        acts.take(member, lesson)
        assert refused(lambda: begin(member, lesson, "b")) == "TOO_SOON"
        clock(minutes=30)
        assert begin(member, lesson, "b")

    def test_the_database_itself_refuses_a_second_at_a_time(self, member, lesson):
        attempt = begin(member, lesson)
        attempt.pk, attempt.key, attempt.number = None, "b", 2
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt.save(force_insert=True)


class TestAnswering:
    def save(self, drawn, shown, key="s", member=None):
        return quizzes.save_answer(
            member=member or drawn.attempt.member, drawn=drawn.pk, shown=shown, key=key
        )

    @pytest.fixture
    def drawn(self, member, lesson):
        return begin(member, lesson).drawn.select_related("version", "attempt")[0]

    def test_the_last_answer_holds(self, drawn):
        self.save(drawn, [0], "a")
        self.save(drawn, [1], "b")
        drawn.refresh_from_db()
        assert drawn.answer == [drawn.order[1]]

    def test_a_write_that_comes_again_changes_nothing(self, drawn):
        self.save(drawn, [0], "a")
        self.save(drawn, [1], "b")
        self.save(drawn, [0], "a")
        drawn.refresh_from_db()
        assert drawn.answer == [drawn.order[1]]

    def test_none_empties_it(self, drawn):
        self.save(drawn, [0], "a")
        self.save(drawn, [], "b")
        drawn.refresh_from_db()
        assert (drawn.answer, drawn.answered_at) == (None, None)

    @pytest.mark.parametrize("shown", [[4], [-1], [0, 0], [0, 1]])
    def test_what_cannot_be_chosen_is_refused(self, drawn, shown):
        assert refused(lambda: self.save(drawn, shown)) == "WRONG_OPTION"

    def test_of_somebody_else_is_not_there(self, drawn):
        other = User.objects.create_user("other")
        assert refused(lambda: self.save(drawn, [0], member=other)) == "ATTEMPT_NOT_FOUND"

    def test_after_the_time_closes_the_attempt_with_what_was_saved(self, member, make, clock):
        lesson = make(minutes_allowed=10)
        attempt = begin(member, lesson)
        acts.answer(attempt, only=1)
        clock(minutes=10)
        late = attempt.drawn.all()[1]
        assert refused(lambda: self.save(late, [0], member=member)) == "TIME_OVER"
        attempt.refresh_from_db()
        assert (attempt.state, attempt.score_percent) == (AttemptState.EXPIRED, 50)
        assert refused(lambda: self.save(late, [0], member=member)) == "TIME_OVER"

    def test_after_handing_in_is_refused(self, member, lesson):
        attempt = acts.take(member, lesson)
        late = attempt.drawn.all()[0]
        assert refused(lambda: self.save(late, [0], member=member)) == "ATTEMPT_OVER"


class TestGrading:
    def test_right_and_wrong(self, member, lesson):
        assert acts.take(member, lesson).score_percent == 100
        assert acts.take(member, lesson, only=1).score_percent == 50
        wrong = acts.take(member, lesson, right=False)
        assert (wrong.score_percent, wrong.passed) == (0, False)

    @pytest.mark.parametrize(("part_marks", "percent"), [(False, 0), (True, 66)])
    def test_some_of_the_right_options(self, member, make, part_marks, percent):
        lesson = make(questions=0, drawn=0, tag="多选", part_marks=part_marks)
        factories.question(tag="多选", right=3)
        lesson.drawn_count = 1
        lesson.quiz_tags.add("多选")
        lesson.save_revision().publish()
        settle_all()
        attempt = begin(member, lesson)
        drawn = attempt.drawn.get()
        shown = [drawn.order.index(place) for place in (0, 1)]
        quizzes.save_answer(member=member, drawn=drawn.pk, shown=shown, key="a")
        done = quizzes.finish_quiz(member=member, attempt=attempt.pk)
        assert done.score_percent == percent

    def test_a_wrong_option_is_worth_nothing_whatever_else_is_right(self):
        version = factories.question(right=2).version
        assert version.percent({0, 2}, part_marks=True) == 0
        assert version.percent({0}, part_marks=True) == 50
        assert version.percent(set(), part_marks=True) == 0

    def test_twice_is_once(self, member, lesson):
        attempt = acts.take(member, lesson)
        again = quizzes.finish_quiz(member=member, attempt=attempt.pk)
        assert again.finished_at == attempt.finished_at
        assert Entry.objects.count() == 1

    def test_of_somebody_else_is_not_there(self, member, lesson):
        attempt = begin(member, lesson)
        other = User.objects.create_user("other")
        act = lambda: quizzes.finish_quiz(member=other, attempt=attempt.pk)  # noqa: E731
        assert refused(act) == "ATTEMPT_NOT_FOUND"

    def test_after_the_time_is_of_what_was_saved_in_time(self, member, make, clock):
        lesson = make(minutes_allowed=10)
        attempt = begin(member, lesson)
        acts.answer(attempt)
        clock(minutes=11)
        done = quizzes.finish_quiz(member=member, attempt=attempt.pk)
        assert (done.state, done.score_percent) == (AttemptState.EXPIRED, 100)
        assert done.finished_at == attempt.ends_at

    def test_the_clock_closes_what_nobody_hands_in(self, member, make, clock):
        attempt = begin(member, make(minutes_allowed=10))
        acts.answer(attempt)
        assert quizzes.close_due(our_clock.now()) == 0
        clock(minutes=10)
        assert quizzes.close_due(our_clock.now()) == 1
        assert quizzes.close_due(our_clock.now()) == 0
        assert points.balance(member) == 5

    def test_one_that_cannot_be_closed_stops_no_other(self, member, make, clock):
        first, second = make(minutes_allowed=10), make(minutes_allowed=10)
        broken = begin(member, first)
        Drawn.objects.filter(attempt=broken).delete()
        begin(member, second, key="other")
        clock(minutes=10)
        assert quizzes.close_due(our_clock.now()) == 1
        broken.refresh_from_db()
        assert broken.state == AttemptState.IN_PROGRESS

    def test_an_edit_of_a_question_changes_no_score(self, member, lesson):
        attempt = begin(member, lesson)
        acts.answer(attempt)
        for question in Question.objects.all():
            Option.objects.filter(question=question).update(is_right=False)
            question.options.add(Option(text="新的对的", is_right=True, sort_order=9))
            question.save()
            assert keep_version(question=question).number == 2
        done = quizzes.finish_quiz(member=member, attempt=attempt.pk)
        assert done.score_percent == 100
        assert {each.version.number for each in attempt.drawn.all()} == {1}
        fresh = begin(member, lesson, "b")
        assert {each.version.number for each in fresh.drawn.all()} == {2}


class TestPoints:
    def test_only_improvements_pay_up_to_the_worth(self, member, make):
        lesson = make(worth_points=9)
        paid = [
            acts.take(member, lesson, right=None),
            acts.take(member, lesson, only=1),
            acts.take(member, lesson, right=False),
            acts.take(member, lesson),
            acts.take(member, lesson),
        ]
        entries = {entry.source: entry.amount for entry in Entry.objects.all()}
        assert [entries.get(attempt.source) for attempt in paid] == [None, 4, None, 5, None]
        assert points.balance(member) == 9

    def test_a_lesson_worth_nothing_pays_nothing(self, member, make):
        acts.take(member, make(worth_points=0))
        assert not Entry.objects.exists()

    def test_a_lesson_that_says_nothing_is_worth_what_the_rule_says(self, member, lesson):
        acts.take(member, lesson)
        assert Entry.objects.get().amount == 5


class TestAnnulling:
    def annul(self, attempt, by=None, reason="代答"):
        return quizzes.annul_attempt(by=by or factories.admin(), attempt=attempt, reason=reason)

    def test_takes_back_the_points_and_gives_the_attempt_back(self, member, make):
        lesson = make(attempts_allowed=1)
        attempt = acts.take(member, lesson)
        assert self.annul(attempt).annulled_at
        assert points.balance(member) == 0
        again = acts.take(member, lesson)
        assert again.number == 1
        assert points.balance(member) == 5

    def test_twice_is_once(self, member, lesson):
        attempt = acts.take(member, lesson)
        self.annul(attempt)
        self.annul(attempt)
        assert points.balance(member) == 0
        assert Entry.objects.count() == 2

    def test_needs_an_administrator_and_a_reason(self, member, lesson):
        attempt = acts.take(member, lesson)
        assert refused(lambda: self.annul(attempt, by=member)) == "FORBIDDEN"
        assert refused(lambda: self.annul(attempt, reason=" ")) == "WORDS_NEEDED"
        assert points.balance(member) == 5

    def test_is_said_to_the_key_that_began_it(self, member, lesson):
        self.annul(begin(member, lesson))
        assert refused(lambda: begin(member, lesson)) == "ATTEMPT_OVER"
        assert begin(member, lesson, key="other").number == 1

    def test_of_one_that_runs_ends_it_and_never_pays(self, member, make, clock):
        attempt = begin(member, make(minutes_allowed=5))
        acts.answer(attempt)
        self.annul(attempt)
        drawn = attempt.drawn.all()[0]
        act = lambda: quizzes.save_answer(member=member, drawn=drawn.pk, shown=[0], key="z")  # noqa: E731
        assert refused(act) == "ATTEMPT_NOT_FOUND"
        clock(minutes=6)
        assert quizzes.close_due(our_clock.now()) == 0
        assert not Entry.objects.exists()


class TestReviewing:
    @pytest.mark.parametrize(
        ("review", "shown_failed", "shown_passed"),
        [("NEVER", False, False), ("FINISHED", True, True), ("PASSED", False, True)],
    )
    def test_follows_the_rule(self, make, review, shown_failed, shown_passed):
        lesson = make(review=review)
        now = our_clock.now()
        assert lesson.may_review(passed=False, now=now) == shown_failed
        assert lesson.may_review(passed=True, now=now) == shown_passed

    def test_waits_for_the_closing(self, make):
        closes = our_clock.now() + datetime.timedelta(hours=1)
        lesson = make(review="CLOSED", quiz_closes_at=closes)
        assert not lesson.may_review(passed=True, now=our_clock.now())
        assert lesson.may_review(passed=True, now=closes)

    def test_waits_for_who_still_has_time_when_the_closing_was_put_forward(self, member, make):
        now = our_clock.now()
        lesson = make(review="CLOSED", quiz_closes_at=now + datetime.timedelta(hours=1))
        done = acts.take(member, lesson)
        late = begin(User.objects.create_user("late"), lesson)
        Lesson.objects.update(quiz_closes_at=now)
        done.refresh_from_db()
        assert not reviewing.may_review(done)
        quizzes.finish_quiz(member=late.member, attempt=late.pk)
        assert reviewing.may_review(done)

    def test_ends_what_was_begun_before_there_was_a_closing(self, member, make):
        lesson = make()
        attempt = begin(member, lesson)
        acts.answer(attempt)
        Lesson.objects.update(quiz_closes_at=our_clock.now())
        assert quizzes.close_due(our_clock.now()) == 1
        attempt.refresh_from_db()
        assert (attempt.state, attempt.score_percent) == (AttemptState.EXPIRED, 100)
        assert list(checking.faults()) == []


class TestTheAudit:
    def test_of_sound_attempts_finds_nothing(self, member, make, clock):
        lesson = make(minutes_allowed=5, worth_points=9)
        acts.take(member, lesson, only=1)
        quizzes.annul_attempt(
            by=factories.admin(), attempt=acts.take(member, lesson), reason="代答"
        )
        begin(member, lesson, "running")
        assert list(checking.faults()) == []

    @pytest.mark.parametrize(
        ("model", "change", "said"),
        [
            (Attempt, {"score_percent": 90}, "its score is 90"),
            (Attempt, {"passed": False}, "passed is False"),
            (Attempt, {"worth_points": 1}, "it was paid 5 points, its score is worth 1"),
            (Attempt, {"annulled_at": datetime.datetime.now(datetime.UTC)}, "its points stand"),
            (Drawn, {"percent": 0}, "it was graded 0"),
            (Drawn, {"order": [0, 0, 1, 2]}, "its options are not those"),
            (Drawn, {"answer": [7]}, "none of its options"),
            (Drawn, {"answered_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)}, "outside"),
        ],
    )
    def test_finds_what_is_off(self, member, lesson, model, change, said):
        acts.take(member, lesson)
        model.objects.all().update(**change)
        assert any(said in fault for fault in checking.faults())

    def test_finds_points_for_an_attempt_that_is_gone(self, member, lesson):
        acts.take(member, lesson)
        Drawn.objects.all().delete()
        Attempt.objects.all().delete()
        assert "which is not there" in next(checking.faults())


# One crowd at a time: a PostgreSQL as it comes takes a hundred connections.
@pytest.mark.xdist_group("crowd")
@pytest.mark.django_db(transaction=True)
class TestRaces:
    PROCESSES = 40

    @pytest.fixture
    def racer(self, committed):
        return User.objects.create_user("racer")

    @pytest.fixture
    def make(self, committed):
        def make(**fields):
            district = factories.district()
            lesson = factories.quiz(factories.area(district), **fields)
            settle_all()
            return lesson

        return make

    def test_200_starts_respect_the_limit(self, crew, racer, make):
        lesson = make(attempts_allowed=3)
        barrier = crew.barrier(self.PROCESSES)
        said = crew.race(
            *[
                (acts.start_and_finish, barrier, racer.pk, lesson.pk, n)
                for n in range(self.PROCESSES)
            ]
        )
        numbers = set(Attempt.objects.values_list("pk", flat=True))
        assert set().union(*said) == {*numbers, "NO_ATTEMPTS_LEFT"}
        assert len(numbers) == 3
        assert [*checking.faults(), *points.faults()] == []

    def test_without_the_lock_they_do_not(self, crew, racer, make):
        lesson = make(attempts_allowed=2)
        barrier = crew.barrier(8)
        crew.race(
            *[(acts.start_without_the_lock, barrier, racer.pk, lesson.pk, n) for n in range(8)]
        )
        assert Attempt.objects.count() > 2

    def test_many_tabs_start_one_attempt(self, crew, racer, make):
        lesson = make()
        barrier = crew.barrier(20)
        begun = crew.race(*[(acts.start, barrier, racer.pk, lesson.pk, f"k{n}") for n in range(20)])
        assert len(set(begun)) == 1

    def test_200_handings_in_pay_once(self, crew, racer, make):
        attempt = begin(racer, make())
        acts.answer(attempt)
        barrier = crew.barrier(self.PROCESSES)
        crew.race(*[(acts.finish, barrier, racer.pk, attempt.pk)] * self.PROCESSES)
        assert Entry.objects.count() == 1
        assert [*checking.faults(), *points.faults()] == []
