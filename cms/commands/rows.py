"""Rows of a file: JSONL or CSV in, one (line number, row or reason why not) after the other."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cms.core.errors import Refusal

Row = dict[str, Any]


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says what to do."""


def read_rows(path: Path) -> list[tuple[int, Row | Refusal]]:
    """All rows of a .jsonl or .csv file in UTF-8, each with the number of its first line."""
    readers = {".jsonl": _jsonl, ".csv": _csv}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFile(f"{path.name}: not a .jsonl or .csv file")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(f"{path.name}: not UTF-8; save it as UTF-8 and try again") from None
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror}") from None
    return list(reader(text))


def _jsonl(text: str) -> Iterator[tuple[int, Row | Refusal]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield number, Refusal("NOT_JSON", "这一行不是完整的 JSON。")
            continue
        yield number, row if isinstance(row, dict) else Refusal("NOT_JSON", "这一行不是一个对象。")


def _csv(text: str) -> Iterator[tuple[int, Row | Refusal]]:
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
                names = cells
            elif len(cells) > len(names):
                yield number, Refusal("TOO_MANY_CELLS", "这一行的格子比表头多。")
            elif len(cells) < len(names):
                yield number, Refusal("TOO_FEW_CELLS", "这一行的格子比表头少。")
            else:
                yield number, dict(zip(names, cells, strict=True))
    except csv.Error:
        yield before + 1, Refusal("BROKEN_CSV", "从这一行起引号不配对，后面的内容无法读取。")
