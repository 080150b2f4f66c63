"""A month in which members learn: seeded, through the services, with a plain account of it kept."""

import collections
import dataclasses
import datetime
import random

from django.utils import timezone

from cms.core.errors import Refusal
from cms.learning import courses, quizzes
from cms.learning.bank import keep_version
from cms.learning.models import Lesson, Question
from cms.members import consents, memberships
from cms.members.models import Purpose, User
from cms.members.services import erase
from cms.points import services as points
from cms.points.models import Act, Rule, Shows
from cms.publication.services import settle_all
from tests import factories
from tests.cms.learning import model
from tests.cms.learning.model import MINUTE, Terms
from tests.cms.learning.stage import BEGAN, publish

TERMS = [
    Terms(drawn=3),
    Terms(drawn=4, attempts=3, minutes=15, worth=12, part_marks=True, review="PASSED"),
    Terms(drawn=5, minutes=30, wait=120, worth=20, passes_at=80),
    Terms(drawn=2, attempts=1, worth=8, review="NEVER"),
    Terms(drawn=3, minutes=5, worth=3),
]
RIGHTS = [1, 1, 1, 2, 3, 1, 2]


@dataclasses.dataclass
class Person:
    """Someone who learns, as this account has them.

    at: the organisation they belong to; homes: for each of their lines of points, where they
    belonged when it was earned, None once they took their consent back.
    """

    user: User
    world: model.World
    skill: float
    numbers: list[int] = dataclasses.field(default_factory=list)
    at: int | None = None
    homes: list[int | None] = dataclasses.field(default_factory=list)
    erased: bool = False


class Month:
    """Days of members who join, learn, give up, run out of time, improve, leave and go."""

    def __init__(self, area, people, seed, patch):
        self.chance = random.Random(seed)
        self.now = BEGAN
        patch.setattr(timezone, "now", lambda: self.now)
        patch.setattr(quizzes, "_DRAW", random.Random(seed))
        self.did = collections.Counter()
        self.admin = factories.admin()
        towers = [factories.building(area) for _ in range(2)]
        self.organisations = [factories.organisation(place) for place in (area, *towers, *towers)]
        self.pages = [self.lesson(area, terms, n) for n, terms in enumerate(TERMS)]
        settle_all()
        self.courses = [
            factories.course(area, *self.pages[:2]),
            factories.course(area, *self.pages[1:4]),
        ]
        settle_all()
        questions = list(Question.objects.order_by("pk"))
        self.ours = {question.pk: place for place, question in enumerate(questions)}
        self.questions = [
            model.Question(
                [model.Wording(len(each.version.options), frozenset(each.version.right))]
            )
            for each in questions
        ]
        each = len(RIGHTS)
        self.lessons = [
            model.Lesson(dataclasses.replace(terms), list(range(n * each, (n + 1) * each)))
            for n, terms in enumerate(TERMS)
        ]
        self.rule = model.Rule(amount=5, most=20, per_day=30, per_year=None)
        self.people = [self.newcomer(number) for number in range(people)]
        self.change_the_rule()

    def lesson(self, area, terms, number):
        for right in RIGHTS:
            factories.question(tag=f"第{number}讲", right=right)
        page = factories.quiz(area, questions=0, drawn=0, tag=f"第{number}讲")
        publish(page, terms)
        return page

    def newcomer(self, number):
        user = User.objects.create_user(f"m{number}", phone=f"+86138{number:08}")
        world = model.World(self.now, self.lessons, self.questions, self.rule)
        return Person(user, world, skill=self.chance.random())

    def pass_days(self, days):
        for _ in range(days):
            morning = self.now
            self.settle_people()
            for person in self.chance.sample(self.people, len(self.people) // 2):
                self.now += datetime.timedelta(seconds=self.chance.randrange(1, 120))
                for _ in range(1 if self.chance.random() < 0.8 else 3):
                    self.learn(person)
                if self.chance.random() < 0.2:
                    self.turn_the_clock()
            self.office_hours()
            self.now = morning + datetime.timedelta(days=1)
        self.now += datetime.timedelta(days=1)
        self.turn_the_clock()

    # What members do.

    def settle_people(self):
        """Some join, some move elsewhere, some leave, take their consent back, or are erased."""
        for person in self.people:
            act, roll = None, self.chance.random()
            if person.erased:
                continue
            if roll < (0.05 if person.at else 0.4):
                act = self.join
            elif roll > 0.99:
                act = self.erase
            elif roll > 0.98 and person.at:
                act = self.withdraw
            elif roll > 0.97 and person.at:
                act = self.leave
            if act:
                self.now += datetime.timedelta(seconds=1)
                act(person)
                self.did[act.__name__] += 1

    def join(self, person):
        organisation = self.chance.choice(self.organisations)
        if organisation.pk == person.at:
            return
        membership = memberships.join(
            user=person.user,
            organisation=organisation,
            name="王小明",
            home_branch="",
            text=consents.in_force(Purpose.MEMBERSHIP),
        )
        memberships.confirm(by=self.admin, membership=membership)
        person.at = organisation.pk

    def leave(self, person):
        memberships.leave(user=person.user)
        person.at = None

    def withdraw(self, person):
        memberships.withdraw_consent(user=person.user)
        person.at, person.homes = None, [None] * len(person.homes)

    def erase(self, person):
        erase(user=person.user)
        person.erased = True

    def learn(self, person):
        """Most take a quiz to its end; some dawdle, or answer a little and never come back."""
        if person.erased:
            return
        number = self.chance.randrange(len(self.pages))
        page = self.pages[number]
        self.did["ask to begin"] += 1
        key = f"key{self.did['ask to begin']}"
        known = []
        attempt = self.both(
            person,
            lambda: quizzes.start_quiz(member=person.user, lesson=page, key=key),
            lambda: known.append(person.world.begin(0, number, key)),
        )
        if attempt is None:
            return
        drawn = list(attempt.drawn.select_related("version"))
        if known[0] is None:
            questions = [self.ours[each.version.question_id] for each in drawn]
            person.world.drew(0, number, key, questions)
            person.numbers.append(attempt.pk)
        place = person.numbers.index(attempt.pk)
        stays, dawdles = self.chance.random(), self.chance.random() < 0.05
        for question, each in enumerate(drawn):
            if stays > 0.1 or question == 0:
                self.now += (10 if dawdles else 0.3) * self.chance.random() * MINUTE
                self.answer(person, place, question, each)
        self.now += datetime.timedelta(seconds=1)
        if stays > 0.2:
            self.did["hand in"] += 1
            self.both(
                person,
                lambda: quizzes.finish_quiz(member=person.user, attempt=attempt.pk),
                lambda: person.world.finish(0, place),
            )
        else:
            self.did["walk away"] += 1

    def answer(self, person, place, question, drawn):
        wording = person.world.attempts[place].asked[question].wording
        rights = sorted(wording.right)
        if self.chance.random() > person.skill:
            rights = rights[1:] or [wording.options - 1]
        key = f"{place}.{question}.{self.chance.randrange(9)}"
        shown = [drawn.order.index(option) for option in rights]
        self.both(
            person,
            lambda: quizzes.save_answer(member=person.user, drawn=drawn.pk, shown=shown, key=key),
            lambda: person.world.answer(0, place, question, rights, key),
        )

    # What the office does, and the clock.

    def office_hours(self):
        for act, likely in (
            (self.annul, 0.9),
            (self.certify, 1),
            (self.edit_a_question, 0.5),
            (self.change_the_terms, 0.4),
            (self.change_the_rule, 0.2),
        ):
            self.now += MINUTE
            if self.chance.random() < likely:
                act()
                self.did[act.__name__] += 1

    def annul(self):
        person = self.chance.choice([each for each in self.people if not each.erased])
        if person.numbers:
            place = self.chance.randrange(len(person.numbers))
            attempt = person.user.attempts.get(pk=person.numbers[place])
            quizzes.annul_attempt(by=self.admin, attempt=attempt, reason="代答")
            person.world.annul(place, allowed=True, reason="代答")
            self.did["take back"] += any(line.taken_back for line in person.world.paid)

    def certify(self):
        """Who has passed all of a course gets its certificate, and nobody else."""
        for person in self.people:
            if person.erased or self.chance.random() < 0.7:
                continue
            for course in self.courses:
                lessons = [self.pages.index(page) for page in course.lessons()]
                passed = {
                    each.lesson
                    for each in person.world.attempts
                    if each.passed and not each.annulled
                }
                code = refusal_of(course, person.user)
                assert code == (None if passed >= set(lessons) else "NOT_PASSED")
                self.did["certificate"] += code is None

    def edit_a_question(self):
        question = Question.objects.get(pk=self.chance.choice(list(self.ours)))
        question.explanation = f"{self.now}的解析"
        options = list(question.options.all())
        options[0].text, options[-1].text = options[-1].text, options[0].text
        options[0].is_right, options[-1].is_right = options[-1].is_right, options[0].is_right
        question.options = options
        question.save()
        keep_version(question=question, by=self.admin)
        rights = frozenset(place for place, each in enumerate(options) if each.is_right)
        wording = model.Wording(len(options), rights)
        self.questions[self.ours[question.pk]].wordings.append(wording)

    def change_the_terms(self):
        number = self.chance.randrange(len(self.pages))
        terms = self.lessons[number].terms
        terms.worth = self.chance.choice([None, 2, 7, 20])
        terms.attempts = self.chance.choice([None, 2, 5])
        publish(Lesson.objects.get(pk=self.pages[number].pk), terms)

    def change_the_rule(self):
        self.rule.per_day = self.chance.choice([None, 15, 30])
        self.rule.per_year = self.chance.choice([None, 60, 200])
        self.rule.most = self.chance.choice([12, 20])
        row = Rule(pk=Rule.objects.get().pk, act=Act.QUIZ, **dataclasses.asdict(self.rule))
        points.change_rules(by=self.admin, rules=[row], shows=Shows.TEAMS)
        self.now += datetime.timedelta(seconds=1)

    def turn_the_clock(self):
        closed = quizzes.close_due(self.now)
        self.did["time out"] += closed
        for person in self.people:
            if not person.erased:
                self.keep_account(person, person.world.close_due)

    # The account.

    def both(self, person, real, modelled):
        """Do it, and in the account; what it returned, None when both refused with one code."""
        codes, result = [], None
        for act, no in ((lambda: self.keep_account(person, modelled), model.No), (real, Refusal)):
            try:
                result = act()
                codes.append(None)
            except no as refusal:
                codes.append(refusal.code)
        assert codes[0] == codes[1], f"the account says {codes[0]}, the product {codes[1]}"
        self.did[codes[0] or "done"] += 1
        return None if codes[0] else result

    def keep_account(self, person, act):
        person.world.now = self.now
        act()
        person.homes += [person.at] * (len(person.world.paid) - len(person.homes))

    def totals(self):
        """What each organisation's members earned while they belonged there, by this account."""
        found = collections.Counter()
        for person in self.people:
            for line, home in zip(person.world.paid, person.homes, strict=True):
                if home and not line.taken_back:
                    found[home] += line.points
        return +found


def refusal_of(course, user):
    """The code that a certificate was refused with; None when it was given."""
    try:
        courses.claim_certificate(member=user, course=course, name="王小明")
    except Refusal as refusal:
        return refusal.code
    return None
