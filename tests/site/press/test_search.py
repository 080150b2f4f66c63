"""The search index: made of what is printed, never half, never of what went."""

import gzip
import time
from collections.abc import Iterable
from pathlib import Path

import orjson
import pytest
from press.errors import NoSearch
from press.index import Run
from press.ledger import Ledger
from press.pack import digest_of
from press.search import NOTES, Search, read_notes
from press.sheets import File, Pressed, Print, Stage, mark
from press.store import Store
from press.write import Output

QUIET, LATEST = 120, 600


def page(name: str, text: str) -> Print:
    body = (
        f'<!doctype html><html lang="zh-CN"><body><nav>栏目</nav><article data-pagefind-body>'
        f"<h1>{name}</h1><p>{text}</p></article><p>相邻</p></body></html>"
    )
    return Print(f"/jobs/{name}/", body.encode(), Stage.LEAF)


def path(name: str) -> str:
    return f"jobs/{name}/index.html"


def wait_for(run: Run) -> None:
    while not run.has_ended():
        time.sleep(0.01)


def put(output: Output, ledger: Ledger, print_: Print) -> None:
    """Print one page, as a turn does."""
    _, stamp = output.put(File(print_.path, print_.body))
    digest = digest_of(print_.body)
    ledger.put([(print_.path, digest, stamp)])
    pressed = Pressed(print_.address, print_.stage, digest, None, mark(print_.body), (), (), ())
    ledger.settle([pressed])


class Press:
    """The least that a press does around a search: print, hear, index."""

    def __init__(self, folder: Path, store: Store | None = None) -> None:
        self.folder, self.store = folder, store or Store()
        with Output(folder) as output:
            notes = output.noted(NOTES)
            self.ledger = Ledger(self.store, {} if store else read_notes(notes)[2])
            self.ledger.compare(output.files())
        self.search = Search(self.ledger, QUIET, LATEST)
        self.search.remember(notes)

    def print(self, *pages: Print, without: str = "", now: float = 0) -> None:
        gone = Pressed(f"/jobs/{without}/", Stage.LEAF, "", None, "", (), (), ())
        with Output(self.folder) as output:
            for print_ in pages:
                put(output, self.ledger, print_)
            self.ledger.settle([gone])
            self.search.hear(now)
            doomed = [*self.ledger.doomed(0), *self.ledger.unclaimed(self.search.standing())]
            output.delete(doomed)
            self.ledger.gone(doomed)

    def start(self) -> Run:
        run = self.search.start(self.folder)
        wait_for(run)
        return run

    def finish(self, run: Run) -> None:
        with Output(self.folder) as output:
            self._put(output, self.search.take(run))
            output.note(NOTES, self.search.enter())
            self._put(output, self.search.open(run))
        run.close()

    def take(self, run: Run) -> None:
        """Do as much of finish() as a press that is killed before the ways in change."""
        with Output(self.folder) as output:
            self._put(output, self.search.take(run))
        run.close()

    def index(self) -> None:
        self.finish(self.start())

    def _put(self, output: Output, files: Iterable[File]) -> None:
        for file in files:
            _, stamp = output.put(file)
            self.ledger.put([(file.path, digest_of(file.body), stamp)])

    def fragments(self) -> dict[str, str]:
        """The words of each page in the index, by the page's address."""
        found = {}
        for file in (self.folder / "pagefind" / "fragment").glob("*"):
            _, _, body = gzip.decompress(file.read_bytes()).partition(b"{")
            fragment = orjson.loads(b"{" + body)
            found[fragment["url"]] = fragment["content"].replace("\u200b", "")
        return found


@pytest.fixture
def press(output_folder: Path) -> Press:
    return Press(output_folder)


def test_a_mark_tells_searched_texts_apart_and_sees_nothing_else() -> None:
    one = page("a", "会计")
    beside = Print(one.address, one.body.replace("相邻".encode(), "别的".encode()), one.stage)
    assert mark(one.body) == mark(beside.body) != mark(page("a", "出纳").body)
    assert mark(b"<html><article>a list</article></html>") == ""


def test_what_is_printed_is_found_and_what_stands_round_it_is_not(press: Press) -> None:
    press.print(page("a", "财务主管"), page("b", "出纳"))
    press.index()
    assert press.fragments().keys() == {"/jobs/a/", "/jobs/b/"}
    assert "财务主管" in press.fragments()["/jobs/a/"]
    assert "栏目" not in press.fragments()["/jobs/a/"]
    assert "相邻" not in press.fragments()["/jobs/a/"]


def test_only_the_parts_that_find_are_kept_and_they_say_how_old_they_are(press: Press) -> None:
    press.print(page("a", "财务主管"))
    press.index()
    names = {file.name for file in (press.folder / "pagefind").iterdir() if file.is_file()}
    assert {"pagefind.js", "pagefind-entry.json", "made.json"} <= names
    assert not any("ui" in name or "highlight" in name for name in names)
    told = orjson.loads((press.folder / "pagefind" / "made.json").read_bytes())
    assert told["at"].endswith("+00:00")
    assert not list(press.folder.glob(".pagefind*"))


def test_the_first_index_is_made_at_once_and_the_next_when_it_is_quiet(press: Press) -> None:
    assert not press.search.is_due(0)
    press.print(page("a", "一"), now=0)
    assert press.search.is_due(0)
    press.index()
    assert not press.search.is_due(10_000)
    press.print(page("b", "二"), now=1000)
    press.print(page("c", "三"), now=1100)
    assert not press.search.is_due(1100 + QUIET - 1)
    assert press.search.is_due(1100 + QUIET)


def test_a_change_is_indexed_at_the_latest_after_a_while_however_busy(press: Press) -> None:
    press.print(page("a", "一"))
    press.index()
    for now in range(1000, 1000 + LATEST, 60):
        press.print(page("b", f"第{now}版"), now=now)
        assert not press.search.is_due(now)
    assert press.search.is_due(1000 + LATEST)


def test_printing_the_same_text_again_calls_for_no_index(press: Press) -> None:
    press.print(page("a", "一"))
    press.index()
    press.print(page("a", "一"), now=1000)
    assert not press.search.is_due(10_000)


def test_the_words_of_a_page_that_went_or_changed_go_with_the_write(press: Press) -> None:
    press.print(page("a", "密语甲"), page("b", "密语乙"), page("c", "丙"))
    press.index()
    press.print(page("b", "公开"), without="a")
    assert press.fragments().keys() == {"/jobs/c/"}


def test_after_a_withdrawal_the_index_is_made_anew_when_it_is_quiet(press: Press) -> None:
    press.print(page("a", "密语甲"), page("b", "密语乙"))
    press.index()
    press.print(without="a", now=1000)
    assert press.search.is_due(1000 + QUIET)
    assert Press(press.folder, press.store).search.is_due(0)
    press.index()
    assert not press.search.is_due(10_000)


def test_what_changed_or_went_while_pagefind_read_is_left_out(press: Press) -> None:
    press.print(page("a", "密语甲"), page("b", "密语乙"), page("c", "丙"))
    run = press.start()
    press.print(page("b", "公开"), without="a", now=5)
    press.finish(run)
    assert press.fragments().keys() == {"/jobs/c/"}
    assert press.search.is_due(5 + QUIET)


def test_the_index_before_stands_until_the_next_run(press: Press) -> None:
    def metas() -> set[str]:
        return {file.name for file in (press.folder / "pagefind").glob("*.pf_meta")}

    press.print(page("a", "一"))
    press.index()
    first = metas()
    press.print(page("b", "二"))
    press.index()
    press.print(page("b", "二"))
    assert first < metas()
    press.print(page("c", "三"))
    press.index()
    press.print(page("c", "三"))
    assert not first & metas()


def test_a_press_that_lost_its_memory_knows_which_words_to_take_away(press: Press) -> None:
    press.print(page("a", "密语甲"), page("b", "密语乙"), page("c", "丙"))
    press.index()
    again = Press(press.folder)
    again.print(page("b", "公开"), page("c", "丙"))
    assert again.fragments().keys() == {"/jobs/c/"}
    assert (press.folder / "pagefind" / "pagefind-entry.json").exists()


def test_without_notes_nothing_of_the_index_is_trusted(press: Press) -> None:
    press.print(page("a", "密语甲"))
    press.index()
    (press.folder / NOTES).write_bytes(b"{")
    again = Press(press.folder)
    again.print(page("a", "密语甲"))
    assert not (press.folder / "pagefind").exists()
    assert again.search.is_due(0)


def test_a_press_killed_before_the_ways_in_changed_keeps_the_old_index(press: Press) -> None:
    press.print(page("a", "一"))
    press.index()
    entry = press.folder / "pagefind" / "pagefind-entry.json"
    before = entry.read_bytes()
    press.print(page("b", "二"))
    press.take(press.start())
    again = Press(press.folder, press.store)
    assert again.search.is_due(0)
    again.print(page("a", "一"))
    (named,) = orjson.loads(entry.read_bytes())["languages"].values()
    assert entry.read_bytes() == before
    assert (press.folder / "pagefind" / f"pagefind.{named['hash']}.pf_meta").exists()
    assert again.fragments().keys() == {"/jobs/a/"}


def test_a_press_killed_while_the_ways_in_changed_makes_the_index_anew(press: Press) -> None:
    press.print(page("a", "一"))
    press.index()
    press.print(page("b", "二"))
    run = press.start()
    press.take(run)
    press.search.enter()
    again = Press(press.folder, press.store)
    assert again.search.is_due(0)
    again.index()
    assert again.fragments().keys() == {"/jobs/a/", "/jobs/b/"}
    assert not Press(press.folder, press.store).search.is_due(0)


def test_a_run_that_gives_up_says_so(output_folder: Path) -> None:
    run = Run(output_folder / "missing")
    with pytest.raises(NoSearch, match="exit code"):
        wait_for(run)
    run.close()
