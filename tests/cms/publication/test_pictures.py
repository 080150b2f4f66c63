"""Pictures and files in public documents: there when they are public, gone when they are not."""

import datetime
import io
import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Picture
from wagtail.models import Collection

from cms.commands.management.commands.tick import tick
from cms.publication.checking import check
from cms.publication.documents import Witness, files_shown
from cms.publication.models import Entry, Read
from cms.publication.services import settle_all
from media.models import Document, Image, Video
from media.services import place_files, sweep
from media.storage import store
from tests import factories
from tests.media import files


@pytest.fixture
def picture(district):
    picture = factories.image(color="#ff0000", description="湖景")
    factories.notice(district, cover=picture)
    settle_all()
    return picture


def cover():
    return json.loads(Entry.objects.public("NOTICE").get().document)["cover"]


def missing(settings):
    """Addresses of picture files in the document that are not there."""
    urls = [source["url"] for source in cover()["sources"]]
    assert urls
    return [u for u in urls if not Path(settings.MEDIA_ROOT, u.removeprefix("/media/")).exists()]


@pytest.fixture
def edit(picture, client, settled):
    """edit(**fields): change the picture in the admin, with all that a commit sets off."""
    client.force_login(factories.admin())

    def edit(**fields):
        form = {"title": "图", "description": "湖景", "tags": "", "collection": 1, **fields}
        with settled():
            assert client.post(f"/admin/images/{picture.pk}/", form).status_code == 302

    return edit


def test_publishing_makes_no_file_while_it_holds_the_lock(picture, district):
    before = set(store().names())
    factories.brief(district, cover=picture)
    settle_all()
    assert Entry.objects.public("BRIEF").exists()
    assert set(store().names()) == before


def test_new_words_show_at_once(edit):
    edit(description="夜景")
    assert cover()["alt"] == "夜景"


def test_a_new_file_shows_at_once_and_all_its_sizes_are_there(edit, settings):
    content = io.BytesIO()
    Picture.new("RGB", (900, 600), "#0000ff").save(content, "PNG")
    edit(file=SimpleUploadedFile("new.png", content.getvalue(), "image/png"))
    assert (cover()["color"], cover()["width"]) == ("#0000ff", 900)
    assert missing(settings) == []
    assert list(check()) == []


def test_a_new_focal_point_shows_at_once_and_all_its_sizes_are_there(edit, settings):
    points = {"focal_point_x": 100, "focal_point_y": 75}
    edit(**points, focal_point_width=20, focal_point_height=20)
    assert cover()["focalPoint"] == {"x": 0.25, "y": 0.25}
    assert missing(settings) == []


def test_deleting_it_in_the_admin_takes_it_out(picture, client, settled):
    client.force_login(factories.admin())
    with settled():
        client.post(f"/admin/images/{picture.pk}/delete/")
    assert cover() is None
    assert list(check()) == []


# Closed collections


@pytest.fixture
def closed(db):
    collection = Collection.get_first_root_node().add_child(name="内部资料")
    collection.view_restrictions.create(restriction_type="login")
    return collection


@pytest.fixture
def shelf(db):
    """An open collection, one below it, and a page that shows a picture of the lower one."""
    return Collection.get_first_root_node().add_child(name="活动")


@pytest.fixture
def shown(district, shelf):
    image = factories.image(collection=shelf.add_child(name="照片"), description="湖景")
    body = [("image", {"image": image, "caption": "湖边"}), factories.paragraph("<p>字</p>")]
    factories.notice(district, cover=image, body=body)
    settle_all()
    assert cover()["alt"] == "湖景"
    return image


def blocks():
    document = json.loads(Entry.objects.public("NOTICE").get().document)
    return [block["__typename"] for block in document["body"]]


def privacy(client, collection, kind):
    url = f"/admin/collections/{collection.pk}/privacy/"
    form = {"restriction_type": kind, "password": "", "groups": []}
    assert client.post(url, form).status_code == 200


def test_closing_a_collection_above_a_picture_takes_it_out_at_once(
    shown, shelf, admin_client, settled
):
    with settled():
        privacy(admin_client, shelf, "login")
    assert cover() is None
    assert blocks() == ["ParagraphBlock"]
    assert list(check()) == []


def test_opening_it_again_brings_the_picture_back_when_its_files_are_there(
    shown, shelf, admin_client, settled, settings
):
    with settled():
        privacy(admin_client, shelf, "login")
    with settled():
        place_files()
    with settled():
        privacy(admin_client, shelf, "none")
    assert cover() is None
    with settled():
        place_files()
    assert cover()["alt"] == "湖景"
    assert blocks() == ["ImageBlock", "ParagraphBlock"]
    assert missing(settings) == []
    assert list(check()) == []


def test_a_picture_moved_into_a_closed_collection_goes_out_at_once(
    shown, closed, admin_client, settled
):
    form = {"title": "图", "description": "湖景", "tags": "", "collection": closed.pk}
    with settled():
        assert admin_client.post(f"/admin/images/{shown.pk}/", form).status_code == 302
    assert cover() is None


@pytest.mark.parametrize("way", ["bulk", "tree"])
def test_what_is_moved_past_all_signals_goes_out_with_the_clock(
    shown, shelf, closed, admin_client, settled, way
):
    with settled():
        if way == "bulk":
            url = f"/admin/bulk/media/image/add_to_collection/?id={shown.pk}&next=/admin/images/"
            admin_client.post(url, {"collection": closed.pk})
        else:
            form = {"name": "活动", "parent": closed.pk}
            url = f"/admin/collections/{shelf.pk}/"
            assert admin_client.post(url, form).status_code == 302
    with settled():
        tick()
    assert cover() is None
    assert list(check()) == []


def test_no_word_of_a_closed_picture_stands_in_a_public_document(shown, shelf, settled):
    Image.objects.filter(pk=shown.pk).update(description="金丝雀一号")
    with settled():
        shelf.view_restrictions.create(restriction_type="password", password="x")
    assert "金丝雀" not in "".join(Entry.objects.values_list("document", flat=True))


def things():
    paper = Document.objects.create(title="表", file=ContentFile(files.PDF, "a.pdf"))
    film = Video.objects.create(title="跑", type="video", file=ContentFile(files.MP4, "a.mp4"))
    return paper, film


def test_a_document_remembers_the_files_and_videos_it_shows(db):
    paper, film = things()
    witness = Witness()
    assert witness.file(paper) == paper.public()
    assert witness.video(film) == film.public()
    assert None not in {paper.public()["url"], film.public()["url"]}
    assert witness.things == {f"document:{paper.pk}", f"video:{film.pk}"}


def test_closed_files_are_answered_with_nothing_and_remembered(closed):
    paper, film = things()
    for thing in (paper, film):
        thing.collection = closed
        thing.save()
    witness = Witness()
    assert (witness.file(paper), witness.video(film)) == (None, None)
    assert len(witness.things) == 2


@pytest.mark.parametrize("act", ["save", "delete", "restrict"])
def test_readers_of_files_and_videos_are_marked(district, act, settled):
    for thing in things():
        reader = factories.notice(district)
        settle_all()
        Read.objects.create(page_id=reader.pk, thing=f"{thing._meta.model_name}:{thing.pk}")
        before = Entry.objects.get(page_id=reader.pk)
        with settled():
            if act == "restrict":
                thing.collection.view_restrictions.create(restriction_type="login")
            else:
                getattr(thing, act)()
        # It has been composed again: the note that was no true one is gone.
        assert not Read.objects.filter(page_id=reader.pk, thing__startswith=thing._meta.model_name)
        assert Entry.objects.get(page_id=reader.pk).number == before.number


# Old files


def test_the_clock_keeps_the_files_that_public_documents_show(picture, monkeypatch):
    """Even when their rows are gone and the page has not been written anew."""
    shown = {source["url"].removeprefix("/media/") for source in cover()["sources"]}
    assert set(files_shown()) == shown
    picture.renditions.all().delete()
    real = timezone.now
    for days in (0, 40):
        later = datetime.timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda later=later: real() + later)
        tick()
    assert shown <= set(store().names())
    # The control: nothing names them from now on.
    sweep()
    monkeypatch.setattr(timezone, "now", lambda: real() + datetime.timedelta(days=80))
    assert sweep() == len(shown)
