"""What the tests of drafts share: a press that shows them."""

import pytest

from tests.cms.pages.press import showing


@pytest.fixture
def press(settings):
    """Where the CMS finds it."""
    with showing() as press:
        settings.PREVIEW_URL = press.url
        yield press
