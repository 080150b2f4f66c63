"""Writes calendars as files that phones and desktops can take in (iCalendar, RFC 5545)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar, Event, vText

MAKER = "-//Ruyi//Ruyi//ZH-CN"


def calendar(data: Mapping[str, Any]) -> bytes:
    """Return a calendar of `title` with `events`.

    An event has uid, title, gist, place, address (absolute), starts, ends, published and updated.
    Times go out in UTC: every calendar shows them in its reader's zone, and needs no rules for it.
    """
    written = Calendar()
    for name, value in {"PRODID": MAKER, "VERSION": "2.0", "METHOD": "PUBLISH"}.items():
        written.add(name, value)
    written.add("X-WR-CALNAME", vText(data["title"]))
    for event in data["events"]:
        written.add_component(_event(event))
    return written.to_ical()


def _event(given: Mapping[str, str]) -> Event:
    event = Event()
    event.add("UID", given["uid"])
    # The clock of the press would change the file at every print.
    event.add("DTSTAMP", _utc(given["updated"]))
    event.add("LAST-MODIFIED", _utc(given["updated"]))
    event.add("CREATED", _utc(given["published"]))
    event.add("DTSTART", _utc(given["starts"]))
    event.add("DTEND", _utc(given["ends"]))
    event.add("SUMMARY", given["title"])
    event.add("URL", given["address"])
    for name in ("place", "gist"):
        if given[name]:
            event.add({"place": "LOCATION", "gist": "DESCRIPTION"}[name], given[name])
    return event


def _utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(UTC)
