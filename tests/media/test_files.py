"""Documents, videos and captions, pure: what they are is read in them, not on them."""

import io
import resource
import zipfile

import pytest
from django.core.exceptions import ValidationError

from media.files import MIME, check_captions, digest, document_extension, video_extension
from tests.media import files


def refusal(function, content, *arguments):
    with pytest.raises(ValidationError) as refused:
        function(io.BytesIO(content), *arguments)
    return refused.value.message


@pytest.mark.parametrize("name", files.GOOD_DOCUMENTS)
def test_a_document_is_what_its_content_and_its_name_say(name):
    found = document_extension(io.BytesIO(files.GOOD_DOCUMENTS[name]), name)
    assert found == name.rpartition(".")[2].lower()
    assert found in MIME


@pytest.mark.parametrize("name", files.HOSTILE_DOCUMENTS)
def test_other_documents_are_refused_in_plain_words(name):
    content, told = files.HOSTILE_DOCUMENTS[name]
    assert told in refusal(document_extension, content, name)


def test_an_office_file_may_be_sent_as_the_archive_it_is():
    assert document_extension(io.BytesIO(files.office("xl/workbook.xml")), "a.zip") == "zip"


def test_a_bomb_of_members_is_not_read_into_memory():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refusal(document_extension, files.archive_of_a_million(), "a.zip")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


def test_a_bomb_of_zeros_is_not_unpacked():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 100_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert document_extension(content, "a.zip") == "zip"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


@pytest.mark.parametrize(("content", "found"), [(files.MP4, "mp4"), (files.WEBM, "webm")])
def test_a_video_is_known_by_its_first_bytes(content, found):
    assert video_extension(io.BytesIO(content)) == found


@pytest.mark.parametrize("name", files.HOSTILE_VIDEOS)
def test_other_videos_are_refused_in_plain_words(name):
    content, told = files.HOSTILE_VIDEOS[name]
    assert told in refusal(video_extension, content)


def test_captions_are_webvtt_in_utf8():
    check_captions(io.BytesIO(files.CAPTIONS))
    check_captions(io.BytesIO(b"\xef\xbb\xbf" + files.CAPTIONS))


@pytest.mark.parametrize("name", files.HOSTILE_CAPTIONS)
def test_other_captions_are_refused_in_plain_words(name):
    content, told = files.HOSTILE_CAPTIONS[name]
    assert told in refusal(check_captions, content)


def test_a_file_is_called_by_its_content():
    assert digest(io.BytesIO(b"a")) == digest(io.BytesIO(b"a")) != digest(io.BytesIO(b"b"))
