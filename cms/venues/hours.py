"""Hours of the week: days that share a stretch of time, as a field, and what they come to."""

import datetime
import itertools
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from django import forms
from django.db import models


class Weekday(models.IntegerChoices):
    MONDAY = 1, "星期一"
    TUESDAY = 2, "星期二"
    WEDNESDAY = 3, "星期三"
    THURSDAY = 4, "星期四"
    FRIDAY = 5, "星期五"
    SATURDAY = 6, "星期六"
    SUNDAY = 7, "星期日"


class WeekdaysField(models.JSONField):
    """Some days of the week, as a list of their numbers, each once."""

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(sorted(set(value)), model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        # Past JSONField's own, which would have people write JSON.
        return models.Field.formfield(
            self,
            form_class=forms.TypedMultipleChoiceField,
            coerce=int,
            choices=[(day.value, day.label[-1]) for day in Weekday],
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )


class Hours(Protocol):
    """A stretch of time on some days."""

    weekdays: list[int]
    opens_at: datetime.time
    closes_at: datetime.time


def by_weekday(hours: Iterable[Hours]) -> list[tuple[int, datetime.time, datetime.time]]:
    """Each day's stretches by themselves, in the order of the week."""
    return sorted((day, one.opens_at, one.closes_at) for one in hours for day in one.weekdays)


def overlaps(hours: Iterable[Hours]) -> Iterator[tuple[int, str]]:
    """Which of them share time with one before them, each with what to do about it."""
    for (_, one), (place, other) in itertools.combinations(enumerate(hours), 2):
        days = sorted(set(one.weekdays) & set(other.weekdays))
        if days and one.opens_at < other.closes_at and other.opens_at < one.closes_at:
            named = "、".join(Weekday(day).label for day in days)
            times = f"{one.opens_at:%H:%M}—{one.closes_at:%H:%M}"
            yield place, f"{named}已经有 {times}，时间重叠了。请改时间，或少勾几天。"
