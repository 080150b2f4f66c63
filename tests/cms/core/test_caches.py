"""Redis as a cache: on a real one, on one that is away, and on one that never answers."""

import secrets
import socket
import subprocess
import time

import pytest
import redis

from cms.core import caches
from cms.core.caches import Redis


@pytest.fixture(autouse=True)
def nobody_rests(monkeypatch):
    monkeypatch.setattr(Redis, "away_until", 0.0)


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(port, tmp_path):
    """A Redis of the test's own."""
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) as process:
        client = redis.Redis(port=port)
        for _ in range(200):
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        yield process
        process.kill()


@pytest.fixture
def cache(port):
    return Redis(f"redis://127.0.0.1:{port}/0", {"TIMEOUT": 60})


def test_bytes_come_back_as_they_went(server, cache):
    for value in (b"", b"12", b"\x80\x04.", "湖".encode(), secrets.token_bytes(300_000)):
        cache.set("question", value)
        assert cache.get("question") == value
    assert cache.get("another") is None


def test_nothing_that_redis_says_is_unpickled(server, cache, port):
    bomb = b"cposix\nsystem\n(S'true'\ntR."
    redis.Redis(port=port).set(cache.make_key("question"), bomb)
    assert cache.get("question") == bomb


def test_all_processes_share_it_and_it_is_forgotten_in_time(server, cache, port):
    cache.set("question", b"answer")
    other = Redis(f"redis://127.0.0.1:{port}/0", {"TIMEOUT": 60})
    assert other.get("question") == b"answer"
    assert 0 < redis.Redis(port=port).ttl(cache.make_key("question")) <= 60


def test_one_that_is_away_is_told_of_once_and_then_left_alone(cache, caplog, monkeypatch):
    for _ in range(3):
        cache.set("question", b"answer")
        assert cache.get("question") is None
    assert [record.msg["event"] for record in caplog.records] == ["cache.away"]
    monkeypatch.setattr(Redis, "away_until", 0.0)
    assert cache.get("question", b"else") == b"else"
    assert len(caplog.records) == 2


def test_one_that_never_answers_is_waited_for_once(port, cache, monkeypatch):
    monkeypatch.setattr(caches, "REST_SECONDS", 3600)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", port))
        silent.listen()
        assert cache.get("question") is None
        silent.settimeout(1)
        silent.accept()
        for _ in range(50):
            assert cache.get("question") is None
        with pytest.raises(TimeoutError):
            silent.accept()


def test_one_that_comes_back_is_used_again(cache, request, monkeypatch):
    assert cache.get("question") is None
    request.getfixturevalue("server")
    monkeypatch.setattr(Redis, "away_until", 0.0)
    cache.set("question", b"answer")
    assert cache.get("question") == b"answer"
