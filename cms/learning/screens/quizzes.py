"""答题统计: how quizzes are taken, for the bank's keepers; whose attempts, for administrators."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from cms.core.errors import Refusal
from cms.learning import statistics
from cms.learning.keepers import may_keep
from cms.learning.models import Attempt, Lesson
from cms.learning.quizzes import annul_attempt
from cms.members.memberships import record_readings
from cms.members.phones import normal
from cms.members.screens import screen

PER_PAGE = 50
# Of people's attempts, no more are shown (and noted as seen) than somebody looks at.
SHOWN = 50


@require_GET
def show_quizzes(request: HttpRequest) -> HttpResponse:
    """All lessons with a quiz, each with how it is taken."""
    if not may_keep(request.user):
        raise PermissionDenied
    page = Paginator(statistics.lessons(), PER_PAGE).get_page(request.GET.get("p"))
    figures = statistics.of_lessons(page)
    rows = [(lesson, figures[lesson.pk]) for lesson in page]
    context = {"page": page, "rows": rows, "least": statistics.LEAST}
    return screen(request, "learning/quizzes", "答题统计", "clipboard-list", **context)


@require_GET
def show_quiz(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """How a lesson's quiz is taken, question by question; who took it, if one asks by name."""
    if not may_keep(request.user):
        raise PermissionDenied
    lesson = get_object_or_404(statistics.lessons(), pk=lesson_id)
    asked = request.GET.get("q", "").strip()
    attempts = _found(request.user, lesson, asked) if asked else []
    context = {
        "lesson": lesson,
        "figures": statistics.of_lessons([lesson])[lesson.pk],
        "stops": statistics.where_people_stop(lesson),
        "questions": statistics.of_questions_in(lesson),
        "least": statistics.LEAST,
        "asked": asked,
        "attempts": attempts,
        "more": len(attempts) == SHOWN,
    }
    title = f"答题统计：{lesson.title}"
    return screen(request, "learning/quiz", title, "clipboard-list", **context)


def _found(by: Any, lesson: Lesson, asked: str) -> list[Attempt]:
    """The attempts of members of this name or phone number, for administrators. It is noted."""
    if not by.is_superuser:
        raise PermissionDenied
    found = list(_attempts_of(lesson, asked)[:SHOWN])
    people = list({attempt.member for attempt in found if attempt.member})
    record_readings(reader=by, people=people, what_for="查看答题记录")
    return found


def _attempts_of(lesson: Lesson, asked: str) -> QuerySet[Attempt]:
    phone = normal(asked)
    named = Q(member__first_name__icontains=asked) | Q(member__last_name__icontains=asked)
    theirs = Q(member__phone=phone) if phone else named
    found = Attempt.objects.filter(theirs, lesson=lesson).select_related("member")
    return found.order_by("member", "-started_at", "-pk")


@require_POST
def annul(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Let an attempt count for nothing, saying why."""
    by: Any = request.user
    if not by.is_superuser:
        raise PermissionDenied
    attempt = get_object_or_404(Attempt.objects.exclude(lesson=None), pk=attempt_id)
    try:
        annul_attempt(by=by, attempt=attempt, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "已作废。得的积分已扣回，本人可以再答一次。")
    back = reverse("quiz_figures", args=[attempt.lesson_id])
    return redirect(f"{back}?{urlencode({'q': request.POST.get('q', '')})}")
