"""`python -m tests.bench.fill PAGES`: our database, filled with the bench's briefs."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
django.setup()

from cms.pages.services import add_live  # noqa: E402
from cms.publication.services import settle_all  # noqa: E402
from tests import factories  # noqa: E402
from tests.bench.content import HEIGHT, PICTURES, WIDTH, briefs  # noqa: E402

BLOCKS = {
    "heading": lambda text: ("heading", {"text": text, "level": "2"}),
    "paragraph": factories.paragraph,
}


def main(count: int) -> None:
    """Make the tree, the pictures and the briefs, and write the publication."""
    pictures = [factories.image(width=WIDTH, height=HEIGHT) for _ in range(PICTURES)]
    area = factories.area(factories.district())
    for given in briefs(count):
        page = factories.Brief(
            title=given["title"],
            summary=given["summary"],
            cover=pictures[given["picture"]],
            body=[BLOCKS[kind](text) for kind, text in given["body"]],
        )
        add_live(under=area, page=page)
        area.refresh_from_db()
    settle_all()


if __name__ == "__main__":
    main(int(sys.argv[1]))
