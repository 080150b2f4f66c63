"""Activities: their times, their phases, and whom they are for."""

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from cms.activities.models import Activity, Phase
from cms.core import clock as time
from cms.publication.checking import check, reconcile
from cms.publication.models import Dirty, Entry
from cms.publication.services import settle_all
from tests import factories

HOUR = datetime.timedelta(hours=1)
DAY = 24 * HOUR


def entry(page):
    return Entry.objects.get(page_id=page.pk)


def test_a_blank_end_of_sign_up_is_a_day_before_the_start(district):
    starts = time.now() + 5 * DAY
    run = factories.activity(district, starts_at=starts, sign_up_opens_at=None)
    assert run.sign_up_closes_at == starts - DAY
    assert run.sign_up_opens_at <= time.now()


def test_announced_too_late_for_that_it_is_the_start(district):
    starts = time.now() + 5 * HOUR
    run = factories.activity(district, starts_at=starts, sign_up_opens_at=None)
    assert run.sign_up_closes_at == starts


@pytest.mark.parametrize(
    ("field", "shift"), [("ends_at", -HOUR), ("sign_up_closes_at", 9 * DAY)], ids=str
)
def test_times_in_the_wrong_order_are_refused_with_words(district, field, shift):
    starts = time.now() + DAY
    times = {"starts_at": starts, "ends_at": starts + HOUR, field: starts + shift}
    run = Activity(title="健步走", slug="run", activity_kind="SPORT", **times)
    with pytest.raises(ValidationError) as refused:
        run.clean()
    assert list(refused.value.message_dict) == [field]


def test_each_moment_of_its_life_takes_a_number_when_the_clock_turns(district, clock):
    now = time.now()
    run = factories.activity(
        district,
        sign_up_opens_at=now + DAY,
        sign_up_closes_at=now + 2 * DAY,
        starts_at=now + 3 * DAY,
    )
    settle_all()
    phases, numbers = [], []
    for _ in Phase:
        assert list(check()) == []
        stored = entry(run)
        phases.append(json.loads(stored.document)["phase"])
        numbers.append(stored.number)
        clock(days=1)
        if stored.turns_at:
            assert next(check()) == "1 changes wait to be settled: run `python -m cms tick`"
        call_command("tick")
        call_command("tick")
    assert phases == list(Phase)
    assert numbers == list(range(numbers[0], numbers[0] + 5))
    assert (stored.over, stored.turns_at) == (True, None)


def test_one_for_members_only_never_enters_the_publication(district):
    meeting = factories.activity(district, audience="MEMBERS")
    settle_all()
    assert not Entry.objects.filter(page_id=meeting.pk).exists()
    assert reconcile() == 0
    assert list(check()) == []


def test_one_that_becomes_for_members_only_leaves_the_public(district):
    run = factories.activity(district, title="换人")
    notice = factories.notice(district, announces=run)
    settle_all()
    run.audience = "MEMBERS"
    run.save_revision().publish()
    settle_all()
    assert entry(run).deleted
    assert '"announces":null' in entry(notice).document
    assert list(check()) == []


def test_an_update_past_the_signals_to_members_only_is_found(district):
    run = factories.activity(district)
    settle_all()
    Activity.objects.filter(pk=run.pk).update(audience="MEMBERS")
    assert reconcile() == 1
    settle_all()
    assert entry(run).deleted
    assert not Dirty.objects.exists()


def test_a_notice_announces_an_activity_and_nothing_else(district):
    notice = factories.notice(district)
    notice.announces = factories.brief(district).page_ptr
    with pytest.raises(ValidationError):
        notice.full_clean()
