"""Rich text on its way out: links become public addresses, and only harmless markup stays."""

from typing import Protocol

import nh3
from wagtail.rich_text.rewriters import LinkRewriter

ALLOWED = {
    "a": {"href"},
    **{
        tag: set()
        for tag in ("b", "br", "em", "hr", "i", "li", "ol", "p", "strong", "sub", "sup", "ul")
    },
}


class Links(Protocol):
    """Whoever knows which pages are public and where."""

    def address(self, page_id: int) -> str | None: ...


def public_html(source: str, links: Links) -> str:
    """Wagtail's stored rich text as HTML for the public.

    A link to a page becomes its public address; a link to a page that is not public loses its
    target and keeps its words. Everything not in ALLOWED is dropped.
    """

    def page_link(attributes: dict[str, str]) -> str:
        number = attributes.get("id", "")
        address = links.address(int(number)) if number.isdigit() else None
        return f'<a href="{address}">' if address else "<a>"

    html = LinkRewriter({"page": page_link})(source)
    return nh3.clean(
        html,
        tags=set(ALLOWED),
        attributes=ALLOWED,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
