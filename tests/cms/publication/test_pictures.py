"""Pictures in public documents: whatever an editor does to one, its files are there."""

import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture

from cms.publication.checking import check
from cms.publication.models import Entry
from cms.publication.services import settle_all
from tests import factories


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
