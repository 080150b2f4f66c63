"""The printed site as it is served: while it is being printed, and with the right headers."""

import os
import threading

import pytest

from cms.wsgi import Site


@pytest.fixture
def site(settings):
    """A printed site of one page, and Django's place behind it."""
    root = settings.SITE_ROOT
    (root / "jobs").mkdir(parents=True)
    (root / "index.html").write_text("<h1>如意湖</h1>")
    (root / "jobs" / "index.html").write_text("<h1>招聘</h1>")
    (root / "assets").mkdir()
    (root / "assets" / "site.0123456789abcdef.css").write_text("h1{}")
    (root / ".ruyi.json").write_text("{}")

    def behind(environ, start_response):
        start_response("404 Not Found", [("X-From", "django")])
        return [b""]

    return Site(behind)


def get(site, path, method="GET", **headers):
    """(status, headers, body) of one request."""
    seen = {}

    def start_response(status, answered):
        seen.update(status=int(status.split()[0]), headers=dict(answered))

    environ = {
        "PATH_INFO": path.encode().decode("latin-1"),
        "REQUEST_METHOD": method,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    body = b"".join(site(environ, start_response))
    return seen["status"], seen["headers"], body


def test_a_folder_answers_with_its_page(site):
    status, headers, body = get(site, "/jobs/")
    assert (status, body.decode()) == (200, "<h1>招聘</h1>")
    assert headers["Cache-Control"] == "max-age=0, public"


def test_a_new_page_is_served_without_a_restart(site, settings):
    assert get(site, "/areas/")[1] == {"X-From": "django"}
    (settings.SITE_ROOT / "areas").mkdir()
    (settings.SITE_ROOT / "areas" / "index.html").write_text("片区")
    assert get(site, "/areas/")[2].decode() == "片区"


def test_a_page_changed_within_the_second_to_the_same_size_is_sent_again(site, settings):
    page = settings.SITE_ROOT / "index.html"
    _, headers, _ = get(site, "/")
    kept = page.stat()
    beside = page.with_name(".new")
    beside.write_text("<h1>如意山</h1>")
    beside.replace(page)
    # The same whole second and the same size: all that stock WhiteNoise looks at.
    second = kept.st_mtime_ns // 10**9 * 10**9
    os.utime(page, ns=(second + 500, second + 500))
    status, _, body = get(site, "/", if_none_match=headers["ETag"])
    assert (status, body.decode()) == (200, "<h1>如意山</h1>")


@pytest.mark.parametrize("asked", ["{}", "W/{}", '"other", {}', "*"])
def test_an_unchanged_page_is_not_sent_again(site, asked):
    tag = get(site, "/")[1]["ETag"]
    assert get(site, "/", if_none_match=asked.format(tag))[0] == 304


def test_a_date_alone_never_keeps_an_old_text(site):
    modified = get(site, "/")[1]["Last-Modified"]
    assert get(site, "/", if_modified_since=modified)[0] == 200


@pytest.mark.parametrize(
    "path", ["/.ruyi.json", "/jobs/.index.html.part", "/../secret-key", "/jobs/index.html.br"]
)
def test_what_is_not_a_page_is_not_served(site, settings, path):
    (settings.SITE_ROOT / "jobs" / ".index.html.part").write_text("half")
    (settings.SITE_ROOT / "jobs" / "index.html.br").write_text("variant")
    (settings.SITE_ROOT.parent / "secret-key").write_text("secret")
    assert get(site, path)[1] == {"X-From": "django"}


def test_links_out_of_the_site_are_not_followed(site, settings):
    (settings.SITE_ROOT.parent / "secret-key").write_text("secret")
    (settings.SITE_ROOT / "key.txt").symlink_to(settings.SITE_ROOT.parent / "secret-key")
    assert get(site, "/key.txt")[1] == {"X-From": "django"}


def test_hashed_assets_may_be_kept_for_ever(site):
    _, headers, _ = get(site, "/assets/site.0123456789abcdef.css")
    assert "immutable" in headers["Cache-Control"]


def test_pages_carry_a_strict_policy(site):
    _, headers, _ = get(site, "/")
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "unsafe" not in policy.replace("'wasm-unsafe-eval'", "")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("activities/calendar.ics", "text/calendar"),
        ("jobs/feed.xml", "application/atom+xml"),
        ("sitemap.xml", "text/xml"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("favicon.ico", "image/x-icon"),
    ],
)
def test_what_machines_read_is_called_what_it_is(site, settings, name, mime):
    path = settings.SITE_ROOT / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("如意湖")
    status, headers, _ = get(site, f"/{name}")
    assert status == 200
    assert headers["Content-Type"].partition(";")[0] == mime
    if mime.startswith("text/"):
        assert headers["Content-Type"].endswith('charset="utf-8"')


@pytest.fixture
def upload(settings):
    def upload(name, content=b"content"):
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    return upload


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("images/ab/ab.webp", "image/webp"),
        ("images/ab/ab.jpg", "image/jpeg"),
        ("videos/ab/ab.mp4", "video/mp4"),
        ("videos/ab/ab.vtt", "text/vtt"),
        ("documents/ab/ab.pdf", "application/pdf"),
    ],
)
def test_files_are_served_as_what_they_are_and_may_be_kept_for_ever(site, upload, name, mime):
    upload(name)
    status, headers, body = get(site, f"/media/{name}")
    assert (status, body) == (200, b"content")
    assert headers["Content-Type"].partition(";")[0] == mime
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in headers["Cache-Control"]
    assert "sandbox" in headers["Content-Security-Policy"]
    saved = headers.get("Content-Disposition")
    assert saved == ("attachment" if name.startswith("documents") else None)


def test_a_part_of_a_video_is_served(site, upload):
    upload("videos/ab/ab.mp4", b"0123456789")
    status, headers, body = get(site, "/media/videos/ab/ab.mp4", range="bytes=2-4")
    assert (status, body, headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")


@pytest.mark.parametrize("name", ["documents/ab/ab.pdf", "original_images/ab/ab.jpg"])
def test_private_files_are_not_served(site, settings, name):
    path = settings.PRIVATE_ROOT / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"secret")
    for address in (f"/media/{name}", f"/media/private/{name}", f"/private/{name}"):
        assert get(site, address)[1] == {"X-From": "django"}
    assert get(site, f"/media/images/../../private/{name}")[1] == {"X-From": "django"}


def test_uploads_are_sandboxed_and_originals_are_not_served(site, settings):
    for folder in ("images", "original_images"):
        (settings.MEDIA_ROOT / folder).mkdir(parents=True)
        (settings.MEDIA_ROOT / folder / "lake.svg").write_text("<svg onload='alert(1)'/>")
    status, headers, _ = get(site, "/media/images/lake.svg")
    assert status == 200
    assert "sandbox" in headers["Content-Security-Policy"]
    assert get(site, "/media/original_images/lake.svg")[1] == {"X-From": "django"}


def test_a_post_to_a_page_is_refused(site):
    assert get(site, "/", method="POST")[0] == 405


def test_a_page_replaced_while_it_is_read_is_never_cut_or_mixed(site, settings):
    page = settings.SITE_ROOT / "index.html"
    prints = [letter * (1000 + 3000 * place) for place, letter in enumerate("abc")]
    page.write_text(prints[0])
    stop = threading.Event()

    def press():
        turn = 0
        while not stop.is_set():
            turn += 1
            beside = page.with_name(".next.part")
            beside.write_text(prints[turn % 3])
            beside.replace(page)

    printer = threading.Thread(target=press)
    printer.start()
    try:
        for _ in range(2000):
            status, headers, body = get(site, "/")
            assert status == 200
            assert len(body) == int(headers["Content-Length"])
            assert body.decode() in prints
    finally:
        stop.set()
        printer.join()
