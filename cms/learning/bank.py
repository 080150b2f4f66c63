"""Keeping the bank of questions: each edit becomes a version, each row of a file a question."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from cms.core import clock
from cms.members.models import User

from .models import Drawn, Lesson, Option, Question, QuestionTag, Version


@transaction.atomic
def keep_version(*, question: Question, by: Any = None) -> Version:
    """Make a version of what the question says now, unless the newest says the same.

    Versions never change: attempts may have drawn them, or be about to.
    """
    held = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    says = {
        "kind": held.kind,
        "text": held.text,
        "picture_id": held.picture_id,
        "options": [
            {"text": option.text, "right": option.is_right} for option in held.options.all()
        ],
        "explanation": held.explanation,
    }
    last = held.version
    if last and all(getattr(last, name) == value for name, value in says.items()):
        return last
    number = last.number + 1 if last else 1
    version = Version.objects.create(
        question=held, number=number, made_at=clock.now(), made_by=by, **says
    )
    Question.objects.filter(pk=held.pk).update(version=version)
    return version


@transaction.atomic
def add_question(
    *,
    kind: str,
    text: str,
    options: list[tuple[str, bool]],
    explanation: str = "",
    tags: list[str] | None = None,
    imported_from: str | None = None,
    by: User | None = None,
) -> Question:
    """A new question with its first version. Its parts have been checked (`check_question`)."""
    question = Question(kind=kind, text=text, explanation=explanation, imported_from=imported_from)
    question.options = [
        Option(text=words, is_right=right, sort_order=place)
        for place, (words, right) in enumerate(options)
    ]
    question.tags.set([_tag(name) for name in tags or []])
    question.save()
    keep_version(question=question, by=by)
    question.refresh_from_db()
    return question


def _tag(name: str) -> QuestionTag:
    return QuestionTag.objects.get_or_create(name=name)[0]


def was_drawn(question: Question) -> bool:
    """Whether anybody was ever asked it. It is kept then, for their attempts rest on it."""
    return Drawn.objects.filter(version__question=question).exists()


def lessons_asking(question: Question) -> QuerySet[Lesson]:
    """The lessons whose quizzes draw from any of its tags."""
    tags = question.tagged.values("tag")
    asking = Lesson.objects.filter(drawn_count__gt=0, quiz_tagged__tag__in=tags)
    return asking.distinct().order_by("title", "pk")


def lessons_lacking(tags: Iterable[int]) -> list[Lesson]:
    """Of the public lessons that draw by any of these tags, those that find too few questions."""
    asking = Lesson.objects.live().filter(drawn_count__gt=0, quiz_tagged__tag__in=tags)
    found = asking.distinct().order_by("title", "pk")
    return [lesson for lesson in found if lesson.pool().count() < lesson.drawn_count]
