"""Files that go elsewhere: to the side their collection asks for, and away when unneeded."""

import contextlib
import datetime
import os
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection, UploadedFile

from media.models import Document, Image, Spare, Video
from media.services import GRACE, place_files, place_files_later, sweep, sweep_if_due
from media.storage import Store, is_public, store
from tests import factories
from tests.media import files
from tests.media.conftest import close

HOUR = datetime.timedelta(hours=1)


def things_in(collection):
    """One of each kind, with all files it can have."""
    return [
        factories.image(collection=collection),
        Document.objects.create(
            title="表", file=ContentFile(files.PDF, "a.pdf"), collection=collection
        ),
        Video.objects.create(
            title="跑",
            type="video",
            collection=collection,
            file=ContentFile(files.MP4, "a.mp4"),
            thumbnail=ContentFile(files.jpeg(color="red"), "a.jpg"),
            captions=ContentFile(files.CAPTIONS, "a.vtt"),
        ),
    ]


def fresh(things):
    return [type(thing).objects.get(pk=thing.pk) for thing in things]


def addresses(things):
    """What the public is told of where they are."""
    image, document, video = (thing.public() for thing in things)
    return [
        *(source["url"] for source in image["sources"]),
        document["url"],
        video["url"],
        video["captionsUrl"],
        *(source["url"] for source in video["poster"]["sources"]),
    ]


def fetched(url, settings):
    """Whether anyone can fetch the address."""
    if url.startswith("/media/"):
        return Path(settings.MEDIA_ROOT, url.removeprefix("/media/")).exists()
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status == 200
    except urllib.error.HTTPError:
        return False


@pytest.fixture
def open_collection(db):
    return Collection.get_first_root_node().add_child(name="活动")


@pytest.fixture
def later(monkeypatch):
    """Move the time on."""
    real, ahead = timezone.now, [datetime.timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + ahead[0])

    def later(by):
        ahead[0] += by

    return later


# Placing


def test_closing_a_collection_takes_its_files_from_the_public(sides, open_collection, settings):
    things = things_in(open_collection)
    urls = addresses(things)
    assert all(fetched(url, settings) for url in urls)
    close(open_collection)
    assert place_files() == 3
    assert not any(fetched(url, settings) for url in urls)
    assert [thing.public() for thing in fresh(things)] == [None, None, None]
    assert not any(thing.is_misplaced() for thing in fresh(things))


def test_opening_a_collection_gives_its_files_to_the_public(sides, closed, settings):
    things = things_in(closed)
    closed.view_restrictions.all().delete()
    assert place_files() == 3
    urls = addresses(fresh(things))
    assert all(fetched(url, settings) for url in urls)


def test_files_that_lie_right_are_left_alone(closed, open_collection, told):
    things_in(closed)
    things_in(open_collection)
    told.clear()
    assert place_files() == 0
    assert told == []


def test_who_shows_a_placed_thing_is_told(open_collection, told):
    things = things_in(open_collection)
    close(open_collection)
    told.clear()
    place_files()
    assert told == [(type(thing).__name__, thing.pk) for thing in things]


def test_a_move_of_a_collection_moves_the_files_below_it(closed, open_collection):
    below = open_collection.add_child(name="照片")
    paper = things_in(below)[1]
    Collection.objects.get(pk=open_collection.pk).move(closed, "sorted-child")
    assert paper.public() is None
    place_files()
    assert Document.objects.get().file.name.startswith("private/")


def test_a_file_that_an_open_collection_shows_too_stays(closed, open_collection, settings):
    twin = things_in(open_collection)
    beside = Collection.get_first_root_node().add_child(name="另一处")
    things_in(beside)
    close(beside)
    assert place_files() == 3
    assert all(fetched(url, settings) for url in addresses(fresh(twin)))


def killed_after(act):
    def act_and_die(*arguments, **options):
        act(*arguments, **options)
        raise KeyboardInterrupt

    return act_and_die


@pytest.mark.parametrize("closing", [True, False])
def test_a_run_that_was_cut_short_is_finished_by_the_next(
    open_collection, closed, monkeypatch, closing
):
    """Killed after each of its steps in turn."""
    things = things_in(open_collection if closing else closed)
    if closing:
        close(open_collection)
    else:
        closed.view_restrictions.all().delete()
    for act in ("save", "remove"):
        with monkeypatch.context() as patch:
            patch.setattr(Store, act, killed_after(getattr(Store, act)))
            with contextlib.suppress(KeyboardInterrupt):
                place_files()
    place_files()
    assert not any(thing.is_misplaced() for thing in fresh(things))
    assert all((thing.public() is None) == closing for thing in fresh(things))
    for thing in fresh(things):
        assert all(store().exists(getattr(*file).name) for file in thing.files())


def test_a_lost_file_does_not_keep_others_from_their_place(open_collection):
    image, document, _ = things_in(open_collection)
    store().remove(document.file.name)
    close(open_collection)
    place_files()
    assert not any(thing.is_misplaced() for thing in fresh([image, document]))


@pytest.mark.parametrize("act", ["restrict", "free", "move", "save"])
def test_what_may_misplace_files_calls_the_worker(closed, open_collection, settled, act):
    paper = things_in(closed if act == "free" else open_collection)[1]
    DBTaskResult.objects.all().delete()
    with settled():
        if act == "restrict":
            close(open_collection)
        elif act == "free":
            closed.view_restrictions.first().delete()
        elif act == "move":
            open_collection.save()
        else:
            paper.collection = closed
            paper.save()
    assert DBTaskResult.objects.filter(task_path=place_files_later.module_path).exists()


def test_a_save_that_misplaces_nothing_calls_nobody(open_collection, settled):
    with settled():
        things_in(open_collection)
    assert not DBTaskResult.objects.exists()


def test_moving_many_in_the_admin_calls_the_worker(admin_client, closed, settled):
    image = factories.image()
    url = f"/admin/bulk/media/image/add_to_collection/?id={image.pk}&next=/admin/images/"
    with settled():
        assert admin_client.post(url, {"collection": closed.pk}).status_code == 302
    assert DBTaskResult.objects.exists()
    assert place_files() == 1
    assert Image.objects.get().public() is None


def test_who_may_not_see_a_closed_collection_gets_none_of_its_files(client, closed):
    _, document, _ = things_in(closed)
    url = f"/documents/{document.pk}/{document.filename}"
    assert client.get(url)["Location"].startswith("/sign-in/?next=/documents/")
    client.force_login(factories.admin())
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == files.PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_in_a_bucket_who_may_see_a_file_gets_a_link_that_expires(client, closed, buckets):
    _, document, _ = things_in(closed)
    url = f"/documents/{document.pk}/{document.filename}"
    assert client.get(url)["Location"].startswith("/sign-in/")
    client.force_login(factories.admin())
    link = client.get(url)["Location"]
    assert "X-Amz-Expires=300" in link
    with urllib.request.urlopen(link) as answer:
        assert answer.read() == files.PDF


def test_editors_see_the_pictures_of_a_closed_collection(admin_client, closed, sides):
    factories.image(collection=closed)
    page = admin_client.get("/admin/images/").content.decode()
    assert "/private/" in page or "X-Amz-Signature" in page
    assert not any(is_public(name) for name in store().names())


# Sweeping


def replaced(image):
    """Give the picture another file; returns the names of the old ones."""
    old = {image.file.name, *image.renditions.values_list("file", flat=True)}
    image.file = ContentFile(files.jpeg(color="blue"), "b.jpg")
    image.save()
    return old


def test_old_files_go_a_month_after_the_last_thing_that_named_them(sides, db, later):
    image = factories.image()
    later(datetime.timedelta(days=365))
    old = replaced(image)
    kept = set(store().names()) - old
    assert sweep() == 0
    later(GRACE - HOUR)
    assert sweep() == 0
    assert set(store().names()) == kept | old
    later(2 * HOUR)
    assert sweep() == len(old)
    assert set(store().names()) == kept
    assert not Spare.objects.exists()


def test_what_somebody_still_shows_is_kept(db, later):
    old = replaced(factories.image())
    sweep(keep=old)
    later(2 * GRACE)
    assert sweep(keep=old) == 0
    assert old <= set(store().names())


def test_what_is_used_again_begins_anew(db, later):
    image = factories.image()
    replaced(image)
    sweep()
    later(2 * GRACE)
    again = factories.image()
    assert sweep() == 0
    again.delete()
    assert sweep() == 0
    later(GRACE - HOUR)
    assert sweep() == 0


def test_a_file_stored_again_a_moment_ago_is_kept(db, later, settings):
    """Somebody uploads the same at the very moment; the row is not committed yet."""
    image = factories.image()
    name = image.file.name
    replaced(image)
    sweep()
    later(2 * GRACE)
    stamp = timezone.now().timestamp()
    os.utime(Path(settings.PRIVATE_ROOT) / name, (stamp, stamp))
    sweep()
    assert store().exists(name)


def test_files_in_use_are_never_swept(sides, closed, open_collection, later):
    things_in(closed)
    things_in(open_collection)
    before = set(store().names())
    sweep()
    later(2 * GRACE)
    assert sweep() == 0
    assert set(store().names()) == before


def test_what_a_dying_upload_left_is_swept(db, later):
    name = f"images/ab/{'ab' * 16}.jpg"
    store().save(name, ContentFile(b"no row names it"))
    sweep()
    later(GRACE)
    assert sweep() == 1
    assert not store().exists(name)


def test_an_upload_that_nobody_gave_words_is_dropped_the_next_day(sides, db, later):
    upload = UploadedFile.objects.create(file=ContentFile(files.from_a_phone(), "a.jpg"))
    sweep()
    assert store().exists(upload.file.name)
    later(datetime.timedelta(days=2))
    sweep()
    assert not store().exists(upload.file.name)
    assert not UploadedFile.objects.exists()


def test_it_is_swept_once_an_hour_however_many_clocks_ask(db, later):
    asked = []

    def keep():
        asked.append(1)
        yield from ()

    replaced(factories.image())
    for _ in range(3):
        sweep_if_due(keep())
    assert len(asked) == 1
    later(HOUR)
    sweep_if_due(keep())
    assert len(asked) == 2
