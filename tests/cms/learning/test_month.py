"""After a month of members who learn, the books balance: to the audit and to a plain account."""

import io

import pytest
from django.core.management import call_command
from django.db.models import Sum

from cms.learning.models import Certificate
from cms.points import services as points
from cms.points.models import Entry
from tests.cms.learning.month import Month

EVENTS = ["hand in", "walk away", "time out", "join", "annul", "edit_a_question"]
RARE = ["leave", "withdraw", "erase", "take back", "certificate", "change_the_terms"]
REFUSALS = ["NO_ATTEMPTS_LEFT", "TOO_SOON", "TIME_OVER"]


def pass_a_month(month, days):
    month.pass_days(days)
    said = io.StringIO()
    call_command("audit", stdout=said)
    assert said.getvalue() == "Everything holds.\n"
    here = [person for person in month.people if not person.erased]
    assert [points.balance(person.user) for person in here] == [
        person.world.balance(0) for person in here
    ]
    earned = Entry.objects.exclude(organisation=None).values_list("organisation").order_by()
    assert {
        place: total for place, total in earned.annotate(Sum("amount")) if total
    } == month.totals()


def test_a_few_days_of_twenty_members_are_sound(area, settled, monkeypatch):
    month = Month(area, people=20, seed=20261130, patch=monkeypatch)
    pass_a_month(month, days=5)
    assert [event for event in EVENTS if not month.did[event]] == []
    assert sum(month.totals().values()) > 100


@pytest.mark.prove
def test_a_month_of_three_hundred_members_is_sound(area, settled, monkeypatch):
    month = Month(area, people=300, seed=1, patch=monkeypatch)
    pass_a_month(month, days=30)
    assert [event for event in [*EVENTS, *RARE, *REFUSALS] if not month.did[event]] == []
    assert sum(month.totals().values()) > 5000
    assert Certificate.objects.exists()
