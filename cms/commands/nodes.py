"""Pages as an operator names them on the command line: by number, id or URL."""

from urllib.parse import urlsplit

from wagtail.models import Page

from cms.core import ids
from cms.publication.models import Address


def find_node(name: str) -> Page | None:
    """The page of a number (12), an id from GraphQL, a path (/areas/…/) or a full URL; or None."""
    if name.isascii() and name.isdigit():
        return Page.objects.filter(pk=int(name)).first()
    if decoded := ids.decode(name):
        return Page.objects.filter(pk=decoded[1]).first()
    path = urlsplit(name).path
    # An empty name, as of a forgotten shell variable, is not the front page.
    url = path if path.endswith("/") or not name.strip() else f"{path}/"
    address = Address.objects.filter(url=url).first()
    return Page.objects.filter(pk=address.page_id).first() if address else None
