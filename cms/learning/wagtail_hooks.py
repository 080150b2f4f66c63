"""Learning in Wagtail's admin: the bank and its statistics, who may see them, what is logged."""

from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from .keepers import may_keep
from .models import Question, QuestionTag
from .screens import quizzes
from .screens.bank import KeepersOnly, QuestionViewSet

register_permission_policy(Question, KeepersOnly(Question))
register_permission_policy(QuestionTag, KeepersOnly(QuestionTag))


def bank() -> QuestionViewSet:
    return QuestionViewSet()


class StatisticsItem(MenuItem):
    """An entry that only those see who keep the bank."""

    def is_shown(self, request: Any) -> bool:
        return may_keep(request.user)


def statistics_item() -> MenuItem:
    return StatisticsItem(
        "答题统计", reverse("quiz_statistics"), icon_name="clipboard-list", order=480
    )


def urls() -> list[URLPattern]:
    return [
        path("quizzes/", quizzes.show_quizzes, name="quiz_statistics"),
        path("quizzes/<int:lesson_id>/", quizzes.show_quiz, name="quiz_figures"),
        path("quizzes/attempts/<int:attempt_id>/annul/", quizzes.annul, name="annul_attempt"),
    ]


def log_actions(actions: Any) -> None:
    actions.register_action("learning.annul", "作废答题", "作废了一次答题")


hooks.register("register_admin_viewset", bank)
hooks.register("register_admin_menu_item", statistics_item)
hooks.register("register_admin_urls", urls)
hooks.register("register_log_actions", log_actions)
