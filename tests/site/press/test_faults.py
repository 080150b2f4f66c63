"""Killed or cut off at any operation: no reader finds a broken link, and the next run finishes."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from press import publish
from press.errors import BucketTrouble, Busy

from tests.media.weed import Weed
from tests.site.press.documents import (
    Document,
    area,
    brief,
    building,
    district,
    enterprise,
    job,
    notice,
)
from tests.site.press.faults import Faulty, broken, faulty, killed_at
from tests.site.press.standin import StandIn, serving
from tests.site.press.test_edition import Press, pressing
from tests.site.press.test_publish import Place, standing

SHORT = 6
TOP = district()
AREA = area(1, TOP)
TOWER = building(1, AREA)
FIRM = enterprise(1, TOWER)
STANDING = [
    *(TOP, AREA, TOWER, FIRM),
    *(job(number, FIRM) for number in range(1, 6)),
    *(notice(number, TOWER) for number in range(1, 4)),
]


def change(cms: StandIn) -> None:
    """What one turn then has to bring: new pages that others lead to, moves, ends, new words."""
    firm = enterprise(2, TOWER, title="新来的公司")
    cms.publish(firm)
    for number in (6, 7):
        cms.publish(job(number, firm, title=f"新职位{number}"))
    cms.withdraw(STANDING[5])
    cms.publish({**STANDING[9], "url": "/notices/moved/", "formerUrls": [STANDING[9]["url"]]})
    cms.publish({**TOWER, "title": "改名的大厦"})
    cms.publish(brief(1, TOWER, title="第一篇简报"))
    cms.withdraw(STANDING[11])


@pytest.fixture
def cms() -> Iterator[StandIn]:
    with serving(StandIn(*STANDING)) as cms:
        yield cms


@pytest.fixture
def place(weed: Weed, bucket: str) -> Place:
    return Place(weed, bucket)


def chosen(count: int, request: pytest.FixtureRequest) -> list[int]:
    """The operations at which it is killed: all of them in a long run."""
    everything = list(range(1, count + 1))
    if request.node.get_closest_marker("prove"):
        return everything
    return sorted(random.Random(20261129).sample(everything, min(SHORT, count)))


def reading(folder: Path) -> Callable[[str], bytes | None]:
    def read(path: str) -> bytes | None:
        file = folder / "site" / path
        return file.read_bytes() if file.is_file() else None

    return read


def killing_over_a_folder(
    cms: StandIn, folder: Path, request: pytest.FixtureRequest, *, lost: str = ""
) -> int:
    """Kill a press that has the same to do each time, and let the next one finish it.

    lost: a file that the press remembers nothing without.
    """
    before, at_work = folder / "before", folder / "at_work"
    with pressing(before, cms) as press:
        press.turn()
    if lost:
        (before / lost).unlink()
    change(cms)

    def work() -> None:
        with pressing(at_work, cms) as press:
            press.turn()

    def afresh() -> None:
        shutil.rmtree(at_work, ignore_errors=True)
        shutil.copytree(before, at_work)

    afresh()
    count = killed_at(None, work)
    for number in chosen(count, request):
        afresh()
        assert killed_at(number, work) == number - 1
        assert broken(reading(at_work)) == [], f"killed at operation {number} of {count}"
        with pressing(at_work, cms) as press:
            press.turn()
            assert press.pages() == press.afresh()
    return count


def test_a_press_killed_at_any_operation_leaves_a_whole_site(
    cms: StandIn, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    assert killing_over_a_folder(cms, tmp_path, request) > 100


@pytest.mark.prove
def test_a_press_killed_at_each_operation_leaves_a_whole_site(
    cms: StandIn, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    assert killing_over_a_folder(cms, tmp_path, request) > 100


def test_a_reader_would_notice_lists_that_go_before_their_pages(
    cms: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a press that writes what changes before what is new is found out."""
    with pressing(tmp_path, cms) as press:
        press.turn()
    change(cms)
    monkeypatch.setattr("press.ledger.Ledger.new", lambda _self: [])

    def work() -> None:
        with pressing(tmp_path, cms) as press:
            press.turn()

    killed_at(None, work)
    assert broken(reading(tmp_path))


def test_a_press_that_lost_its_store_changes_nothing_before_what_it_leads_to(
    cms: StandIn, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    assert killing_over_a_folder(cms, tmp_path, request, lost="press.sqlite3") > 100


def test_a_first_print_shows_its_front_when_all_it_leads_to_stands(
    cms: StandIn, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    def work() -> None:
        with pressing(tmp_path / "new", cms) as press:
            press.turn()

    count = killed_at(None, work)
    for number in chosen(count, request):
        shutil.rmtree(tmp_path / "new")
        killed_at(number, work)
        front = tmp_path / "new" / "site" / "index.html"
        assert not front.exists() or broken(reading(tmp_path / "new")) == []


def killing_over_a_bucket(
    cms: StandIn, place: Place, folder: Path, request: pytest.FixtureRequest
) -> int:
    with place.pressing(folder, cms) as press:
        press.turn()
    changes = iter(range(10**6))

    def again() -> None:
        number = next(changes)
        cms.publish({**TOWER, "title": f"大厦{number}"})
        cms.publish(job(100 + number, FIRM, title=f"职位{number}"))
        if number:
            cms.withdraw(job(99 + number, FIRM))

    def work() -> None:
        with place.pressing(folder, cms) as press:
            press.turn()

    again()
    count = killed_at(None, work)
    for number in chosen(count, request):
        again()
        killed_at(number, work)
        assert broken(place.read) == [], f"killed at operation {number} of {count}"
        with place.pressing(folder, cms) as press:
            press.turn()
            assert press.pages() == press.afresh()
        assert place.keys() == standing(folder)
        assert broken(place.read) == []
    return count


def test_a_press_killed_at_any_operation_leaves_a_whole_bucket(
    cms: StandIn, place: Place, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    assert killing_over_a_bucket(cms, place, tmp_path, request) > 100


@pytest.mark.prove
def test_a_press_killed_at_each_operation_leaves_a_whole_bucket(
    cms: StandIn, place: Place, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    assert killing_over_a_bucket(cms, place, tmp_path, request) > 100


FAULTS = ("down", "hang", "slow", "cut", "503", "wrong", "lost")


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A press that waits a second where others wait a quarter of a minute."""
    monkeypatch.setattr(publish, "READ_SECONDS", 1)


@pytest.fixture
def proxy(weed: Weed) -> Iterator[Faulty]:
    with faulty(weed.endpoint) as proxy:
        yield proxy


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_bucket_that_fails_once_is_asked_again(
    cms: StandIn, place: Place, proxy: Faulty, tmp_path: Path, fault: str
) -> None:
    failing(cms, place, proxy, tmp_path, fault, [4, 11], for_good=False)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("fault", ["down", "503", "wrong"])
def test_a_bucket_that_fails_for_good_stays_whole_and_is_finished_later(
    cms: StandIn, place: Place, proxy: Faulty, tmp_path: Path, fault: str
) -> None:
    failing(cms, place, proxy, tmp_path, fault, [6, 16], for_good=True)


@pytest.mark.prove
@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("for_good", [False, True])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_bucket_that_fails_at_each_request_stays_whole(
    cms: StandIn, place: Place, proxy: Faulty, tmp_path: Path, fault: str, *, for_good: bool
) -> None:
    failing(cms, place, proxy, tmp_path, fault, range(1, 60), for_good=for_good)


def failing(
    cms: StandIn,
    place: Place,
    proxy: Faulty,
    folder: Path,
    fault: str,
    moments: Iterator[int] | list[int] | range,
    *,
    for_good: bool,
) -> None:
    def pressing_through() -> object:
        return pressing(folder, cms, place.url, proxy.url)

    def edit(number: int) -> Document:
        cms.publish({**TOWER, "title": f"大厦{number}"})
        return job(100 + number, FIRM, title=f"职位{number}")

    with pressing_through() as press:
        press.turn()
    for number in moments:
        cms.publish(edit(number))
        proxy.set(fault, number, for_good=for_good)
        told = attempt(pressing_through)
        assert broken(place.read) == [], f"{fault} at request {number}"
        if fault in {"slow", "lost", "down", "503"} and not for_good:
            assert told is None, f"{fault} at request {number}: {told}"
        proxy.set("", 0)
        with pressing_through() as press:
            press.turn()
            assert (
                place.read("buildings/building-1/index.html")
                == press.pages()["buildings/building-1/index.html"]
            )
        assert place.keys() == standing(folder)
        assert broken(place.read) == []


def attempt(pressing_through: Callable[[], object]) -> str | None:
    """Publish once; return what was said when it failed."""
    try:
        with pressing_through() as press:
            assert isinstance(press, Press)
            press.turn()
    except (BucketTrouble, Busy) as error:
        return str(error)
    return None
