"""Answering quizzes, by hand and by racing processes."""

import time

from cms.core import clock
from cms.core.errors import Refusal
from cms.learning import quizzes
from cms.learning.models import Attempt, Lesson
from cms.members import duties
from cms.members.models import User
from cms.members.roles import Role
from tests import factories

EACH = 5


def in_charge(place, role=Role.ORGANISER):
    """Somebody who has this duty at the place."""
    user = User.objects.create_user(f"{role}{place.pk}".lower(), first_name="李组织")
    duties.give_duty(by=factories.admin(), user=user, role=role, place=place, ends_at=None)
    return user


def answer(attempt, *, right=True, only=None):
    """Save right (or wrong) answers to the attempt's questions, to the first `only` of them."""
    for drawn in list(attempt.drawn.select_related("version"))[:only]:
        rights = drawn.version.right
        chosen = rights if right else set(range(len(drawn.order))) - rights
        shown = [drawn.order.index(place) for place in sorted(chosen)]
        if not right:
            shown = shown[:1]
        quizzes.save_answer(
            member=attempt.member, drawn=drawn.pk, shown=shown, key=f"{drawn.pk}{right}"
        )


def take(member, lesson, *, right=True, only=None, key=None):
    """A whole attempt; returns it, graded."""
    key = key or f"k{Attempt.objects.count()}"
    attempt = quizzes.start_quiz(member=member, lesson=lesson, key=key)
    if right is not None:
        answer(attempt, right=right, only=only)
    return quizzes.finish_quiz(member=member, attempt=attempt.pk)


def start_and_finish(barrier, member, lesson, name):
    """Start and finish again and again; returns the attempts, and the codes of refusals."""
    member, lesson = User.objects.get(pk=member), Lesson.objects.get(pk=lesson)
    barrier.wait()
    said = set()
    for number in range(EACH):
        try:
            attempt = quizzes.start_quiz(member=member, lesson=lesson, key=f"{name}.{number}")
            said.add(attempt.pk)
            quizzes.finish_quiz(member=member, attempt=attempt.pk)
        except Refusal as refusal:
            said.add(refusal.code)
    return said


def start(barrier, member, lesson, key):
    member, lesson = User.objects.get(pk=member), Lesson.objects.get(pk=lesson)
    barrier.wait()
    return quizzes.start_quiz(member=member, lesson=lesson, key=key).pk


def finish(barrier, member, attempt):
    member = User.objects.get(pk=member)
    barrier.wait()
    for _ in range(EACH):
        quizzes.finish_quiz(member=member, attempt=attempt)


def start_without_the_lock(barrier, member, lesson, number):
    """What start_quiz() would be if it held nobody: look whether there is room, and begin then."""
    found = Attempt.objects.filter(member=member, lesson=lesson)
    barrier.wait()
    if found.count() >= 2:
        return
    time.sleep(0.5)
    Attempt.objects.create(
        member_id=member,
        lesson_id=lesson,
        key=str(number),
        number=number,
        started_at=clock.now(),
        pass_percent=60,
        part_marks=False,
        state="FINISHED",
        finished_at=clock.now(),
        score_percent=0,
        passed=False,
    )
