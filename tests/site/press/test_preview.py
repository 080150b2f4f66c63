"""Showing drafts: the site's own page, with the draft supposed public and nothing else changed."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from press.config import HOME, Config
from press.preview import Preview
from press.store import Store

from tests.site.press.documents import (
    area,
    brief,
    building,
    district,
    enterprise,
    job,
    notice,
    paragraph,
)
from tests.site.press.standin import StandIn, serving
from tests.site.press.test_cli import settings

TOP = district()
AREA = area(1, TOP)
TOWER = building(1, AREA)
OLD = notice(1, TOWER, title="上周的通知", body=[paragraph("<p>停电。</p>")])
NEWEST = 2**31 - 1
DRAFT = notice(1, TOWER, title="写到一半的通知", body=[paragraph("<p>停水。</p>")]) | {
    "id": "NOTICE-0",
    "ordinal": NEWEST,
    "url": "/notices/2026/11/~/",
}


@pytest.fixture
def cms() -> Iterator[StandIn]:
    with serving(StandIn(TOP, AREA, TOWER, OLD)) as cms:
        yield cms


@pytest.fixture
def preview(cms: StandIn, tmp_path: Path) -> Preview:
    return Preview(
        Config(
            graphql_url=cms.url,
            output=tmp_path / "site",
            store=tmp_path / "press.sqlite3",
            origin="https://ruyi.example",
            secret=cms.secret,
        )
    )


def shown(preview: Preview, token: str, note: str = "") -> str:
    page = preview.page(token, note)
    assert page is not None
    return page.decode()


def test_a_draft_is_the_page_that_publishing_would_print(cms: StandIn, preview: Preview) -> None:
    page = shown(preview, cms.hand_over(DRAFT))
    assert "<h1>写到一半的通知</h1>" in page
    assert "<p>停水。</p>" in page
    assert TOWER["title"] in page
    # What stands beside it is what would.
    assert "上周的通知" in page
    assert 'class="draft"' not in page


def test_a_note_stands_above_it_as_text(cms: StandIn, preview: Preview) -> None:
    page = shown(preview, cms.hand_over(DRAFT), "<b>草稿</b>预览")
    assert "&lt;b&gt;草稿&lt;/b&gt;预览" in page


def test_nothing_in_it_can_run(cms: StandIn, preview: Preview) -> None:
    assert "<script" not in shown(preview, cms.hand_over(DRAFT))


def test_nothing_of_it_stays(cms: StandIn, preview: Preview, tmp_path: Path) -> None:
    shown(preview, cms.hand_over(DRAFT))
    page = shown(preview, cms.hand_over({**OLD, "title": "改过的通知"}))
    assert "写到一半的通知" not in page
    store = Store(tmp_path / "preview.sqlite3", to_read=True)
    assert store.look("NOTICE-0") is None
    face = store.look(OLD["id"])
    assert face is not None
    assert face["title"] == "上周的通知"
    assert not (tmp_path / "site").exists()
    assert not (tmp_path / "press.sqlite3").exists()


def test_what_is_above_it_and_not_public_comes_with_it(cms: StandIn, preview: Preview) -> None:
    firm = enterprise(1, TOWER, title="还没公开的企业")
    post = job(1, firm, title="还没公开的岗位")
    page = shown(preview, cms.hand_over(firm, post))
    assert "<h1>还没公开的岗位</h1>" in page
    assert "还没公开的企业" in page


def test_what_was_published_meanwhile_is_known(cms: StandIn, preview: Preview) -> None:
    shown(preview, cms.hand_over(DRAFT))
    cms.publish(notice(2, TOWER, title="刚刚发布的通知"))
    assert "刚刚发布的通知" in shown(preview, cms.hand_over(DRAFT))


def test_the_front_itself_can_be_seen_before(cms: StandIn, preview: Preview) -> None:
    page = shown(preview, cms.hand_over({**TOP, "title": "换了名的区"}))
    assert "换了名的区" in page
    assert "上周的通知" in page


def test_a_restored_cms_is_read_anew(cms: StandIn, preview: Preview) -> None:
    cms.publish(brief(1, TOP, title="备份之后的简报"))
    shown(preview, cms.hand_over(DRAFT))
    del cms.record[3:]
    cms.publish({**OLD, "title": "备份里的通知"})
    page = shown(preview, cms.hand_over({**DRAFT, "title": "新草稿"}))
    assert "备份里的通知" in page


def test_a_token_that_opens_nothing_shows_nothing(cms: StandIn, preview: Preview) -> None:
    token = cms.hand_over(DRAFT)
    assert preview.page(token, "")
    assert preview.page(token, "") is None
    assert preview.page("never", "") is None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def service(cms: StandIn, tmp_path: Path) -> Iterator[str]:
    """The command as it runs, and where it answers."""
    url = f"http://127.0.0.1:{free_port()}"
    environment = settings(cms.url, tmp_path)
    environment |= {"RUYI_PRESS_SECRET": cms.secret, "RUYI_PREVIEW_URL": url}
    process = subprocess.Popen([sys.executable, str(HOME), "preview"], env=environment)
    deadline = time.monotonic() + 20
    while True:
        try:
            httpx.get(url)
            break
        except httpx.TransportError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    yield url
    process.terminate()
    assert process.wait(10) == 0


def ask(url: str, cms: StandIn, token: str, by: str | None = None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {cms.secret if by is None else by}"}
    return httpx.post(url, json={"token": token, "note": ""}, headers=headers)


def test_the_service_answers_who_knows_the_secret_and_nobody_else(
    cms: StandIn, service: str
) -> None:
    token = cms.hand_over(DRAFT)
    for by in ("x", "wrong", cms.secret + "x"):
        answer = ask(service, cms, token, by)
        assert (answer.status_code, answer.content) == (404, b"")
    assert httpx.get(service).status_code == 501
    answer = ask(service, cms, token)
    assert answer.status_code == 200
    assert "写到一半的通知" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert ask(service, cms, token).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b'{"token": 1', b"\xff", b"x" * 100_000])
def test_what_is_no_question_is_refused(cms: StandIn, service: str, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {cms.secret}"}
    try:
        answer = httpx.post(service, content=body, headers=headers)
    except httpx.TransportError:
        # It answered before all was sent.
        assert len(body) > 4096
        return
    assert answer.status_code == 400


def test_a_cms_that_is_away_or_in_trouble_is_no_end(cms: StandIn, service: str) -> None:
    token = cms.hand_over(DRAFT)
    cms.answer = (503, b"busy")
    assert ask(service, cms, token).status_code == 502
    cms.answer = None
    assert ask(service, cms, token).status_code == 200


def test_without_a_secret_it_says_what_to_set(cms: StandIn, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(HOME), "preview"],
        env=settings(cms.url, tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "RUYI_PRESS_SECRET" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_taken_port_is_told_in_a_line(cms: StandIn, tmp_path: Path, service: str) -> None:
    environment = settings(cms.url, tmp_path)
    environment |= {"RUYI_PRESS_SECRET": cms.secret, "RUYI_PREVIEW_URL": service}
    done = subprocess.run(
        [sys.executable, str(HOME), "preview"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "RUYI_PREVIEW_URL" in done.stderr
