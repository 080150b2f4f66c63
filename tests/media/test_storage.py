"""The storage: whole files, on the side their name says, the same in folders and in buckets."""

import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from cms.settings import environment
from media.storage import content_name, is_public, names_in, other_side, store
from tests.media import weed

HASH = "0123456789abcdef0123456789abcdef"
PICTURE = content_name("images", f"{HASH}.jpg")
PAPER = content_name("documents", f"{HASH}.pdf")
SECRET = content_name("documents", f"{HASH}.pdf", private=True)
ORIGINAL = content_name("original_images", f"{HASH}.jpg")


def save(name, content=b"content"):
    return store().save(name, ContentFile(content))


def get(url):
    """(status, headers, body) for anyone who asks."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, b""


@pytest.mark.parametrize("name", [PICTURE, PAPER, SECRET, ORIGINAL, "wagtail_uploads/a.jpg"])
def test_what_is_saved_is_read_again(sides, name):
    assert save(name) == name
    assert store().exists(name)
    assert store().size(name) == 7
    with store().open(name) as file:
        assert file.read() == b"content"


def test_the_name_says_on_which_side_a_file_lies(sides):
    for name in (PICTURE, SECRET, ORIGINAL, "wagtail_uploads/a.jpg"):
        save(name)
    assert storages["public"].exists(PICTURE)
    assert not storages["private"].exists(PICTURE)
    for name in (SECRET, ORIGINAL, "wagtail_uploads/a.jpg"):
        assert storages["private"].exists(name)
        assert not storages["public"].exists(name)


def test_a_name_by_content_is_one_file_however_often_it_is_saved(sides):
    assert save(PICTURE) == save(PICTURE) == PICTURE
    assert list(store().names()) == [PICTURE]


def test_any_other_name_never_takes_a_files_place(sides):
    first, second = save("wagtail_uploads/a.jpg", b"one"), save("wagtail_uploads/a.jpg", b"two")
    assert first != second
    with store().open(first) as file:
        assert file.read() == b"one"


def test_a_missing_file_is_said_to_be_missing(sides):
    with pytest.raises(FileNotFoundError):
        store().open(PICTURE).read()


def test_a_file_named_by_content_is_not_deleted_at_once(sides):
    save(PICTURE)
    store().delete(PICTURE)
    assert store().exists(PICTURE)
    store().remove(PICTURE)
    assert not store().exists(PICTURE)


def test_a_waiting_upload_is_deleted_at_once(sides):
    save("wagtail_uploads/a.jpg")
    store().delete("wagtail_uploads/a.jpg")
    assert not store().exists("wagtail_uploads/a.jpg")


def test_names_lists_both_sides_and_nothing_else(sides):
    for name in (PICTURE, SECRET, ORIGINAL, "wagtail_uploads/a.jpg"):
        save(name)
    assert set(store().names()) == {PICTURE, SECRET, ORIGINAL}


def test_the_other_side_of_the_other_side_is_where_we_were():
    assert other_side(PAPER) == SECRET
    assert other_side(SECRET) == PAPER
    assert is_public(PAPER)
    assert not is_public(SECRET)
    assert not is_public("../images/a.jpg")


def test_names_are_found_in_what_names_them():
    text = f'{{"url": "https://cdn.example/x/{PICTURE}"}} /media/{PAPER} /media/images/a.jpg'
    assert names_in(text) == {PICTURE, PAPER}


def test_the_same_content_saved_by_many_at_once_is_one_whole_file(sides):
    content = bytes(range(256)) * 4096
    with ThreadPoolExecutor(8) as savers:
        names = set(savers.map(lambda _: save(PICTURE, content), range(16)))
    assert names == set(store().names()) == {PICTURE}
    with store().open(PICTURE) as file:
        assert file.read() == content


# Folders


def test_a_file_in_a_folder_is_there_whole_or_not_at_all(settings):
    class Torn(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        store().save(PICTURE, Torn(b"content"))
    assert not store().exists(PICTURE)
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_a_private_folder_gives_links_that_expire(client, settings, monkeypatch):
    save(SECRET)
    url = store().url(SECRET)
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == b"content"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 301)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("token", ["x", "a:b:c", signing.dumps(SECRET), SECRET])
def test_a_link_of_ones_own_making_leads_nowhere(db, client, token):
    save(SECRET)
    assert client.get(f"/private/{token}").status_code != 200


# Buckets


def test_the_public_bucket_is_read_without_a_signature(buckets):
    save(PICTURE)
    url = store().url(PICTURE)
    assert "?" not in url
    status, headers, body = get(url)
    assert (status, body, headers["Content-Type"]) == (200, b"content", "image/jpeg")
    assert "immutable" in headers["Cache-Control"]
    assert headers["Content-Disposition"] is None


def test_documents_of_the_public_bucket_are_to_be_saved(buckets):
    save(PAPER)
    _, headers, _ = get(store().url(PAPER))
    assert headers["Content-Disposition"] == "attachment"
    assert headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("name", [PICTURE, SECRET])
def test_a_bucket_says_what_a_file_is_not_what_its_uploader_claimed(buckets, name):
    claimed = SimpleUploadedFile("a", b"<script>alert(1)</script>", "text/html")
    store().save(name, claimed)
    _, headers, _ = get(store().url(name))
    assert headers["Content-Type"] in {"image/jpeg", "application/pdf"}


@pytest.mark.parametrize(("ending", "mime"), [("webp", "image/webp"), ("vtt", "text/vtt")])
def test_both_sides_say_what_browsers_need_to_hear(sides, client, ending, mime):
    name = save(content_name("images", f"{HASH}.{ending}", private=True))
    url = store().url(name)
    headers = client.get(url).headers if url.startswith("/") else get(url)[1]
    assert headers["Content-Type"].startswith(mime)


def test_a_public_address_may_be_another_than_the_buckets(buckets, monkeypatch, settings):
    monkeypatch.setenv("RUYI_MEDIA_URL", "https://pictures.example.cn/")
    settings.STORAGES = {**settings.STORAGES, **environment.media_sides()}
    assert store().url(PICTURE) == f"https://pictures.example.cn/{PICTURE}"


def test_the_private_bucket_is_read_by_a_signed_link_only(buckets):
    save(SECRET)
    url = store().url(SECRET)
    assert get(url)[2] == b"content"
    plain, _, query = url.partition("?")
    assert get(plain)[0] == 403
    assert urllib.parse.parse_qs(query)["X-Amz-Expires"] == ["300"]


def test_a_signed_link_expires_and_fits_one_file(buckets):
    save(SECRET)
    short = storages["private"].url(SECRET, expire=1)
    time.sleep(2)
    assert get(short)[0] == 403
    assert get(store().url(SECRET).replace(HASH, HASH[::-1]))[0] == 403


def test_the_wrong_key_is_refused(buckets, monkeypatch, settings):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    settings.STORAGES = dict(settings.STORAGES)
    with pytest.raises(ClientError) as refused:
        save(PICTURE)
    assert "SignatureDoesNotMatch" in str(refused.value)


def test_nobody_writes_or_lists_without_a_key(buckets):
    bucket = f"{buckets.endpoint}/{weed.OPEN}"
    assert get(f"{bucket}/?list-type=2")[0] == 403
    request = urllib.request.Request(f"{bucket}/evil.html", data=b"<script>", method="PUT")
    assert get(request)[0] == 403
