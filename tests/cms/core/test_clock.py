"""The district's clock."""

import datetime

from cms.core import clock


def test_the_districts_day_starts_eight_hours_before_londons():
    late = datetime.datetime(2026, 11, 22, 16, 0, tzinfo=datetime.UTC)
    assert clock.local(late).date() == datetime.date(2026, 11, 23)
    assert clock.stamp(late) == "2026-11-23T00:00:00+08:00"


def test_now_is_aware():
    assert clock.now().utcoffset() == datetime.timedelta(0)
