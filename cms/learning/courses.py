"""How far members are in courses, and the certificates of those who passed all of one."""

import secrets
from collections.abc import Iterable

from django.db import transaction

from cms.core import clock
from cms.core.errors import Refusal
from cms.members.memberships import line
from cms.members.models import User
from cms.points.services import hold
from cms.publication.models import Entry

from .models import Attempt, Certificate, Course, Lesson

# No 0, 1, I, L, O: it is read aloud and typed.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
DIGITS = 12


def passed(member: User, lessons: Iterable[int]) -> set[int]:
    """Which of these lessons the member has passed, by their numbers."""
    found = Attempt.objects.counted().filter(member=member, passed=True, lesson__in=lessons)
    return set(found.values_list("lesson_id", flat=True))


def counted_lessons(course: Course) -> list[Lesson]:
    """The lessons that a certificate takes: the public ones that have a quiz."""
    lessons = [lesson for lesson in course.lessons() if lesson.has_quiz]
    public = Entry.objects.public("LESSON").filter(page_id__in=[lesson.pk for lesson in lessons])
    numbers = set(public.values_list("page_id", flat=True))
    return [lesson for lesson in lessons if lesson.pk in numbers]


def no_course() -> Refusal:
    """The same words whether there never was one or it is not public."""
    return Refusal("COURSE_NOT_FOUND", "没有这门课程，或者已经撤下。", "course")


@transaction.atomic
def claim_certificate(*, member: User, course: Course, name: str) -> Certificate:
    """Certify that the member passed all of the course; once done, it is the same ever after.

    name: what it is made out to; an account that has a name keeps to it.
    Refuses COURSE_NOT_FOUND, NOT_PASSED, NAME_NEEDED, TOO_LONG.
    """
    member = hold(member)
    known = Certificate.objects.filter(member=member, course=course).first()
    if known:
        return known
    found = Course.objects.filter(pk=course.pk).first()
    if not found or not Entry.objects.public("COURSE").filter(page_id=course.pk).exists():
        raise no_course()
    lessons = counted_lessons(found)
    missing = {lesson.pk for lesson in lessons} - passed(member, [each.pk for each in lessons])
    if missing or not lessons:
        words = f"还有 {len(missing)} 课没有合格。" if missing else "这门课程没有答题，不发证书。"
        raise Refusal("NOT_PASSED", words, "course")
    name = member.get_full_name() or line(name, 50, "name")
    if not name:
        raise Refusal("NAME_NEEDED", "请填写姓名，证书上要写。", "name")
    return Certificate.objects.create(
        member=member,
        course=found,
        number="".join(secrets.choice(ALPHABET) for _ in range(DIGITS)),
        name=name,
        title=found.title,
        lessons=[{"id": lesson.pk, "title": lesson.title} for lesson in lessons],
        day=clock.today(),
    )


def revoke_certificates(attempt: Attempt) -> None:
    """Take back what rested on an attempt that was annulled, if no other bears it."""
    if attempt.member is None or attempt.lesson_id is None:
        return
    if passed(attempt.member, [attempt.lesson_id]):
        return
    for certificate in Certificate.objects.filter(member=attempt.member):
        if any(lesson["id"] == attempt.lesson_id for lesson in certificate.lessons):
            certificate.delete()
