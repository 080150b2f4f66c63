"""Columns: what each is called in Chinese and English, and which field of a page it fills."""

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cms.core.errors import Refusal

from .cells import Cell, Headcount, Phrase, Range, Text, TextBody, Whole
from .limits import UnreadableFile
from .rows import Row

# What a file of refused rows has beside the columns of the file they come from.
REPORT_HEADERS = ("行号", "原因")
# JSON can spell half of a pair of surrogates; no database stores one.
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
# What Excel makes of 3-5, in its own files and in the CSV it writes.
_MADE_A_DAY = re.compile(r"(?:\d{4}[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")


@dataclasses.dataclass(frozen=True)
class Column:
    """name: in English, as in JSONL; label: in Chinese; also: other headers it goes by.

    field: the page's attribute, "" when the kind itself sees to it; typed: whether people fill it
    in, who then find it in the template.
    """

    name: str
    label: str
    cell: Cell = dataclasses.field(default_factory=Text)
    field: str = ""
    required: bool = False
    also: Sequence[str] = ()
    typed: bool = True

    @property
    def joins(self) -> bool:
        """Whether several headers may mean it: 岗位职责 and 任职要求 are parts of one text."""
        return isinstance(self.cell, (TextBody, Phrase))

    def text(self, row: Row) -> str:
        """What the row says here: "" for nothing, a Refusal for what no text can be made of."""
        value = row.get(self.name)
        if isinstance(self.cell, Whole) and type(value) is int:
            value = str(value)[:20]
        if value is not None and not isinstance(value, str):
            raise Refusal("NOT_TEXT", f"“{self.label}”应该是文字。", self.name)
        # A NUL cannot be stored, and nobody meant to write one.
        text = (value or "").replace("\0", "").strip()
        if _HALF_CHARACTER.search(text):
            raise Refusal("NOT_TEXT", f"“{self.label}”里有不完整的字符。", self.name)
        if self.required and not text:
            raise Refusal("MISSING", f"缺少“{self.label}”。", self.name)
        day = isinstance(self.cell, Whole | Range) and _MADE_A_DAY.fullmatch(text)
        if day and re.search("[年月日]|\\d{4}", text):
            range_ = f"{int(day[1])}-{int(day[2])}"
            words = f"“{self.label}”里的“{range_}”被 Excel 变成了日期“{text}”。"
            ask = f"请把这一列的单元格格式设为“文本”，再写一次 {range_}。"
            raise Refusal("MADE_A_DAY", words + ask, self.name)
        return text

    def read(self, row: Row) -> Any:
        """The value the row gives the field; None when it says nothing."""
        text = self.text(row)
        return self.cell.read(text, self.label) if text else None

    def doubt(self, row: Row) -> str | None:
        """What of the row's words the field has no room for; None when it keeps them all."""
        if not isinstance(self.cell, Headcount):
            return None
        return self.cell.doubt(self.text(row), self.label)


def fields_of(columns: Iterable[Column], row: Row) -> dict[str, Any]:
    """The fields that a row fills; what it leaves empty is the model's to decide.

    Refuses with all that is wrong with the row: who mends it does so once.
    """
    fields: dict[str, Any] = {}
    wrong: list[Refusal] = []
    for column in columns:
        try:
            value = column.read(row)
        except Refusal as refusal:
            wrong.append(refusal)
            continue
        if not column.field or value is None:
            continue
        if column.field in fields:
            words = f"“{column.label}”已由另一列给出，只能填一处。"
            wrong.append(Refusal("TWICE", words, column.name))
        fields[column.field] = value
    if wrong:
        words = "".join(refusal.message for refusal in wrong)
        raise Refusal(wrong[0].code, words, wrong[0].field)
    return fields


def match(columns: Sequence[Column], headers: Sequence[str]) -> dict[str, str]:
    """header -> name of the column it means, or "" when it means none of them."""
    names: dict[str, str] = {}
    for column in reversed(columns):
        spellings = (*column.also, column.label, column.name)
        names.update((_plain(spelling), column.name) for spelling in spellings)
    # A name of its own goes before a name that another column goes by, too.
    names.update((_plain(name), c.name) for c in columns for name in (c.label, c.name))
    found = {header: names.get(_plain(header), "") for header in headers}
    for column in columns:
        # The names of its own, in this order, win over what else would mean it.
        ours = [_plain(column.name), _plain(column.label)]
        own = [h for name in ours for h in headers if _plain(h) == name]
        if own and not column.joins:
            found.update((h, "") for h, n in found.items() if n == column.name and h != own[0])
    return found


def check_mapping(columns: Sequence[Column], mapping: Mapping[str, str]) -> None:
    """Refuse two headers for one column that takes no more than one."""
    for column in columns:
        if column.joins:
            continue
        headers = [header for header, name in mapping.items() if name == column.name]
        if len(headers) > 1:
            both = "”和“".join(headers)
            raise UnreadableFile(
                f"several columns are {column.name}: {', '.join(headers)}",
                f"“{both}”都对应“{column.label}”，只能选一列。",
            )


def rename(row: Row, mapping: Mapping[str, str], columns: Iterable[Column]) -> Row:
    """The row by our names.

    What no column means is kept under its own name: it may be part of what tells two rows apart.
    What a report has added does not: a row that was mended in it is the row of the file.
    """
    columns = list(columns)
    ours = {column.name for column in columns} | set(REPORT_HEADERS)
    renamed: Row = {}
    for header, value in row.items():
        name = mapping.get(header, "")
        if name or header not in ours:
            renamed[name or header] = value
    for column in columns:
        headers = [header for header, name in mapping.items() if name == column.name]
        if len(headers) > 1:
            parts = {header: row[header] for header in headers if row.get(header)}
            renamed[column.name] = _joined(parts, headed=isinstance(column.cell, TextBody))
    return renamed


def _joined(parts: Mapping[str, Any], *, headed: bool) -> Any:
    """One text, of a body each part below its header; what is no text stays, to be refused."""
    wrong = [part for part in parts.values() if not isinstance(part, str)]
    written = {cleaned(header): part for header, part in parts.items() if str(part).strip()}
    if wrong or len(written) < 2:
        return wrong or "".join(written.values())
    if not headed:
        return " ".join(part.strip() for part in written.values())
    return "\n".join(f"## {header}\n{part}" for header, part in written.items())


def cleaned(header: str) -> str:
    """A header without what people and templates add to it: stars, （必填）, broken lines."""
    return re.sub(r"\*|[（(]必填[)）]|\s*\n\s*", "", header).strip()


def _plain(header: str) -> str:
    """A header as it is compared: in one case, without blanks."""
    text = unicodedata.normalize("NFKC", cleaned(header)).casefold()
    return re.sub(r"[\s_]", "", text)
