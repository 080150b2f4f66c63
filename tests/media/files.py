"""Files as people upload them: good ones, broken ones and hostile ones, all made here."""

import io
import struct
import zipfile
import zlib

from PIL import Image as Picture
from PIL import ImageCms, ImageDraw

MAIN = (42, 127, 134)


def encoded(picture, kind="JPEG", **options):
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


def png(width=400, height=300, color=MAIN, mode="RGB"):
    return encoded(Picture.new(mode, (width, height), color), "PNG")


def jpeg(width=400, height=300, color=MAIN):
    return encoded(Picture.new("RGB", (width, height), color))


def from_a_phone(orientation=6):
    """A photo lying on its side, red at the true top, with where and by what it was taken."""
    picture = Picture.new("RGB", (400, 300), "blue")
    edges = {6: (0, 0, 39, 299), 3: (0, 260, 399, 299), 8: (360, 0, 399, 299)}
    ImageDraw.Draw(picture).rectangle(edges[orientation], fill="red")
    exif = Picture.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[2] = (34.0, 45.0, 56.0)
    return encoded(picture, exif=exif, comment=b"SECRETCOMMENT", quality=95)


def cmyk():
    return encoded(Picture.new("CMYK", (330, 200), (255, 0, 0, 0)))


def of_another_colour_space():
    """Its profile is that of sRGB with red and blue changed about."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for before, after in [(b"rXYZ", b"?XYZ"), (b"bXYZ", b"rXYZ"), (b"?XYZ", b"bXYZ")]:
        profile = profile.replace(before, after, 1)
    return encoded(Picture.new("RGB", (40, 30), MAIN), icc_profile=profile)


def animated(kind):
    frames = [Picture.new("RGB", (40, 30), color) for color in ("red", "blue")]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_that_declares(width, height):
    """A few bytes that would become gigabytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def png_with_a_bomb_of_text():
    start = png(40, 30)
    text = b"words\0\0" + zlib.compress(b"A" * 200_000_000, 9)
    return start[:33] + chunk(b"zTXt", text) + start[33:]


def jpeg_that_declares(width, height):
    content = bytearray(jpeg(40, 30))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def webp_that_declares(side):
    """The extended header's canvas, three bytes a side, less one."""
    content = bytearray(animated("WEBP"))
    at = content.index(b"VP8X") + 12
    content[at : at + 6] = (side - 1).to_bytes(3, "little") * 2
    return bytes(content)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"
GIF_AND_HTML = b"GIF89a/*" + HTML + b"*/"

# name -> (content, a part of what the editor is told)
HOSTILE_PICTURES = {
    "empty.jpg": (b"", "空的"),
    "truncated.jpg": (from_a_phone()[:-600], "损坏"),
    "truncated.png": (png(900, 900)[:-900], "损坏"),
    "header-only.jpg": (jpeg()[:4], "损坏"),
    "gif-and-html.jpg": (GIF_AND_HTML, "不是 JPEG"),
    "svg.png": (SVG, "不是 JPEG"),
    "html.jpg": (HTML, "不是 JPEG"),
    "bmp.png": (encoded(Picture.new("RGB", (9, 9)), "BMP"), "不是 JPEG"),
    "animated.webp": (animated("WEBP"), "动图"),
    "animated.png": (animated("PNG"), "动图"),
    "animated.gif": (animated("GIF"), "不是 JPEG"),
    "bomb.png": (png_that_declares(50_000, 50_000), "像素"),
    "bomb.jpg": (jpeg_that_declares(65_000, 65_000), "像素"),
    "bomb.webp": (webp_that_declares(16_383), "损坏"),
    "just-too-large.png": (png_that_declares(10_000, 5_001), "像素"),
    "bomb-of-text.png": (png_with_a_bomb_of_text(), "损坏"),
    "heavy.jpg": (jpeg() + b"\0" * (20 * 2**20), "20 MB"),
}


def archive(*members, **options):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for member in members:
            made.writestr(member, "内容")
    return content.getvalue()


def office(member):
    return archive("[Content_Types].xml", member)


def old_office(stream):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + (stream + "\0").encode("utf-16-le")


def archive_of_a_million():
    """The list of its members alone would fill the memory of who reads it."""
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", *[0] * 9, 1, *[0] * 6) + b"a"
    count = 200_000
    size = count * len(entry)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65_535, 65_535, size, 4, 0)
    return b"PK\x03\x04" + entry * count + end


PDF = b"%PDF-1.7\n%%EOF\n"
GOOD_DOCUMENTS = {
    "表.pdf": PDF,
    "表.PDF": PDF,
    "表.docx": office("word/document.xml"),
    "表.xlsx": office("xl/workbook.xml"),
    "表.pptx": office("ppt/presentation.xml"),
    "表.doc": old_office("WordDocument"),
    "表.xls": old_office("Workbook"),
    "表.ppt": old_office("PowerPoint Document"),
    "表.zip": archive("通知.txt"),
    "表.txt": "如意湖\n".encode(),
    "表.csv": "\ufeff姓名,单位\n𬱖,㛃\n".encode(),
}
HOSTILE_DOCUMENTS = {
    "empty.pdf": (b"", "空的"),
    "svg.pdf": (SVG, "不支持"),
    "html.txt": (b"\n " + HTML, "纯文本"),
    "xhtml.txt": (b'<?xml version="1.0"?><html/>', "纯文本"),
    "script.txt": (b"#!/bin/sh\nrm -rf /\n", "纯文本"),
    "program.pdf": (b"MZ\x90\0" + b"\0" * 200, "不支持"),
    "program.txt": (b"\x7fELF\x02\x01\x01" + b"\0" * 200, "纯文本"),
    "gbk.csv": ("姓名,单位\n".encode("gbk"), "UTF-8"),
    "word.pdf": (office("word/document.xml"), ".docx"),
    "pdf.docx": (PDF, ".pdf"),
    "pdf.html": (PDF, ".pdf"),
    "no-ending": (PDF, ".pdf"),
    "zip.docx": (archive("a.txt"), ".zip"),
    "installer.doc": (old_office("SummaryInformation"), "不支持"),
    "macros.docx": (archive("word/document.xml", "word/vbaProject.bin"), "宏"),
    "torn.zip": (archive("a.txt")[:-40], "损坏"),
    "million.zip": (archive_of_a_million(), "太多"),
    "picture.pdf": (png(), "不支持"),
    "heavy.pdf": (PDF + b"\0" * (50 * 2**20), "50 MB"),
}

MP4 = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41" + b"\0" * 64
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm" + b"\0" * 64
HOSTILE_VIDEOS = {
    "empty.mp4": (b"", "空的"),
    "html.mp4": (HTML, "MP4"),
    "quicktime.mp4": (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "MP4"),
    "matroska.webm": (b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska", "MP4"),
    "picture.mp4": (png(), "MP4"),
}
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\n如意湖\n".encode()
HOSTILE_CAPTIONS = {
    "srt.vtt": (b"1\n00:00:00,000 --> 00:00:02,000\nhi\n", "WEBVTT"),
    "gbk.vtt": (CAPTIONS.decode().encode("gbk"), "UTF-8"),
    "word.vtt": (b"WEBVTTS\n", "WEBVTT"),
}
