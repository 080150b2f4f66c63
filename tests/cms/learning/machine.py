"""A machine that does the same to the product's quizzes and points and to their model."""

import dataclasses
import datetime
import random
import string

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cms.core.errors import Refusal
from cms.learning import checking, courses, quizzes, reviewing
from cms.learning.bank import keep_version
from cms.learning.models import Attempt, Drawn, Lesson, Option, Question, QuestionKind
from cms.points import services as points
from cms.points.models import Act, Entry, Rule, Shows
from cms.publication.services import settle_all
from tests.cms.learning import model
from tests.cms.learning.model import MINUTE
from tests.cms.learning.stage import BEGAN, DAY, MEMBERS, QUESTIONS, RULE, TERMS, choose, publish

members = st.integers(0, MEMBERS - 1)
lessons = st.integers(0, len(TERMS) - 1)
keys = st.sampled_from("abcdef")
places = st.integers(0, 5)
answers = st.sampled_from(["right", "part", "wrong"])
odd_answers = st.sampled_from(["right", "wrong", "none", "absent", "doubled", "all"])


class Quizzes(RuleBasedStateMachine):
    """Each rule does the same to the product and to the model, and both must say the same."""

    def __init__(self, stage, patch):
        super().__init__()
        self.stage = stage
        lessons = [
            model.Lesson(dataclasses.replace(terms), pool)
            for terms, pool in zip(TERMS, stage.pools, strict=True)
        ]
        questions = [
            model.Question([model.Wording(4, frozenset(range(right)))])
            for rights in QUESTIONS
            for right in rights
        ]
        self.world = model.World(BEGAN, lessons, questions, dataclasses.replace(RULE))
        # The product's attempts, in the model's order.
        self.numbers = []
        self.takes = 0
        patch.setattr(timezone, "now", lambda: self.world.now)
        # The same draws each time, so that what fails fails again.
        patch.setattr(quizzes, "_DRAW", random.Random(20261130))
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def both(self, real, modelled):
        """Do it to both; what the product returned, None when both refused with one code."""
        # No two acts happen in the same instant.
        self.world.now += datetime.timedelta(seconds=1)
        before = timezone.now()
        codes, result = [], None
        for act, no in ((modelled, model.No), (real, Refusal)):
            try:
                result = act()
                codes.append(None)
            except no as refusal:
                codes.append(refusal.code)
        assert codes[0] == codes[1], f"the model says {codes[0]}, the product {codes[1]}"
        assert timezone.now() == before
        return None if codes[0] else result

    def pick(self, place):
        """An attempt, by its place from the newest."""
        return max(0, len(self.numbers) - 1 - place)

    @initialize()
    def keep_the_first_rule(self):
        self.keep_the_rule(self.world.rule)

    @rule(member=members, lesson=lessons, key=keys)
    def start(self, member, lesson, key):
        known = []
        attempt = self.both(
            lambda: quizzes.start_quiz(
                member=self.stage.members[member], lesson=self.stage.lessons[lesson], key=key
            ),
            lambda: known.append(self.world.begin(member, lesson, key)),
        )
        if attempt is None:
            return
        if known[0] is not None:
            assert attempt.pk == self.numbers[known[0]]
            return
        drawn = list(attempt.drawn.select_related("version").order_by("place"))
        ours = {question.pk: place for place, question in enumerate(self.stage.questions)}
        questions = [ours[each.version.question_id] for each in drawn]
        assert len(set(questions)) == self.world.lessons[lesson].terms.drawn
        assert set(questions) <= set(self.world.drawable(lesson))
        self.world.drew(member, lesson, key, questions)
        assert attempt.pk not in self.numbers
        self.numbers.append(attempt.pk)

    @precondition(lambda self: self.numbers)
    @rule(attempt=places, question=places, answer=odd_answers, key=keys, stranger=st.booleans())
    def save_oddly(self, attempt, question, answer, key, stranger):
        place = self.pick(attempt)
        modelled = self.world.attempts[place]
        member = (modelled.member + (stranger and key == "a")) % MEMBERS
        self.answer(place, question % len(modelled.asked), answer, key, member)

    @precondition(lambda self: self.numbers)
    @rule(attempt=st.integers(0, 1), answer=answers, some=st.integers(1, 3))
    def answer_some(self, attempt, answer, some):
        place = self.pick(attempt)
        modelled = self.world.attempts[place]
        for question in range(min(some, len(modelled.asked))):
            self.answer(place, question, answer, f"{answer}{some}", modelled.member)

    def answer(self, place, question, answer, key, member):
        wording = self.world.attempts[place].asked[question].wording
        chosen = choose(wording, answer)
        drawn = Drawn.objects.get(attempt=self.numbers[place], place=question + 1)
        shown = [drawn.order.index(n) if n < len(drawn.order) else n for n in chosen]
        self.both(
            lambda: quizzes.save_answer(
                member=self.stage.members[member], drawn=drawn.pk, shown=shown, key=key
            ),
            lambda: self.world.answer(member, place, question, chosen, key),
        )

    @precondition(lambda self: self.numbers)
    @rule(attempt=places, stranger=st.integers(0, 4))
    def finish(self, attempt, stranger):
        place = self.pick(attempt)
        member = self.world.attempts[place].member
        if stranger == 4:
            member = (member + 1) % MEMBERS
        self.both(
            lambda: quizzes.finish_quiz(
                member=self.stage.members[member], attempt=self.numbers[place]
            ),
            lambda: self.world.finish(member, place),
        )

    @rule(member=members, order=st.permutations(range(len(TERMS))))
    def take_all_well(self, member, order):
        for lesson in order:
            self.take(member, lesson, "right", 3)

    @rule(member=members, order=st.permutations(range(len(TERMS))))
    def leave_some_half_done(self, member, order):
        for lesson in order[:2]:
            self.take(member, lesson, "right", 1, hand_in=False)

    @rule(member=members, lesson=lessons, answer=answers, some=st.integers(1, 3))
    def take_somehow(self, member, lesson, answer, some):
        self.take(member, lesson, answer, some)

    def take(self, member, lesson, answer, some, hand_in=True):
        """The whole of an attempt, as most are."""
        before, self.takes = len(self.numbers), self.takes + 1
        self.start(member, lesson, f"take{self.takes}")
        if len(self.numbers) > before:
            self.answer_some(0, answer, some)
            if hand_in:
                self.finish(0, 0)

    @rule(minutes=st.sampled_from([1, 5, 10, 29, 30, 90, 600]))
    def let_minutes_pass(self, minutes):
        self.world.now += minutes * MINUTE

    @rule(days=st.sampled_from([1, 1, 2, 30, 366]))
    def let_days_pass(self, days):
        self.world.now += days * DAY

    @rule()
    def wait_for_midnight(self):
        """To half a minute before the day ends in Shanghai."""
        local = self.world.now + model.SHANGHAI
        ends = datetime.datetime.combine(local, datetime.time(23, 59, 30), datetime.UTC)
        self.world.now = max(self.world.now, ends - model.SHANGHAI)

    @precondition(lambda self: any(each.runs and each.ends for each in self.world.attempts))
    @rule(key=keys, comes_back=st.booleans())
    def run_out_of_time(self, key, comes_back):
        """To the very moment when an attempt's time is over; its member may try again at once."""
        running = [each for each in self.world.attempts if each.runs and each.ends]
        first = min(running, key=lambda each: each.ends)
        self.world.now = max(self.world.now, first.ends - datetime.timedelta(seconds=1))
        if comes_back:
            self.let_the_clock_run()
            self.start(first.member, first.lesson, key)

    @precondition(lambda self: any(each.runs and each.ends for each in self.world.attempts))
    @rule()
    def let_the_clock_run(self):
        closed = []
        found = self.both(
            lambda: quizzes.close_due(self.world.now),
            lambda: closed.append(self.world.close_due()),
        )
        assert [found] == closed

    @precondition(lambda self: self.numbers)
    @rule(attempt=places)
    def annul(self, attempt):
        self.annul_somehow(attempt, self.stage.admin, "代答")

    @precondition(lambda self: self.numbers)
    @rule(attempt=places, allowed=st.booleans())
    def annul_wrongly(self, attempt, allowed):
        by = self.stage.admin if allowed else self.stage.members[0]
        self.annul_somehow(attempt, by, " " if allowed else "代答")

    def annul_somehow(self, attempt, by, reason):
        place = self.pick(attempt)
        row = Attempt.objects.get(pk=self.numbers[place])
        self.both(
            lambda: quizzes.annul_attempt(by=by, attempt=row, reason=reason),
            lambda: self.world.annul(place, allowed=by.is_superuser, reason=reason),
        )

    @rule(question=st.integers(0, 11), options=st.integers(2, 5), rights=st.sets(places))
    def edit_a_question(self, question, options, rights):
        rights = frozenset(right for right in rights if right < options) or frozenset({0})
        row = Question.objects.get(pk=self.stage.questions[question].pk)
        row.kind = QuestionKind.SINGLE if len(rights) == 1 else QuestionKind.MULTIPLE
        row.options = [
            Option(text=string.ascii_letters[n], is_right=n in rights, sort_order=n)
            for n in range(options)
        ]
        row.save()
        keep_version(question=row, by=self.stage.admin)
        self.world.questions[question].wordings.append(model.Wording(options, rights))

    @rule(question=st.integers(0, 11))
    def retire_or_recall_a_question(self, question):
        modelled = self.world.questions[question]
        modelled.retired = not modelled.retired
        row = Question.objects.get(pk=self.stage.questions[question].pk)
        row.retired = modelled.retired
        row.save()

    @rule(lesson=lessons, data=st.data())
    def change_the_terms(self, lesson, data):
        terms = self.world.lessons[lesson].terms
        choices = {
            "drawn": st.integers(1, len(QUESTIONS[lesson])),
            "attempts": st.sampled_from([None, 1, 2, 4]),
            "minutes": st.sampled_from([None, 1, 30, 6000]),
            "wait": st.sampled_from([0, 1, 60, 3000]),
            "passes_at": st.sampled_from([1, 50, 60, 100]),
            "part_marks": st.booleans(),
            "worth": st.sampled_from([None, 0, 1, 7, 20, 300]),
            "review": st.sampled_from(["NEVER", "FINISHED", "PASSED"]),
        }
        if not self.world.drawable(lesson):
            return
        name = data.draw(st.sampled_from(sorted(choices)))
        setattr(terms, name, data.draw(choices[name]))
        self.publish(lesson)

    @rule(lesson=lessons, opens=st.integers(-3, 3), days=st.integers(1, 5))
    def change_the_window(self, lesson, opens, days):
        if not self.world.drawable(lesson):
            return
        terms = self.world.lessons[lesson].terms
        terms.opens = self.world.now + opens * DAY / 2
        terms.closes = terms.opens + days * DAY / 2
        terms.review = "CLOSED"
        self.publish(lesson)

    def publish(self, lesson):
        """As far as the bank lets it: no quiz is published that draws more than there is."""
        modelled, most = self.world.lessons[lesson], len(self.world.drawable(lesson))
        if most:
            modelled.terms.drawn = min(modelled.terms.drawn, most)
            publish(Lesson.objects.get(pk=self.stage.lessons[lesson].pk), modelled.terms)
            modelled.public = True

    @rule(lesson=lessons)
    def take_down_or_put_back(self, lesson):
        modelled = self.world.lessons[lesson]
        if modelled.public:
            Lesson.objects.get(pk=self.stage.lessons[lesson].pk).unpublish()
            settle_all()
            modelled.public = False
        else:
            self.publish(lesson)

    @rule(
        amount=st.sampled_from([1, 5, 13]),
        most=st.sampled_from([13, 20, 100]),
        per_day=st.sampled_from([None, 4, 8, 15]),
        per_year=st.sampled_from([None, 11, 25]),
    )
    def change_the_rule(self, amount, most, per_day, per_year):
        self.keep_the_rule(model.Rule(amount, most, per_day, per_year))

    @rule()
    def switch_the_rule(self):
        now = self.world.rule
        self.keep_the_rule(dataclasses.replace(now, in_force=not now.in_force))

    def keep_the_rule(self, changed):
        self.both(
            lambda: points.change_rules(
                by=self.stage.admin,
                rules=[Rule(pk=Rule.objects.get().pk, act=Act.QUIZ, **dataclasses.asdict(changed))],
                shows=Shows.TEAMS,
            ),
            lambda: setattr(self.world, "rule", changed),
        )

    @invariant()
    def attempts_are_the_models(self):
        rows = list(Attempt.objects.order_by("pk").prefetch_related("drawn"))
        assert [row.pk for row in rows] == self.numbers
        for row, modelled in zip(rows, self.world.attempts, strict=True):
            kept = [(each.answer or [], each.percent) for each in row.drawn.all()]
            over = modelled.state != "IN_PROGRESS"
            told = [
                (sorted(each.answer), each.percent(modelled.terms.part_marks) if over else None)
                for each in modelled.asked
            ]
            assert kept == told
            assert (row.number, row.started_at, row.ends_at) == (
                modelled.number,
                modelled.began,
                modelled.ends,
            )
            assert (row.state, row.finished_at, row.score_percent, row.passed) == (
                modelled.state,
                modelled.finished,
                modelled.score,
                modelled.passed,
            )
            assert bool(row.annulled_at) == modelled.annulled

    @invariant()
    def points_are_the_models(self):
        told = [
            (f"attempt:{self.numbers[line.attempt]}", line.points, line.day, line.taken_back)
            for line in self.world.paid
        ]
        entries = Entry.objects.filter(undoes=None).order_by("pk").select_related("undone_by")
        kept = [
            (entry.source, entry.amount, entry.day, hasattr(entry, "undone_by"))
            for entry in entries
        ]
        assert kept == told
        for number, member in enumerate(self.stage.members):
            assert points.balance(member) == self.world.balance(number)

    @invariant()
    def what_may_be_seen_is_the_models(self):
        for place, row in enumerate(Attempt.objects.order_by("pk").select_related("lesson")):
            assert reviewing.may_review(row) == self.world.shows_answers(place)

    @invariant()
    def what_is_passed_is_the_models(self):
        numbers = [page.pk for page in self.stage.lessons]
        for member, user in enumerate(self.stage.members):
            passed = {
                numbers[each.lesson]
                for each in self.world.attempts
                if each.member == member and each.passed and not each.annulled
            }
            assert courses.passed(user, numbers) == passed

    @invariant()
    def the_audit_finds_nothing(self):
        assert [*points.faults(), *checking.faults()] == []
