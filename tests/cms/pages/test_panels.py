"""The editing form asks in the words of its kind."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from cms.pages.panels import OneLineInput
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


def test_a_form_says_whose_the_page_is_and_leads_to_its_list(client, district):
    client.force_login(factories.admin())
    building = factories.building(factories.area(district, title="湖心片区"), title="中科金座大厦")
    new = reverse("wagtailadmin_pages:add", args=["pages", "notice", building.pk])
    old = reverse("wagtailadmin_pages:edit", args=[factories.notice(building).pk])
    for url in (new, old):
        shown = BeautifulSoup(client.get(url).content, "html.parser")
        line = next(line for line in shown.select("form p") if "属于" in line.text)
        assert line.get_text(strip=True) == "属于：湖心片区›中科金座大厦"
        lists = [reverse("wagtailadmin_explore", args=[page.pk]) for page in (building,)]
        assert [link["href"] for link in line.select("a")][-1:] == lists


def test_what_stands_below_the_district_itself_is_the_districts(client, district):
    client.force_login(factories.admin())
    page = client.get(reverse("wagtailadmin_pages:add", args=["pages", "notice", district.pk]))
    shown = BeautifulSoup(page.content, "html.parser")
    line = next(line for line in shown.select("form p") if "属于" in line.text)
    assert line.get_text(strip=True) == f"属于：{district.title}"


def test_the_districts_own_form_names_no_owner(client, district):
    client.force_login(factories.admin())
    page = client.get(reverse("wagtailadmin_pages:edit", args=[district.pk])).content.decode()
    assert "属于：" not in page


def test_a_title_of_several_lines_becomes_one():
    form = {"title": "停电通知\r\n（第二号）"}
    assert OneLineInput().value_from_datadict(form, {}, "title") == "停电通知 （第二号）"
    assert OneLineInput().value_from_datadict({}, {}, "title") is None
