"""Excel files: the first sheet's cells as text on the way in, harmless cells on the way out."""

import datetime
import io
import pickle
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, Self
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from cms.core import clock

from .limits import MAX_COLUMNS, MAX_ROWS, UnreadableFile

MAGIC = b"PK\x03\x04"
# What the archive says it comes to; Python's zipfile reads no more than that of each member.
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
# Excel's own limit is 32,767; it would cut the rest off.
LONGEST_CELL = 32_000
# A cell that begins so is a formula to some program.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
CONTINUED = "（续{}）"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ParseError,
    InvalidFileException,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)
# Of a column, in characters.
WIDTH = 22
GUIDE = "填写说明"
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_HEAD = Font(bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", fgColor="7A1F1F")

Value = str | int | float | datetime.date | datetime.datetime | None


class ErrorCell(str):
    """What a formula that failed shows, such as #N/A."""


class NumberCell(str):
    """What a cell with a number shows; number: what it holds."""

    number: int | float

    def __new__(cls, shown: str, number: int | float) -> Self:
        cell = super().__new__(cls, shown)
        cell.number = number
        return cell


def read_sheet(content: bytes, most: int = MAX_ROWS) -> list[tuple[int, list[str]]]:
    """The rows of the first sheet that have anything in them, with their numbers.

    most: how many lines to look at beside the headers, and one more.
    """
    try:
        _check_size(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # What the file says of its own size may be wrong either way.
        sheet.reset_dimensions()
        lines = sheet.iter_rows(max_row=most + 2, max_col=MAX_COLUMNS + 1)
        rows = [(number, _texts(cells)) for number, cells in enumerate(lines, 1)]
    except _BROKEN as error:
        raise UnreadableFile(
            "this is not a sound .xlsx file; open it in Excel and save it again",
            "这个 Excel 文件已损坏，或不是 .xlsx 格式。请用 Excel 打开后另存为 .xlsx 再上传。",
        ) from error
    return [(number, texts) for number, texts in rows if any(texts)]


def _check_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableFile(
            f"unpacked, the file has {unpacked // 2**20} MB; at most"
            f" {MAX_UNPACKED_BYTES // 2**20} MB are read",
            "这个 Excel 文件展开后太大。请删去多余的工作表和格式，或拆成几个文件。",
        )


def _texts(cells: Iterable[Any]) -> list[str]:
    texts = [_text(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(cell: Any) -> str:
    """A cell as one would write it: days as 2026-11-23, moments with their time, 92%, 3."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        return ErrorCell(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    if isinstance(value, datetime.datetime):
        timed = value.time() != datetime.time() or "h" in str(cell.number_format).lower()
        return f"{value:%Y-%m-%d %H:%M}" if timed else f"{value:%Y-%m-%d}"
    return f"{value:%H:%M}" if isinstance(value, datetime.time) else str(value)


def _number(value: float, number_format: str) -> str:
    if "%" in number_format:
        return f"{value * 100:.10g}%"
    return NumberCell(str(int(value)) if value == int(value) else f"{value:.15g}", value)


def write_form(
    title: str,
    headers: Sequence[str],
    choices: Mapping[str, Sequence[str]],
    notes: Iterable[Sequence[str]],
) -> bytes:
    """An .xlsx file to fill in: a sheet with nothing but headers, and one that explains them.

    choices: what the cells below a header offer. They take other texts too, as an import does.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    _set_up(sheet, [WIDTH] * len(headers))
    sheet.append([_head(sheet, header) for header in headers])
    for header, values in choices.items():
        letter = get_column_letter(headers.index(header) + 1)
        offer = DataValidation("list", formula1=f'"{",".join(values)}"', allow_blank=True)
        offer.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
        sheet.data_validations.append(offer)
    guide = book.create_sheet(GUIDE)
    _set_up(guide, [WIDTH, 8, 70, 36, WIDTH])
    guide.append([_head(guide, word) for word in ("列", "必填", "怎么填", "例子", "英文列名")])
    for note in notes:
        guide.append([_wrapped(guide, text) for text in note])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write_sheet(title: str, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """An .xlsx file of few rows."""
    content = io.BytesIO()
    for _ in save_sheet(content, title, headers, rows):
        pass
    return content.getvalue()


def save_sheet(
    file: IO[bytes], title: str, headers: Sequence[str], rows: Iterable[Sequence[Value]]
) -> Iterator[int]:
    """Write an .xlsx file: one sheet with a row of headers. Yields how many rows have been read.

    A text too long for a cell goes on in columns of its own: 正文, 正文（续2） … How many, only the
    last row can tell: rows wait on disk, for a hundred thousand of them fill the memory.
    """
    with tempfile.TemporaryFile() as waiting:
        widths, count = [1] * len(headers), 0
        for count, row in enumerate(rows, 1):
            line = [_parts(value) for value in row]
            widths = [max(width, len(parts)) for width, parts in zip(widths, line, strict=True)]
            pickle.dump(line, waiting)
            yield count
        waiting.seek(0)
        # Nobody else can write there.
        lines = (pickle.load(waiting) for _ in range(count))  # noqa: S301
        for _ in _write(file, title, headers, widths, lines):
            yield count


def _write(
    file: IO[bytes],
    title: str,
    headers: Sequence[str],
    widths: Sequence[int],
    lines: Iterable[Sequence[list[Value]]],
) -> Iterator[None]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    _set_up(sheet, [WIDTH] * sum(widths))
    names = [
        name for name, width in zip(headers, widths, strict=True) for name in _names(name, width)
    ]
    sheet.append([_head(sheet, name) for name in names])
    for line in lines:
        padded = [
            (parts + [None] * width)[:width] for parts, width in zip(line, widths, strict=True)
        ]
        sheet.append([_cell(sheet, value) for parts in padded for value in parts])
        yield
    book.save(file)


def _names(name: str, width: int) -> list[str]:
    return [name, *(name + CONTINUED.format(n) for n in range(2, width + 1))]


def _parts(value: Value) -> list[Value]:
    if not isinstance(value, str) or len(value) <= LONGEST_CELL:
        return [value]
    return [value[n : n + LONGEST_CELL] for n in range(0, len(value), LONGEST_CELL)]


def _set_up(sheet: Any, widths: Iterable[int]) -> None:
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _head(sheet: Any, name: str) -> Any:
    cell = WriteOnlyCell(sheet, name)
    cell.font, cell.fill = _HEAD, _HEAD_FILL
    return cell


def _wrapped(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.alignment = _WRAPPED
    return cell


def _cell(sheet: Any, value: Value) -> Any:
    if isinstance(value, datetime.datetime):
        return clock.local(value).replace(tzinfo=None)
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    # openpyxl would take these for a formula, or for what one shows that failed.
    if not text.startswith((*DANGEROUS, "#")):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    # The mark tells Excel to keep the text one, too, when somebody edits it.
    cell.quotePrefix = True
    return cell


def plain_cell(text: str) -> str:
    """A text for a .csv file, where only a character before it can keep it from being a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def original_text(cell: str) -> str:
    """What plain_cell() was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS) else cell


def joined(headers: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
    """Each header with the numbers of its columns: one, or several when its texts are long."""
    for number, name in enumerate(headers):
        base, _, rest = name.rpartition("（续")
        if not (base in headers and rest.rstrip("）").isdigit()):
            parts = [name, *(name + CONTINUED.format(n) for n in range(2, len(headers) + 1))]
            yield name, [number, *(headers.index(part) for part in parts[1:] if part in headers)]
