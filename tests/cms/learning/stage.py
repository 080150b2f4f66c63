"""Lessons with limits of all kinds, and members: where a machine's runs begin."""

import dataclasses
import datetime

from cms.learning.models import Lesson, Question
from cms.members.models import User
from cms.publication.services import settle_all
from tests import factories
from tests.cms.learning import model
from tests.cms.learning.model import Terms

# Shortly before a year ends, in the years when every consent and rule has long been in force.
BEGAN = datetime.datetime(2050, 12, 29, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
MEMBERS = 2
TERMS = [
    Terms(),
    Terms(attempts=2, minutes=10, wait=30, part_marks=True, worth=9, review="PASSED"),
    Terms(minutes=90, opens=BEGAN, closes=BEGAN + 3 * DAY, worth=17, review="CLOSED"),
    Terms(drawn=3, attempts=3, minutes=1, passes_at=100, worth=40, review="NEVER"),
]
# How many options of each lesson's questions are right.
QUESTIONS = [[1, 1, 1], [2, 3, 3], [1, 2], [1, 3, 2, 1]]
RULE = model.Rule(amount=5, most=20, per_day=8, per_year=25)


@dataclasses.dataclass
class Stage:
    """The rows that every run begins with, in the order of the model's numbers."""

    admin: User
    members: list[User]
    lessons: list[Lesson]
    questions: list[Question]
    pools: list[list[int]]


def build(area):
    """Lessons of every kind below the area, and who takes them."""
    questions, pools, pages = [], [], []
    for place, rights in enumerate(QUESTIONS):
        pools.append([len(questions) + n for n in range(len(rights))])
        questions += [factories.question(tag=f"题{place}", right=right) for right in rights]
        page = factories.quiz(area, questions=0, drawn=0, tag=f"题{place}")
        settle_all()
        publish(page, TERMS[place])
        pages.append(page)
    people = [User.objects.create_user(f"member{n}") for n in range(MEMBERS)]
    return Stage(factories.admin(), people, pages, questions, pools)


def publish(page, terms):
    """Put the lesson on the site with these terms, as its editor would."""
    page.drawn_count, page.attempts_allowed = terms.drawn, terms.attempts
    page.minutes_allowed, page.wait_minutes = terms.minutes, terms.wait
    page.quiz_opens_at, page.quiz_closes_at = terms.opens, terms.closes
    page.pass_percent, page.part_marks = terms.passes_at, terms.part_marks
    page.worth_points, page.review = terms.worth, terms.review
    page.save_revision().publish()
    settle_all()


def choose(wording, answer):
    """Options by their places in the wording; some of these cannot be chosen."""
    rights = sorted(wording.right)
    wrongs = sorted(set(range(wording.options)) - wording.right)
    return {
        "right": rights,
        "wrong": wrongs[:1] or [0],
        "part": rights[1:] or wrongs[-1:],
        "none": [],
        "absent": [wording.options],
        "doubled": [0, 0],
        "all": list(range(wording.options)),
    }[answer]
