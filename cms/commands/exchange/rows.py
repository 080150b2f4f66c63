"""Rows of a file: JSONL, CSV or Excel in, one (line, row or reason why not) after another."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cms.core.errors import Refusal

from .limits import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, UnreadableFile
from .sheets import MAGIC, ErrorCell, joined, original_text, read_sheet

Row = dict[str, Any]
Numbered = tuple[int, Row | Refusal]

# What .xls files and password-protected .xlsx files begin with.
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read_file(path: Path) -> list[Numbered]:
    """All rows of a file on this machine."""
    try:
        content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b" " * (MAX_BYTES + 1)
    except OSError as error:
        words = f"无法读取文件 {path}。"
        raise UnreadableFile(f"{path}: {error.strerror}", words) from error
    try:
        return read_rows(content, path.name)
    except UnreadableFile as error:
        raise UnreadableFile(f"{path.name}: {error}", error.words) from error


def read_rows(content: bytes, name: str, most: int = MAX_ROWS) -> list[Numbered]:
    """All rows, each with the number of its first line. What the file is, its content says.

    most: of an Excel file, which takes long to read, only so many.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            f"larger than {MAX_BYTES // 2**20} MB; split it",
            f"文件超过 {MAX_BYTES // 2**20} MB，请拆成几个文件。",
        )
    rows = list(_reader(content, name, most))
    if len(rows) > MAX_ROWS:
        raise UnreadableFile(
            f"more than {MAX_ROWS:,} rows; split it", f"文件超过 {MAX_ROWS} 行，请拆成几个文件。"
        )
    return rows


def headers_of(rows: list[Numbered]) -> list[str]:
    """The names of all columns that rows have, in the order of the file."""
    return list(dict.fromkeys(name for _, row in rows if isinstance(row, dict) for name in row))


def _reader(content: bytes, name: str, most: int) -> Iterator[Numbered]:
    if content.startswith(MAGIC):
        return _table(read_sheet(content, most))
    ending = name.rpartition(".")[2].lower()
    if ending in {"jsonl", "csv", "txt"} and not content.startswith(_OLD_OFFICE):
        text = _decoded(content)
        return _jsonl(text) if ending == "jsonl" else _csv(text)
    raise UnreadableFile(
        "not a .jsonl, .csv or .xlsx file",
        "只能读取 Excel（.xlsx）、CSV 和 JSONL 文件。旧版 .xls 或加了密码的文件，"
        "请用 Excel 打开后另存为不带密码的 .xlsx。",
    )


def _decoded(content: bytes) -> str:
    """UTF-8, or the encoding that Excel on a Chinese Windows gives its .csv files."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8-sig" or "\0" not in text:
            return text
    raise UnreadableFile(
        "neither UTF-8 nor GB18030; save it as UTF-8 and try again",
        "看不懂这个文件的文字编码。请另存为“CSV UTF-8”后再上传。",
    )


def _jsonl(text: str) -> Iterator[Numbered]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield number, Refusal("NOT_JSON", "这一行不是完整的 JSON。")
            continue
        yield number, row if isinstance(row, dict) else Refusal("NOT_JSON", "这一行不是一个对象。")


def _csv(text: str) -> Iterator[Numbered]:
    # The reader is to find the lines itself: a quoted cell may hold some of its own.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    names: list[str] | None = None
    before = 0
    try:
        for cells in reader:
            number, before = before + 1, reader.line_num
            if not cells:
                continue
            if names is None:
                names = _checked(cells)
            elif len(cells) > len(names):
                yield number, Refusal("TOO_MANY_CELLS", "这一行的格子比表头多。")
            elif len(cells) < len(names):
                yield number, Refusal("TOO_FEW_CELLS", "这一行的格子比表头少。")
            elif any(cells):
                yield number, _row(names, [original_text(cell) for cell in cells])
    except csv.Error:
        yield before + 1, Refusal("BROKEN_CSV", "从这一行起引号不配对，后面的内容无法读取。")


def _filled(line: tuple[int, list[str]]) -> int:
    return sum(bool(cell.strip()) for cell in line[1])


def _table(lines: list[tuple[int, list[str]]]) -> Iterator[Numbered]:
    """A sheet's rows by the names in its first one; a short row has empty cells at its end.

    What stands alone above the names is the sheet's own title.
    """
    if len(lines) > 1 and _filled(lines[0]) == 1 and _filled(lines[1]) > 2:
        lines = lines[1:]
    names = _checked(lines[0][1]) if lines else []
    for number, cells in lines[1:]:
        wrong = next((cell for cell in cells if isinstance(cell, ErrorCell)), None)
        if wrong:
            yield number, Refusal("ERROR_CELL", f"这一行有公式出错的格子：{wrong}。")
        elif len(cells) > len(names):
            yield number, Refusal("TOO_MANY_CELLS", "这一行的格子比表头多。")
        else:
            yield number, _row(names, cells + [""] * (len(names) - len(cells)))


def _checked(names: list[str]) -> list[str]:
    names = [name.strip() for name in names]
    if len(names) > MAX_COLUMNS:
        raise UnreadableFile(
            f"more than {MAX_COLUMNS} columns", f"表格超过 {MAX_COLUMNS} 列，请删去多余的列。"
        )
    twice = next((name for name, times in Counter(names).items() if name and times > 1), None)
    if twice:
        raise UnreadableFile(
            f"two columns are called {twice}; rename one",
            f"有两列都叫“{twice}”，请改掉或删去其中一列。",
        )
    return names


def _row(names: Sequence[str], cells: Sequence[str]) -> Row:
    """A nameless column is left out: nobody could say what it is."""
    return {
        # A cell by itself stays what it is, such as a number.
        name: cells[parts[0]] if len(parts) == 1 else "".join(cells[part] for part in parts)
        for name, parts in joined(names)
        if name
    }
