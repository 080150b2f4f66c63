"""The admin's forms: a file is refused at its field, in Chinese, and nothing of it is kept."""

from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import UploadedFile

from media.models import Document, Image, Video
from media.storage import store
from media.wagtail_hooks import ASK_FOR_ITS_WORDS
from tests import factories
from tests.media import files


@pytest.fixture
def admin(client, db):
    client.force_login(factories.admin())
    return client


def upload(content, name):
    return SimpleUploadedFile(name, content, "application/octet-stream")


def add_image(admin, content, name="a.jpg", **fields):
    form = {"title": "图", "description": "湖景", "tags": "", "file": upload(content, name)}
    return admin.post("/admin/images/add/", {**form, **fields})


def files_on_disk(settings):
    roots = (Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_ROOT))
    return [path for root in roots for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", files.HOSTILE_PICTURES)
def test_a_picture_is_refused_at_its_field_and_nothing_is_stored(admin, settings, name):
    content, told = files.HOSTILE_PICTURES[name]
    answer = add_image(admin, content, name)
    assert answer.status_code == 200
    (message,) = answer.context["form"].errors["file"]
    assert told in message
    assert message in unescape(answer.content.decode())
    assert not Image.objects.exists()
    assert files_on_disk(settings) == []


@pytest.mark.parametrize("name", ["a.jpg", "a.gif", "报名.docx", "a"])
def test_the_name_of_a_picture_does_not_matter(admin, name):
    assert add_image(admin, files.png(), name).status_code == 302
    image = Image.objects.get()
    assert image.file.name.endswith(".jpg")
    assert (image.width, image.color) == (400, "#2a7f86")


def test_an_uploaded_photo_is_upright_and_says_nothing_of_its_camera(admin):
    add_image(admin, files.from_a_phone())
    image = Image.objects.get()
    assert (image.width, image.height) == (300, 400)
    with store().open(image.file.name) as file:
        assert b"SECRET" not in file.read()


def test_a_picture_needs_words_for_those_who_do_not_see_it(admin):
    answer = add_image(admin, files.png(), description="")
    assert answer.context["form"].errors == {"description": ["请写一句话说明图片里有什么。"]}
    assert "替代文字" in answer.content.decode()
    assert not Image.objects.exists()


def test_replacing_the_file_makes_new_sizes_and_colour_once(
    admin, told, django_capture_on_commit_callbacks
):
    image = factories.image(color="#ff0000")
    old = {source["url"] for source in image.public()["sources"]}
    before = set(store().names())
    told.clear()
    form = {"title": "新", "description": "新", "tags": "", "collection": 1}
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin.post(
            f"/admin/images/{image.pk}/",
            {**form, "file": upload(files.png(900, 600, (0, 0, 255)), "new.png")},
        )
    assert answer.status_code == 302
    assert told == [("Image", image.pk)]
    image = Image.objects.get(pk=image.pk)
    assert (image.color, image.width) == ("#0000ff", 900)
    assert image.renditions.count() == 6
    assert not old & {source["url"] for source in image.public()["sources"]}
    assert before < set(store().names())


def test_the_same_picture_uploaded_twice_is_noticed(admin):
    add_image(admin, files.from_a_phone())
    add_image(admin, files.from_a_phone())
    first, second = Image.objects.all()
    assert first.file_hash == second.file_hash != ""
    assert first.file.name == second.file.name


# Many at once


def upload_one_of_many(admin, content, name, kind="images"):
    answer = admin.post(
        f"/admin/{kind}/multiple/add/",
        {"title": name, "files[]": upload(content, name)},
        HTTP_X_REQUESTED_WITH="XMLHttpRequest",
    )
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize("name", files.HOSTILE_PICTURES)
def test_one_of_many_pictures_is_refused_in_chinese(admin, settings, name):
    content, told = files.HOSTILE_PICTURES[name]
    answer = upload_one_of_many(admin, content, name)
    assert answer["success"] is False
    assert told in answer["error_message"]
    assert files_on_disk(settings) == []


def test_one_of_many_pictures_waits_unseen_until_it_has_words(admin, settings):
    """Wagtail keeps the raw upload meanwhile: never where anyone could fetch it."""
    answer = upload_one_of_many(admin, files.from_a_phone(), "a.jpg")
    assert "替代文字" in answer["form"]
    assert not Image.objects.exists()
    (waiting,) = files_on_disk(settings)
    assert waiting.is_relative_to(settings.PRIVATE_ROOT)

    number = answer["uploaded_file_id"]
    url = f"/admin/images/multiple/create_from_uploaded_image/{number}/"
    prefix = f"uploaded-image-{number}"
    words = {f"{prefix}-title": "跑", f"{prefix}-tags": "", f"{prefix}-collection": 1}
    ajax = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    assert admin.post(url, words, **ajax).json()["success"] is False
    done = admin.post(url, {**words, f"{prefix}-description": "晨跑的人"}, **ajax).json()
    assert done["success"] is True
    image = Image.objects.get()
    assert image.public()["alt"] == "晨跑的人"
    assert (image.width, image.height) == (300, 400)
    with store().open(image.file.name) as file:
        assert b"SECRET" not in file.read()
    assert not UploadedFile.objects.exists()
    assert not waiting.exists()


@pytest.mark.parametrize("name", files.HOSTILE_DOCUMENTS)
def test_one_of_many_documents_is_refused_in_chinese(admin, settings, name):
    content, told = files.HOSTILE_DOCUMENTS[name]
    answer = upload_one_of_many(admin, content, name, "documents")
    assert answer["success"] is False
    if "heavy" not in name:
        assert told in answer["error_message"]
    assert files_on_disk(settings) == []


def test_one_of_many_documents_is_stored(admin):
    assert upload_one_of_many(admin, files.PDF, "表.pdf", "documents")["success"] is True
    assert Document.objects.get().public()["mime"] == "application/pdf"


# Documents and videos


def test_a_document_is_refused_at_its_field(admin, settings):
    form = {"title": "表", "tags": "", "file": upload(files.PDF, "a.docx")}
    answer = admin.post("/admin/documents/add/", form)
    assert ".pdf" in answer.context["form"].errors["file"][0]
    assert files_on_disk(settings) == []


def test_a_document_that_is_replaced_leaves_its_old_file(admin):
    form = {"title": "表", "tags": "", "collection": 1}
    admin.post("/admin/documents/add/", {**form, "file": upload(files.PDF, "a.pdf")})
    old = Document.objects.get()
    new = upload(files.PDF + b"2", "b.pdf")
    answer = admin.post(f"/admin/documents/edit/{old.pk}/", {**form, "file": new})
    assert answer.status_code == 302
    assert Document.objects.get().file.name != old.file.name
    assert store().exists(old.file.name)
    assert Document.objects.get().file_size == len(files.PDF) + 1


def add_video(admin, **fields):
    form = {"title": "晨跑", "tags": "", "duration": "0", "file": upload(files.MP4, "a.mp4")}
    return admin.post("/admin/media/video/add/", {**form, **fields})


def test_a_video_is_stored_with_poster_and_captions(admin):
    answer = add_video(
        admin,
        thumbnail=upload(files.from_a_phone(), "poster.jpeg"),
        captions=upload(files.CAPTIONS, "a.vtt"),
    )
    assert answer.status_code == 302
    video = Video.objects.get()
    assert video.public()["poster"]["width"] == 300
    assert video.captions.name.endswith(".vtt")
    with store().open(video.thumbnail.name) as file:
        assert b"SECRET" not in file.read()


@pytest.mark.parametrize(
    ("field", "content", "told"),
    [
        *(("file", content, told) for content, told in files.HOSTILE_VIDEOS.values()),
        *(("captions", content, told) for content, told in files.HOSTILE_CAPTIONS.values()),
        ("thumbnail", files.GIF_AND_HTML, "不是 JPEG"),
        ("thumbnail", files.png_that_declares(50_000, 50_000), "像素"),
    ],
)
def test_a_videos_file_is_refused_at_its_field(admin, settings, field, content, told):
    name = {"file": "a.mp4", "captions": "a.vtt", "thumbnail": "a.png"}[field]
    answer = add_video(admin, **{field: upload(content, name)})
    assert answer.status_code == 200
    assert told in answer.context["form"].errors[field][0]
    assert not Video.objects.exists()
    assert files_on_disk(settings) == []


def test_a_videos_poster_can_be_taken_away(admin):
    add_video(admin, thumbnail=upload(files.jpeg(), "a.jpg"))
    video = Video.objects.get()
    form = {"title": "晨跑", "tags": "", "duration": "0", "thumbnail-clear": "on", "collection": 1}
    assert admin.post(f"/admin/media/edit/{video.pk}/", form).status_code == 302
    assert Video.objects.get().public()["poster"] is None


# A picture in place of another


def replace(admin, image, **fields):
    form = {"title": "图", "description": "湖景", "tags": "", **fields}
    return admin.post(f"/admin/images/{image.pk}/", form, follow=True).content.decode()


def test_the_form_of_a_picture_says_how_many_pages_show_it(admin, district):
    image = factories.image()
    address = f"/admin/images/{image.pk}/"
    assert "页在用" not in admin.get(address).content.decode()
    for _ in range(2):
        factories.notice(district, cover=image)
    shown = admin.get(address).content.decode()
    assert "有 2 页在用这张图片" in shown
    assert "换一张图片" in shown


def test_after_its_file_is_replaced_the_words_of_a_picture_are_asked_after(admin):
    image = factories.image()
    assert ASK_FOR_ITS_WORDS in replace(
        admin, image, file=upload(files.png(color="#b5651d"), "b.png")
    )
    assert ASK_FOR_ITS_WORDS not in replace(admin, image, title="换了名字")
    image.refresh_from_db()
    assert (image.title, image.color) == ("换了名字", "#b5651d")
