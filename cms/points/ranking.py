"""Who is first: teams by what their members earned, members by their own wish."""

import dataclasses
import datetime
from collections import Counter, defaultdict
from enum import StrEnum
from typing import Any

from django.db.models import Max, QuerySet, Sum
from django.utils.crypto import salted_hmac

from cms.core import clock
from cms.members import names
from cms.members.models import Consent, Purpose, User
from cms.publication.models import Entry as Public

from .models import Entry, Shows
from .services import shows

# Figures about fewer people are nobody's business.
FEWEST = 5


class Period(StrEnum):
    MONTH = "MONTH"
    YEAR = "YEAR"
    ALL = "ALL"

    def first_day(self) -> datetime.date | None:
        """Its first day, on the district's calendar; None for from the beginning."""
        today = clock.today()
        return {
            Period.MONTH: today.replace(day=1),
            Period.YEAR: today.replace(month=1, day=1),
            Period.ALL: None,
        }[self]


class Of(StrEnum):
    """Who is ranked; teams by the column of an entry that names them."""

    ORGANISATIONS = "organisation"
    BUILDINGS = "building"
    AREAS = "area"
    MEMBERS = "member"


# Each stands in the next.
TEAMS = [Of.ORGANISATIONS, Of.BUILDINGS, Of.AREAS]


@dataclasses.dataclass(frozen=True)
class Standing:
    """A line of the leaderboard. Those with the same points share a rank; the next is skipped.

    number: the page's; of a member one that says who it is to nobody, and is another tomorrow.
    url: None for members.
    """

    rank: int
    number: int
    title: str
    url: str | None
    points: int


def leaderboard(of: Of, period: Period) -> list[Standing]:
    """All that may be shown, from the first to the last; nothing while the switch is off."""
    switch = shows()
    if switch == Shows.OFF or (of == Of.MEMBERS and switch != Shows.MEMBERS):
        return []
    earned = Entry.objects.between(period.first_day(), clock.today())
    lines = _members(earned, period) if of == Of.MEMBERS else _teams(earned, of)
    return _ranked(lines)


def _teams(earned: QuerySet[Entry], of: Of) -> list[tuple[int, int, str, str | None]]:
    """(points, number, title, url) of the public teams of enough people."""
    points = _told(earned, of)
    found = Public.objects.public().filter(page_id__in=[n for n in points if points[n] > 0])
    named = found.values_list("page_id", "title", "url")
    return [(points[number], number, title, url) for number, title, url in named]


def _told(earned: QuerySet[Entry], of: Of) -> Counter[int]:
    """The points of each team, as far as they tell nothing of fewer than FEWEST people.

    What is told of an organisation counts in its building as well. The rest of the building counts
    when it is of FEWEST people who earned anything or more, for a sum less another would tell of
    it; so on up to the area. An organisation that moved is one in each building.
    """
    columns = ("member", *(level.value for level in TEAMS))
    told: list[dict[str, Any]] = []
    rest = list(earned.values(*columns).annotate(points=Sum("amount")).order_by())
    for level in range(TEAMS.index(of) + 1):
        groups: dict[tuple[int | None, ...], list[dict[str, Any]]] = defaultdict(list)
        for row in rest:
            groups[tuple(row[team.value] for team in TEAMS[level:])].append(row)
        rest = []
        for numbers, rows in groups.items():
            enough = numbers[0] is not None and _people(rows) >= FEWEST
            (told if enough else rest).extend(rows)
    points: Counter[int] = Counter()
    for row in told:
        points[row[of.value]] += row["points"]
    del points[None]
    return points


def _people(rows: list[dict[str, Any]]) -> int:
    """How many people earned something; who was erased is nobody."""
    return len({row["member"] for row in rows if row["points"] > 0} - {None})


def _members(earned: QuerySet[Entry], period: Period) -> list[tuple[int, int, str, str | None]]:
    """The same of those who agreed, under the first character of their names."""
    willing = agreed()
    sums = (
        earned.filter(member__in=willing)
        .values_list("member")
        .annotate(points=Sum("amount"))
        .filter(points__gt=0)
        .order_by()
    )
    points = dict(sums)
    people = User.objects.in_bulk(list(points))
    return [
        (points[number], _veiled(number, period), called(people[number]), None) for number in points
    ]


def _veiled(number: int, period: Period) -> int:
    """Tells two lines of one board apart, and no more: not who it is, nor that it was there before.

    48 bits.
    """
    said = f"{period}:{clock.today()}:{number}"
    return int.from_bytes(salted_hmac("leaderboard", said).digest()[:6])


def agreed() -> QuerySet[Any]:
    """Numbers of those whose last word on being ranked is yes."""
    last = (
        Consent.objects.filter(text__purpose=Purpose.RANKING, user__is_active=True)
        .order_by()
        .values("user")
        .annotate(last=Max("pk"))
        .values("last")
    )
    return Consent.objects.filter(pk__in=last, given=True).values("user")


def called(member: User) -> str:
    """王*; who has given no name is just a member."""
    name = member.get_full_name()
    return names.masked(name) if name else "一位成员"


def _ranked(lines: list[tuple[int, int, str, str | None]]) -> list[Standing]:
    lines.sort(key=lambda line: (-line[0], line[2], line[1]))
    standings: list[Standing] = []
    for place, (points, number, title, url) in enumerate(lines, 1):
        before = standings[-1] if standings else None
        rank = before.rank if before and before.points == points else place
        standings.append(Standing(rank, number, title, url, points))
    return standings
