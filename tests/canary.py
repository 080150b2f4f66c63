"""A word of its own in each state a page can be in without being public."""

import datetime

from django.core.management import call_command
from wagtail.models import PageViewRestriction

from cms.core import clock
from cms.publication.services import settle_all
from tests import factories

DAY = datetime.timedelta(days=1)


def plant(district):
    """Put pages in every hidden state below the district; returns {state: its word}.

    The word stands in a title, a summary and a body. One more, "public", is there to be found: in
    a brief, and in the title of an activity that is held at a hidden venue.
    """
    words = {}

    def texts(state):
        word = words[state] = f"金丝雀{state}{len(words):02d}号".replace("-", "")
        return {"title": word, "summary": word, "body": [factories.paragraph(f"<p>{word}</p>")]}

    factories.brief(district, **texts("public"))
    factories.brief(district, **texts("draft"), live=False)
    factories.activity(district, **texts("draft-activity"), live=False)
    venue = factories.venue(district, **texts("restricted-venue"))
    factories.activity(district, title=activity_title(words), held_at=venue)

    scheduled = factories.brief(district, **texts("scheduled"), live=False)
    scheduled.go_live_at = clock.now() + DAY
    scheduled.save_revision().publish()

    restricted = factories.brief(district, **texts("restricted"))
    area = factories.area(district, **texts("restricted-owner"))
    factories.brief(area, **texts("below-restricted"))
    unpublished = factories.brief(district, **texts("unpublished"))
    cancelled = factories.activity(district, **texts("unpublished-activity"))
    deleted = factories.brief(district, **texts("deleted"))
    expired = factories.brief(district, **texts("expired"))
    # These have been public before they are hidden.
    settle_all()
    _restrict(restricted)
    _restrict(area)
    _restrict(venue)
    cancelled.unpublish()
    unpublished.unpublish()
    deleted.delete()
    type(expired).objects.filter(pk=expired.pk).update(expire_at=clock.now() - DAY)
    call_command("tick")

    hidden = factories.area(district, **texts("never-public-owner"), live=False)
    factories.brief(hidden, **texts("below-never-public"))

    reverted = factories.brief(district, title="还原的简报")
    first = reverted.latest_revision
    for name, value in texts("reverted").items():
        setattr(reverted, name, value)
    reverted.save_revision().publish()
    settle_all()
    first.publish()

    original = factories.brief(district, title="被复制的简报")
    copied = texts("copied")
    original.copy(
        update_attrs={"slug": "copied", "title": copied["title"], "summary": copied["summary"]},
        keep_live=False,
    )

    edited = factories.brief(district, title="有新草稿的简报")
    for name, value in texts("draft-of-a-live-page").items():
        setattr(edited, name, value)
    edited.save_revision()
    return words


def activity_title(words):
    """The title of the activity that the public may see."""
    return f"{words['public']}健步走"


def _restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
