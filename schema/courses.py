"""The way through courses of the person who is signed in, and their certificates."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from cms.core import ids
from cms.learning import courses
from cms.learning.models import Certificate as Row
from cms.learning.models import Course
from cms.members.models import User

from .core.access import own, told
from .core.mutations import make, mutation, problems
from .core.scalars import Date
from .quizzes import number_behind, public_number


class Certificate(graphene.ObjectType):
    """That the viewer passed all of a course."""

    number = graphene.String(required=True, description="What it is verified by.")
    title = graphene.String(required=True, description="The course's title, as it was.")
    day = Date(required=True, description="When it was given.")
    url = graphene.String(required=True, description="Where anybody verifies it.")
    file_url = graphene.String(required=True, description="Where the viewer gets it as a PDF.")

    @staticmethod
    def of(certificate: Row | None) -> dict[str, Any] | None:
        if certificate is None:
            return None
        url = f"/accounts/certificates/{certificate.number}/"
        return {
            "number": certificate.number,
            "title": certificate.title,
            "day": certificate.day.isoformat(),
            "url": url,
            "fileUrl": f"{url}certificate.pdf",
        }


class CourseProgress(graphene.ObjectType):
    """How far the viewer is in a course."""

    passed = graphene.List(
        graphene.NonNull(graphene.ID), required=True, description="Ids of the lessons passed."
    )
    missing = graphene.List(
        graphene.NonNull(graphene.ID),
        required=True,
        description="Ids of the lessons that the certificate still takes.",
    )
    certificate = told(Certificate, "The certificate, once it was claimed.")

    @staticmethod
    def of(user: User, course: Course) -> dict[str, Any]:
        lessons = [lesson.pk for lesson in courses.counted_lessons(course)]
        passed = courses.passed(user, lessons)
        found = Row.objects.filter(member=user, course=course).first()
        return {
            "passed": [ids.encode("LESSON", pk) for pk in lessons if pk in passed],
            "missing": [ids.encode("LESSON", pk) for pk in lessons if pk not in passed],
            "certificate": Certificate.of(found),
        }


class CourseFields:
    """What a member is told of courses."""

    course = own(
        graphene.Field(
            CourseProgress,
            id=graphene.ID(required=True, description="The course's id."),
            description="How far they are in a course; null when it is not public.",
        )
    )
    certificates = told(Certificate, "All of theirs, the newest first.", many=True)

    def resolve_course(self: Any, _info: GraphQLResolveInfo, id: str) -> Any:  # noqa: A002
        member: User = self
        number = public_number("COURSE", "COURSE", id)
        course = Course.objects.filter(pk=number).first()
        return CourseProgress.of(member, course) if course else None

    def resolve_certificates(self: Any, _info: GraphQLResolveInfo) -> Any:
        found = Row.objects.filter(member=self).order_by("-pk")
        return [Certificate.of(each) for each in found]


class ClaimCertificateInput(graphene.InputObjectType):
    """What claiming a certificate takes; twice is the same as once."""

    course = graphene.ID(required=True, description="The course's id.")
    name = graphene.String(
        description="Whom it is made out to; an account that has a name keeps to it."
    )


class ClaimCertificatePayload(graphene.ObjectType):
    """What came of claiming a certificate."""

    certificate = told(Certificate, "The certificate.")
    problems = problems()


class CoursesMutation:
    """What comes of a course."""

    claim_certificate = mutation(
        ClaimCertificatePayload, "Certify that a whole course is passed.", ClaimCertificateInput
    )

    def resolve_claim_certificate(self, info: GraphQLResolveInfo, **given: Any) -> dict[str, Any]:
        asked = given["input"]

        def claim(user: User) -> Any:
            number = number_behind("COURSE", asked.course)
            course = Course.objects.filter(pk=number).first()
            if course is None:
                raise courses.no_course()
            found = courses.claim_certificate(member=user, course=course, name=asked.name or "")
            return Certificate.of(found)

        return make(info, "certificate", claim)
