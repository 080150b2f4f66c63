"""The form of a venue: days that are open alike share a row, and no two rows overlap."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.venues.models import Venue
from tests import factories


@pytest.fixture
def editor(client, district):
    client.force_login(factories.admin())
    return client


def send(client, parent, hours, **more):
    rows = [{"opens_at": opens, "closes_at": closes} for _, opens, closes in hours]
    fields = {"title": "共享会议室", "slug": "", "summary": "", "cover": "", "capacity": "30"}
    fields |= {"address": "", "equipment": "", "source_date": "", "body": streamfield([])}
    fields |= {"opening_hours": inline_formset(rows), "comments": inline_formset([])}
    data = nested_form_data(fields)
    data |= {f"opening_hours-{n}-weekdays": days for n, (days, *_) in enumerate(hours)}
    url = reverse("wagtailadmin_pages:add", args=["venues", "venue", parent.pk])
    return client.post(url, {**data, **more})


def errors(answer):
    shown = BeautifulSoup(answer.content, "html.parser")
    return [
        error.get_text(strip=True) for error in shown.select("[id*=opening_hours] .error-message")
    ]


def test_two_rows_are_enough_for_a_week_with_a_break_at_noon(editor, district):
    week = ["1", "2", "3", "4", "5"]
    hours = [(week, "9:00", "12:00"), (week, "14:00", "17:30")]
    assert send(editor, district, hours, **{"action-publish": "1"}).status_code == 302
    found = Venue.objects.get().opening_hours.all()
    assert [(one.weekdays, one.opens_at) for one in found] == [
        ([1, 2, 3, 4, 5], datetime.time(9)),
        ([1, 2, 3, 4, 5], datetime.time(14)),
    ]


def test_the_form_shows_the_days_that_are_ticked(editor, district):
    send(editor, district, [(["1", "6"], "9:00", "12:00")])
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[Venue.objects.get().pk]))
    boxes = BeautifulSoup(page.content, "html.parser").select("[name=opening_hours-0-weekdays]")
    labels = [box.find_parent("label").get_text(strip=True) for box in boxes]
    assert labels == list("一二三四五六日")
    assert [box["value"] for box in boxes if box.has_attr("checked")] == ["1", "6"]


def test_rows_that_overlap_on_a_day_are_refused_in_the_later_one(editor, district):
    hours = [(["1", "2", "3"], "9:00", "12:00"), (["3", "4"], "11:00", "17:30")]
    answer = send(editor, district, hours)
    assert answer.status_code == 200
    words = "星期三已经有 09:00—12:00，时间重叠了。请改时间，或少勾几天。"
    assert errors(answer) == [words]
    assert not Venue.objects.exists()


def test_rows_that_only_touch_or_are_taken_away_do_not_overlap(editor, district):
    hours = [(["1"], "9:00", "12:00"), (["1"], "12:00", "17:30")]
    hours += [(["1"], "10:00", "11:00")]
    gone = {"opening_hours-2-DELETE": "1"}
    assert send(editor, district, hours, **gone).status_code == 302


def test_a_row_without_a_day_is_not_published(editor, district):
    hours = [([], "9:00", "12:00")]
    assert send(editor, district, hours).status_code == 302
    Venue.objects.get().delete()
    answer = send(editor, district, hours, **{"action-publish": "1"})
    assert answer.status_code == 200
    assert errors(answer) != []


@pytest.mark.parametrize("act", [{}, {"action-publish": "1"}], ids=["draft", "publish"])
def test_a_row_with_nothing_in_it_is_none(editor, district, act):
    # As a browser without JavaScript or a hostile one sends it.
    answer = send(editor, district, [([], "", "")], **{"opening_hours-0-ORDER": ""}, **act)
    assert answer.status_code == 302
    assert Venue.objects.get().opening_hours.count() == 0


def test_a_day_sent_twice_is_one(editor, district):
    hours = [(["3", "1", "3"], "9:00", "12:00")]
    assert send(editor, district, hours, **{"action-publish": "1"}).status_code == 302
    assert Venue.objects.get().opening_hours.get().weekdays == [1, 3]
