"""The commands as people and scripts run them: `python site build` and `python site watch`."""

import os
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
from tests.site.press.documents import area, building, district, enterprise, job
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
def watching(url: str, folder: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Run `watch`, and give it with the file its log goes to."""
    log = folder / "watch.log"
    with log.open("w") as stream:
        press = subprocess.Popen(
            [sys.executable, str(HOME), "watch"],
            env=settings(url, folder),
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
    assert f"Read {len(documents)} documents" in done.stdout
    assert str(tmp_path / "site") in done.stdout
    assert shows(tmp_path, "jobs", "财务主管")
    assert number(tmp_path) == len(documents)


def test_build_reports_as_json_and_writes_nothing_twice(cms: StandIn, tmp_path: Path) -> None:
    first = orjson.loads(run(cms.url, tmp_path, "build", "--json").stdout)
    second = orjson.loads(run(cms.url, tmp_path, "build", "--json").stdout)
    assert first["read"] == 5
    assert first["planned"] == first["written"] > first["read"]
    assert first["number"] == 5
    assert second | {"seconds": 0} == first | {"written": 0, "seconds": 0}
    assert second["seconds"] > 0


def test_build_removes_what_was_withdrawn(cms: StandIn, tmp_path: Path) -> None:
    run(cms.url, tmp_path, "build")
    cms.withdraw(JOB)
    assert orjson.loads(run(cms.url, tmp_path, "build", "--json").stdout)["deleted"] == 1
    assert not (tmp_path / "site" / "jobs" / "job-1").exists()


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
    for word in ("build", "watch", "RUYI_GRAPHQL_URL", "RUYI_VAR", "RUYI_SITE_URL", "exit codes"):
        assert word in told


def test_watch_prints_an_edit_and_touches_nothing_else(cms: StandIn, tmp_path: Path) -> None:
    with watching(cms.url, tmp_path):
        wait_for(lambda: number(tmp_path) == 5)
        tree = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
        for path in tree:
            os.utime(path, (1_000_000_000, 1_000_000_000))
        cms.publish({**JOB, "summary": "只改一句", "body": []})
        wait_for(lambda: number(tmp_path) == 6)
        changed = {path.name for path in tree if path.stat().st_mtime > 1_000_000_000}
        assert shows(tmp_path, "jobs/job-1", "只改一句")
        assert changed == {"index.html", ".ruyi.json"}
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
        cms.answer = (200, b'{"errors": [{"message": "No such place in the record."}]}')
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
