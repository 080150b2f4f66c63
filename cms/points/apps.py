"""The points app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PointsConfig(AppConfig):
    name = "cms.points"
    label = "points"
    verbose_name = "积分"

    def ready(self) -> None:
        from cms.members import memberships, personal

        from .services import detach

        personal.HELD.append(
            personal.Held(
                "points.Entry",
                "member",
                "积分明细",
                {"title": "为了什么", "amount": "分", "day": "日期", "reason": "说明"},
                unsigned=True,
            )
        )
        personal.HELD.append(
            personal.Held("points.Balance", "member", "积分合计", {"points": "分"})
        )
        memberships.ON_WITHDRAWAL.append(detach)
        post_migrate.connect(_begin, sender=self)


def _begin(using: str, **_kwargs: Any) -> None:
    """Nothing can be earned without a rule."""
    from .services import write_first_rules

    write_first_rules(using)
