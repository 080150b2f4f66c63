"""What lessons say of themselves in public."""

import json

from cms.publication.models import Entry
from cms.publication.services import settle_all
from tests import factories


def test_a_lesson_says_how_long_it_takes_and_what_it_is_worth(district):
    lesson = factories.lesson(district, minutes=8, worth_points=2)
    settle_all()
    shown = json.loads(Entry.objects.public().get(page_id=lesson.pk).document)
    assert (shown["minutes"], shown["worthPoints"]) == (8, 2)
