"""The editing form asks in the words of its kind."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests import factories


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("pages/notice", "标题"), ("enterprises/job", "岗位名称"), ("venues/venue", "阵地名称")],
)
def test_a_form_asks_for_the_title_in_the_word_of_its_kind(client, district, kind, asked):
    client.force_login(factories.admin())
    firm = factories.enterprise(factories.building(factories.area(district)))
    parent = firm if kind == "enterprises/job" else district
    url = reverse("wagtailadmin_pages:add", args=[*kind.split("/"), parent.pk])
    shown = BeautifulSoup(client.get(url).content, "html.parser")
    assert shown.select_one("[name=title]")["placeholder"] == f"{asked}*"
    label = shown.select_one("label[for=id_title]").get_text(strip=True)
    assert label.rstrip("*") == asked


def test_a_form_gives_a_summary_room_and_says_what_cover_fits(client, district):
    client.force_login(factories.admin())
    url = reverse("wagtailadmin_pages:add", args=["pages", "notice", district.pk])
    shown = BeautifulSoup(client.get(url).content, "html.parser")
    summary = shown.select_one("textarea[name=summary]")
    assert (summary["rows"], summary["maxlength"]) == ("3", "200")
    assert "w-autosize" in summary["data-controller"]
    brief = reverse("wagtailadmin_pages:add", args=["pages", "brief", district.pk])
    assert "横着拍的照片最合适" in client.get(brief).content.decode()


def test_no_signs_for_comments_stand_between_the_fields(client, district):
    client.force_login(factories.admin())
    url = reverse("wagtailadmin_pages:edit", args=[factories.notice(district).pk])
    shown = BeautifulSoup(client.get(url).content, "html.parser")
    # Wagtail shows the signs only in a form that has this.
    assert shown.select("#comments, [data-side-panel-toggle=comments]") == []
    assert shown.select("[data-side-panel-toggle=status]")
