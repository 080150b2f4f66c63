"""What is made behind: in slices, codes before posters, and told when pages may refer to it."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from press.behind import BATCH, Behind
from press.errors import Unwritable
from press.posters import FONTS
from press.search import Search, mark
from press.sheets import Code, Poster, path_of
from press.write import Output

from tests.site.press.test_search import page

CODES = [Code(f"https://ruyi.example/jobs/{number}/") for number in range(3)]
POSTERS = [Poster(f"职位{number}", "招聘信息", "", "如意湖") for number in range(2)]
LONG = 60


@pytest.fixture
def output(output_folder: Path) -> Iterator[Output]:
    with Output(output_folder) as output:
        yield output


def behind(output: Output, fonts: Path = FONTS) -> Behind:
    return Behind(output, Search(output.folder, quiet=0), fonts)


def finish(press: Behind) -> set[str]:
    made: set[str] = set()
    while not press.is_idle(time.monotonic()):
        made |= press.work(LONG)
    return made


def paths(*wanted: Code | Poster) -> set[str]:
    return {path_of(want.address) for want in wanted}


def test_codes_come_first_and_posters_when_no_code_is_wanted(output: Output) -> None:
    press = behind(output)
    press.want([*POSTERS, *CODES])
    assert press.work(LONG) == paths(*CODES) == output.files()
    assert press.has_news()
    press.want(POSTERS)
    assert not press.has_news()
    assert press.work(LONG) == paths(*POSTERS)
    assert press.has_news()


def test_a_slice_ends_with_its_time_and_the_next_goes_on(output: Output) -> None:
    press = behind(output)
    press.want(CODES)
    slices = [press.work(0) for _ in CODES]
    assert [len(slice_) for slice_ in slices] == [1, 1, 1]
    assert set().union(*slices) == paths(*CODES)
    assert press.is_idle(0)


def test_pages_are_told_of_many_before_all_are_made(output: Output) -> None:
    press = behind(output)
    press.want([Code(f"https://ruyi.example/{number}/") for number in range(BATCH + 5)])
    assert len(press.work(LONG)) == BATCH
    assert press.has_news()


def test_without_the_fonts_there_are_codes_and_it_is_said_once(
    output: Output, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    press = behind(output, tmp_path)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            press.want(POSTERS)
            assert press.work(LONG) == set()
        press.want([*CODES, *POSTERS])
    assert press.work(LONG) == paths(*CODES)
    assert [line.message for line in caplog.records] == [
        f"No posters are drawn: fonts-noto-cjk is not in {tmp_path}."
    ]


def test_the_search_waits_for_the_codes_and_holds_nothing_up(output: Output) -> None:
    one = page("a", "财务主管")
    output.write([one], (), number=1, cursor=None)
    press = behind(output)
    press.search.hear({path_of(one.address): mark(one.body)}, 0)
    press.want(CODES)
    assert press.work(LONG) == paths(*CODES)
    press.want(POSTERS)
    assert press.work(LONG) == paths(*POSTERS)
    assert "pagefind/pagefind-entry.json" in finish(press)
    assert not (output.folder / ".pagefind").exists()


def test_a_disk_that_refuses_ends_the_run_and_the_next_one_finishes_it(output: Output) -> None:
    one = page("a", "财务主管")
    output.write([one], (), number=1, cursor=None)
    (output.folder / "pagefind").write_text("in the way")
    press = behind(output)
    press.search.hear({path_of(one.address): mark(one.body)}, 0)
    with pytest.raises(Unwritable):
        finish(press)
    assert not (output.folder / ".pagefind").exists()
    (output.folder / "pagefind").unlink()
    assert "pagefind/pagefind-entry.json" in finish(press)


def test_closing_ends_pagefind_and_clears_its_folder(output: Output) -> None:
    one = page("a", "财务主管")
    output.write([one], (), number=1, cursor=None)
    press = behind(output)
    press.search.hear({path_of(one.address): mark(one.body)}, 0)
    press.work(0)
    press.close()
    assert not (output.folder / ".pagefind").exists()
