"""The demo's texts, from the TOML files beside this module into what pages are made of."""

import datetime
import html
import json
import re
import tomllib
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cms.core import clock

Item = dict[str, Any]
WEEKDAYS = "一二三四五六日"
# {+3} or {周六+5}: see the head of notices.toml. Blanks beside it help the writer, not the reader.
_DAY = re.compile(r" ?\{(?:周([一二三四五六日]))?([+-]\d+)\} ?")


def load(name: str) -> dict[str, Any]:
    """The content of <name>.toml."""
    with Path(__file__).with_name(f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def moment(day: datetime.date, place: int) -> datetime.datetime:
    """A time on that day; earlier for later places in a file, so that lists keep its order."""
    evening = datetime.datetime.combine(day, datetime.time(17, 30), clock.SHANGHAI)
    return evening - datetime.timedelta(minutes=7 * place)


def with_days(text: str, day: datetime.date) -> str:
    """The text with its days written out, counted from `day`, on which it was published."""

    def written(match: re.Match[str]) -> str:
        meant = _meant(match, day)
        weekday = f"（周{match[1]}）" if match[1] else ""
        return f"{meant.month}月{meant.day}日{weekday}"

    return _DAY.sub(written, text)


def _meant(match: re.Match[str], day: datetime.date) -> datetime.date:
    weekday, shift = match.groups()
    meant = day + datetime.timedelta(days=int(shift))
    if weekday is None:
        return meant
    return meant + datetime.timedelta(days=(WEEKDAYS.index(weekday) - meant.weekday()) % 7)


def activity_times(item: Item, today: datetime.date) -> dict[str, datetime.datetime]:
    """When an activity starts and ends, and from when to when one may sign up."""
    day = day_from(item["day"], today)

    def at(day: datetime.date, time: str) -> datetime.datetime:
        return datetime.datetime.combine(day, datetime.time.fromisoformat(time), clock.SHANGHAI)

    starts = at(day, item["starts"])
    return {
        "starts_at": starts,
        "ends_at": at(day, item["ends"]),
        "sign_up_opens_at": at(day - datetime.timedelta(days=item["sign_up_days"]), "09:00"),
        "sign_up_closes_at": starts - datetime.timedelta(hours=item["sign_up_ends_hours"]),
    }


def day_from(text: str, today: datetime.date) -> datetime.date:
    """The day of an activity, counted from today: +6, -12, or 周六+5 as in notices.toml."""
    match = _DAY.fullmatch(f"{{{text}}}")
    if match is None:
        raise ValueError(f"not a day: {text}")
    return _meant(match, today)


def body(item: Item, day: datetime.date, picture: Callable[[str], int]) -> str:
    """The item's body as stream data; `picture` gives the number of a picture by its name.

    The blocks' ids are made from their place, so that every installation has the same.
    """
    blocks = [_block(block, day, picture) for block in item.get("body", [])]
    return json.dumps(
        [
            {"type": kind, "value": value, "id": _block_id(item, place)}
            for place, (kind, value) in enumerate(blocks)
        ]
    )


def _block(  # noqa: PLR0911 (a return for each form)
    block: Item, day: datetime.date, picture: Callable[[str], int]
) -> tuple[str, Any]:
    def text(words: str) -> str:
        return html.escape(with_days(words, day), quote=False)

    match block:
        case {"h": words}:
            return "heading", {"text": with_days(words, day), "level": "2"}
        case {"p": words}:
            return "paragraph", f"<p>{text(words)}</p>"
        case {"ul": lines}:
            return "paragraph", f"<ul>{''.join(f'<li>{text(line)}</li>' for line in lines)}</ul>"
        case {"img": name, "caption": caption}:
            return "image", {"image": picture(name), "caption": caption}
        case {"quote": words, "source": source}:
            return "quote", {"text": with_days(words, day), "source": source}
        case {"gallery": names}:
            return "gallery", [picture(name) for name in names]
        case {"table": rows, "caption": caption}:
            return "table", _table(
                [[with_days(cell, day) for cell in row] for row in rows], caption
            )
    raise ValueError(f"not a block: {block}")


def _table(rows: list[list[str]], caption: str) -> Item:
    """A table as Wagtail keeps it; the first row is its header."""
    return {
        "data": rows,
        "table_caption": caption,
        "table_header_choice": "row",
        "first_row_is_table_header": True,
        "first_col_is_header": False,
    }


def _block_id(item: Item, place: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{item['slug']}/{place}"))
