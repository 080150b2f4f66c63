"""What the processes of a crew do: editors, clocks, imports, readers, and those that die."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Page

from cms.commands.management.commands.tick import tick
from cms.core import clock
from cms.members.models import User
from cms.pages.services import expire_due, publish_due
from cms.publication.models import Counter
from cms.publication.services import settle_all


class Stop:
    """An execute wrapper: calls `act` once, at the first statement that holds `text`."""

    def __init__(self, text: str, act: Callable[[], Any], *, before: bool = False) -> None:
        self.text, self.act, self.before = text, act, before
        self.waiting = True

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        here = self.waiting and self.text in sql
        if here:
            self.waiting = False
        if here and self.before:
            self.act()
        answer = execute(sql, params, many, context)
        if here and not self.before:
            self.act()
        return answer


# Clocks


def publish_what_is_due(barrier: Any) -> int:
    """Our clock, held where it knows what is due and has published none of it yet."""
    with connection.execute_wrapper(Stop('"approved_go_live_at" <=', barrier.wait)):
        return publish_due(clock.now())


def publish_with_wagtails_clock(barrier: Any) -> None:
    """Wagtail's, held at the same place."""
    with connection.execute_wrapper(Stop('"approved_go_live_at" <', barrier.wait)):
        call_command("publish_scheduled")


def expire_what_is_due(barrier: Any) -> int:
    with connection.execute_wrapper(Stop('"expire_at" <=', barrier.wait)):
        return expire_due(clock.now())


def turn_the_clock(barrier: Any) -> dict[str, int]:
    barrier.wait()
    return tick()


# Editors


def publish_each(barrier: Any, page_ids: list[int], rounds: int) -> None:
    """An editor who publishes new editions of these pages, one after the other."""
    barrier.wait()
    for edition in range(rounds):
        for page_id in page_ids:
            page = Page.objects.get(pk=page_id).specific
            page.summary = f"{os.getpid()}.{edition}"
            page.save_revision().publish()


def act_in_bulk(barrier: Any, user_id: int, page_ids: list[int], rounds: int) -> list[int]:
    """An editor who unpublishes and publishes these pages by the admin's bulk actions."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=user_id))
    barrier.wait()
    chosen = "&".join(f"id={page_id}" for page_id in page_ids)
    return [
        client.post(f"/admin/bulk/wagtailcore/page/{act}/?{chosen}&next=/admin/").status_code
        for _ in range(rounds)
        for act in ("unpublish", "publish")
    ]


def move_to_and_fro(
    barrier: Any, user_id: int, page_ids: list[int], targets: list[int], rounds: int
) -> list[int]:
    """An editor who moves these pages from one owner to the next by a bulk action."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=user_id))
    barrier.wait()
    chosen = "&".join(f"id={page_id}" for page_id in page_ids)
    url = f"/admin/bulk/wagtailcore/page/move/?{chosen}&next=/admin/"
    return [
        client.post(url, {"chooser": target}).status_code
        for _ in range(rounds)
        for target in targets
    ]


def import_file(barrier: Any, kind: str, path: Path, under: int) -> None:
    barrier.wait()
    with open(os.devnull, "w") as nowhere:
        call_command("import", kind, path, "--under", str(under), stdout=nowhere)


# Readers


FOLLOW = """
query ($since: Cursor) { changes(since: $since, first: 50) {
  number cursor nodes { id deleted content { title summary updatedAt } }
} }
"""


def changes_since(cursor: str | None) -> dict[str, Any]:
    """A stretch of the public record, asked through GraphQL."""
    body = {"query": FOLLOW, "variables": {"since": cursor}}
    client = Client(SERVER_NAME="localhost")
    answer = client.post("/graphql/", body, content_type="application/json").json()
    changes: dict[str, Any] = answer["data"]["changes"]
    return changes


def follow(finished: Any) -> tuple[dict[str, Any], int, bool]:
    """Follow `changes` until told to end; (id -> its content), changes read, ever backwards."""
    cursor, number, view, read, backwards = None, 0, {}, 0, False
    while True:
        last_round = finished is None or finished.is_set()
        changes = changes_since(cursor)
        backwards |= changes["number"] < number
        cursor, number = changes["cursor"], changes["number"]
        view |= {node["id"]: node["content"] for node in changes["nodes"]}
        read += len(changes["nodes"])
        if last_round and not changes["nodes"]:
            return view, read, backwards


# The worker


def work_off() -> None:
    call_command("db_worker", "--backend", "jobs", "--batch", "--interval", "0", verbosity=0)


# The order of commits


def publish_and_linger(page_id: int, taken: Any, go_on: Any) -> None:
    """Settle a change, but commit late: the number is taken long before it can be read."""
    page = Page.objects.get(pk=page_id).specific
    with transaction.atomic():
        _edit(page)
        settle_all()
        taken.set()
        go_on.wait(60)


def publish_one(page_id: int) -> int:
    """A change, committed and settled; the number it reached."""
    _edit(Page.objects.get(pk=page_id).specific)
    return Counter.reached()


def number_and_linger(taken: Any, go_on: Any) -> None:
    with transaction.atomic():
        number_one()
        taken.set()
        go_on.wait(60)


def number_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO control (word) VALUES ('one')")


def numbers_after(cursor_number: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM control WHERE number > %s ORDER BY 1", [cursor_number])
        return [row[0] for row in cursor.fetchall()]


# Deaths


def die_at(text: str, before: bool, act: str, page_id: int) -> None:
    """Begin an act on a page and be killed at a statement of it."""
    stop = Stop(text, lambda: os.kill(os.getpid(), signal.SIGKILL), before=before)
    with connection.execute_wrapper(stop):
        ACTS[act](Page.objects.get(pk=page_id).specific)


def _edit(page: Any) -> None:
    page.title += " 改"
    page.save_revision().publish()


ACTS: dict[str, Callable[[Any], Any]] = {
    "publish": _edit,
    "unpublish": lambda page: page.unpublish(),
    "delete": lambda page: page.delete(),
    "restrict": lambda page: page.view_restrictions.create(restriction_type="login"),
}
