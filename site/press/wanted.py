"""Says what a page wants made behind the printing, and which of it the page refers to already."""

from collections.abc import Callable
from dataclasses import replace

from press.sheets import Code, Poster, Sheet


def with_made(sheet: Sheet, stands: Callable[[str], bool]) -> Sheet:
    """Return a leaf page's sheet with its wants; `page.qr` and `page.poster` are "" until made.

    A page with a picture of its own is shared with that, and wants no poster.
    """
    page, document, site = (sheet.data[part] for part in ("page", "doc", "site"))
    owner = document["owner"]
    code = Code(site["origin"] + sheet.address)
    poster = Poster(
        title=document["title"],
        kind=page["section"].title,
        owner=owner["title"] if owner["id"] != document["id"] else "",
        site=site["title"],
    )
    wants: dict[str, Code | Poster] = {"qr": code}
    if not page["cover"]:
        wants["poster"] = poster
    refers = {part: want.address for part, want in wants.items() if stands(want.address)}
    return replace(sheet, data={**sheet.data, "page": page | refers}, wants=tuple(wants.values()))
