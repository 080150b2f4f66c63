"""Excel files: cells become the text one would write, and text never becomes a formula."""

import datetime
import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from cms.commands.exchange import sheets
from cms.commands.exchange.limits import UnreadableFile
from cms.commands.exchange.rows import read_rows
from cms.core.clock import SHANGHAI
from cms.core.errors import Refusal

DANGEROUS = ["=1+1", '=HYPERLINK("http://x","y")', "+86 371", "-5", "@SUM(A1)", "\t=1", "#N/A"]


def book(*rows, formats=None):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    for cell, written in (formats or {}).items():
        workbook.active[cell].number_format = written
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def rows(content):
    return [
        (number, row.code if isinstance(row, Refusal) else row)
        for number, row in read_rows(content, "a.xlsx")
    ]


def test_cells_are_read_as_one_would_write_them():
    day = datetime.date(2026, 11, 23)
    moment = datetime.datetime.combine(day, datetime.time(14, 30))
    midnight = datetime.datetime.combine(day, datetime.time())
    cells = ["甲", 3, 3.0, 0.1 + 0.2, 0.92, 13800000000, True, day, moment, midnight, None, " 乙 "]
    names = [f"列{n}" for n in range(len(cells))]
    formats = {"E2": "0%", "J2": "yyyy-mm-dd hh:mm"}
    [(number, row)] = rows(book(names, cells, formats=formats))
    assert number == 2
    assert list(row.values()) == [
        *("甲", "3", "3", "0.3", "92%", "13800000000", "是"),
        *("2026-11-23", "2026-11-23 14:30", "2026-11-23 00:00", "", " 乙 "),
    ]


def test_empty_rows_are_none_and_the_others_keep_their_numbers():
    content = book([], ["标题", "日期"], [], ["甲"], [None, ""], ["乙", "二"])
    assert rows(content) == [(4, {"标题": "甲", "日期": ""}), (6, {"标题": "乙", "日期": "二"})]


def test_a_cell_beyond_the_headers_and_a_formula_that_failed_refuse_their_row():
    workbook = Workbook()
    for row in (["a"], ["1", "2"], ["#REF!"], ["3"]):
        workbook.active.append(row)
    workbook.active["A3"].data_type = "e"
    content = io.BytesIO()
    workbook.save(content)
    assert rows(content.getvalue()) == [
        (2, "TOO_MANY_CELLS"),
        (3, "ERROR_CELL"),
        (4, {"a": "3"}),
    ]


def test_a_file_is_what_its_content_says(tmp_path):
    assert [row for _, row in read_rows(book(["a"], ["1"]), "a.csv")] == [{"a": "1"}]


def test_an_archive_that_is_no_workbook_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "甲")
    for broken in (content.getvalue(), book(["a"])[:400], b"PK\x03\x04"):
        with pytest.raises(UnreadableFile) as refused:
            rows(broken)
        assert "另存为" in refused.value.words


def test_a_bomb_is_refused_before_it_is_unpacked():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (sheets.MAX_UNPACKED_BYTES + 1))
    with pytest.raises(UnreadableFile, match="unpacked"):
        rows(content.getvalue())


def test_entities_that_grow_are_not_followed():
    source = io.BytesIO(book(["a"], ["1"]))
    content = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(content, "w") as new:
        for member in old.infolist():
            text = old.read(member)
            if member.filename == "xl/workbook.xml":
                text = b'<!DOCTYPE x [<!ENTITY a "b">]>' + text
            new.writestr(member, text)
    with pytest.raises(UnreadableFile):
        rows(content.getvalue())


def test_too_many_columns_or_rows_are_refused():
    with pytest.raises(UnreadableFile, match="200 columns"):
        rows(book([f"c{n}" for n in range(201)], ["1"]))


def test_a_cell_far_away_costs_nothing():
    workbook = Workbook()
    workbook.active["A1"], workbook.active["A2"] = "a", "1"
    workbook.active["XFD1048576"] = "x"
    content = io.BytesIO()
    workbook.save(content)
    assert rows(content.getvalue()) == [(2, {"a": "1"})]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_is_written_as_a_text_and_comes_back_as_it_was(text):
    content = sheets.write_sheet("表", ["a", "b"], [[text, "x"]])
    cell = load_workbook(io.BytesIO(content)).active["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix
    assert rows(content) == [(2, {"a": text, "b": "x"})]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM", "\t1", "\r1", "普通", "'=x"])
def test_a_text_in_csv_is_kept_from_being_a_formula(text):
    written = sheets.plain_cell(text)
    assert written[0] not in "=+-@\t\r"
    assert text == "'=x" or sheets.original_text(written) == text


def test_a_text_too_long_for_a_cell_goes_on_in_others():
    long, longer = "长" * 40_000, "文" * 100_000
    content = sheets.write_sheet("表", ["a", "正文", "b"], [["1", long, "2"], ["3", longer, "4"]])
    names = [cell.value for cell in load_workbook(io.BytesIO(content)).active[1]]
    assert names == ["a", "正文", "正文（续2）", "正文（续3）", "正文（续4）", "b"]
    assert rows(content) == [
        (2, {"a": "1", "正文": long, "b": "2"}),
        (3, {"a": "3", "正文": longer, "b": "4"}),
    ]


def test_days_moments_and_numbers_are_written_as_such():
    moment = datetime.datetime(2026, 11, 23, 6, 30, tzinfo=datetime.UTC)
    midnight = datetime.datetime(2026, 11, 23, tzinfo=SHANGHAI)
    content = sheets.write_sheet(
        "表", list("abcde"), [[datetime.date(2026, 11, 23), moment, midnight, 92, None]]
    )
    sheet = load_workbook(io.BytesIO(content)).active
    assert [sheet[f"{column}2"].data_type for column in "ABCD"] == ["d", "d", "d", "n"]
    assert list(rows(content)[0][1].values()) == [
        *("2026-11-23", "2026-11-23 14:30", "2026-11-23 00:00", "92", "")
    ]


def test_what_xml_cannot_hold_is_left_out():
    assert rows(sheets.write_sheet("表", ["a"], [["一\x0b二\x00"]])) == [(2, {"a": "一二"})]
