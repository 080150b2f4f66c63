"""Telling the CMS how far the site stands."""

from collections.abc import Iterator

import pytest
from press.errors import AddressClash, BadSheet, BucketTrouble, Busy, NoStore, Unwritable
from press.read import connect
from press.reporter import EVERY_SECONDS, Reporter, trouble

from tests.site.press.standin import StandIn, serving


@pytest.fixture
def cms() -> Iterator[StandIn]:
    with serving(StandIn()) as cms:
        yield cms


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which a test moves on."""
    now = [100.0]
    monkeypatch.setattr("press.reporter.time.monotonic", lambda: now[0])
    return now


@pytest.fixture
def reporter(cms: StandIn, now: list[float]) -> Iterator[Reporter]:
    with connect() as client:
        yield Reporter(client, cms.url, cms.secret)


def test_each_step_is_told_at_once_and_once(cms: StandIn, reporter: Reporter) -> None:
    for number in (1, 1, 2, 2, 2):
        reporter.tell(number)
    assert cms.reports == [(1, None), (2, None)]


def test_with_nothing_new_it_is_heard_of_all_the_same(
    cms: StandIn, reporter: Reporter, now: list[float]
) -> None:
    reporter.tell(1)
    now[0] += EVERY_SECONDS - 1
    reporter.tell(1)
    now[0] += 1
    reporter.tell(1)
    assert cms.reports == [(1, None), (1, None)]


def test_what_is_in_the_way_is_told_and_that_it_is_gone(cms: StandIn, reporter: Reporter) -> None:
    reporter.tell(1, BucketTrouble("away"))
    reporter.tell(1)
    assert cms.reports == [(1, "TARGET"), (1, None)]


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (AddressClash(""), "PAGE"),
        (BadSheet(""), "PAGE"),
        (Busy(""), "BUSY"),
        (BucketTrouble(""), "TARGET"),
        (Unwritable(""), "TARGET"),
        (NoStore(""), "PRESS"),
        (ValueError(""), "PRESS"),
    ],
)
def test_each_trouble_has_the_word_of_the_cms(error: Exception, word: str) -> None:
    assert trouble(error) == word


def test_a_cms_that_does_not_listen_stops_nothing_and_is_told_of_once(
    cms: StandIn, now: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    with connect() as client:
        reporter = Reporter(client, cms.url, "another secret")
        for number in range(5):
            reporter.tell(number)
            now[0] += EVERY_SECONDS
    assert cms.reports == []
    assert len(caplog.messages) == 1
    assert "RUYI_PRESS_SECRET" in caplog.messages[0]


def test_one_that_listens_again_is_told_where_things_are(
    cms: StandIn, reporter: Reporter, now: list[float]
) -> None:
    cms.answer = (503, b"busy")
    reporter.tell(1)
    cms.answer = None
    # Not asked at each step while it is away.
    reporter.tell(2)
    assert cms.reports == []
    now[0] += EVERY_SECONDS
    reporter.tell(2)
    assert cms.reports == [(2, None)]


def test_without_a_secret_nothing_is_told(cms: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    with connect() as client:
        reporter = Reporter(client, cms.url, "")
        reporter.tell(1)
    assert cms.reports == []
    assert "RUYI_PRESS_SECRET" in caplog.messages[0]
