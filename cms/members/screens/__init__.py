"""The admin's screens of people, and the frame that these and others stand in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse


def screen(request: HttpRequest, name: str, title: str, icon: str, **context: Any) -> HttpResponse:
    """The page of a template, such as `members/duties`, under its title."""
    context |= {
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "首页"},
            {"url": "", "label": title},
        ],
    }
    return render(request, f"{name}.html", context)
