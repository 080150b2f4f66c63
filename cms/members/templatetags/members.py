"""How accounts' pages show phones and the texts that people agree to."""

import datetime

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cms.core import clock
from cms.members import phones

register = template.Library()
register.filter("plain", phones.plain)
register.filter("masked", phones.masked)


@register.filter
def last_day(ends_at: datetime.datetime) -> str:
    """The last day of what ends at a midnight: 2026-12-31."""
    return str(clock.local(ends_at - datetime.timedelta(seconds=1)).date())


@register.filter
def paragraphs(text: str) -> SafeString:
    """Plain text as HTML: an empty line parts paragraphs, `## ` makes a heading, `- ` a point."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n")]
    return format_html_join("\n", "<{0}>{1}</{0}>", (_block(block) for block in blocks if block))


def _block(block: str) -> tuple[str, str | SafeString]:
    if block.startswith("## "):
        return "h2", block[3:]
    if block.startswith("- "):
        points = [(line.removeprefix("- "),) for line in block.splitlines()]
        return "ul", format_html_join("", "<li>{}</li>", points)
    return "p", block
