"""Taking a quiz: begin, answer, finish. What is graded was drawn and saved here, at its time.

Whatever a member does to an attempt takes turns under their account's lock.
"""

import datetime
import secrets
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log

from cms.core import clock
from cms.core.errors import Refusal
from cms.core.turns import one_by_one
from cms.members.models import User
from cms.points.models import Act
from cms.points.services import Earned, award_points, hold, undo_points
from cms.publication.models import Entry

from .courses import revoke_certificates
from .models import Attempt, AttemptState, Drawn, Lesson, QuestionKind, Version

# So many of the last keys of an answer, or of a start, are kept: a retry comes within seconds.
KEYS_KEPT = 20
_DRAW = secrets.SystemRandom()

logger = structlog.get_logger(__name__)


@transaction.atomic
def start_quiz(*, member: User, lesson: Lesson, key: str) -> Attempt:
    """Begin, or go on with what was begun: a member has one attempt at a lesson at a time.

    key: the caller's own, at most 64 signs; the same again is the same attempt, finished or not.
    Refuses KEY_REUSED, ATTEMPT_OVER, QUIZ_NOT_FOUND, NOT_OPEN, CLOSED, NO_ATTEMPTS_LEFT, TOO_SOON.
    """
    member = hold(member)
    _check_key(key)
    before = _answered_with(member, key)
    if before and before.lesson_id != lesson.pk:
        raise Refusal("KEY_REUSED", "请刷新页面后再试。", "idempotencyKey")
    if before and before.annulled_at:
        raise Refusal("ATTEMPT_OVER", "这次答题已经作废，请重新开始。")
    theirs = Attempt.objects.counted().filter(member=member, lesson=lesson)
    now = clock.now()
    for attempt in theirs.due(now):
        _close(attempt, AttemptState.EXPIRED, now)
    if before:
        before.refresh_from_db()
        return before
    current = theirs.running().first()
    if current:
        current.joined = [*current.joined, key][-KEYS_KEPT:]
        current.save(update_fields=["joined"])
        return current
    lesson = _public_lesson(lesson)
    refusal = why_not(member, lesson, now)
    if refusal:
        raise refusal
    return _begin(member, lesson, key, now)


def _answered_with(member: User, key: str) -> Attempt | None:
    """The attempt that the key was answered with: it began it, or came while it ran."""
    found = Attempt.objects.filter(Q(key=key) | ~Q(joined=[]), member=member)
    return next((each for each in found if key in {each.key, *each.joined}), None)


def _public_lesson(lesson: Lesson) -> Lesson:
    """The lesson as it is published, if its quiz can be taken at all."""
    found = Lesson.objects.filter(pk=lesson.pk, drawn_count__gt=0).first()
    if found is None or not Entry.objects.public("LESSON").filter(page_id=lesson.pk).exists():
        raise no_quiz()
    return found


def no_quiz() -> Refusal:
    """The same words whether there never was one or it is not public: nobody learns of drafts."""
    return Refusal("QUIZ_NOT_FOUND", "没有这个答题，或者已经撤下。", "quiz")


def why_not(member: User, lesson: Lesson, now: datetime.datetime) -> Refusal | None:
    """Why the member cannot begin a new attempt now; None when they can."""
    opens, closes = lesson.quiz_opens_at, lesson.quiz_closes_at
    if opens and now < opens:
        return Refusal("NOT_OPEN", f"{_moment(opens)} 开始答题。")
    if closes and now >= closes:
        return Refusal("CLOSED", "答题已经截止。")
    theirs = Attempt.objects.counted().filter(member=member, lesson=lesson)
    if lesson.attempts_allowed and theirs.count() >= lesson.attempts_allowed:
        return Refusal("NO_ATTEMPTS_LEFT", f"每人可答 {lesson.attempts_allowed} 次，已经用完。")
    free = free_from(member, lesson)
    if free and now < free:
        return Refusal("TOO_SOON", f"{_moment(free)} 之后可以再答一次。")
    return None


def free_from(member: User, lesson: Lesson) -> datetime.datetime | None:
    """When the wait after the last attempt is over; None without one."""
    scored = Attempt.objects.scored().filter(member=member, lesson=lesson)
    last = scored.order_by("-finished_at").first()
    if last is None or last.finished_at is None or not lesson.wait_minutes:
        return None
    return last.finished_at + datetime.timedelta(minutes=lesson.wait_minutes)


def _moment(moment: datetime.datetime) -> str:
    local = clock.local(moment)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def _begin(member: User, lesson: Lesson, key: str, now: datetime.datetime) -> Attempt:
    pool = list(lesson.pool().order_by("pk").values_list("version_id", flat=True))
    if len(pool) < lesson.drawn_count:
        logger.warning("learning.pool_too_small", lesson=lesson.pk, found=len(pool))
        raise Refusal("QUIZ_NOT_FOUND", "题目正在整理，请过一会儿再来。", "quiz")
    limits = [lesson.quiz_closes_at]
    if lesson.minutes_allowed:
        limits.append(now + datetime.timedelta(minutes=lesson.minutes_allowed))
    attempt = Attempt.objects.create(
        member=member,
        lesson=lesson,
        title=lesson.title,
        key=key,
        number=_next_number(member, lesson),
        attempts_allowed=lesson.attempts_allowed,
        started_at=now,
        ends_at=min((limit for limit in limits if limit), default=None),
        pass_percent=lesson.pass_percent,
        part_marks=lesson.part_marks,
    )
    numbers = _DRAW.sample(pool, lesson.drawn_count)
    versions = Version.objects.in_bulk(numbers)
    Drawn.objects.bulk_create(
        Drawn(attempt=attempt, place=place, version_id=number, order=_order(versions[number]))
        for place, number in enumerate(numbers, 1)
    )
    return attempt


def _next_number(member: User, lesson: Lesson) -> int:
    """Of those that count; one that was annulled leaves a gap to be filled."""
    theirs = Attempt.objects.counted().filter(member=member, lesson=lesson)
    taken = set(theirs.values_list("number", flat=True))
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def _order(version: Version) -> list[int]:
    """Where each option is shown; right and wrong stay where everybody looks for them."""
    order = list(range(len(version.options)))
    if version.kind != QuestionKind.TRUE_FALSE:
        _DRAW.shuffle(order)
    return order


def save_answer(*, member: User, drawn: int, shown: list[int], key: str) -> Attempt:
    """Keep the answer to one question; each takes the place of the one before, none empties it.

    drawn: the number of the question in the attempt; shown: the chosen options, as their places in
    what was shown, from 0. A key that was used before changes nothing.
    Refuses ATTEMPT_NOT_FOUND, TIME_OVER, ATTEMPT_OVER, WRONG_OPTION.
    """
    _check_key(key)
    with transaction.atomic():
        member = hold(member)
        found = Drawn.objects.filter(pk=drawn, attempt__member=member, attempt__annulled_at=None)
        asked = found.select_related("attempt__lesson", "version").first()
        if asked is None:
            raise _not_found()
        attempt = asked.attempt
        if key in asked.keys:
            return attempt
        now = clock.now()
        if not attempt.is_over(now):
            _keep(asked, shown, key, now)
            return attempt
        late = attempt.state == AttemptState.IN_PROGRESS
        if late:
            _close(attempt, AttemptState.EXPIRED, now)
    # Not inside: what was closed stays closed.
    if late or attempt.state == AttemptState.EXPIRED:
        raise Refusal("TIME_OVER", "时间到了，已按到时保存的答案交卷。")
    raise Refusal("ATTEMPT_OVER", "这次答题已经交卷。")


def _keep(asked: Drawn, shown: list[int], key: str, now: datetime.datetime) -> None:
    places = set(shown)
    if len(places) < len(shown) or not places <= set(range(len(asked.order))):
        raise Refusal("WRONG_OPTION", "没有这个选项，请刷新页面后再选。", "options")
    if len(places) > 1 and asked.version.kind != QuestionKind.MULTIPLE:
        raise Refusal("WRONG_OPTION", "这道题只能选一个答案。", "options")
    asked.answer = sorted(asked.order[place] for place in places) or None
    asked.answered_at = now if places else None
    asked.keys = [*asked.keys, key][-KEYS_KEPT:]
    asked.save(update_fields=["answer", "answered_at", "keys"])


@transaction.atomic
def finish_quiz(*, member: User, attempt: int) -> Attempt:
    """Hand in: grades what was saved in time. Twice is the same as once.

    Refuses ATTEMPT_NOT_FOUND.
    """
    member = hold(member)
    found = Attempt.objects.counted().filter(pk=attempt, member=member).first()
    if found is None:
        raise _not_found()
    if found.state == AttemptState.IN_PROGRESS:
        now = clock.now()
        late = found.is_over(now)
        _close(found, AttemptState.EXPIRED if late else AttemptState.FINISHED, now)
    return found


def close_due(now: datetime.datetime) -> int:
    """Close the attempts whose time is over; returns how many."""
    numbers = Attempt.objects.due(now).order_by("pk").values_list("pk", flat=True)
    return one_by_one(numbers, lambda number: _close_if_due(number, now))


def _close_if_due(number: int, now: datetime.datetime) -> bool:
    attempt = Attempt.objects.select_related("member").filter(pk=number).first()
    if attempt and attempt.member:
        hold(attempt.member)
    due = Attempt.objects.due(now).filter(pk=number).first()
    if due:
        _close(due, AttemptState.EXPIRED, now)
    return due is not None


def _close(attempt: Attempt, state: AttemptState, now: datetime.datetime) -> None:
    """Grade the attempt, under its member's lock, and pay what it improved.

    now: when it was found to be over, or not yet: read once, it says one thing.
    """
    best = best_before(attempt)
    drawn = list(attempt.drawn.select_related("version"))
    for each in drawn:
        chosen = set(each.answer or ())
        each.percent = each.version.percent(chosen, part_marks=attempt.part_marks)
    Drawn.objects.bulk_update(drawn, ["percent"])
    late = state == AttemptState.EXPIRED and attempt.ends_at is not None
    attempt.state = state
    attempt.finished_at = attempt.ends_at if late else now
    attempt.score_percent = sum(each.percent or 0 for each in drawn) // len(drawn)
    attempt.passed = attempt.score_percent >= attempt.pass_percent
    attempt.worth_points = attempt.lesson.worth() if attempt.lesson else 0
    graded = ["state", "finished_at", "score_percent", "passed", "worth_points"]
    attempt.save(update_fields=graded)
    if attempt.member and attempt.worth_points:
        _pay(attempt.member, attempt, best)


def best_before(attempt: Attempt) -> int:
    """The best score of the member's other attempts at the lesson, 0 without one."""
    others = Attempt.objects.scored().filter(member=attempt.member, lesson=attempt.lesson)
    scores = others.exclude(pk=attempt.pk).values_list("score_percent", flat=True)
    return max((score or 0 for score in scores), default=0)


def _pay(member: User, attempt: Attempt, best: int) -> None:
    """The improvement over the best so far, in points: the lesson's worth by its percent."""
    worth, score = attempt.worth_points or 0, attempt.score_percent or 0
    earned = Earned(
        source=attempt.source,
        subject=f"lesson:{attempt.lesson_id}",
        title=attempt.title,
        worth=worth,
        amount=worth * max(score, best) // 100 - worth * best // 100,
    )
    award_points(member=member, act=Act.QUIZ, earned=earned)


@transaction.atomic
def annul_attempt(*, by: Any, attempt: Attempt, reason: str) -> Attempt:
    """Let an attempt count for nothing, and take back what it was paid; the member may try again.

    Refuses FORBIDDEN, WORDS_NEEDED. Twice is the same as once.
    """
    if not (by.is_active and by.is_superuser):
        raise Refusal("FORBIDDEN", "只有管理员可以作废答题。")
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal("WORDS_NEEDED", "请写明原因，本人会看到。", "reason")
    if attempt.member:
        hold(attempt.member)
    attempt = Attempt.objects.get(pk=attempt.pk)
    if attempt.annulled_at is None:
        attempt.annulled_at = clock.now()
        attempt.save(update_fields=["annulled_at"])
        undo_points(source=attempt.source, act=Act.QUIZ, reason=f"作废：{reason}")
        revoke_certificates(attempt)
        log(instance=attempt, action="learning.annul", user=by, data={"reason": reason[:200]})
    return attempt


def _check_key(key: str) -> None:
    if not 0 < len(key) <= 64 or "\0" in key:
        raise Refusal("WRONG_KEY", "请刷新页面后再试。", "idempotencyKey")


def _not_found() -> Refusal:
    return Refusal("ATTEMPT_NOT_FOUND", "没有找到这次答题，请回到微党课重新开始。", "attempt")
