"""Documents, videos and captions, pure: what a file is by its content, and whether we keep it."""

import hashlib
import io
import re
import struct
import zipfile
from typing import IO

from django.core.exceptions import ValidationError

MEGABYTE = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument"
# Extension -> what browsers are told it is.
MIME = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "zip": "application/zip",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "vtt": "text/vtt; charset=utf-8",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
TEXTS = ("txt", "csv")
DOCUMENTS = ("pdf", "docx", "xlsx", "pptx", "doc", "xls", "ppt", "zip", *TEXTS)
MAX_DOCUMENT_BYTES = 50 * MEGABYTE
MAX_VIDEO_BYTES = 200 * MEGABYTE
MAX_CAPTIONS_BYTES = MEGABYTE
# The list of an archive's members; more than that is no document but an attack on who reads it.
MAX_DIRECTORY_BYTES = 4 * MEGABYTE

# What an office file has inside, and what it is called by its streams or members.
MEMBERS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
MACROS = ("word/vbaproject.bin", "xl/vbaproject.bin", "ppt/vbaproject.bin")
STREAMS = {
    "doc": ("WordDocument",),
    "xls": ("Workbook", "Book"),
    "ppt": ("PowerPoint Document",),
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DIRECTORY_END = b"PK\x05\x06"
LONG_DIRECTORY = b"PK\x06\x07"
MARKUP = re.compile(
    r"\s*(?:<(?:!doctype|html|svg|script|\?xml|head|body|iframe)\b|#!)", re.IGNORECASE
)
BRANDS = re.compile(rb"....ftyp(?:isom|iso\d|mp4\d|avc1|M4V |MSNV|dash)", re.DOTALL)
EBML = b"\x1a\x45\xdf\xa3"

KINDS = "PDF、Word、Excel、PowerPoint、ZIP、TXT 或 CSV"
EMPTY = "这个文件是空的。请重新选择文件。"
NO_DOCUMENT = f"不支持这种文件。请上传 {KINDS} 文件。"
NO_TEXT = "这个文件不是 UTF-8 编码的纯文本。请用记事本或表格软件另存为 UTF-8 编码后再上传。"
NO_VIDEO = "这个文件不是 MP4 或 WebM 视频。请转换成 MP4（H.264）后再上传。"


def document_extension(file: IO[bytes], name: str) -> str:
    """What the document is (its extension), by content and in agreement with its name."""
    _check_size(file, MAX_DOCUMENT_BYTES)
    found = _contents(file)
    named = name.rpartition(".")[2].lower()
    if named in found:
        return named
    if not found:
        raise ValidationError(NO_TEXT if named in TEXTS else NO_DOCUMENT, code="no_document")
    right = " 或 ".join(f".{extension}" for extension in found)
    raise ValidationError(
        f"文件名以“.{named}”结尾，内容却是另一种文件。请确认没有选错；若没有，把结尾改成 {right}。",
        code="another_kind",
    )


def video_extension(file: IO[bytes]) -> str:
    """mp4 or webm, by content."""
    _check_size(file, MAX_VIDEO_BYTES)
    start = file.read(64)
    if BRANDS.match(start):
        return "mp4"
    if start.startswith(EBML) and b"\x42\x82\x84webm" in start:
        return "webm"
    raise ValidationError(NO_VIDEO, code="no_video")


def check_captions(file: IO[bytes]) -> None:
    """Refuse what is not WebVTT in UTF-8."""
    _check_size(file, MAX_CAPTIONS_BYTES)
    text = _text(file.read())
    if text is None:
        raise ValidationError("字幕文件不是 UTF-8 编码。请另存为 UTF-8 后再上传。", code="encoding")
    if not re.match(r"WEBVTT(?:[ \t\n\r]|$)", text):
        raise ValidationError(
            "这个文件不是 WebVTT 字幕：第一行应为“WEBVTT”。请用字幕工具导出 .vtt 文件。",
            code="no_captions",
        )


def mime_of(name: str) -> str:
    """What browsers are told of a stored file: by our own ending, never by who uploaded it."""
    return MIME.get(name.rpartition(".")[2], "application/octet-stream")


def digest(file: IO[bytes]) -> str:
    """The name of a content: half of its SHA-256."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()[:32]  # type: ignore[arg-type]


def _check_size(file: IO[bytes], most: int) -> None:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if not size:
        raise ValidationError(EMPTY, code="empty")
    if size > most:
        raise ValidationError(
            f"文件有 {size / MEGABYTE:.1f} MB，最大 {most // MEGABYTE} MB。请压缩或拆分后再上传。",
            code="too_many_bytes",
        )


def _contents(file: IO[bytes]) -> tuple[str, ...]:
    """The extensions a file of this content may bear; none if we do not keep its kind."""
    start = file.read(8)
    file.seek(0)
    if start.startswith(b"%PDF-"):
        return ("pdf",)
    if start.startswith(OLE):
        return _old_office(file.read())
    if start.startswith((b"PK\x03\x04", DIRECTORY_END)):
        return _archive(file)
    text = _text(file.read())
    return TEXTS if text and not MARKUP.match(text) else ()


def _old_office(content: bytes) -> tuple[str, ...]:
    """By the streams inside: installers have the same first bytes."""
    return tuple(
        extension
        for extension, streams in STREAMS.items()
        if any((name + "\0").encode("utf-16-le") in content for name in streams)
    )


def _archive(file: IO[bytes]) -> tuple[str, ...]:
    _check_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as error:
        raise ValidationError("这个文件已损坏，无法打开。请重新导出后再上传。") from error
    if names & set(MACROS):
        raise ValidationError("文件里带有宏。请另存为不带宏的格式后再上传。", code="macros")
    return ("zip", *(kind for member, kind in MEMBERS.items() if member in names))


def _check_directory(file: IO[bytes]) -> None:
    """Look at the size of an archive's list before it is read into memory."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 66_000))
    tail = file.read()
    end = tail.rfind(DIRECTORY_END)
    listed = int.from_bytes(tail[end + 12 : end + 16], "little")
    file.seek(0)
    if end < 0 or LONG_DIRECTORY in tail or listed > MAX_DIRECTORY_BYTES:
        raise ValidationError(
            "压缩包已损坏，或其中的文件太多。请拆分后再上传。", code="too_many_members"
        )


def _text(content: bytes) -> str | None:
    """The content as text, None if it is not UTF-8 or holds what no text does."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
