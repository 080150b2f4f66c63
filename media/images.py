"""Pictures, pure: judged by what is in them, cleaned, and the sizes we offer of them."""

import hashlib
import io
import re
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image as Picture
from PIL import ImageCms
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

WIDTHS = (320, 640, 960, 1280, 1920)
FORMATS = {
    "image/webp": "format-webp|webpquality-78",
    "image/jpeg": "format-jpeg|jpegquality-80",
}
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
# What is kept of a picture: twice what the largest screen shows of it.
MAX_SIDE = 4096
POSTER_SIDE = 1280
JPEG_QUALITY = 90
# By their first bytes; whatever the name says.
READERS: list[tuple[re.Pattern[bytes], type[Any]]] = [
    (re.compile(rb"\xff\xd8\xff"), JpegImageFile),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PngImageFile),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WebPImageFile),
]
ORIENTATION = 0x0112
UPRIGHT = {
    2: Picture.Transpose.FLIP_LEFT_RIGHT,
    3: Picture.Transpose.ROTATE_180,
    4: Picture.Transpose.FLIP_TOP_BOTTOM,
    5: Picture.Transpose.TRANSPOSE,
    6: Picture.Transpose.ROTATE_270,
    7: Picture.Transpose.TRANSVERSE,
    8: Picture.Transpose.ROTATE_90,
}
EMPTY = "这个文件是空的。请重新选择图片。"
NO_PICTURE = "这个文件不是 JPEG、PNG 或 WebP 图片。请另存为其中一种格式后再上传。"
BROKEN = "这张图片已损坏，无法读取。请换一份完好的文件，或重新导出后再上传。"


class CleanPicture(ContentFile):
    """A picture as it is kept: upright, sRGB, of bounded size, without anything but its pixels.

    Its name is its content's hash, so another picture never takes its place.
    """

    def __init__(self, content: bytes, extension: str, picture: Picture.Image) -> None:
        self.stored_name = f"{hashlib.sha256(content).hexdigest()[:32]}.{extension}"
        super().__init__(content, name=self.stored_name)
        self.width, self.height = picture.size
        self.color = main_color(picture)
        # As Wagtail hashes files, to find that one was uploaded twice.
        self.sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()


def judge(file: IO[bytes]) -> Any:
    """The picture, its header read and nothing decoded; refuses what we would not decode."""
    size = file.seek(0, io.SEEK_END)
    if not size:
        raise ValidationError(EMPTY, code="empty")
    if size > MAX_BYTES:
        raise ValidationError(
            f"图片有 {size / 2**20:.1f} MB，最大 {MAX_BYTES // 2**20} MB。请压缩后再上传。",
            code="too_many_bytes",
        )
    picture = _header(file)
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise ValidationError(
            f"图片有 {width} × {height} 像素，最多 {MAX_PIXELS // 10**4} 万像素。"
            "请缩小尺寸后再上传。",
            code="too_many_pixels",
        )
    if getattr(picture, "n_frames", 1) > 1:
        raise ValidationError(
            "这是一张动图。请上传静态图片，或把动画作为视频上传。", code="animated"
        )
    return picture


def clean(file: IO[bytes], side: int = MAX_SIDE) -> CleanPicture:
    """The picture as we keep it; raises ValidationError when it is none or too much of one."""
    picture = judge(file)
    try:
        picture.load()
        orientation = _orientation(picture)
        picture = _srgb(picture)
    except Exception as error:
        # Decoders meet broken and hostile data here; each has its own way of failing.
        raise ValidationError(BROKEN, code="broken") from error
    picture.thumbnail((side, side), Picture.Resampling.LANCZOS)
    if orientation in UPRIGHT:
        picture = picture.transpose(UPRIGHT[orientation])
    # Encoders write some of this into the file (a comment, a colour profile).
    picture.info = {}
    content = io.BytesIO()
    if picture.mode == "RGBA":
        picture.save(content, "PNG")
        return CleanPicture(content.getvalue(), "png", picture)
    picture.save(content, "JPEG", quality=JPEG_QUALITY)
    return CleanPicture(content.getvalue(), "jpg", picture)


def measure(file: IO[bytes]) -> tuple[int, int] | tuple[None, None]:
    """Width and height, from the header; none of a file that is no picture."""
    try:
        return _header(file).size
    except ValidationError:
        return None, None


def _header(file: IO[bytes]) -> Any:
    file.seek(0)
    start = file.read(12)
    file.seek(0)
    reader = next((reader for begins, reader in READERS if begins.match(start)), None)
    if reader is None:
        raise ValidationError(NO_PICTURE, code="no_picture")
    try:
        # The reader itself: Picture.open would try other formats, and warn of large ones.
        return reader(file)
    except Exception as error:
        raise ValidationError(BROKEN, code="broken") from error


def _orientation(picture: Picture.Image) -> int:
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 (what a camera wrote badly is no reason to lose the picture)
        return 1


def _srgb(picture: Any) -> Any:
    """The picture in RGB, or in RGBA if some of it can be seen through."""
    if picture.mode.startswith("I"):
        # Sixteen bits a pixel: converting alone would cut all that is bright to white.
        picture = picture.point(lambda value: value / 256).convert("L")
    alpha = None
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        alpha = picture.getchannel("A")
    if picture.mode not in {"L", "CMYK"}:
        picture = picture.convert("RGB")
    picture = _by_profile(picture)
    if alpha and alpha.getextrema()[0] < 255:
        picture.putalpha(alpha)
    return picture


def _by_profile(picture: Any) -> Any:
    """The picture's colours as its own profile means them, in sRGB."""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(picture.info["icc_profile"]))
        srgb = ImageCms.createProfile("sRGB")
        steps = ImageCms.buildTransform(profile, srgb, picture.mode, "RGB")
        return ImageCms.applyTransform(picture, steps)
    except (KeyError, ImageCms.PyCMSError, OSError, ValueError):
        # No profile, or one for other colours than the picture has.
        return picture.convert("RGB")


def offered_widths(width: int) -> list[int]:
    """The widths (pixels) offered of a picture; the last one is its own if it is small."""
    smaller = [offered for offered in WIDTHS if offered < width]
    return [*smaller, *WIDTHS[len(smaller) : len(smaller) + 1]]


def specs(width: int) -> list[tuple[str, str]]:
    """(mime, Wagtail filter) for every size of a picture `width` pixels wide, never enlarged."""
    return [
        (mime, f"width-{offered}|{encoding}")
        for mime, encoding in FORMATS.items()
        for offered in offered_widths(width)
    ]


def main_color(picture: Picture.Image) -> str:
    """The mean colour of a picture as #rrggbb."""
    mean = picture.convert("RGB").resize((1, 1), Picture.Resampling.BOX)
    return f"#{mean.tobytes().hex()}"
