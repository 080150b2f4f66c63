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
