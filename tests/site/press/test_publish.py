"""A bucket brought to the printed folder: whole at every moment, by one press, without waste."""

import gzip
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import brotli
import httpx
import orjson
import pytest
from press import lease
from press.config import load
from press.errors import BucketTrouble, Busy, NotOurs
from press.publish import Bucket, Publisher, lasting, type_of
from press.store import Store

from tests.media.weed import Weed
from tests.site.press.documents import area, building, district, enterprise, job, picture
from tests.site.press.standin import StandIn, serving
from tests.site.press.test_edition import Press, ignore, pressing

TOP = district()
AREA = area(1, TOP)
TOWER = building(1, AREA)
FIRM = enterprise(1, TOWER)
JOB = job(1, FIRM, title="数据分析师")


@pytest.fixture
def cms() -> Iterator[StandIn]:
    with serving(StandIn(TOP, AREA, TOWER, FIRM, JOB)) as cms:
        yield cms


class Place:
    """A place in a bucket, as its readers see it."""

    def __init__(self, weed: Weed, url: str) -> None:
        self.url, self.endpoint = url, weed.endpoint
        self.bucket = Bucket(url, weed.endpoint)
        self.reader = httpx.Client(trust_env=False)

    def get(self, path: str) -> httpx.Response:
        return self.reader.get(f"{self.endpoint}/{self.url.removeprefix('s3://')}/{path}")

    def read(self, path: str) -> bytes | None:
        response = self.get(path)
        return response.content if response.status_code == 200 else None

    def keys(self) -> set[str]:
        return {key for key in self.bucket.listed() if not key.startswith(".")}

    def pressing(self, folder: Path, cms: StandIn) -> AbstractContextManager[Press]:
        return pressing(folder, cms, self.url, self.endpoint)


@pytest.fixture
def place(weed: Weed, bucket: str) -> Place:
    return Place(weed, bucket)


def standing(folder: Path) -> set[str]:
    paths = (path for path in (folder / "site").rglob("*") if path.is_file())
    return {path.relative_to(folder / "site").as_posix() for path in paths if path.name[0] != "."}


def test_the_bucket_holds_what_the_folder_holds(place: Place, cms: StandIn, tmp_path: Path) -> None:
    with place.pressing(tmp_path, cms) as press:
        press.turn()
    assert place.keys() == standing(tmp_path)
    page = place.get("jobs/job-1/index.html")
    assert page.content == (tmp_path / "site/jobs/job-1/index.html").read_bytes()
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"].startswith("public, max-age=0, must-revalidate")
    (style,) = (
        key for key in sorted(place.keys()) if key.startswith("assets/site.") and key[-1] == "s"
    )
    assert place.get(style).headers["cache-control"] == "public, max-age=31536000, immutable"
    state = place.bucket.get(".ruyi.json")
    assert state
    assert orjson.loads(state[0]) == {"number": 5}


def test_packed_doubles_say_how_they_are_packed(place: Place, cms: StandIn, tmp_path: Path) -> None:
    with place.pressing(tmp_path, cms) as press:
        press.turn()
    url = f"{place.endpoint}/{place.url.removeprefix('s3://')}/jobs/job-1/index.html"
    page = place.get("jobs/job-1/index.html").content
    for suffix, encoding, unpack in (
        (".br", "br", brotli.decompress),
        (".gz", "gzip", gzip.decompress),
    ):
        with httpx.stream("GET", url + suffix) as response:
            packed = b"".join(response.iter_raw())
        assert response.headers["content-encoding"] == encoding
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert unpack(packed) == page


def test_an_edit_uploads_what_differs_and_a_withdrawal_deletes(
    place: Place, cms: StandIn, tmp_path: Path
) -> None:
    with place.pressing(tmp_path, cms) as press:
        press.turn()
        before = place.bucket.listed()
        cms.publish({**JOB, "body": []})
        press.turn()
        after = place.bucket.listed()
        changed = {key for key in after if before.get(key) != after[key] and key[0] != "."}
        pages = {key.removesuffix(".br").removesuffix(".gz") for key in changed}
        assert pages == {"jobs/job-1/index.html", "jobs/feed.xml"}
        cms.withdraw(JOB)
        press.turn()
        assert place.keys() == standing(tmp_path)
        assert place.get("jobs/job-1/index.html").status_code == 404
        assert place.get("jobs/job-1/index.html.br").status_code == 404


def test_a_moved_page_is_found_from_where_it_stood(
    place: Place, cms: StandIn, tmp_path: Path
) -> None:
    with place.pressing(tmp_path, cms) as press:
        press.turn()
        moved = {**JOB, "url": "/jobs/moved/", "formerUrls": ["/jobs/job-1/"]}
        cms.publish(moved)
        press.turn()
        old = place.get("jobs/job-1/index.html")
        assert 'content="0;url=/jobs/moved/"' in old.text
        assert place.get("jobs/job-1/index.html.br").status_code == 404
        assert place.get("jobs/moved/index.html").status_code == 200
        # In the folder the server redirects, and nothing may stand in its way.
        assert not (tmp_path / "site" / "jobs" / "job-1" / "index.html").exists()
        cms.withdraw(moved)
        press.turn()
        assert place.get("jobs/job-1/index.html").status_code == 404


def test_pictures_are_copied_and_go_with_the_last_page_that_shows_them(
    place: Place, cms: StandIn, tmp_path: Path
) -> None:
    shown = picture("towers")
    cms.files = {source["url"]: source["url"].encode() for source in shown["sources"]}
    with place.pressing(tmp_path, cms) as press:
        cms.publish({**JOB, "cover": shown})
        press.turn()
        assert place.get("media/towers-320.webp").content == b"/media/towers-320.webp"
        assert place.get("media/towers-320.webp").headers["content-type"] == "image/webp"
        assert cms.files.keys() <= {f"/{key}" for key in sorted(place.keys())}
        cms.publish({**JOB, "cover": None})
        press.turn()
        assert place.keys() == standing(tmp_path)


def test_a_picture_that_is_missing_holds_nothing_up(
    place: Place, cms: StandIn, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with place.pressing(tmp_path, cms) as press:
        cms.publish({**JOB, "cover": picture("lost"), "title": "照样发布"})
        press.turn()
        assert "照样发布" in place.get("jobs/job-1/index.html").text
        assert not press.edition.publisher.is_due()
    assert "/media/lost-320.webp is shown by a page" in caplog.text


@pytest.mark.parametrize("lost", [["press.sqlite3"], ["press.sqlite3", "site"], ["site"]])
def test_what_the_press_forgot_is_found_again_and_nothing_is_uploaded(
    place: Place, cms: StandIn, tmp_path: Path, lost: list[str]
) -> None:
    with place.pressing(tmp_path, cms) as press:
        press.turn()
        while not press.edition.behind.is_idle(0):
            press.edition.work(1, ignore)
        press.turn()
    before = written(place)
    for name in lost:
        path = tmp_path / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    with place.pressing(tmp_path, cms) as press:
        press.turn()
    assert "made/" in str(before.keys())
    assert written(place) == before


def written(place: Place) -> dict[str, str]:
    """When each object was last written."""
    client, url = place.bucket._client, place.url.removeprefix("s3://")
    bucket, _, prefix = url.partition("/")
    found = client.list_objects_v2(Bucket=bucket, Prefix=prefix)["Contents"]
    hidden = ("/.ruyi.lease", "/.ruyi.json")
    return {
        each["Key"]: str(each["LastModified"]) for each in found if not each["Key"].endswith(hidden)
    }


def test_a_second_press_learns_who_publishes_and_stops(
    place: Place, cms: StandIn, tmp_path: Path
) -> None:
    with place.pressing(tmp_path / "one", cms):
        with (
            pytest.raises(Busy, match=str(tmp_path / "one")),
            place.pressing(tmp_path / "two", cms),
        ):
            pass
        with pytest.raises(Busy, match="claim ends within 60 seconds"):
            Publisher(place.bucket, Store(), tmp_path, "").__enter__()
    with place.pressing(tmp_path / "two", cms) as press:
        press.turn()


def test_a_press_that_comes_back_takes_its_own_lease_again(
    place: Place, cms: StandIn, tmp_path: Path
) -> None:
    dead = Publisher(place.bucket, Store(), tmp_path / "site", "")
    dead.__enter__()
    with place.pressing(tmp_path, cms) as press:
        press.turn()


def test_a_press_that_slept_cannot_go_back_in_time(
    place: Place, cms: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "SECONDS", 0)
    with place.pressing(tmp_path / "one", cms) as sleeper:
        sleeper.turn()
        with place.pressing(tmp_path / "two", cms) as other:
            cms.publish({**JOB, "title": "新题"})
            other.turn()
        cms.publish({**JOB, "title": "更新的题"})
        with pytest.raises(Busy, match="taken over"):
            sleeper.turn()
        assert "新题" in place.get("jobs/job-1/index.html").text


def test_after_a_failure_the_press_looks_at_the_bucket_anew_and_goes_on(
    place: Place, cms: StandIn, tmp_path: Path
) -> None:
    with place.pressing(tmp_path, cms) as press:
        press.turn()
        bucket = press.edition.publisher._bucket
        put = bucket.put
        cms.publish({**JOB, "title": "第一次"})

        def fail(key: str, *given: object, **headers: str) -> str | None:
            if key == "jobs/job-1/index.html":
                raise BucketTrouble("cut off between the double and its page")
            return put(key, *given, **headers)

        bucket.put = fail
        with pytest.raises(BucketTrouble, match="cut off"):
            press.turn()
        bucket.put = put
        cms.publish({**JOB, "title": "第二次"})
        press.turn()
        assert "第二次" in place.get("jobs/job-1/index.html").text
        packed = place.get("jobs/job-1/index.html.br")
        assert "第二次" in packed.text


def test_a_press_that_slept_gives_no_lease_back_but_its_own(
    place: Place, cms: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "SECONDS", 0)
    sleeper = Publisher(place.bucket, Store(), tmp_path / "one", "")
    sleeper.__enter__()
    with place.pressing(tmp_path / "two", cms):
        sleeper.__exit__()
        assert place.bucket.get(".ruyi.lease")


def test_what_somebody_else_changed_is_not_overwritten(place: Place) -> None:
    tag = place.bucket.put("page", b"one", None)
    assert place.bucket.put("page", b"two", None) is None
    assert place.bucket.put("page", b"two", "0" * 32) is None
    assert place.bucket.put("page", b"two", tag)
    assert place.bucket.put("page", b"three", tag) is None
    # Its own that it sends again, the answer to the first being lost, is as good as sent.
    assert place.bucket.put("page", b"two", tag) == place.bucket.listed()["page"]


def test_a_bucket_of_other_things_is_refused_and_left_alone(
    place: Place, cms: StandIn, tmp_path: Path
) -> None:
    place.bucket.put("thesis.txt", b"years of work", None)
    with pytest.raises(NotOurs, match=r"thesis\.txt"), place.pressing(tmp_path, cms):
        pass
    assert place.bucket.listed().keys() == {"thesis.txt"}


def test_a_bucket_that_is_away_or_refuses_is_told_in_words(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BucketTrouble, match="gives no answer"):
        Bucket(place.url, "http://127.0.0.1:1").listed()
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with pytest.raises(BucketTrouble, match="refuses"):
        Bucket(place.url, place.endpoint).listed()


@pytest.mark.parametrize(
    ("path", "kind", "lasts"),
    [
        ("jobs/index.html", "text/html; charset=utf-8", False),
        ("assets/site.0123456789ab.css", "text/css; charset=utf-8", True),
        ("sitemap.xml", "application/xml", False),
        ("jobs/filter/1.json", "application/json", False),
        ("activities/calendar.ics", "text/calendar; charset=utf-8", False),
        ("manifest.webmanifest", "application/manifest+json", False),
        ("made/share.0.png", "image/png", True),
        ("pagefind/fragment/zh_1.pf_fragment", "application/octet-stream", True),
        ("pagefind/pagefind-entry.json", "application/json", False),
        ("pagefind/pagefind.zh_1.pf_meta", "application/octet-stream", True),
        ("pagefind/pagefind.js", "text/javascript; charset=utf-8", False),
    ],
)
def test_each_file_says_what_it_is_and_how_long_it_lasts(
    path: str, kind: str, *, lasts: bool
) -> None:
    assert type_of(path) == kind or (kind == "application/xml" and "xml" in type_of(path))
    assert ("immutable" in lasting(path)) is lasts


@pytest.mark.parametrize("target", ["/srv/site", "s3://", "https://bucket/site"])
def test_a_target_that_is_no_bucket_is_named(target: str) -> None:
    with pytest.raises(ValueError, match="s3://bucket/site"):
        load({"RUYI_SITE_TARGET": target})
