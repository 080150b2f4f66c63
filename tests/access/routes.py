"""Every address that Django answers, and one of each for a page in a given state."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import URLPattern, get_resolver
from wagtail.models import Task, Workflow

from cms.members.models import User

from .world import Place

# Whose addresses name the page after the question mark.
BY_QUERY = {"wagtail_bulk_action", "wagtailadmin_choose_page_chosen_multiple"}
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """An address as it is declared, and its name (unnamed ones go by their address)."""

    pattern: str
    name: str

    @property
    def is_about_a_page(self) -> bool:
        return bool(
            {"page_id", "parent_page_id", "page_to_move_id"} & set(_PARAMETER.findall(self.pattern))
        ) or self.name in {
            "wagtailadmin_pages:revisions_compare",
            "wagtailadmin_api:pages:detail",
            "wagtailadmin_api:pages:action",
            *BY_QUERY,
        }


def routes() -> list[Route]:
    return [*_walk(get_resolver().url_patterns, "", ())]


def _walk(patterns: Any, before: str, names: tuple[str, ...]) -> Iterator[Route]:
    for each in patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLPattern):
            name = each.name and ":".join((*names, each.name))
            yield Route(pattern, name or pattern or "any_other")
        else:
            within = (*names, each.namespace) if each.namespace else names
            yield from _walk(each.url_patterns, pattern, within)


def address(route: Route, place: Place, page: Any, duty: int | None) -> str:
    """The route for this page, or for the things of this place."""
    revision = page.get_latest_revision()
    values = {
        "page_id": page.pk,
        "parent_page_id": page.get_parent().pk if "add" in route.name else page.pk,
        "page_to_move_id": page.pk,
        "destination_id": page.get_parent().pk,
        "revision_id": revision.pk,
        "content_type_app_name": page._meta.app_label,
        "content_type_model_name": page._meta.model_name,
        "task_state_id": 0,
        "workflow_state_id": 0,
        "task_id": Task.objects.active().get().pk,
        "workflow_pk": Workflow.objects.active().get().pk,
        "page_pk": page.pk,
        "image_id": place.image.pk,
        "document_id": place.document.pk,
        "doc_id": place.document.pk,
        "media_id": place.video.pk,
        "collection_id": place.image.collection_id,
        "app_label": "wagtailcore" if "bulk" in route.name else page._meta.app_label,
        "model_name": "page" if "bulk" in route.name else page._meta.model_name,
        "action": "delete",
        "action_name": "approve" if "workflow" in route.name else "publish",
        "kind": "notices",
        "name": "admin",
        "purpose": "terms",
        "filter_spec": "width-100",
        "media_type": "video",
        "object_id": page.pk,
        "app_name": "media",
        "number": _number(route, place, duty),
        "lesson_id": place.attempt.lesson_id,
        "attempt_id": place.attempt.pk,
        "pk": _pk(route, place, page),
    }
    path = route.pattern
    if path.startswith("documents/^("):
        return f"/documents/{place.document.pk}/{place.document.filename}"
    path = re.sub(r"\(\?P<(pk)>\\d\+\)", lambda _: str(page.pk), path)
    path = re.sub(r"\(\?P<revision_id_a>[^)]*\)", "earliest", path)
    path = re.sub(r"\(\?P<revision_id_b>[^)]*\)", "latest", path)
    path = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: str(values.get(found[1], 1)), path)
    path = _PARAMETER.sub(lambda found: str(values.get(found[1], 1)), path)
    path = path.replace(r"\.", ".").replace("^", "").replace("$", "").replace(".*/", "nothing/")
    return f"/{path}{f'?id={page.pk}' if route.name in BY_QUERY else ''}"


def _number(route: Route, place: Place, duty: int | None) -> Any:
    """What an address calls `number`: of a certificate, a duty or a membership."""
    return place.certificate.number if "certificate" in route.name else duty or place.membership.pk


def _pk(route: Route, place: Place, page: Any) -> Any:
    """Of what kind the thing is that an address calls `pk`, its name tells."""
    tasks = Task if "task" in route.name else Workflow
    kinds = {
        "wagtailadmin_api:pages": lambda: page,
        "questions": lambda: place.question,
        "image": lambda: place.image,
        "doc": lambda: place.document,
        "collections": lambda: place.image.collection,
        "users_users": lambda: User.objects.get(username="holder"),
        "users_groups": lambda: Group.objects.get(user__username="holder"),
        "workflows": lambda: tasks.objects.active().get(),
    }
    return next((find().pk for sign, find in kinds.items() if sign in route.name), 1)


def visit(viewer: Any, url: str) -> tuple[str, str]:
    """What the viewer is answered there, and the body; whatever it changed is undone.

    `in`: let in. `sign in`: led to signing in. `no`: refused, or nothing there.
    """
    cookies = viewer.client.cookies.copy()
    with transaction.atomic():
        answer = viewer.client.get(url)
        if answer.status_code == 405:
            answer = viewer.client.post(url)
        body = b"" if answer.streaming else answer.content
        transaction.set_rollback(True)
    viewer.client.cookies = cookies
    to = answer.headers.get("Location", "")
    if to.startswith(("/admin/login/", "/accounts/login/", "/sign-in/")):
        return "sign in", ""
    if answer.status_code in {403, 404, 503} or to == "/admin/":
        return "no", body.decode(errors="replace")
    return "in", body.decode(errors="replace")
