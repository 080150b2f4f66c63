"""Putting pages before readers: the public, at once or in their time; a draft, by a link.

Wagtail's own `publish_scheduled` trusts a list it read a moment ago: several clocks publish twice,
and a slow one puts an old text back over a newer one. Here each revision is locked and looked at
again before anything happens.
"""

import datetime
from typing import Any

import structlog
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import log as log_action
from wagtail.models import Page, Revision

from cms.core import clock
from cms.core.errors import Refusal
from cms.core.turns import one_by_one

from .drafts import Draft, missing, share

log = structlog.get_logger(__name__)


def publish_due(now: datetime.datetime) -> int:
    """Publish the page revisions whose time has come; returns how many. Safe to run in parallel."""
    due = Revision.page_revisions.filter(approved_go_live_at__lte=now)
    numbers = due.order_by("approved_go_live_at", "pk").values_list("pk", flat=True)
    return one_by_one(numbers, lambda number: _publish_if_due(number, now))


def expire_due(now: datetime.datetime) -> int:
    """Unpublish the pages whose end has come; returns how many. Safe to run in parallel."""
    numbers = _ended(now).order_by("expire_at", "pk").values_list("pk", flat=True)
    return one_by_one(numbers, lambda number: _expire_if_due(number, now))


def _publish_if_due(number: int, now: datetime.datetime) -> bool:
    revision = Revision.page_revisions.filter(pk=number).first()
    page = revision and _hold(Page.objects.filter(pk=revision.object_id))
    due = Revision.page_revisions.filter(pk=number, approved_go_live_at__lte=now).first()
    if page is None or due is None:
        return False
    if page.live_revision_id and page.live_revision_id > number:
        # An editor has published something newer by hand meanwhile: that stands.
        Revision.objects.filter(pk=number).update(approved_go_live_at=None)
        return False
    ends = parse_datetime(due.content.get("expire_at") or "")
    if ends and ends <= now:
        # Nobody was there to publish it in its time, and that is over.
        Revision.objects.filter(pk=number).update(approved_go_live_at=None)
        return False
    due.publish(log_action="wagtail.publish.scheduled")
    return True


def _hold(pages: models.QuerySet[Page]) -> Page | None:
    """The page, locked with its aliases and revisions; None when somebody is at work on any.

    Nothing is waited for: publishing in the admin locks both, in no order one could follow.
    """
    page = pages.select_for_update(skip_locked=True).first()
    if page is None:
        return None
    written = (Revision.page_revisions.filter(object_id=str(page.pk)), page.aliases.all())
    free = all(
        len(rows.select_for_update(skip_locked=True).values_list("pk")) == rows.count()
        for rows in written
    )
    return page if free else None


def _ended(now: datetime.datetime) -> models.QuerySet[Page]:
    return Page.objects.filter(live=True, expire_at__lte=now)


def _expire_if_due(number: int, now: datetime.datetime) -> bool:
    page = _hold(_ended(now).filter(pk=number))
    if page is None:
        return False
    # Unpublishing takes back every approval; an edition that is to follow this one keeps its own.
    following = Revision.page_revisions.filter(object_id=str(page.pk), approved_go_live_at__gt=now)
    approved = dict(following.values_list("pk", "approved_go_live_at"))
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    for revision, go_live_at in approved.items():
        Revision.objects.filter(pk=revision).update(approved_go_live_at=go_live_at)
    return True


def add_live(*, under: Page, page: Page) -> None:
    """Put a finished page under its parent and make it live at once, as an import does.

    Refuses, with the field at fault, what the page's own rules refuse.
    """
    page.live = True
    page.first_published_at = page.last_published_at = clock.now()
    _put(under, page)


@transaction.atomic
def add_draft(*, under: Page, page: Any, user: AbstractBaseUser) -> None:
    """Put a page under its parent as a draft of the user's, to be finished in the editor.

    A heading that only says the title again is left out: every page shows its title.
    """
    first = page.body[0] if page.body else None
    if first and first.block_type == "heading" and _same(first.value["text"], page.title):
        del page.body[0]
    page.live = False
    page.owner = user
    _put(under, page)
    page.save_revision(user=user, log_action=True)


@transaction.atomic
def share_draft(*, page: Page, user: Any, ends_at: datetime.datetime) -> str:
    """Make a link to a page's latest draft for whoever has it; returns its token.

    Refuses who may not edit the page, and a draft that cannot be shown yet.
    """
    _check_editor(page, user)
    draft = page.get_latest_revision_as_object()
    if lacks := missing(draft):
        raise Refusal("UNFINISHED", f"先填好这些，保存，再回到这里：{'、'.join(lacks)}。")
    token = share(page=draft, user=user, expires_at=ends_at)
    log_action(page, "pages.share", user=user)
    return token


@transaction.atomic
def end_share(*, page: Page, user: Any, draft_id: int) -> bool:
    """Let a link to a page's draft lead nowhere; returns whether it led anywhere before.

    Refuses who may not edit the page.
    """
    _check_editor(page, user)
    ended = bool(Draft.objects.shared_of(page).filter(pk=draft_id).delete()[0])
    if ended:
        log_action(page, "pages.end_share", user=user)
    return ended


def _check_editor(page: Page, user: Any) -> None:
    if page.is_root() or not page.permissions_for_user(user).can_edit():
        raise Refusal("FORBIDDEN", "您没有修改这一页的权限。")


def _same(text: str, other: str) -> bool:
    return "".join(text.split()) == "".join(other.split())


def _put(under: Page, page: Page) -> None:
    try:
        # Read anew: adding a child needs the parent's place in the tree as it is now.
        Page.objects.get(pk=under.pk).add_child(instance=page)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        label = page._meta.get_field(field).verbose_name if field != NON_FIELD_ERRORS else ""
        raise Refusal("INVALID_FIELD", f"{label}：{messages[0]}".lstrip("："), field) from error
