"""Renders sheets through the templates; text is escaped everywhere but in the CMS's clean HTML."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from itertools import groupby
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import urlsplit

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    pass_context,
)
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

from press.config import HOME, SHANGHAI
from press.errors import BadSheet
from press.ics import calendar
from press.linked import linked
from press.sheets import Print, Sheet
from press.words import WORDS

WEEKDAYS = "一二三四五六日"

# An address for mail; a telephone with its area code, a mobile or a service number.
_MAIL = r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
_NUMBER = (
    r"[(（]?0\d{2,3}[)） -]{0,2}\d{3,4}[ -]?\d{4}|1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
    r"|[48]00[ -]?\d{3,4}[ -]?\d{3,4}"
)
# Numbers that only a contact may be sure to mean: elsewhere they are years, sums or codes.
_SHORT = r"1\d{2}[ -]?\d{4}[ -]?\d{4}|[2-9]\d{3}-?\d{4}|1(?:00|23)\d\d"
_IN_CONTACT, _IN_TEXT = (
    re.compile(
        rf"{_MAIL}|(?<![\d.-])(?P<phone>(?:\+?86[ -]?)?(?:{numbers}))(?!\d)"
        r"(?:(?:-| ?转 ?)(?P<extension>\d{1,6})(?!\d))?",
        re.ASCII,
    )
    for numbers in (f"{_NUMBER}|{_SHORT}", _NUMBER)
)
# A link as a whole, or any other tag: what stands between them is text.
_MARKUP = re.compile(r"(<a\b.*?</a>|<[^>]*>)", re.DOTALL)

# Part of a type's name: what people call it.
FILE_KINDS = {
    "pdf": "PDF",
    "wordprocessing": "Word",
    "msword": "Word",
    "spreadsheet": "Excel",
    "ms-excel": "Excel",
    "presentation": "PPT",
    "ms-powerpoint": "PPT",
    "zip": "压缩包",
    "csv": "CSV",
    "text": "文本",
}


def render(sheets: Iterable[Sheet], templates: Path = HOME / "templates") -> Iterator[Print]:
    """Yield a print for each sheet, in the same order.

    Raises BadSheet when a template is broken or asks for what its sheet does not hold.
    """
    environment = _environment(templates)
    for sheet in sheets:
        try:
            body = _body(sheet, environment)
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise BadSheet(
                f"{sheet.template} cannot print {sheet.name} at {sheet.address}: {error}",
                sheet.address,
            ) from error
        yield Print(address=sheet.address, body=body, stage=sheet.stage)


def _body(sheet: Sheet, environment: Environment) -> bytes:
    """Return a sheet's bytes; a calendar has no template, but rules of its own."""
    if PurePath(sheet.template).suffix == ".ics":
        return calendar(sheet.data)
    return environment.get_template(sheet.template).render(sheet.data).encode()


class _Template(Template):
    """One of many that know the same globals: what they import from each other is made once."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class _Environment(Environment):
    """Looks into dictionaries first: nearly all that templates ask of is one."""

    template_class = _Template

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class _Frames:
    """Keeps what macros make of a site and a few words, for the pages of one site."""

    def __init__(self) -> None:
        self._site: Any = None
        self._kept: dict[tuple[Any, ...], Markup] = {}

    def __call__(self, site: Any, macro: Any, *words: Any) -> Markup:
        if site is not self._site:
            self._site, self._kept = site, {}
        key = (macro.name, *words)
        if key not in self._kept:
            self._kept[key] = macro(site, *words)
        return self._kept[key]


@cache
def _environment(templates: Path) -> Environment:
    environment = _Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    environment.filters |= {
        "day": day,
        "long_day": long_day,
        "moment": moment,
        "span": span,
        "size": size,
        "file_kind": file_kind,
        "word": WORDS.__getitem__,
        "opening": opening,
        "web_link": web_link,
        "reached": reached,
        "reaching": reaching,
        "sources": sources,
    }
    environment.globals |= {"linked": _linked, "framed": _Frames()}
    return environment


@pass_context
def _linked(context: Context) -> Markup:
    """What the page is about; its own escaping is that of a script element."""
    return Markup(linked(context.get_all()))  # noqa: S704


def day(moment: str) -> str:
    """Return the Shanghai day of a date or a moment, as in lists: 2026-11-23."""
    return _local(moment).isoformat()


def long_day(moment: str) -> str:
    """Return the Shanghai day of a date or a moment, as in prose: 2026年11月23日."""
    local = _local(moment)
    return f"{local.year}年{local.month}月{local.day}日"


def moment(text: str) -> str:
    """Return a moment in Shanghai as people say it: 2026年11月23日（周一）14:30.

    With the year: a printed page does not know in which year it is read.
    """
    local = datetime.fromisoformat(text).astimezone(SHANGHAI)
    return f"{long_day(text)}（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def span(starts: str, ends: str) -> str:
    """Return a stretch of time; its end says the day only when that is another one."""
    first, last = (datetime.fromisoformat(text).astimezone(SHANGHAI) for text in (starts, ends))
    end = f"{last:%H:%M}" if first.date() == last.date() else moment(ends)
    return f"{moment(starts)}—{end}"


def _local(moment: str) -> date:
    if "T" in moment:
        return datetime.fromisoformat(moment).astimezone(SHANGHAI).date()
    return date.fromisoformat(moment)


def opening(hours: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return opening hours with neighbouring days of equal hours drawn together.

    [("周一至周五", "09:00-18:00"), ("周六", "09:00-12:00、14:00-17:00")]
    """
    days: dict[int, list[str]] = {}
    for slot in sorted(hours, key=lambda slot: (slot["weekday"], slot["opensAt"])):
        days.setdefault(slot["weekday"], []).append(f"{slot['opensAt']}-{slot['closesAt']}")
    rows = []
    # Days in a row with one text share the difference of weekday and place in the list.
    places = enumerate(days.items())
    for (_, text), group in groupby(places, lambda p: (p[1][0] - p[0], "、".join(p[1][1]))):
        weekdays = [f"周{WEEKDAYS[weekday - 1]}" for _, (weekday, _) in group]
        span = weekdays[0] if len(weekdays) == 1 else f"{weekdays[0]}至{weekdays[-1]}"
        rows.append((span, text))
    return rows


def web_link(url: str | None) -> str:
    """Return an address fit to be followed, or "": escaping does not stop javascript: links."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return ""
    followed = parts.scheme in {"http", "https"} and bool(parts.netloc)
    return parts.geturl() if followed or _on_this_site(parts.geturl()) else ""


def _on_this_site(url: str) -> bool:
    return url.startswith("/") and not url.startswith(("//", "/\\"))


def reached(contact: str) -> list[tuple[str, str]]:
    """Return a contact in parts, each with the link that calls or writes to it, or "".

    [("人事部 ", ""), ("0371-0000-1301", "tel:037100001301"), ("，", ""), ("hr@a.cn", "mailto:…")]
    """
    parts, end = [], 0
    for match in _IN_CONTACT.finditer(contact):
        if match.start() > end:
            parts.append((contact[end : match.start()], ""))
        parts.append((match[0], _call(match)))
        end = match.end()
    return [*parts, (contact[end:], "")] if end < len(contact) else parts


def reaching(html: str) -> str:
    """Return clean HTML in which numbers and addresses outside links call and write."""
    parts = _MARKUP.split(html)
    # What is matched holds no sign that HTML knows.
    parts[::2] = [_IN_TEXT.sub(lambda m: f'<a href="{_call(m)}">{m[0]}</a>', p) for p in parts[::2]]
    return "".join(parts)


def _call(match: re.Match[str]) -> str:
    if match["mail"]:
        return f"mailto:{match['mail']}"
    number = re.sub(r"[^\d+]", "", match["phone"])
    # A comma waits for the exchange to answer.
    return f"tel:{number},{match['extension']}" if match["extension"] else f"tel:{number}"


def size(count: int) -> str:
    """Return a number of bytes as people read it: 820 KB, 3.4 MB."""
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{max(count // 1000, 1)} KB"


def file_kind(mime: str) -> str:
    """Return what a type of file is called."""
    return next((name for part, name in FILE_KINDS.items() if part in mime), "文件")


def sources(image: Mapping[str, Any], mime: str) -> list[Mapping[str, Any]]:
    """Return an image's files of one format, narrowest first."""
    found = [source for source in image["sources"] if source["mime"] == mime]
    return sorted(found, key=lambda source: source["width"])
