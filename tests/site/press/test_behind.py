"""What is made behind: in slices, codes before posters, and told when pages may refer to it."""

import gzip
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from press.behind import BATCH, Behind
from press.errors import Unwritable
from press.ledger import Ledger
from press.pack import CLOSEST, pack
from press.posters import FONTS
from press.search import Search
from press.sheets import Code, File, Poster, Pressed, Stage, path_of
from press.store import Store
from press.write import Output

from tests.site.press.test_search import page, put

CODES = [Code(f"https://ruyi.example/jobs/{number}/") for number in range(3)]
POSTERS = [Poster(f"职位{number}", "招聘信息", "", "如意湖") for number in range(2)]
LONG = 60
LONG_BODY = "".join(f"<p>第{n}段，关于{n * 7}</p>" for n in range(400)).encode()


class Wanting:
    """What stands behind one folder, and a page that wants things of it."""

    def __init__(self, output: Output, fonts: Path = FONTS) -> None:
        self.output, self.ledger = output, Ledger(Store(), {})
        search = Search(self.ledger, quiet=0)
        self.behind = Behind(output, self.ledger, search, fonts)

    def want(self, *wanted: Code | Poster) -> None:
        pressed = Pressed("/jobs/", Stage.LEAF, "1", None, "", (), wanted, ())
        self.ledger.settle([pressed])
        self.behind.look_round()

    def work(self, seconds: float = LONG) -> set[str]:
        """The paths of what is made in a while."""
        before = self.output.files().keys()
        count = self.behind.work(seconds)
        made = self.output.files().keys() - before
        assert count >= len(made)
        return made

    def print(self) -> None:
        """What whoever drives it does with news."""
        self.behind.news()
        self.behind.look_round()

    def finish(self) -> set[str]:
        made: set[str] = set()
        while not self.behind.is_idle(time.monotonic()):
            made |= self.work()
            self.print()
        return made

    def page(self) -> None:
        """Print a page that can be searched."""
        put(self.output, self.ledger, page("a", "财务主管"))
        self.behind.search.hear(0)


@pytest.fixture
def output(output_folder: Path) -> Iterator[Output]:
    with Output(output_folder) as output:
        yield output


def paths(*wanted: Code | Poster) -> set[str]:
    return {path_of(want.address) for want in wanted}


def test_codes_come_first_and_posters_when_no_code_is_wanted(output: Output) -> None:
    press = Wanting(output)
    press.want(*POSTERS, *CODES)
    assert press.work() == paths(*CODES)
    assert press.behind.has_news()
    assert set(press.behind.news()) == {code.address for code in CODES}
    press.behind.look_round()
    assert not press.behind.has_news()
    assert press.work() == paths(*POSTERS)
    assert press.behind.has_news()


def test_a_slice_ends_with_its_time_and_the_next_goes_on(output: Output) -> None:
    press = Wanting(output)
    press.want(*CODES)
    slices = [press.work(0) for _ in CODES]
    assert [len(slice_) for slice_ in slices] == [1, 1, 1]
    assert set().union(*slices) == paths(*CODES)
    press.print()
    assert not press.behind.is_idle(0)
    press.finish()
    assert press.behind.is_idle(0)


def test_what_a_first_print_packed_in_a_hurry_is_packed_closer_in_the_end(output: Output) -> None:
    press = Wanting(output)
    body = LONG_BODY
    file = File("a/index.html", body, pack("a/index.html", body))
    _, stamp = output.put(file)
    press.ledger.put([(file.path, "1", stamp)])
    before = (output.folder / "a/index.html.br").stat().st_size
    press.finish()
    double = (output.folder / "a/index.html.br").read_bytes()
    assert len(double) < before
    assert brotli.decompress(double) == body
    # Known as it stands by now, and not made once more by a print of the same.
    press.ledger.compare(output.files())
    assert not press.ledger.has_orders(0)
    _, stamp = output.put(file)
    press.ledger.put([(file.path, "1", stamp)])
    assert press.behind.is_idle(0)


def test_what_many_new_pages_left_unpacked_is_packed_before_all_else(output: Output) -> None:
    press = Wanting(output)
    body = LONG_BODY
    file = File("a/index.html", body)
    _, stamp = output.put(file)
    press.ledger.put([(file.path, "1", stamp)], "bare")
    press.want(CODES[0])
    assert not press.behind.is_idle(0)
    press.work(0.0001)
    double = output.folder / "a/index.html.br"
    assert brotli.decompress(double.read_bytes()) == body
    assert gzip.decompress(double.with_suffix(".gz").read_bytes()) == body
    press.finish()
    # As close as can be in the end, and known as it stands.
    assert double.read_bytes() == CLOSEST(body)
    press.ledger.compare(output.files())
    assert not press.ledger.has_orders(0)
    assert press.behind.is_idle(0)


def test_pages_are_told_of_many_before_all_are_made(output: Output) -> None:
    press = Wanting(output)
    press.want(*(Code(f"https://ruyi.example/{number}/") for number in range(BATCH + 5)))
    assert len(press.work()) == BATCH
    assert press.behind.has_news()
    press.print()
    assert len(press.work()) == 5


def test_without_the_fonts_there_are_codes_and_it_is_said_once(
    output: Output, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    press = Wanting(output, tmp_path)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            press.want(*POSTERS)
            assert press.work() == set()
        press.want(*CODES, *POSTERS)
    assert press.work() == paths(*CODES)
    assert [line.message for line in caplog.records] == [
        f"No posters are drawn: fonts-noto-cjk is not in {tmp_path}."
    ]


def test_what_no_page_wants_any_more_is_doomed(output: Output) -> None:
    press = Wanting(output)
    press.want(*CODES)
    press.finish()
    press.want(*CODES[1:])
    assert press.ledger.doomed(0) == [path_of(CODES[0].address)]


def test_the_search_waits_for_the_codes_and_holds_nothing_up(output: Output) -> None:
    press = Wanting(output)
    press.page()
    press.want(*CODES)
    assert press.work() == paths(*CODES)
    press.print()
    press.want(*POSTERS, *CODES)
    assert press.work() == paths(*POSTERS)
    assert "pagefind/pagefind-entry.json" in press.finish()
    assert not list(output.folder.glob(".pagefind*"))


def test_a_disk_that_refuses_ends_the_run_and_the_next_one_finishes_it(output: Output) -> None:
    press = Wanting(output)
    press.page()
    (output.folder / "pagefind").write_text("in the way")
    with pytest.raises(Unwritable):
        press.finish()
    assert not list(output.folder.glob(".pagefind*"))
    (output.folder / "pagefind").unlink()
    assert "pagefind/pagefind-entry.json" in press.finish()


def test_closing_ends_pagefind_and_clears_its_folder(output: Output) -> None:
    press = Wanting(output)
    press.page()
    press.behind.work(0)
    press.behind.close()
    assert not list(output.folder.glob(".pagefind*"))
