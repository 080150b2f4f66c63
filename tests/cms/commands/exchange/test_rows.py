"""Reading files of rows: every row comes out once, whole, or with the reason why not."""

import json

import openpyxl
import pytest

from cms.commands.exchange.limits import UnreadableFile
from cms.commands.exchange.rows import read_file
from cms.core.errors import Refusal


def read(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [
        (number, row.code if isinstance(row, Refusal) else row) for number, row in read_file(path)
    ]


def test_each_line_of_jsonl_is_a_row_with_its_number(tmp_path):
    assert read(tmp_path, "a.jsonl", '{"title":"甲"}\n\n  \n{"title":"乙"}') == [
        (1, {"title": "甲"}),
        (4, {"title": "乙"}),
    ]


@pytest.mark.parametrize(
    "line", ["{", '{"title":', "[1]", "7", "null", '"text"', "{'a':1}", "[" * 200_000]
)
def test_a_line_that_is_no_object_is_refused_alone(tmp_path, line):
    content = f'{{"title":"甲"}}\n{line}\n{{"title":"乙"}}\n'
    assert read(tmp_path, "a.jsonl", content) == [
        (1, {"title": "甲"}),
        (2, "NOT_JSON"),
        (3, {"title": "乙"}),
    ]


def test_unusual_line_ends_inside_a_text_end_no_row(tmp_path):
    text = "一\u2028二\x0b三\x85四"
    line = json.dumps({"title": text}, ensure_ascii=False)
    assert read(tmp_path, "a.jsonl", line) == [(1, {"title": text})]
    assert read(tmp_path, "a.csv", f"title,date\n{text},x\n") == [(2, {"title": text, "date": "x"})]


def test_csv_rows_are_named_by_the_first_line(tmp_path):
    assert read(tmp_path, "A.CSV", "title,date\r\n甲,2026-11-23\r\n乙,\r\n") == [
        (2, {"title": "甲", "date": "2026-11-23"}),
        (3, {"title": "乙", "date": ""}),
    ]


def test_a_row_of_several_lines_bears_the_number_of_its_first(tmp_path):
    content = 'title,body\n甲,"第一行\n第二行，有“引号”和 ""这种"""\n\n乙,短\n'
    assert read(tmp_path, "a.csv", content) == [
        (2, {"title": "甲", "body": '第一行\n第二行，有“引号”和 "这种"'}),
        (5, {"title": "乙", "body": "短"}),
    ]


def test_too_few_and_too_many_cells_are_refused_alone(tmp_path):
    assert read(tmp_path, "a.csv", "a,b\n1\n1,2,3\n1,2\n") == [
        (2, "TOO_FEW_CELLS"),
        (3, "TOO_MANY_CELLS"),
        (4, {"a": "1", "b": "2"}),
    ]


def test_an_open_quote_is_refused_where_it_begins(tmp_path):
    assert read(tmp_path, "a.csv", 'a,b\n1,2\n"1,2\n3,4\n') == [
        (2, {"a": "1", "b": "2"}),
        (3, "BROKEN_CSV"),
    ]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path, name):
    content = {"a.csv": "title\n甲\n", "a.jsonl": '{"title":"甲"}\n'}[name]
    [(_, row)] = read(tmp_path, name, b"\xef\xbb\xbf" + content.encode())
    assert row == {"title": "甲"}


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_an_empty_file_has_no_rows(tmp_path, name):
    assert read(tmp_path, name, "") == []


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", "标题\n甲\n"), ("a.jsonl", '{"标题":"甲"}')]
)
def test_what_excel_on_a_chinese_windows_saves_is_read(tmp_path, name, content):
    [(_, row)] = read(tmp_path, name, content.encode("gb18030"))
    assert row == {"标题": "甲"}


@pytest.mark.parametrize("content", ["标题\n甲".encode("utf-16"), b"\xff\xff\xff"])
def test_a_file_in_another_encoding_is_refused_as_a_whole(tmp_path, content):
    with pytest.raises(UnreadableFile, match="UTF-8"):
        read(tmp_path, "a.csv", content)


def test_empty_lines_of_a_spreadsheet_are_no_rows(tmp_path):
    assert read(tmp_path, "a.csv", "a,b\n1,2\n,\n") == [(2, {"a": "1", "b": "2"})]


def test_two_columns_of_one_name_are_refused_as_a_whole(tmp_path):
    with pytest.raises(UnreadableFile, match="two columns are called a"):
        read(tmp_path, "a.csv", "a,b,a\n1,2,3\n")


def test_a_text_that_was_kept_from_being_a_formula_is_itself_again(tmp_path):
    assert read(tmp_path, "a.csv", "a,b\n'=1+1,'甲'\n") == [(2, {"a": "=1+1", "b": "'甲'"})]


def test_a_file_beyond_the_limits_is_refused_as_a_whole(tmp_path, monkeypatch):
    with pytest.raises(UnreadableFile, match="more than 200 columns"):
        read(tmp_path, "a.csv", ",".join(f"c{n}" for n in range(201)))
    with pytest.raises(UnreadableFile, match="more than 50,000 rows"):
        read(tmp_path, "a.csv", "a\n" + "1\n" * 50_001)
    with pytest.raises(UnreadableFile, match="larger than 20 MB"):
        read(tmp_path, "a.csv", b"a" * (20 * 2**20 + 1))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnreadableFile, match="none"):
        read_file(tmp_path / "none.csv")


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(UnreadableFile):
        read_file(tmp_path / "a.csv")


def test_another_kind_of_file_is_refused(tmp_path):
    for content in (b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.7"):
        with pytest.raises(UnreadableFile, match=r"not a \.jsonl, \.csv or \.xlsx"):
            read(tmp_path, "a.xlsx", content)


def test_a_title_above_the_names_of_an_excel_sheet_is_no_row(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["招聘汇总表"], [], ["标题", "人数", "薪资"], ["甲", "2", "面议"]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert [row for _, row in read_file(tmp_path / "a.xlsx")] == [
        {"标题": "甲", "人数": "2", "薪资": "面议"}
    ]
    only = openpyxl.Workbook()
    only.active.append(["标题"])
    only.active.append(["甲"])
    only.save(tmp_path / "b.xlsx")
    assert [row for _, row in read_file(tmp_path / "b.xlsx")] == [{"标题": "甲"}]
