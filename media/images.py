"""Pictures, pure: which sizes we offer and what colour stands in while one loads."""

from PIL import Image as Picture

WIDTHS = (320, 640, 960, 1280, 1920)
FORMATS = {
    "image/webp": "format-webp|webpquality-78",
    "image/jpeg": "format-jpeg|jpegquality-80",
}


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
