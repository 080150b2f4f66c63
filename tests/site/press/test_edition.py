"""A printed folder kept up to date: always what a press without memory would print, never more."""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from press.catalogue import Catalogue
from press.config import Config
from press.edition import Edition, Turn
from press.errors import BadSheet
from press.ledger import Ledger
from press.publish import Bucket, Publisher
from press.read import connect, read_assets
from press.render import render
from press.sheets import path_of
from press.store import MOST_ASIDE, Store
from press.write import Output

from tests.site.press.district import believable_district
from tests.site.press.documents import (
    Document,
    activity,
    area,
    brief,
    building,
    course,
    enterprise,
    info,
    job,
    lesson,
    notice,
    organisation,
    paragraph,
    picture,
    quiz,
    reference,
    service,
    vacancy,
    venue,
)
from tests.site.press.planning import ORIGIN, planned_from
from tests.site.press.standin import StandIn, serving


class Press:
    """One folder, one store, and the CMS they follow."""

    def __init__(self, cms: StandIn, edition: Edition, folder: Path) -> None:
        self.cms, self.edition, self.folder = cms, edition, folder

    def turn(self) -> Turn:
        with connect() as client:
            self.edition.gather(client, ignore)
        done = self.edition.turn(ignore, to_explain=True)
        self.edition.publish(ignore)
        return done

    def pages(self) -> dict[str, bytes]:
        """What stands, but for assets, doubles and what is hidden."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and path.suffix not in {".br", ".gz"} and path.name[0] != "."
            if path.parent.name != "assets" and path.name != "favicon.ico"
        }

    def afresh(self) -> dict[str, bytes]:
        """What a press that reads the whole record now would print."""
        store = Store()
        store.feed(self.cms.record, "", 0)
        assets = {name: file.address for name, file in read_assets().items()}
        return {print_.path: print_.body for print_ in render(planned_from(store, assets))}


def ignore(_step: str, _done: int, _total: int) -> None:
    """Show no progress."""


@contextmanager
def pressing(
    folder: Path, cms: StandIn, target: str = "", endpoint: str | None = None
) -> Iterator[Press]:
    """Hold a folder, and a bucket where one is named."""
    settings = Config(cms.url, folder / "site", folder / "press.sqlite3", ORIGIN)
    with ExitStack() as held:
        output = held.enter_context(Output(settings.output))
        store = held.enter_context(closing(Store(settings.store)))
        publisher = None
        if target:
            media = cms.url.removesuffix("/graphql/")
            publisher = Publisher(Bucket(target, endpoint), store, settings.output, media)
            held.enter_context(publisher)
        edition = Edition(settings, output, store, publisher, quiet=0)
        yield Press(cms, edition, settings.output)


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    with serving(StandIn(*believable_district().values())) as cms, pressing(tmp_path, cms) as press:
        press.turn()
        yield press


def doubles(press: Press) -> set[str]:
    """The pages that have packed doubles."""
    return {p.relative_to(press.folder).as_posix()[:-3] for p in press.folder.rglob("*.html.br")}


def test_many_new_pages_stand_unpacked_at_first_and_are_packed_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("press.edition.MANY", 10)
    district = believable_district()
    with serving(StandIn(*district.values())) as cms, pressing(tmp_path, cms) as press:
        press.turn()
        assert press.pages() == press.afresh()
        bare = press.pages().keys() - doubles(press)
        press.edition.behind.work(60)
        (top,) = (each for each in district.values() if each["kind"] == "DISTRICT")
        leaf = path_of(next(each["url"] for each in district.values() if each["kind"] == "JOB"))
        assert leaf in bare
        assert leaf in doubles(press)
        # What stood changes with its doubles, however many do.
        press.cms.publish(top | {"title": "新名字"})
        press.turn()
        assert leaf in doubles(press)


class Editors:
    """Does to a district what editors do, by chance."""

    def __init__(self, cms: StandIn, seed: int) -> None:
        self.cms, self.chance = cms, random.Random(seed)
        self.live = {node["id"]: document(node) for node in cms.record}
        self.given: dict[str, int] = {}
        for each in self.live.values():
            self.given[each["kind"]] = max(self.given.get(each["kind"], 0), each["ordinal"])

    def act(self) -> str:
        acts: list[Callable[[], str]] = [self.add, self.add, self.edit, self.edit, self.withdraw]
        return self.chance.choice([*acts, self.move, self.rename, self.change_site])()

    def of(self, *kinds: str) -> Document:
        found = [each for each in self.live.values() if each["kind"] in kinds]
        return self.chance.choice(found or list(self.live.values()))

    def publish(self, document: Document) -> str:
        self.live[document["id"]] = document
        self.cms.publish(document)
        return document["url"]

    def add(self) -> str:
        kind = self.chance.choice(list(self._makers()))
        self.given[kind] = number = self.given.get(kind, 0) + 1
        made = self._makers()[kind](number)
        return self.publish(made | {"id": f"{kind}-new-{number}", "title": f"新{number}号"})

    def edit(self) -> str:
        document = self.of(*{each["kind"] for each in self.live.values()} - {"DISTRICT"})
        change = self.chance.choice(
            [
                {"body": [paragraph(f"<p>{self.chance.random()}</p>")]},
                {"summary": f"摘要{self.chance.random()}"},
                {"title": f"题{self.chance.randrange(99)}"},
                {"cover": picture()},
                {"updatedAt": f"2026-12-{self.chance.randrange(1, 28):02}T00:00:00+00:00"},
                *self._own(document["kind"]),
            ]
        )
        return self.publish(document | change)

    def withdraw(self) -> str:
        document = self.of(*{each["kind"] for each in self.live.values()} - {"DISTRICT"})
        del self.live[document["id"]]
        self.cms.withdraw(document)
        return document["url"]

    def move(self) -> str:
        document = self.of("JOB", "NOTICE", "ENTERPRISE", "BUILDING", "ACTIVITY", "ORGANISATION")
        return self.publish(document | {"url": f"{document['url'][:-1]}-x/"})

    def rename(self) -> str:
        return self.publish(self.of("BUILDING", "ENTERPRISE", "AREA") | {"title": "改名的"})

    def change_site(self) -> str:
        return self.publish(self.of("DISTRICT", "INFO_PAGE") | {"title": "如意湖畔"})

    def _own(self, kind: str) -> list[Document]:
        changes: dict[str, list[Document]] = {
            "JOB": [{"education": "DOCTOR"}, {"enterprise": reference(self.of("ENTERPRISE"))}],
            "ENTERPRISE": [
                {"industry": {"code": "Q", "name": "卫生"}},
                {"building": reference(self.of("BUILDING"))},
            ],
            "ACTIVITY": [{"phase": "OVER"}, {"startsAt": "2026-12-24T09:00:00+08:00"}],
            "VACANCY": [{"areaSquareMetres": 80}],
            "NOTICE": [{"announces": reference(self.of("ACTIVITY"))}],
            "VENUE": [{"partOf": reference(self.of("VENUE"))}],
            "LESSON": [{"quiz": quiz()}],
            "COURSE": [{"lessons": [reference(self.of("LESSON"))]}],
        }
        return changes.get(kind, [])

    def _makers(self) -> dict[str, Callable[[int], Document]]:
        tower, firm, zone = self.of("BUILDING"), self.of("ENTERPRISE"), self.of("AREA")
        makers: dict[str, tuple[Callable[..., Document], Document]] = {
            "JOB": (job, firm),
            "ENTERPRISE": (enterprise, tower),
            "NOTICE": (notice, zone),
            "BRIEF": (brief, tower),
            "LESSON": (lesson, zone),
            "COURSE": (course, zone),
            "ACTIVITY": (activity, tower),
            "VACANCY": (vacancy, tower),
            "VENUE": (venue, tower),
            "ORGANISATION": (organisation, zone),
            "PUBLIC_SERVICE": (service, zone),
            "BUILDING": (building, zone),
            "AREA": (area, self.of("DISTRICT")),
            "INFO_PAGE": (info, self.of("DISTRICT")),
        }
        return {
            kind: lambda number, make=make, under=under, kind=kind: make(
                number, under, url=f"/{kind.lower()}-new/{number}/"
            )
            for kind, (make, under) in makers.items()
        }


def document(node: Document) -> Document:
    return {**node["content"], "kind": node["kind"]}


def test_a_text_taken_back_after_a_turn_that_was_cut_short_is_taken_back(press: Press) -> None:
    """The new text stands and the store knows only of its file, not of its sheet."""
    job_page = next(node for node in press.cms.record if node["kind"] == "JOB")
    old = document(job_page)
    path = f"{old['url'].strip('/')}/index.html"
    before = press.pages()[path]
    press.cms.publish(old | {"title": "泄露的题目"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "settle", cut_short)
        with pytest.raises(KeyboardInterrupt):
            press.turn()
    assert press.pages()[path] != before
    press.cms.publish(old)
    press.turn()
    assert press.pages()[path] == before
    assert press.pages() == press.afresh()


def cut_short(_ledger: object, _done: object) -> None:
    raise KeyboardInterrupt


def test_a_number_that_a_restored_cms_gives_anew_is_its_new_holders(press: Press) -> None:
    old = document(next(node for node in press.cms.record if node["kind"] == "NOTICE"))
    press.cms.record = [node for node in press.cms.record if node["id"] != old["id"]]
    press.cms.publish(old | {"id": "notice-other", "url": "/notices/other/", "title": "另一则"})
    press.edition.forget()
    press.turn()
    assert press.pages() == press.afresh()


def test_what_two_pages_want_in_turn_stays(press: Press) -> None:
    """One gives a poster up and another comes to want the same, in one turn."""
    jobs = [document(node) for node in press.cms.record if node["kind"] == "JOB"]
    one, other = jobs[:2]
    other |= {name: one[name] for name in ("owner", "cover")}
    press.cms.publish(other)
    behind(press)
    press.cms.publish(one | {"title": "丙"})
    press.cms.publish(other | {"title": one["title"]})
    press.turn()
    behind(press)
    made = {path for path in press.pages() if path.startswith("made/")}
    assert made
    for body in press.pages().values():
        for address in re.findall(rb"/made/[\w.]+", body):
            assert address.decode()[1:] in made


def behind(press: Press) -> None:
    while not press.edition.behind.is_idle(0) or press.edition.is_due():
        press.edition.work(1, ignore)
        press.edition.turn(ignore)


def test_one_more_plans_a_handful_however_long_the_list(press: Press) -> None:
    top = next(document(node) for node in press.cms.record if node["kind"] == "DISTRICT")
    for number in range(1000, 1400):
        press.cms.publish(notice(number, top))
    press.turn()
    press.cms.publish(notice(1400, top))
    assert press.turn().planned < 25


@pytest.mark.parametrize("seed", [1, 2])
def test_after_whatever_editors_do_the_folder_is_what_a_first_print_would_be(
    press: Press, seed: int
) -> None:
    everything(press, Editors(press.cms, seed), 30)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(100, 110))
def test_after_a_year_of_edits_the_folder_is_what_a_first_print_would_be(
    press: Press, seed: int
) -> None:
    everything(press, Editors(press.cms, seed), 500)


def test_a_press_that_forgets_what_it_read_is_found_out(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without what sheets read of other pages' faces, edits leave old words behind."""
    monkeypatch.setattr(Catalogue, "_read_face", lambda _self, _face: None)
    press.edition.forget()
    press.cms.publish(document(press.cms.record[0]) | {"title": "重印全部"})
    press.turn()
    with pytest.raises(AssertionError, match="after act"):
        everything(press, Editors(press.cms, 1), 30)


def everything(press: Press, editors: Editors, count: int) -> None:
    acts = []
    for number in range(1, count + 1):
        acts.append(editors.act())
        if editors.chance.random() < 0.7:
            press.turn()
        if number % 5 == 0:
            press.turn()
            stands, wanted = press.pages(), press.afresh()
            differing = {path for path in stands | wanted if stands.get(path) != wanted.get(path)}
            assert not differing, f"after act {number}: {acts}"


def broken(document: Document) -> Document:
    """One that no template can print, nor show in a list."""
    return {**document, "publishedAt": None}


def without(press: Press, *left_out: Document) -> dict[str, bytes]:
    """What a press would print if these were not public."""
    gone = {document["id"] for document in left_out}
    press.cms.record = [node for node in press.cms.record if node["id"] not in gone]
    return press.afresh()


def of_kind(press: Press, kind: str) -> Document:
    nodes = [node for node in press.cms.record if node["kind"] == kind]
    return {**nodes[0]["content"], "kind": kind}


@pytest.mark.parametrize("kind", ["BRIEF", "NOTICE", "JOB", "ACTIVITY"])
def test_a_page_that_cannot_be_printed_is_left_out_and_all_else_goes_on(
    press: Press, kind: str
) -> None:
    edited, beside = of_kind(press, kind), of_kind(press, "ORGANISATION")
    press.cms.publish(broken(edited))
    press.cms.publish({**beside, "title": "同一时候改了名的组织"})
    done = press.turn()
    assert press.edition.left_out == [edited["id"]]
    assert done.number == len(press.cms.record)
    assert "同一时候改了名的组织" in press.pages()[f"{beside['url'][1:]}index.html"].decode()
    assert press.pages() == without(press, edited)


def test_it_comes_back_when_it_has_been_mended(press: Press) -> None:
    edited = of_kind(press, "BRIEF")
    press.cms.publish(broken(edited))
    press.turn()
    press.cms.publish({**edited, "title": "改好的简报"})
    press.turn()
    assert press.edition.left_out == []
    assert press.pages() == press.afresh()


def test_one_that_leaves_the_public_is_left_out_no_more(press: Press) -> None:
    edited = of_kind(press, "BRIEF")
    press.cms.publish(broken(edited))
    press.turn()
    press.cms.withdraw(edited)
    press.turn()
    assert press.edition.left_out == []
    assert press.pages() == press.afresh()


def test_of_two_that_claim_one_address_the_earlier_stands(press: Press) -> None:
    first = of_kind(press, "BRIEF")
    later = {**broken(first), "publishedAt": first["publishedAt"], "title": "冒名的简报"}
    later |= {"id": "BRIEF-900", "ordinal": 900, "updatedAt": "2027-01-01T00:00:00+00:00"}
    press.cms.publish(later)
    press.turn()
    assert press.edition.left_out == ["BRIEF-900"]
    assert "冒名的简报" not in press.pages()[f"{first['url'][1:]}index.html"].decode()


def test_a_press_without_memory_leaves_out_the_same(tmp_path: Path) -> None:
    documents = believable_district()
    bad = next(d for d in documents.values() if d["kind"] == "NOTICE")
    with serving(StandIn(*documents.values())) as cms:
        cms.publish(broken(bad))
        with pressing(tmp_path, cms) as press:
            press.turn()
            assert press.edition.left_out == [bad["id"]]
            before = press.pages()
        for name in ("press.sqlite3", "press.sqlite3-wal", "press.sqlite3-shm"):
            (tmp_path / name).unlink(missing_ok=True)
        with pressing(tmp_path, cms) as press:
            done = press.turn()
            assert press.edition.left_out == [bad["id"]]
            assert press.pages() == before
            assert done.written == 0


def test_without_the_district_there_is_no_site_and_nothing_is_touched(press: Press) -> None:
    before = press.pages()
    district = of_kind(press, "DISTRICT")
    press.cms.publish({**district, "footer": None})
    with pytest.raises(BadSheet):
        press.turn()
    assert press.pages() == before
    press.cms.publish(district)
    press.turn()
    assert press.pages() == press.afresh()


def test_when_many_cannot_be_printed_the_press_is_at_fault_and_stops(press: Press) -> None:
    top = of_kind(press, "DISTRICT")
    before = set(press.pages())
    for number in range(900, 900 + MOST_ASIDE + 1):
        press.cms.publish(broken(brief(number, top)))
    with pytest.raises(BadSheet):
        press.turn()
    assert press.edition.left_out == []
    assert before <= set(press.pages())


def test_who_only_shows_what_cannot_be_printed_is_not_left_out(press: Press) -> None:
    """Three neighbours change at once, and what is wrong with two shows in the third as well."""
    top = of_kind(press, "DISTRICT")
    first, second, third = (brief(number, top) for number in (901, 902, 903))
    for document in (first, broken(second), broken(third)):
        press.cms.publish(document)
    press.turn()
    assert press.edition.left_out == [second["id"], third["id"]]
    assert press.pages() == without(press, second, third)
