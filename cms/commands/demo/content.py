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
        weekday, shift = match.groups()
        meant = day + datetime.timedelta(days=int(shift))
        if weekday is None:
            return f"{meant.month}月{meant.day}日"
        meant += datetime.timedelta(days=(WEEKDAYS.index(weekday) - meant.weekday()) % 7)
        return f"{meant.month}月{meant.day}日（周{weekday}）"

    return _DAY.sub(written, text)


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


def _block(block: Item, day: datetime.date, picture: Callable[[str], int]) -> tuple[str, Any]:
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
    raise ValueError(f"not a block: {block}")


def _block_id(item: Item, place: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{item['slug']}/{place}"))
