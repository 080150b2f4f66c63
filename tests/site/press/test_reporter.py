"""Telling the CMS how far the site stands."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from press.errors import AddressClash, BadSheet, BucketTrouble, Busy, NoStore, Unwritable
from press.reporter import Reporter, trouble

from tests.site.press.standin import StandIn, serving
from tests.site.press.test_cli import wait_for

Reporting = Callable[[str, str], Reporter]


@pytest.fixture
def cms() -> Iterator[StandIn]:
    with serving(StandIn()) as cms:
        yield cms


@pytest.fixture
def reporting() -> Iterator[Reporting]:
    """Reporters that fall silent when the test ends."""
    with ExitStack() as held:
        yield lambda url, secret: held.enter_context(closing(Reporter(url, secret)))


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said every ten seconds is said every tenth of one."""
    monkeypatch.setattr("press.reporter.EVERY_SECONDS", 0.1)


def test_each_step_is_told_at_once(
    reporting: Reporting, cms: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("press.reporter.EVERY_SECONDS", 60)
    reporter = reporting(cms.url, cms.secret)
    for number in (1, 2):
        reporter.tell(number)
        wait_for(lambda number=number: (number, None) in cms.reports)
        reporter.tell(number)
    time.sleep(0.1)
    assert len(cms.reports) == 2


def test_with_nothing_new_it_is_heard_of_all_the_same(reporting: Reporting, cms: StandIn) -> None:
    """Also while the press is long at one thing and tells nothing."""
    reporting(cms.url, cms.secret).tell(1)
    wait_for(lambda: cms.reports.count((1, None)) >= 3)


def test_what_is_in_the_way_is_told_and_that_it_is_gone(reporting: Reporting, cms: StandIn) -> None:
    reporter = reporting(cms.url, cms.secret)
    reporter.tell(1, error=BucketTrouble("away"))
    wait_for(lambda: (1, "TARGET") in cms.reports)
    reporter.tell(1)
    wait_for(lambda: (1, None) in cms.reports)


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (AddressClash("", "/"), "PAGE"),
        (BadSheet("", "/"), "PAGE"),
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
    reporting: Reporting, cms: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    reporter = reporting(cms.url, "another secret")
    for number in range(5):
        reporter.tell(number)
        time.sleep(0.15)
    assert cms.reports == []
    assert len(caplog.messages) == 1
    assert "RUYI_PRESS_SECRET" in caplog.messages[0]


def test_one_that_listens_again_is_told_where_things_are(
    reporting: Reporting, cms: StandIn
) -> None:
    cms.answer = (503, b"busy")
    reporter = reporting(cms.url, cms.secret)
    reporter.tell(1)
    time.sleep(0.3)
    reporter.tell(2)
    assert cms.reports == []
    cms.answer = None
    wait_for(lambda: (2, None) in cms.reports)
    assert (1, None) not in cms.reports


def test_without_a_secret_nothing_is_told(
    reporting: Reporting, cms: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    reporting(cms.url, "").tell(1)
    time.sleep(0.3)
    assert cms.reports == []
    assert "RUYI_PRESS_SECRET" in caplog.messages[0]
