"""`python -m peer.fill PAGES`: the tables, and the bench's briefs in them."""

import io
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peer.settings")
django.setup()

from content import HEIGHT, PICTURES, WIDTH, briefs  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from PIL import Image as Picture  # noqa: E402
from wagtail.images.models import Image  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from peer.home.models import BriefPage  # noqa: E402


def main(count: int) -> None:
    """Make the tables, the pictures and the briefs, live below one page."""
    call_command("makemigrations", "home", verbosity=0)
    call_command("migrate", verbosity=0)
    content = io.BytesIO()
    Picture.new("RGB", (WIDTH, HEIGHT), "#2a7f86").save(content, "PNG")
    file = content.getvalue()
    pictures = [
        Image.objects.create(title=f"picture{n}", file=ContentFile(file, f"picture{n}.png"))
        for n in range(PICTURES)
    ]
    area = Page.objects.get(depth=2)
    Site.objects.update(root_page=area)
    for number, given in enumerate(briefs(count)):
        area.add_child(
            instance=BriefPage(
                title=given["title"],
                slug=f"brief-{number}",
                summary=given["summary"],
                cover=pictures[given["picture"]],
                body=[tuple(block) for block in given["body"]],
            )
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
