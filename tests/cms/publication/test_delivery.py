"""How far the site is, as the press reports it."""

import pytest

from cms.core import clock as the_clock
from cms.publication.delivery import delivered_at, forget_deliveries, report
from cms.publication.models import Counter, Delivery, Press
from cms.publication.services import settle_all
from tests import factories


@pytest.fixture
def reached(district):
    """The number of the publication, some way on."""
    for _ in range(5):
        factories.notice(district)
    settle_all()
    return Counter.reached()


def test_what_a_report_covers_is_on_the_site_from_then_on(reached, clock):
    report(number=reached - 2, trouble="")
    first = delivered_at(reached - 3)
    assert first == delivered_at(reached - 2)
    assert delivered_at(reached - 1) is None
    clock(seconds=5)
    report(number=reached, trouble="")
    assert delivered_at(reached - 2) == first
    assert delivered_at(reached - 1) == delivered_at(reached) > first


def test_saying_the_same_again_moves_no_time(reached, clock):
    report(number=reached, trouble="")
    at = delivered_at(reached)
    clock(minutes=5)
    report(number=reached, trouble="")
    # As one does that has lost its memory and begins anew.
    report(number=0, trouble="")
    assert delivered_at(reached) == at
    assert Press.last_report().number == 0


@pytest.mark.parametrize("number", [10**6, 2**31 - 1, -1])
def test_a_number_that_was_never_given_covers_nothing(reached, number):
    report(number=number, trouble="")
    assert delivered_at(reached) is None
    assert delivered_at(reached + 1) is None


def test_the_last_trouble_is_remembered_until_it_is_over(reached):
    report(number=reached, trouble="TARGET")
    assert Press.last_report().trouble == "TARGET"
    report(number=reached, trouble="")
    assert Press.last_report().trouble == ""


def test_old_deliveries_are_forgotten_but_for_the_last(reached, clock):
    for number in range(1, reached + 1):
        report(number=number, trouble="")
    assert forget_deliveries(the_clock.now()) == 0
    clock(days=31)
    assert forget_deliveries(the_clock.now()) == reached - 1
    assert Delivery.objects.get().number == reached
    assert delivered_at(1) is not None
