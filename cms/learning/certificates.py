"""Certificates on paper: one page of PDF, set by WeasyPrint from a template."""

import gc
import io
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import segno
import structlog
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from PIL import ImageFile

from cms.core.errors import Refusal
from cms.places.models import District

from .models import Certificate

# Debian's fonts-noto-cjk: other fonts have other widths, and seldom a sign for every name.
FONTS = [
    Path(f"/usr/share/fonts/opentype/noto/NotoSerifCJK-{weight}.ttc")
    for weight in ("Regular", "Bold")
]
# How wide a line is, in points: the page's, and below, where the issuer signs.
LINE, SIGNED_LINE = 610, 250
# The sizes in which something is set, in points, and in how many lines at most.
Sizes = tuple[tuple[int, int], ...]
NAME: Sizes = ((38, 1), (28, 1), (22, 2), (20, 3))
COURSE: Sizes = ((28, 1), (23, 2), (18, 3), (13, 6), (11, 9))
ISSUER: Sizes = ((16, 1), (12, 1), (8, 3))
SIGNED: Sizes = ((15, 1), (11, 2), (7, 8))
# So many lessons are named, in so many signs, under a course of so many; else they are counted.
MOST_LESSONS, MOST_SIGNS, LONG_COURSE = 8, 110, 60

# One at a time, all in one thread: each takes a core and 100 MB, which every thread would keep.
_setter = ThreadPoolExecutor(1, "certificates")
logger = structlog.get_logger(__name__)


def draw(certificate: Certificate) -> bytes:
    """The certificate as PDF. Refuses CANNOT_DRAW where the server lacks what that takes."""
    weasyprint = _weasyprint()
    if weasyprint is None:
        raise Refusal("CANNOT_DRAW", "这台服务器还不能生成证书文件。")
    page = render_to_string("learning/certificate.html", _shown(certificate))
    return _setter.submit(_set, weasyprint, page).result()


def _set(weasyprint: Any, page: str) -> bytes:
    # All that is shown stands in the page: the renderer opens no file and no address.
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    html = weasyprint.HTML(string=page, url_fetcher=nothing)
    written: bytes = html.write_pdf(pdf_variant="pdf/ua-1")
    del html
    # What was set holds its fonts in circles, which would be let go half a gigabyte later.
    gc.collect()
    return written


@cache
def _weasyprint() -> Any:
    """The library, or None where it lacks something; looked for once, and told once."""
    strict = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        # Not above: it loads pango when it is imported, and the CMS has to run where there is none.
        import weasyprint  # noqa: PLC0415
    except OSError as error:
        missing = str(error)
    else:
        # It lets all of the process take broken pictures, which uploads are refused for.
        ImageFile.LOAD_TRUNCATED_IMAGES = strict
        missing = ", ".join(str(font) for font in FONTS if not font.exists())
        if not missing:
            return weasyprint
    logger.error("learning.certificates_cannot_be_drawn", missing=missing)
    return None


def issuer() -> str:
    """Who certifies: the district, by the name it has."""
    return District.objects.values_list("title", flat=True).first() or ""


def address(certificate: Certificate) -> str:
    """Where anybody may verify it, as its code says it."""
    return settings.ORIGIN + reverse("certificate", args=[certificate.number])


def _shown(certificate: Certificate) -> dict[str, Any]:
    titles = [lesson["title"] for lesson in certificate.lessons]
    few = len(titles) <= MOST_LESSONS and sum(map(len, titles)) <= MOST_SIGNS
    by = issuer()
    return {
        "certificate": certificate,
        "issuer": by,
        "address": address(certificate),
        "code": _code(address(certificate)),
        "titles": titles if few and len(certificate.title) <= LONG_COURSE else [],
        "name_size": _size(certificate.name, NAME),
        "course_size": _size(f"《{certificate.title}》", COURSE),
        "issuer_size": _size(by, ISSUER),
        "signed_size": _size(by, SIGNED, SIGNED_LINE),
    }


def _size(text: str, sizes: Sizes, line: int = LINE) -> int:
    """The largest size in which the text takes no more lines than go with it, else the smallest."""
    width = sum(1 if each.isupper() or east_asian_width(each) in "WFA" else 0.62 for each in text)
    # A line may end a word early, and the signs of a name stand apart.
    fitting = (size for size, lines in sizes if width * size * 1.07 <= line * (lines * 0.9 + 0.1))
    return next(fitting, sizes[-1][0])


def _code(text: str) -> str:
    """A QR code as SVG, to stand in a page that leaves it its quiet zone."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn,
        kind="svg",
        border=0,
        dark="#0a3f47",
        title="核验这张证书的二维码",
        xmldecl=False,
        nl=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return drawn.getvalue().decode()
