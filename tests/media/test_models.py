"""A picture on its way to the public: measured, in all sizes, never enlarged."""

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture

from media.models import Image, media_changed
from tests import factories


def png(width=400, height=300, color="#2a7f86"):
    content = io.BytesIO()
    Picture.new("RGB", (width, height), color).save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def told():
    """The pictures that were announced as changed."""
    seen = []

    def note(instance, **_):
        seen.append(instance.pk)

    media_changed.connect(note)
    yield seen
    media_changed.disconnect(note)


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


def test_sizes_are_made_when_it_is_saved_not_when_it_is_shown(db, django_assert_num_queries):
    image = factories.image()
    before = image.renditions.count()
    Image.objects.get(pk=image.pk).public()
    assert image.renditions.count() == before > 0


def test_a_change_is_told_once_all_sizes_are_there(db, told):
    image = factories.image()
    assert told == [image.pk]


def test_replacing_the_file_in_the_admin_makes_new_sizes_and_colour(db, client, told):
    client.force_login(factories.admin())
    image = factories.image(color="#ff0000")
    old = {source["url"] for source in image.public()["sources"]}
    file = SimpleUploadedFile("new.png", png(900, 600, "#0000ff"), "image/png")
    form = {"title": "新", "description": "新", "file": file, "tags": "", "collection": 1}
    answer = client.post(f"/admin/images/{image.pk}/", form)
    assert answer.status_code == 302
    told_last = told[-1]
    image = Image.objects.get(pk=image.pk)
    assert (image.color, image.width, told_last) == ("#0000ff", 900, image.pk)
    assert image.renditions.count() == 6
    assert not old & {source["url"] for source in image.public()["sources"]}


def test_a_file_that_is_no_picture_is_refused(db, client):
    client.force_login(factories.admin())
    file = SimpleUploadedFile("a.png", b"<svg onload=alert(1)>", "image/png")
    answer = client.post("/admin/images/add/", {"title": "a", "file": file, "tags": ""})
    assert answer.status_code == 200
    assert not Image.objects.exists()


@pytest.mark.parametrize("mode", ["P", "LA", "CMYK"])
def test_pictures_of_unusual_modes_are_shown_too(db, mode):
    content = io.BytesIO()
    Picture.new(mode, (330, 200)).save(content, "JPEG" if mode == "CMYK" else "PNG")
    image = Image.objects.create(title="a", file=ContentFile(content.getvalue(), "a.png"))
    assert len(image.public()["sources"]) == 4
