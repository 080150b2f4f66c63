"""The exchange pages in Wagtail's admin: their addresses, their menu entry, their buttons."""

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import BaseButton, Button, HeaderButton
from wagtail.models import Page

from . import views
from .exchange.common import OWNERS

BUTTONS = [
    ("exchange_export", "导出 Excel", "download"),
    ("exchange_paste", "粘贴文章", "clipboard-list"),
]


class WritersItem(MenuItem):
    """An entry that only who may add pages sees."""

    def is_shown(self, request: Any) -> bool:
        return views.may_write(request.user)


def urls() -> list[Any]:
    return [
        path("exchange/", views.start, name="exchange_start"),
        path("exchange/<int:number>/", views.show_import, name="exchange_import"),
        *(
            path(
                f"exchange/<int:number>/refused.{ending}",
                views.refused_rows,
                {"ending": ending},
                name=f"exchange_refused_{ending}",
            )
            for ending in ("xlsx", "csv")
        ),
        path("exchange/template/<slug:kind>/", views.template_of, name="exchange_template"),
        path("exchange/export/", views.export_pages, name="exchange_export"),
        path("exchange/export/<int:number>/", views.show_export, name="exchange_exported"),
        path(
            "exchange/export/<int:number>/file.xlsx",
            views.exported_file,
            name="exchange_exported_file",
        ),
        path("exchange/paste/", views.paste, name="exchange_paste"),
        path("exchange/paste/shown/", views.show_pasted, name="exchange_pasted"),
    ]


def menu_item() -> MenuItem:
    return WritersItem("导入导出", reverse("exchange_start"), icon_name="table", order=250)


def buttons(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[BaseButton]:
    """Beside an owner's pages: what is below it as a file, and a new one from the clipboard."""
    if isinstance(page.specific_deferred, OWNERS) and views.may_write(user):
        for name, title, icon in BUTTONS:
            # Writing is done daily: beside the list it has a button of its own.
            by_name = (view_name, name) == ("index", "exchange_paste")
            kind = HeaderButton if by_name else Button
            yield kind(title, f"{reverse(name)}?owner={page.pk}", icon_name=icon, priority=80)


hooks.register("register_admin_urls", urls)
hooks.register("register_admin_menu_item", menu_item)
hooks.register("register_page_header_buttons", buttons)
