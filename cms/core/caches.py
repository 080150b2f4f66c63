"""Redis as a cache that may be away: then nothing is remembered, and nobody waits for it."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

# How long an answer of Redis may take, and for how long it is left alone when none came.
PATIENCE_SECONDS = 0.2
REST_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Bytes:
    """Values as they are: nothing that Redis says is ever unpickled."""

    def dumps(self, value: bytes) -> bytes:
        return value

    def loads(self, value: bytes) -> bytes:
        return value


class Redis(RedisCache):
    """Keeps bytes; a cache that cannot be reached knows nothing and takes nothing."""

    # Of the process: each thread has a cache object of its own.
    away_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        waits = dict.fromkeys(("socket_timeout", "socket_connect_timeout"), PATIENCE_SECONDS)
        super().__init__(server, {**params, "OPTIONS": {"serializer": Bytes, **waits}})

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda: super(Redis, self).get(key, default, version), default)

    def set(self, key: str, value: bytes, *args: Any, **kwargs: Any) -> None:
        self._try(lambda: super(Redis, self).set(key, value, *args, **kwargs), None)

    def _try(self, act: Callable[[], Any], otherwise: Any) -> Any:
        if time.monotonic() < Redis.away_until:
            return otherwise
        try:
            return act()
        except RedisError as error:
            Redis.away_until = time.monotonic() + REST_SECONDS
            log.warning("cache.away", error=type(error).__name__)
            return otherwise
