"""Many things done one by one, so that one that cannot be done stops no other."""

from collections.abc import Callable, Iterable

import structlog
from django.db import transaction

log = structlog.get_logger(__name__)


def one_by_one(numbers: Iterable[int], act: Callable[[int], bool]) -> int:
    """Do it to each in a transaction of its own; one that fails is logged and tried next time."""
    done = 0
    for number in list(numbers):
        try:
            with transaction.atomic():
                done += act(number)
        except Exception:
            log.exception("clock.failed", act=act.__qualname__, number=number)
    return done
