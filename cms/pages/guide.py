"""The editor's guide inside the admin: docs/editor.zh.md as a page, with its pictures."""

import itertools
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from cms.settings.environment import ROOT

TEXT = ROOT / "docs" / "editor.zh.md"
PICTURES = ROOT / "docs" / "images" / "editor"
# HTML in it would be shown as text.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def show_guide(request: HttpRequest) -> HttpResponse:
    if not TEXT.exists():
        raise Http404
    tokens = _MARKDOWN.parse(TEXT.read_text(encoding="utf-8"))
    title, tokens = tokens[1].content, tokens[3:]
    for token, inside in itertools.pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _anchor(inside.content))
    for part in (part for token in tokens for part in token.children or []):
        if part.type == "image":
            name = str(part.attrGet("src")).rpartition("/")[2]
            part.attrSet("src", reverse("guide_picture", args=[name]))
    text = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    context = {
        "header_title": title,
        "header_icon": "help",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "首页"},
            {"url": "", "label": title},
        ],
        "text": mark_safe(text),  # noqa: S308
    }
    return render(request, "pages/guide.html", context)


def show_picture(_request: HttpRequest, name: str) -> HttpResponse:
    # Only what is there by this name: a name is never made into a path.
    found = next((path for path in PICTURES.glob("*.png") if path.name == name), None)
    if found is None:
        raise Http404
    return HttpResponse(found.read_bytes(), content_type="image/png")


def _anchor(heading: str) -> str:
    """As GitHub makes it, where the guide's table of contents leads too."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
