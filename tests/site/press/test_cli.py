"""The commands as people and scripts run them: `python site build` and `python site watch`."""

import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest
from press.config import HOME
from press.write import Output

from tests.site.press.district import believable_district
from tests.site.press.documents import (
    area,
    building,
    district,
    enterprise,
    job,
    paragraph,
)
from tests.site.press.standin import StandIn, serving

PATIENCE = 20
TOP = district()
AREA = area(1, TOP)
TOWER = building(1, AREA)
FIRM = enterprise(1, TOWER)
JOB = job(1, FIRM, title="数据分析师")


def settings(url: str, folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "RUYI_GRAPHQL_URL": url,
        "RUYI_VAR": str(folder),
        "RUYI_SITE_URL": "https://ruyi.example",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def run(url: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(HOME), *arguments],
        env=settings(url, folder),
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def watching(
    url: str, folder: Path, environment: dict[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Run `watch`, and give it with the file its log goes to."""
    log = folder / "watch.log"
    with log.open("w") as stream:
        press = subprocess.Popen(
            [sys.executable, str(HOME), "watch"],
            env=environment or settings(url, folder),
            stderr=stream,
            text=True,
        )
        try:
            yield press, log
        finally:
            press.kill()
            press.wait()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def number(folder: Path) -> int:
    state = folder / "site" / ".ruyi.json"
    return orjson.loads(state.read_bytes())["number"] if state.exists() else -1


def tree(folder: Path) -> set[str]:
    site = folder / "site"
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}


def found(folder: Path) -> set[str]:
    """The addresses that the search index leads to."""
    fragments = (folder / "site" / "pagefind" / "fragment").glob("*")
    bodies = [gzip.decompress(path.read_bytes()).partition(b"{") for path in fragments]
    return {orjson.loads(b"{" + body)["url"] for _, _, body in bodies}


def fragment_of(folder: Path, url: str) -> Path:
    for path in (folder / "site" / "pagefind" / "fragment").iterdir():
        if f'"url":"{url}"'.encode() in gzip.decompress(path.read_bytes()):
            return path
    raise AssertionError(f"the search does not lead to {url}")


def settled(folder: Path) -> bool:
    """Whether what is made behind stands: the search of the pages with codes and posters."""
    page = folder / "site" / "jobs" / "job-1" / "index.html"
    made = folder / "site" / "pagefind" / "made.json"
    at_work = list((folder / "site").glob(".pagefind*"))
    return made.exists() and not at_work and b"/made/share" in page.read_bytes()


def shows(folder: Path, path: str, text: str) -> bool:
    page = folder / "site" / path / "index.html"
    return page.exists() and text in page.read_text("utf-8")


@pytest.fixture
def cms() -> Iterator[StandIn]:
    with serving(StandIn(TOP, AREA, TOWER, FIRM, JOB)) as cms:
        yield cms


def unused_port() -> int:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        return reserved.getsockname()[1]


def test_build_prints_the_site_from_any_folder_and_says_what_it_did(tmp_path: Path) -> None:
    documents = believable_district()
    with serving(StandIn(*documents.values())) as cms:
        done = run(cms.url, tmp_path, "build")
    assert done.returncode == 0, done.stderr
    assert f"Read {len(documents)} changes" in done.stdout
    assert str(tmp_path / "site") in done.stdout
    assert shows(tmp_path, "jobs", "财务主管")
    assert number(tmp_path) == len(documents)


def test_build_reports_as_json_and_writes_nothing_twice(cms: StandIn, tmp_path: Path) -> None:
    first = orjson.loads(run(cms.url, tmp_path, "build", "--json").stdout)
    second = orjson.loads(run(cms.url, tmp_path, "build", "--json").stdout)
    assert first["read"] == 5
    assert first["made"] > 0
    assert first["planned"] == first["rendered"]
    assert first["written"] > first["planned"] > first["read"]
    assert first["number"] == second["number"] == 5
    assert first["why"][JOB["url"]] == JOB["url"]
    assert first["why"]["/jobs/"] == "what all pages share"
    done = ("read", "planned", "rendered", "written", "deleted", "made")
    assert {name: second[name] for name in done} == dict.fromkeys(done, 0)
    assert second["seconds"] > 0


def test_build_says_what_made_each_page_necessary(cms: StandIn, tmp_path: Path) -> None:
    run(cms.url, tmp_path, "build")
    cms.publish({**JOB, "title": "数据工程师"})
    told = orjson.loads(run(cms.url, tmp_path, "build", "--json").stdout)
    assert told["read"] == 1
    assert {"/", "/jobs/", FIRM["url"], JOB["url"], "/jobs/feed.xml"} <= told["why"].keys()
    assert set(told["why"].values()) == {JOB["url"]}
    assert not {"/buildings/", AREA["url"], "/search/"} & told["why"].keys()
    assert 0 < told["written"] <= told["rendered"] <= told["planned"]


def test_build_removes_what_was_withdrawn(cms: StandIn, tmp_path: Path) -> None:
    run(cms.url, tmp_path, "build")
    before = tree(tmp_path)
    cms.withdraw(JOB)
    told = orjson.loads(run(cms.url, tmp_path, "build", "--json").stdout)
    gone = sorted(path.rpartition("/")[0] for path in before - tree(tmp_path))
    # With the page what was made of it: its code, its poster, its words in the search; its facets
    # and what the filters know of it; the feed that held nothing else.
    pages = [path for path in gone if path.startswith("jobs/")]
    assert sorted({*gone} - {*pages}) == [
        *("jobs", "made", "pagefind/fragment", "sitemap"),
    ]
    assert told["deleted"] == 12


def test_build_without_a_cms_leaves_the_site_and_exits_with_three(
    cms: StandIn, tmp_path: Path
) -> None:
    run(cms.url, tmp_path, "build")
    done = run(f"http://127.0.0.1:{unused_port()}/graphql/", tmp_path, "build")
    assert done.returncode == 3
    assert "RUYI_GRAPHQL_URL" in done.stderr
    assert "Traceback" not in done.stderr
    assert shows(tmp_path, "jobs/job-1", "数据分析师")


def test_build_beside_another_press_exits_with_four(cms: StandIn, tmp_path: Path) -> None:
    with Output(tmp_path / "site"):
        done = run(cms.url, tmp_path, "build")
    assert done.returncode == 4
    assert f"process {os.getpid()}" in done.stderr


@pytest.mark.parametrize(
    ("title", "words"), [("same", "Two sheets claim"), ("folder", "did not print")]
)
def test_build_explains_a_failure_in_a_line_and_exits_with_one(
    cms: StandIn, tmp_path: Path, title: str, words: str
) -> None:
    if title == "same":
        cms.publish(job(2, FIRM, url=JOB["url"]))
    else:
        (tmp_path / "site").mkdir()
        (tmp_path / "site" / "mine.txt").write_text("mine")
    done = run(cms.url, tmp_path, "build")
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    done = run("cms.example", tmp_path, "build")
    assert done.returncode == 1
    assert "RUYI_GRAPHQL_URL" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["prints"], ["build", "--jason"]])
def test_wrong_usage_exits_with_two(tmp_path: Path, arguments: list[str]) -> None:
    done = run("http://127.0.0.1:1/", tmp_path, *arguments)
    assert done.returncode == 2
    assert "usage: python site" in done.stderr


def test_help_explains_commands_settings_and_exit_codes(tmp_path: Path) -> None:
    told = run("http://127.0.0.1:1/", tmp_path, "--help").stdout
    for word in (
        "build",
        "watch",
        "preview",
        "RUYI_GRAPHQL_URL",
        "RUYI_VAR",
        "RUYI_SITE_URL",
        "exit codes",
    ):
        assert word in told


def test_watch_prints_an_edit_and_touches_nothing_else(cms: StandIn, tmp_path: Path) -> None:
    with watching(cms.url, tmp_path):
        wait_for(lambda: number(tmp_path) == 5 and settled(tmp_path))
        fragment = fragment_of(tmp_path, JOB["url"])
        tree = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
        for path in tree:
            os.utime(path, (1_000_000_000, 1_000_000_000))
        cms.publish({**JOB, "summary": "只改一句", "body": []})
        wait_for(lambda: number(tmp_path) == 6)
        assert not fragment.exists()
        tree.remove(fragment)
        # Packing closer what was printed first goes on behind, and changes no text.
        tree = [path for path in tree if path.suffix != ".br"]
        written = [path.name for path in tree if path.stat().st_mtime > 1_000_000_000]
        changed = {name.removesuffix(".br").removesuffix(".gz") for name in written}
        assert shows(tmp_path, "jobs/job-1", "只改一句")
        assert changed == {"index.html", "feed.xml", ".ruyi.json"}
        pages = [p for p in tree if p.name == "index.html" and p.stat().st_mtime > 1_000_000_000]
        assert pages == [tmp_path / "site" / "jobs" / "job-1" / "index.html"]


def test_watch_prints_what_comes_and_deletes_what_goes(cms: StandIn, tmp_path: Path) -> None:
    with watching(cms.url, tmp_path):
        wait_for(lambda: number(tmp_path) == 5)
        cms.publish(job(2, FIRM, title="会展项目经理"))
        wait_for(lambda: number(tmp_path) == 6)
        assert shows(tmp_path, "jobs", "会展项目经理")
        cms.withdraw(JOB)
        wait_for(lambda: number(tmp_path) == 7)
        assert not (tmp_path / "site" / "jobs" / "job-1").exists()
        assert not shows(tmp_path, "jobs", "数据分析师")


def test_watch_reports_each_step_and_what_keeps_it_from_the_next(
    cms: StandIn, tmp_path: Path
) -> None:
    known = settings(cms.url, tmp_path) | {"RUYI_PRESS_SECRET": cms.secret}
    with watching(cms.url, tmp_path, known):
        wait_for(lambda: (5, None) in cms.reports)
        assert number(tmp_path) == 5
        claimant = job(2, FIRM, url=JOB["url"], updatedAt="2026-12-01T02:02:07+00:00")
        cms.publish(claimant)
        wait_for(lambda: cms.reports[-1] == (6, None) and cms.left_out == [claimant["id"]])
        cms.publish({**TOP, "footer": None})
        wait_for(lambda: cms.reports[-1] == (6, "PAGE"))
        cms.publish(TOP)
        cms.withdraw(claimant)
        wait_for(lambda: cms.reports[-1] == (9, None) and cms.left_out == [])
    assert not [reached for reached, _ in cms.reports if reached == 7]


def test_build_makes_codes_posters_and_search_that_pages_refer_to(
    cms: StandIn, tmp_path: Path
) -> None:
    run(cms.url, tmp_path, "build")
    page = (tmp_path / "site" / "jobs" / "job-1" / "index.html").read_text("utf-8")
    poster = re.search(r'og:image" content="https://ruyi.example/(made/share[^"]+)"', page)
    assert poster
    assert (tmp_path / "site" / poster[1]).read_bytes().startswith(b"\x89PNG")
    assert len(list((tmp_path / "site" / "made").glob("code.*.svg"))) == 4
    assert found(tmp_path) == {document["url"] for document in (AREA, TOWER, FIRM, JOB)}


def test_a_press_that_lost_its_memory_finds_again_what_was_made(
    cms: StandIn, tmp_path: Path
) -> None:
    run(cms.url, tmp_path, "build")
    before = tree(tmp_path)
    again = orjson.loads(run(cms.url, tmp_path, "build", "--json").stdout)
    assert (again["written"], again["deleted"], again["made"]) == (0, 0, 0)
    assert tree(tmp_path) == before


def test_an_edit_that_is_built_leads_the_search_to_the_new_words_only(
    cms: StandIn, tmp_path: Path
) -> None:
    run(cms.url, tmp_path, "build")
    old = fragment_of(tmp_path, JOB["url"])
    cms.publish({**JOB, "body": [paragraph("<p>改过的正文</p>")]})
    run(cms.url, tmp_path, "build")
    assert not old.exists()
    new = gzip.decompress(fragment_of(tmp_path, JOB["url"]).read_bytes()).decode()
    assert "改过" in new.replace("\u200b", "")


def test_a_withdrawn_pages_words_are_gone_from_the_search_in_the_same_write(
    cms: StandIn, tmp_path: Path
) -> None:
    with watching(cms.url, tmp_path):
        wait_for(lambda: number(tmp_path) == 5 and settled(tmp_path))
        fragment = fragment_of(tmp_path, JOB["url"])
        cms.withdraw(JOB)
        # The number comes last: what it names has all been done.
        wait_for(lambda: number(tmp_path) == 6)
        assert not fragment.exists()
        assert found(tmp_path) == {document["url"] for document in (AREA, TOWER, FIRM)}


def test_without_pagefind_the_site_is_printed_all_the_same_and_it_is_said_once(
    cms: StandIn, tmp_path: Path
) -> None:
    missing = tmp_path / "missing" / "pagefind_bin_extended.py"
    missing.parent.mkdir()
    missing.write_text("raise ImportError")
    without = settings(cms.url, tmp_path) | {"PYTHONPATH": str(missing.parent)}
    with watching(cms.url, tmp_path, without) as (_, log):
        wait_for(lambda: "Pagefind is not installed" in log.read_text())
        cms.publish(job(2, FIRM, title="会展项目经理"))
        wait_for(lambda: number(tmp_path) == 6)
        assert shows(tmp_path, "jobs", "会展项目经理")
        wait_for(lambda: len(list((tmp_path / "site" / "made").glob("share.*"))) == 5)
        assert log.read_text().count("Pagefind is not installed") == 1


def test_watch_waits_for_a_cms_that_is_away_and_says_so_once(tmp_path: Path) -> None:
    port = unused_port()
    with watching(f"http://127.0.0.1:{port}/graphql/", tmp_path) as (press, log):
        wait_for(lambda: "gives no answer" in log.read_text())
        time.sleep(1.2)
        assert press.poll() is None
        assert log.read_text().count("gives no answer") == 1
        with serving(StandIn(TOP, AREA), port):
            wait_for(lambda: number(tmp_path) == 2)
            wait_for(lambda: "all is well again" in log.read_text())


def test_watch_outlives_a_clash_and_prints_when_it_is_solved(cms: StandIn, tmp_path: Path) -> None:
    with watching(cms.url, tmp_path) as (_, log):
        wait_for(lambda: number(tmp_path) == 5)
        double = job(2, FIRM, url=JOB["url"])
        cms.publish(double)
        wait_for(lambda: "Two sheets claim" in log.read_text())
        assert shows(tmp_path, "jobs/job-1", "数据分析师")
        cms.publish({**double, "url": "/jobs/job-2/"})
        wait_for(lambda: number(tmp_path) == 7)
        assert shows(tmp_path, "jobs", "/jobs/job-2/")


def test_watch_starts_afresh_when_the_record_went_back(cms: StandIn, tmp_path: Path) -> None:
    with watching(cms.url, tmp_path) as (_, log):
        wait_for(lambda: number(tmp_path) == 5)
        cms.record = cms.record[:3]
        wait_for(lambda: number(tmp_path) == 3)
        assert "went back from 5 to 3" in log.read_text()
        assert not (tmp_path / "site" / "jobs" / "job-1").exists()


def test_watch_starts_afresh_when_its_place_is_unknown(cms: StandIn, tmp_path: Path) -> None:
    with watching(cms.url, tmp_path) as (_, log):
        wait_for(lambda: number(tmp_path) == 5)
        cms.answer = (
            200,
            b'{"errors": [{"message": "No such place in the record.",'
            b' "extensions": {"code": "CURSOR_UNKNOWN"}}]}',
        )
        wait_for(lambda: "No such place" in log.read_text())
        cms.record[4:] = [cms.record[2]]
        cms.answer = None
        wait_for(lambda: "all is well again" in log.read_text())
        assert not (tmp_path / "site" / "jobs" / "job-1").exists()


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_watch_ends_cleanly_on_a_signal(cms: StandIn, tmp_path: Path, kind: int) -> None:
    with watching(cms.url, tmp_path) as (press, log):
        wait_for(lambda: number(tmp_path) == 5)
        press.send_signal(kind)
        assert press.wait(PATIENCE) == 0
        assert "stopped" in log.read_text()
        assert "Traceback" not in log.read_text()
    assert run(cms.url, tmp_path, "build").returncode == 0
