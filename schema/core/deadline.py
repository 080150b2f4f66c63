"""A limit to what one statement may take: no public question holds a connection for long."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.db import OperationalError, connection

# How many steps SQLite takes between two looks at the clock.
STEPS = 10_000


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Statements of the block that take longer raise an error that is_late() knows."""
    # As before any statement: one that broke since the last request is opened anew.
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with _DEADLINES[connection.vendor](connection.connection, seconds):
        yield


def is_late(error: BaseException | None) -> bool:
    """Whether an error says that a statement took too long."""
    if not isinstance(error, OperationalError):
        return False
    code = getattr(error.__cause__, "sqlstate", None) or str(error)
    return code in {"57014", "interrupted"}


@contextmanager
def _on_postgresql(raw: Any, seconds: float) -> Iterator[None]:
    with connection.wrap_database_errors:
        raw.execute(f"SET statement_timeout = {round(seconds * 1000)}")
    try:
        yield
    finally:
        # A transaction that failed takes the setting back by itself.
        if not raw.closed and raw.info.transaction_status.name != "INERROR":
            raw.execute("RESET statement_timeout")


@contextmanager
def _on_sqlite(raw: Any, seconds: float) -> Iterator[None]:
    until = 0.0

    def begin(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal until
        until = time.monotonic() + seconds
        return execute(*statement)

    raw.set_progress_handler(lambda: time.monotonic() > until, STEPS)
    try:
        with connection.execute_wrapper(begin):
            yield
    finally:
        raw.set_progress_handler(None, 0)


_DEADLINES: dict[str, Callable[[Any, float], AbstractContextManager[None]]] = {
    "postgresql": _on_postgresql,
    "sqlite": _on_sqlite,
}
