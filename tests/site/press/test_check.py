"""The crawl of the printed tree: silent over what is right, and outspoken over each fault."""

import random
import shutil
from pathlib import Path

import pytest
from press.check import BUDGET, Checked, check

from tests.site.press.conftest import ORIGIN


def read(folder: Path) -> Checked:
    return check(folder, ORIGIN, lambda pages, _total: pages)


@pytest.fixture(scope="session")
def printed_folder(printed: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("printed")
    for path, body in printed.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    return folder


@pytest.fixture
def folder(printed_folder: Path, tmp_path: Path) -> Path:
    """A tree of one's own to damage."""
    return Path(shutil.copytree(printed_folder, tmp_path / "site"))


def test_a_whole_district_is_printed_without_a_fault(printed_folder: Path) -> None:
    found = read(printed_folder)
    assert found.troubles == {}
    assert found.pages > 200
    assert found.links > found.pages
    assert found.weights["/jobs/"][0] == 1


def test_hidden_files_and_compressed_doubles_are_no_pages(folder: Path) -> None:
    (folder / ".ruyi.json").write_text("{}")
    (folder / "index.html.br").write_bytes(b"")
    assert read(folder).troubles == {}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('<a class="skip" href="#main">', '<a class="skip" href="#nowhere">', "has that id"),
        ('<a class="brand" href="/">', '<a class="brand" href="/gone/">', "leads to /gone/"),
        ('<a class="brand" href="/">', '<a class="brand">', "a link leads nowhere"),
        ("<main ", '<main onclick="x()" ', "which the policy blocks"),
        ("<main ", '<main style="x" ', "which the policy blocks"),
        ("</main>", "<script>x()</script></main>", "inline <script>"),
        ("</main>", "<style>x{}</style></main>", "inline <style>"),
        ("</main>", '<p id="main"></p></main>', "two elements have the id main"),
        ("</main>", '<img src="/assets/none.png" width="1" height="1"></main>', "no alt"),
        ("</main>", '<img src="/assets/none.png" alt="" width="1" height="1"></main>', "not there"),
        ("</main>", '<img src="/media/a.png" alt=""></main>', "keeps no place free"),
        ("</main>", '<script src="https://cdn.example/a.js"></script></main>', "another host"),
        ("</main>", "<h1>又一个</h1></main>", "has 2 <h1>"),
        (' lang="zh-CN"', "", "says no lang"),
        ('<meta name="description"', '<meta name="other"', "says no description"),
        (ORIGIN + '/jobs/"', ORIGIN + '/job/"', "the canonical address is"),
        (
            "</main>",
            '<script type="application/ld+json">{"@type": "Thing"}</script></main>',
            "no @context",
        ),
        (
            "</main>",
            '<script type="application/ld+json">{"@context": "x", "@type": "A", "url": "/a/"}'
            "</script></main>",
            "no absolute address",
        ),
        (
            "</main>",
            '<script type="application/ld+json">{"@context": "x", "@type": "A", "a": [{"b": ""}]}'
            "</script></main>",
            "has an empty b",
        ),
        ("</main>", '<script type="application/ld+json">{</script></main>', "cannot be read"),
    ],
)
def test_each_fault_of_a_page_is_told(folder: Path, old: str, new: str, said: str) -> None:
    page = folder / "jobs" / "index.html"
    text = page.read_text("utf-8")
    assert old in text
    page.write_text(text.replace(old, new, 1), "utf-8")
    assert said in " ".join(read(folder).troubles["/jobs/"])


def test_a_page_over_budget_is_told(folder: Path) -> None:
    page = folder / "jobs" / "index.html"
    # What hardly compresses.
    noise = f"<p>{random.Random(1).randbytes(BUDGET).hex()}</p>"
    page.write_text(page.read_text("utf-8").replace("</main>", noise + "</main>"), "utf-8")
    assert "weighs" in " ".join(read(folder).troubles["/jobs/"])


def test_a_page_that_nothing_leads_to_is_told(folder: Path) -> None:
    lost = folder / "jobs" / "lost" / "index.html"
    lost.parent.mkdir()
    lost.write_bytes((folder / "jobs" / "index.html").read_bytes())
    assert "no page leads here" in read(folder).troubles["/jobs/lost/"]
    assert "is in no sitemap" in read(folder).troubles["/jobs/lost/"]


def test_a_missing_page_is_told_by_those_who_name_it(folder: Path) -> None:
    shutil.rmtree(folder / "buildings" / "building-1")
    troubles = read(folder).troubles
    assert "is named in the sitemaps, but is no page" in troubles["/buildings/building-1/"]
    assert any("leads to /buildings/building-1/" in said for said in troubles["/buildings/"])


def test_a_sitemap_of_another_site_is_told(folder: Path) -> None:
    sitemap = folder / "sitemap.xml"
    sitemap.write_text(sitemap.read_text("utf-8").replace(ORIGIN, "https://other.example"))
    assert "which is another site's" in " ".join(read(folder).troubles["/sitemap.xml"])
    sitemap.unlink()
    assert read(folder).troubles["/sitemap.xml"] == ["is missing"]


@pytest.mark.parametrize("name", ["jobs/feed.xml", "activities/calendar.ics"])
def test_a_feed_or_calendar_that_leads_nowhere_is_told(folder: Path, name: str) -> None:
    followed = folder / name
    text = followed.read_text("utf-8")
    kind = name.partition("/")[0]
    gone = text.replace(f"{ORIGIN}/{kind}/", f"{ORIGIN}/gone/")
    assert gone != text
    followed.write_text(gone, "utf-8")
    assert "/gone/" in " ".join(read(folder).troubles[f"/{name}"])
    followed.write_text(text.replace(ORIGIN, "https://o.example"), "utf-8")
    assert "which is another site's" in " ".join(read(folder).troubles[f"/{name}"])


def test_a_page_that_offers_a_feed_that_is_not_there_tells(folder: Path) -> None:
    (folder / "jobs" / "feed.xml").unlink()
    assert "leads to /jobs/feed.xml, which is not there" in read(folder).troubles["/jobs/"]
