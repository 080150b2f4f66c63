"""Pictures, documents and videos on their way to the public: stored clean, named by content."""

import io
import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from PIL import Image as Picture

from media.models import Document, Image, Rendition, Video
from media.storage import CONTENT_NAME, Folder, store
from tests import factories
from tests.media import files


def image_of(content, name="a.jpg", **fields):
    return Image.objects.create(title="图", file=ContentFile(content, name), **fields)


def stored(name):
    with store().open(name) as file:
        return file.read()


# Images


def test_the_public_gets_every_size_in_both_formats(db):
    shown = factories.image(width=700, height=350, description="湖景").public()
    assert (shown["alt"], shown["width"], shown["height"]) == ("湖景", 700, 350)
    assert [(source["mime"], source["width"]) for source in shown["sources"]] == [
        ("image/webp", 320),
        ("image/webp", 640),
        ("image/webp", 700),
        ("image/jpeg", 320),
        ("image/jpeg", 640),
        ("image/jpeg", 700),
    ]
    assert {source["height"] for source in shown["sources"]} == {160, 320, 350}


def test_every_size_is_a_file_of_its_format(db, settings):
    for source in factories.image(width=700).public()["sources"]:
        path = Path(settings.MEDIA_ROOT) / source["url"].removeprefix("/media/")
        with Picture.open(path) as picture:
            assert (picture.width, picture.get_format_mimetype()) == (
                source["width"],
                source["mime"],
            )


def test_files_are_named_by_content(db, sides):
    image = factories.image()
    names = [image.file.name, *Rendition.objects.values_list("file", flat=True)]
    assert all(CONTENT_NAME.fullmatch(name) for name in names)
    assert len(names) == 5


def test_its_colour_is_kept_when_it_is_saved(db):
    image = factories.image(color="#123456")
    assert Image.objects.get(pk=image.pk).color == image.color == "#123456"


def test_without_a_description_the_title_says_what_is_to_be_seen(db):
    assert factories.image(title="湖心岛", description="").public()["alt"] == "湖心岛"


def test_the_focal_point_is_a_share_of_width_and_height(db):
    image = factories.image(width=400, height=200)
    assert image.public()["focalPoint"] is None
    image.focal_point_x, image.focal_point_y = 100, 150
    image.focal_point_width = image.focal_point_height = 10
    image.save()
    assert image.public()["focalPoint"] == {"x": 0.25, "y": 0.75}


def test_sizes_are_made_when_it_is_saved_not_when_it_is_shown(db):
    image = factories.image()
    before = set(store().names())
    Image.objects.get(pk=image.pk).public()
    assert set(store().names()) == before
    assert image.renditions.count() > 0


def test_a_change_is_told_once_all_sizes_are_there(db, told):
    image = factories.image()
    assert told == [("Image", image.pk)]


def test_what_a_script_saves_is_cleaned_like_what_an_editor_uploads(db, sides):
    image = image_of(files.from_a_phone(), "a.gif")
    kept = stored(image.file.name)
    assert b"SECRET" not in kept
    assert (image.width, image.height) == (300, 400)
    assert Picture.open(io.BytesIO(kept)).size == (300, 400)
    row = Image.objects.get(pk=image.pk)
    assert (row.width, row.height, row.file_size) == (300, 400, len(kept))


def test_no_size_says_where_it_was_taken(db):
    image = image_of(files.from_a_phone())
    for size in image.renditions.all():
        content = stored(size.file.name)
        assert b"SECRET" not in content
        assert dict(Picture.open(io.BytesIO(content)).getexif()) == {}


@pytest.mark.parametrize("name", files.HOSTILE_PICTURES)
def test_of_what_a_script_should_not_save_nothing_is_stored(db, name):
    with pytest.raises(ValidationError):
        image_of(files.HOSTILE_PICTURES[name][0], name)
    assert not Image.objects.exists()
    assert list(store().names()) == []


@pytest.mark.parametrize("mode", ["P", "LA", "CMYK"])
def test_pictures_of_unusual_modes_are_shown_too(db, mode):
    content = files.encoded(Picture.new(mode, (330, 200)), "JPEG" if mode == "CMYK" else "PNG")
    assert len(image_of(content).public()["sources"]) == 4


def test_a_picture_of_sixteen_megapixels_has_all_its_sizes(db):
    image = image_of(files.encoded(Picture.effect_noise((4900, 3300), 40).convert("RGB")))
    assert [size["width"] for size in image.public()["sources"][:5]] == [320, 640, 960, 1280, 1920]


def test_a_replaced_picture_has_new_names_and_its_old_files_stay(db, sides):
    image = image_of(files.jpeg(color="red"))
    old = set(store().names())
    image.file = ContentFile(files.jpeg(900, 600, color="blue"), "b.jpg")
    image.save()
    image = Image.objects.get(pk=image.pk)
    assert (image.color, image.width) == ("#0000fe", 900)
    assert image.renditions.count() == 6
    named = {image.file.name, *image.renditions.values_list("file", flat=True)}
    assert not named & old
    assert set(store().names()) == named | old


def test_a_deleted_picture_leaves_its_files(db, sides, settled):
    image = image_of(files.jpeg())
    before = set(store().names())
    with settled():
        image.delete()
    assert not Rendition.objects.exists()
    assert set(store().names()) == before != set()


def test_no_transaction_is_open_while_files_are_stored(committed, monkeypatch):
    """A storage that takes its time must not keep other writers waiting."""
    inside = []
    put = Folder.put

    def watched(self, *arguments):
        inside.append(connection.in_atomic_block)
        return put(self, *arguments)

    monkeypatch.setattr(Folder, "put", watched)
    factories.image(width=700)
    assert inside == [False] * 7


def test_a_lost_original_does_not_keep_its_words_from_being_mended(db):
    image = image_of(files.jpeg())
    store().remove(image.file.name)
    image.description = "夜景"
    image.save()
    assert Image.objects.get(pk=image.pk).public()["alt"] == "夜景"


# Documents


def document(content=files.PDF, name="通知.pdf", **fields):
    file = ContentFile(content, name)
    return Document.objects.create(**{"title": "报名表", "file": file, **fields})


def test_the_public_gets_a_document_with_its_size_and_kind(db, sides):
    shown = document().public()
    url = shown.pop("url")
    assert shown == {"title": "报名表", "bytes": len(files.PDF), "mime": "application/pdf"}
    assert CONTENT_NAME.search(url)
    assert url.endswith(".pdf")


@pytest.mark.parametrize("name", files.HOSTILE_DOCUMENTS)
def test_of_a_document_a_script_should_not_save_nothing_is_stored(db, name):
    with pytest.raises(ValidationError):
        document(files.HOSTILE_DOCUMENTS[name][0], name)
    assert not Document.objects.exists()
    assert list(store().names()) == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("报名表", "报名表.pdf"),
        ("报名表.pdf", "报名表.pdf"),
        ("../../etc", "etc.pdf"),
        ('a"\r\nb', "a_b.pdf"),
        ("…", "document.pdf"),
    ],
)
def test_a_download_is_called_by_its_title(db, title, name):
    assert document(title=title).filename == name


def test_a_replaced_document_has_a_new_name_and_the_old_file_stays(db, sides):
    paper = document()
    old = paper.file.name
    paper.file = ContentFile(files.PDF + b"2", "b.pdf")
    paper.save()
    paper = Document.objects.get(pk=paper.pk)
    assert paper.file.name != old
    assert stored(old) == files.PDF
    assert paper.public()["bytes"] == len(files.PDF) + 1


# Videos


def video(**fields):
    defaults = {"title": "晨跑", "type": "video", "file": ContentFile(files.MP4, "a.mp4")}
    return Video.objects.create(**{**defaults, **fields})


def test_the_public_gets_a_video_with_its_poster_and_captions(db, sides):
    shown = video(
        width=1280,
        height=720,
        thumbnail=ContentFile(files.from_a_phone(), "poster.png"),
        captions=ContentFile(files.CAPTIONS, "字幕.vtt"),
    ).public()
    assert (shown["title"], shown["mime"]) == ("晨跑", "video/mp4")
    assert (shown["width"], shown["height"]) == (1280, 720)
    assert ".mp4" in shown["url"]
    assert ".vtt" in shown["captionsUrl"]
    poster = shown["poster"]
    assert (poster["alt"], poster["width"], poster["height"]) == ("晨跑", 300, 400)
    assert poster["color"].startswith("#")
    (source,) = poster["sources"]
    assert source.keys() == {"url", "width", "height", "mime"}
    assert source["mime"] == "image/jpeg"


def test_a_poster_is_a_picture_in_the_form_of_all_pictures(db):
    shown = video(thumbnail=ContentFile(files.jpeg(), "a.jpg")).public()["poster"]
    image = factories.image().public()
    assert shown.keys() == image.keys()
    assert shown["sources"][0].keys() == image["sources"][0].keys()


def test_a_poster_is_cleaned_and_of_bounded_size(db):
    poster = video(thumbnail=ContentFile(files.from_a_phone(), "a.jpg")).thumbnail
    assert b"SECRET" not in stored(poster.name)
    large = video(thumbnail=ContentFile(files.jpeg(3000, 2000), "a.jpg"))
    assert (large.poster_width, large.poster_height) == (1280, 853)


def test_a_plain_video_has_neither_poster_nor_captions(db):
    shown = video(file=ContentFile(files.WEBM, "a.mp4")).public()
    assert (shown["poster"], shown["captionsUrl"], shown["mime"]) == (None, None, "video/webm")


@pytest.mark.parametrize(
    ("field", "name", "content"),
    [
        *(("file", name, content) for name, (content, _) in files.HOSTILE_VIDEOS.items()),
        *(("captions", name, content) for name, (content, _) in files.HOSTILE_CAPTIONS.items()),
        ("thumbnail", "svg.png", files.SVG),
    ],
)
def test_of_a_video_a_script_should_not_save_no_row_is_stored(db, field, name, content):
    with pytest.raises(ValidationError):
        video(**{field: ContentFile(content, name)})
    assert not Video.objects.exists()


# Closed collections


def test_what_lies_in_a_closed_collection_is_not_public(closed, sides):
    things = [
        factories.image(collection=closed),
        document(collection=closed),
        video(collection=closed, thumbnail=ContentFile(files.jpeg(), "a.jpg")),
    ]
    assert [thing.public() for thing in things] == [None, None, None]
    assert not any(name.startswith(("images", "documents", "videos")) for name in store().names())


def test_what_lies_below_a_closed_collection_is_not_public(closed):
    below = closed.add_child(name="会议记录")
    assert document(collection=below).public() is None
    assert document(collection=below).file.name.startswith("private/")


def test_a_neighbour_of_a_closed_collection_is_public(closed):
    beside = closed.get_parent().add_child(name="公开资料")
    assert document(collection=beside).public() is not None


def test_no_private_address_gets_into_a_public_document(closed):
    """Opened, but its files have not been moved yet."""
    things = [factories.image(collection=closed), document(collection=closed)]
    closed.view_restrictions.all().delete()
    assert [thing.public() for thing in things] == [None, None]


def test_the_public_form_holds_no_private_word(db):
    shown = json.dumps(factories.image(title="内部标题", description="湖景").public())
    assert "original" not in shown
    assert "内部标题" not in shown
