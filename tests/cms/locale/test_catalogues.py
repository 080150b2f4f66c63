"""The catalogues: what is compiled is what is written, and every placeholder is kept."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation import gettext

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
