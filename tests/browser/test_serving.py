"""The one command: what it answers, what it refuses in one line, and that nothing stays behind."""

import contextlib
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.browser.conftest import ROOT, free_port, start

DATA = Path("/work/shared/data")
IMPORTED = [
    ("briefs", "policy_articles_html.jsonl"),
    ("briefs", "news_thucnews_dev.jsonl"),
    ("briefs", "search_cmrc2018_docs_dev.jsonl"),
    ("notices", "gov_policy_texts_govcn_dev.jsonl"),
    ("notices", "gov_henan_regulations_dev.jsonl"),
    ("lessons", "gov_laws_lessons_dev.jsonl"),
    ("enterprises", "companies_51job_dev.csv"),
    ("jobs", "jobs_51job_dev.jsonl"),
    ("jobs", "jobs_51job_list_dev.csv"),
]


def refused(environment):
    """What a start that cannot work prints, once it has ended."""
    process = start(environment)
    output = process.communicate(timeout=60)[0]
    assert process.returncode not in {0, None}
    return output


@pytest.fixture
def environment(tmp_path, served):
    """A start of its own, beside the running product."""
    return {
        **served.environment,
        "RUYI_PORT": str(free_port()),
        "RUYI_VAR": str(tmp_path / "var"),
        "DATABASE_URL": "",
    }


def test_health_tells_all_numbers(served):
    served.wait_until_printed()
    health = served.health()
    assert health["ok"] is True
    assert health["database"] in {"sqlite", "postgresql"}
    assert health["publication"] == health["site"] > 180
    assert re.fullmatch(r"\d+\.\d+\.\d+", health["version"])


def run(served, *command):
    """Run a command of the product beside it."""
    command = [sys.executable, *command]
    return subprocess.run(command, cwd=ROOT, env=served.environment, capture_output=True, text=True)


def pages_crawled(served):
    """How many pages `site check` reads and finds nothing wrong with, once they are printed."""
    told = []

    def clean():
        served.wait_until_printed()
        crawl = run(served, "site", "check")
        told.append(crawl.stdout + crawl.stderr)
        return crawl.returncode == 0

    try:
        served.wait_until(clean, seconds=60)
    except AssertionError:
        pytest.fail(told[-1])
    return int(re.search(r"Read ([\d,]+) pages", told[-1])[1].replace(",", ""))


def test_nothing_is_wrong_with_the_printed_demo(served):
    assert pages_crawled(served) > 400


@pytest.mark.prove
@pytest.mark.skipif(not DATA.exists(), reason=f"{DATA} is not here")
def test_nothing_is_wrong_with_thousands_of_imported_pages(served):
    for kind, name in IMPORTED:
        done = run(served, "-m", "cms", "import", kind, str(DATA / name), "--under", "/")
        # 1: rows were refused, and told.
        assert done.returncode in {0, 1}, done.stderr
    assert run(served, "-m", "cms", "publication", "rebuild").returncode == 0
    served.wait_until(lambda: served.health()["site"] == served.health()["publication"], 600)
    assert pages_crawled(served) > 8_000


def test_a_taken_port_is_one_clear_line(environment):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        environment["RUYI_PORT"] = str(other.getsockname()[1])
        output = refused(environment)
    assert len(output.strip().splitlines()) == 1
    assert f"port {environment['RUYI_PORT']} is taken" in output


def test_a_folder_that_cannot_be_used_is_one_clear_line(environment, tmp_path):
    (tmp_path / "file").write_text("")
    environment["RUYI_VAR"] = str(tmp_path / "file" / "var")
    output = refused(environment)
    assert len(output.strip().splitlines()) == 1
    assert "cannot be used" in output


@pytest.mark.skipif(
    os.getuid() != 0 and "CI" not in os.environ, reason="mounting a small disk takes root"
)
def test_a_full_disk_is_one_clear_line(environment, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=True)
    try:
        environment["RUYI_VAR"] = str(disk)
        output = refused(environment)
    finally:
        subprocess.run(["umount", disk], check=True)
    assert len(output.strip().splitlines()) == 1
    assert "is full" in output


def test_an_unreachable_database_is_one_clear_line(environment):
    environment["DATABASE_URL"] = f"postgres://nobody@127.0.0.1:{free_port()}/nothing"
    output = refused(environment)
    assert len(output.strip().splitlines()) == 2
    assert "the database cannot be used" in output


@pytest.mark.parametrize("port", ["abc", "99999", "0"])
def test_a_port_that_is_none_is_one_clear_line(environment, port):
    environment["RUYI_PORT"] = port
    output = refused(environment)
    assert len(output.strip().splitlines()) == 1
    assert f"RUYI_PORT is '{port}'" in output


@pytest.mark.parametrize("missing", ["RUYI_SECRET_KEY", "RUYI_SITE_URL", "RUYI_SMS"])
def test_production_does_not_start_without_its_settings_and_says_which(environment, missing):
    environment |= {
        "RUYI_ENV": "production",
        "RUYI_SECRET_KEY": "k" * 50,
        "RUYI_SMS": "file",
        "RUYI_SITE_URL": "https://ruyi.example",
    }
    del environment[missing]
    output = refused(environment)
    assert len(output.strip().splitlines()) == 1
    assert missing in output


def test_however_it_is_ended_nothing_stays_running(environment):
    """Ctrl-C, a polite kill, a closed terminal, a reader that went away."""
    told = until_ready(process := start(environment))
    assert "editor, password" in told
    for end in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, None):
        if end is None:
            process.stdout.close()
            # The refused question makes a line; another line may have ended all before it.
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"http://127.0.0.1:{environment['RUYI_PORT']}/graphql/")
        else:
            process.send_signal(end)
            process.stdout.read()
        process.wait(timeout=60)
        assert running_on(environment["RUYI_VAR"]) == []
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://127.0.0.1:{environment['RUYI_PORT']}/healthz")
        if end is not None:
            process = start(environment)
            assert "with an account you have" in until_ready(process)


def until_ready(process):
    """What a start prints until it stands."""
    told = []
    for line in process.stdout:
        told.append(line)
        if "Ctrl-C stops it" in line:
            break
    assert process.poll() is None, "".join(told)
    return "".join(told)


def running_on(var):
    """The processes whose data is in this folder."""
    entries = [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [entry.name for entry in entries if f"RUYI_VAR={var}\0" in _environment(entry)]


def _environment(process):
    try:
        return (process / "environ").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def test_production_settings_pass_djangos_own_check(environment, tmp_path):
    environment |= {
        "RUYI_ENV": "production",
        "RUYI_SECRET_KEY": secrets.token_urlsafe(48),
        "RUYI_SMS": "file",
        "RUYI_SITE_URL": "https://ruyi.example",
    }
    command = [sys.executable, "-m", "cms", "check", "--deploy", "--fail-level", "WARNING"]
    answer = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert answer.returncode == 0, answer.stderr
