"""The editor's guide in the admin: its text, links and pictures, for who may sign in."""

from urllib.parse import unquote

from bs4 import BeautifulSoup
from django.urls import reverse

from tests import factories


def test_the_guide_is_shown_whole_with_links_that_lead_and_pictures_that_come(client, db):
    client.force_login(factories.writer())
    shown = BeautifulSoup(client.get(reverse("guide")).content, "html.parser").select_one("article")
    ids = {heading["id"] for heading in shown.select("h2")}
    leading = {unquote(link["href"])[1:] for link in shown.select('a[href^="#"]')}
    assert leading == ids
    pictures = [picture["src"] for picture in shown.select("img")]
    assert len(pictures) > 5
    for address in pictures:
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert len(shown.select("table tr")) > 5
    assert "**" not in shown.get_text()


def test_no_other_file_comes_with_it(client, db):
    client.force_login(factories.admin())
    for name in ("editor.zh.md", "..", "home.png"):
        assert client.get(f"{reverse('guide')}{name}").status_code == 404


def test_an_installation_without_the_guides_file_says_that_it_is_not_there(
    client, db, monkeypatch, tmp_path
):
    monkeypatch.setattr("cms.pages.guide.TEXT", tmp_path / "editor.zh.md")
    client.force_login(factories.admin())
    assert client.get(reverse("guide")).status_code == 404


def test_who_is_not_signed_in_is_asked_to(client, db):
    for url in (reverse("guide"), reverse("guide_picture", args=["pages.png"])):
        assert "/login/" in client.get(url).url


def test_the_help_menu_leads_to_the_guide(client, db):
    client.force_login(factories.admin())
    assert reverse("guide") in client.get(reverse("wagtailadmin_home")).content.decode()
