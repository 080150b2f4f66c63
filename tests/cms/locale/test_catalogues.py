"""The catalogues: what is compiled is what is written, and every placeholder is kept."""

import datetime
import io
import re
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation import gettext
from wagtail.admin.templatetags.wagtailadmin_tags import timesince_simple
from wagtail.images.widgets import AdminImageChooser

from cms.core import clock

FOLDER = Path(__file__).resolve().parents[3] / "cms" / "locale" / "zh_Hans" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
DOMAINS = ["django", "djangojs"]


def written(domain):
    return read_po(io.BytesIO((FOLDER / f"{domain}.po").read_bytes()), locale="zh_Hans")


@pytest.mark.parametrize("domain", DOMAINS)
def test_what_is_compiled_is_what_is_written(domain):
    compiled = io.BytesIO()
    write_mo(compiled, written(domain))
    if compiled.getvalue() != (FOLDER / f"{domain}.mo").read_bytes():
        pytest.fail("compile it: make locale")


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_placeholder_is_lost_or_invented(domain):
    for message in written(domain):
        # Babel adds its own flag to all that looks like a format.
        if message.id and "no-python-format" not in message.flags:
            assert placeholders(message.string) <= placeholders(message.id), message.id


def placeholders(text):
    """The sets of placeholders of a text's singular and plural."""
    return {frozenset(PLACEHOLDER.findall(each)) for each in forms(text)}


def forms(text):
    return text if isinstance(text, tuple) else (text,)


def test_ours_comes_before_wagtails():
    assert gettext("Log out") == "退出登录"
    assert gettext("Live") == "已发布"


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        ({"days": 9}, "1\xa0周前"),
        ({"days": 3, "hours": 5}, "3\xa0天前"),
        ({"days": 70}, "2\xa0个月前"),
        ({"seconds": 5}, "刚刚"),
    ],
)
def test_how_long_ago_something_was_is_said_in_one_unit(ago, said):
    assert timesince_simple(clock.now() - datetime.timedelta(**ago)) == said


def test_choosing_another_picture_is_told_from_editing_the_one_all_pages_show():
    chooser = AdminImageChooser()
    assert chooser.choose_another_text == "换一张图片"
    assert "所有用到它的页面" in chooser.link_to_chosen_text
