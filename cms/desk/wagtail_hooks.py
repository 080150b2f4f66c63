"""The desk on Wagtail's first screen, above its own lists of what waits and what was edited."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import RecentEditsPanel
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry

from cms.core import clock

SOON = datetime.timedelta(days=7)
SHOWN = 6


class Doors(Component):
    """What people come in for."""

    order = 50
    template_name = "desk/doors.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        user = parent_context["request"].user
        may_write = policy_registry.get_by_type(Page).user_has_permission(user, "add")
        return {**super().get_context_data(parent_context), "may_write": may_write}


class Ahead(Component):
    """Which of the pages in one's care go live by themselves, and which go."""

    # Between what waits for a decision and what was edited.
    order = 230
    template_name = "desk/ahead.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        policy = policy_registry.get_by_type(Page)
        user = parent_context["request"].user
        pages = policy.instances_user_has_any_permission_for(user, ["add", "change", "publish"])
        now = clock.now()
        panels = [("将要上线", _going_live(pages, now)), ("七天内到期撤下", _ending(pages, now))]
        _name_owners(page for _, listed in panels for _, page in listed)
        return {**super().get_context_data(parent_context), "lists": panels}


class Recent(RecentEditsPanel):
    """What one edited last, with whose it is."""

    template_name = "desk/recent.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        _name_owners(page for _, page in context["last_edits"])
        return context


def _name_owners(pages: Iterable[Page]) -> None:
    """Give each its `stands_under`, the page above it: titles alone repeat themselves."""
    places = {page: page.path[: -Page.steplen] for page in pages}
    owners = Page.objects.filter(path__in=places.values(), depth__gt=1).in_bulk(field_name="path")
    for page, place in places.items():
        page.stands_under = owners.get(place)


def _going_live(
    pages: QuerySet[Page], now: datetime.datetime
) -> list[tuple[datetime.datetime, Page]]:
    approved = Revision.page_revisions.filter(approved_go_live_at__gt=now)
    numbers = approved.order_by("approved_go_live_at").values_list(
        "object_id", "approved_go_live_at"
    )
    times = {int(number): at for number, at in reversed(numbers)}
    theirs = pages.filter(pk__in=times)
    return sorted(((times[page.pk], page) for page in theirs), key=_time)[:SHOWN]


def _ending(pages: QuerySet[Page], now: datetime.datetime) -> list[tuple[datetime.datetime, Page]]:
    ending = pages.filter(live=True, expire_at__gt=now, expire_at__lte=now + SOON)
    return [(page.expire_at, page) for page in ending.order_by("expire_at", "pk")[:SHOWN]]


def _time(listed: tuple[datetime.datetime, Page]) -> datetime.datetime:
    return listed[0]


def lay_out(_request: HttpRequest, panels: list[Any]) -> None:
    panels[:] = [panel for panel in panels if not isinstance(panel, RecentEditsPanel)]
    panels += [Doors(), Ahead(), Recent()]


hooks.register("construct_homepage_panels", lay_out)
