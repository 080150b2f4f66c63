"""What venues say of themselves in public, and when they are open."""

import datetime
import importlib
import json

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.publication.models import Entry
from cms.publication.services import settle_all
from cms.venues.models import OpeningHours
from tests import factories

migration = importlib.import_module("cms.venues.migrations.0003_weekdays")
NINE, NOON, SIX = (datetime.time(hour) for hour in (9, 12, 18))


def document(page):
    settle_all()
    return json.loads(Entry.objects.public().get(page_id=page.pk).document)


def test_opening_hours_come_in_the_order_of_the_week(district):
    venue = factories.venue(district, capacity=40, equipment=" 投影仪 \n\n白板\n")
    for weekdays, opens, closes in (([1, 2], NOON, SIX), ([1], NINE, NOON)):
        venue.opening_hours.add(OpeningHours(weekdays=weekdays, opens_at=opens, closes_at=closes))
    venue.save_revision().publish()
    shown = document(venue)
    assert [(hours["weekday"], hours["opensAt"]) for hours in shown["openingHours"]] == [
        (1, "09:00"),
        (1, "12:00"),
        (2, "12:00"),
    ]
    assert (shown["capacity"], shown["equipment"]) == (40, ["投影仪", "白板"])


def test_a_part_names_the_venue_and_the_building_it_is_in(district):
    building = factories.building(factories.area(district))
    hall = factories.venue(building)
    room = factories.venue(hall)
    assert (document(hall)["partOf"], document(hall)["building"]) == (None, building.pk)
    assert (document(room)["partOf"], document(room)["building"]) == (hall.pk, building.pk)


def test_an_editor_is_told_when_nobody_could_know_how_to_borrow_it(district):
    venue = factories.venue(district)
    assert [finding.code for finding in venue.own_findings()] == ["NO_CONTACT"]
    venue.contact = "物业前台 0371-0000-1701"
    assert list(venue.own_findings()) == []
    venue.save_revision().publish()
    assert document(venue)["contact"] == "物业前台 0371-0000-1701"


def test_it_cannot_close_before_it_opens(district):
    backwards = {"weekdays": [1], "opens_at": NOON, "closes_at": NINE}
    with pytest.raises(ValidationError):
        OpeningHours(**backwards).clean()
    venue = factories.venue(district)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningHours.objects.create(venue=venue, **backwards)


def old_row(venue, pk, weekday, opens, closes):
    times = {"opens_at": opens, "closes_at": closes}
    return {"pk": pk, "sort_order": pk, "venue": venue.pk, "weekday": weekday, **times}


def test_the_hours_of_old_drafts_are_kept_with_their_days_drawn_together(district):
    venue = factories.venue(district)
    morning, evening = ("09:00:00", "12:00:00"), ("18:00:00", "21:00:00")
    days = [(2, *morning), (1, *morning), (2, *evening), (1, *morning), (5, *morning)]
    revision = venue.latest_revision
    revision.content["opening_hours"] = [old_row(venue, pk, *day) for pk, day in enumerate(days, 1)]
    revision.save()
    migration.share_drafts(apps, None)
    revision.refresh_from_db()
    found = revision.as_object().opening_hours.all()
    assert [(one.weekdays, f"{one.opens_at}") for one in found] == [
        ([1, 2, 5], morning[0]),
        ([2], evening[0]),
    ]
