"""The screens editors use are in Chinese: no English word of Wagtail's is left on them."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Collection, Page, Workflow

from cms.learning.models import Lesson, Question
from cms.members.models import User
from cms.publication.services import settle_all
from tests import factories

SPOKEN = {"aria-label", "title", "placeholder", "alt"}
SILENT = {"script", "style", "svg", "template", "noscript"}
# Names, formats and signs that Chinese offices write in Latin letters, and the test's own words.
OURS = {
    *("url", "id", "ip", "jpg", "jpeg", "png", "webp", "gif", "avif", "svg", "heic", "icp", "html"),
    *("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "csv", "zip", "txt", "mp", "webm", "vtt"),
    *(
        "mb",
        "kb",
        "word",
        "excel",
        "powerpoint",
        "cbd",
        "webvtt",
        "utc",
        "json",
        "jsonl",
        "ctrl",
        "alt",
    ),
    *("shift", "esc", "enter", "x", "h", "cmd", "tab"),
}
# Wagtail does not mark these for translation: two are only read out, the third is nobody's name.
UNMARKED = {"Actions", "Search", "None"}
WORD = re.compile(r"[A-Za-z]{2,}")
# What is written by people or machines: addresses, file names, colours, mail.
ADDRESS = re.compile(
    r"https?://\S+|/[\w./-]+|[\w.-]+@[\w.-]+|[\w-]+\.(?:png|jpe?g|webp)|#[0-9a-f]{6}"
)


class Screen(HTMLParser):
    """What a screen says: its text, and the attributes that are shown or read out."""

    def __init__(self, text):
        super().__init__()
        self.said, self.inside = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag in SILENT:
            self.inside.append(tag)
        elif not self.inside:
            self.said += [values[name] for name in SPOKEN & values.keys() if values[name]]
            if tag == "input" and values.get("type") in {"submit", "button"}:
                self.said.append(values.get("value") or "")

    def handle_endtag(self, tag):
        if self.inside and tag == self.inside[-1]:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside and data.strip():
            self.said.append(data.strip())


def english(text):
    """What is said in Latin letters on a screen, but for what Chinese offices write so."""
    said = (ADDRESS.sub(" ", " ".join(part.split())) for part in Screen(text).said)
    said = (part for part in said if part not in UNMARKED)
    return {part for part in said if any(word.lower() not in OURS for word in WORD.findall(part))}


@pytest.fixture
def town(db):
    """A page with a history, a picture in it, and somebody who edits."""
    district = factories.district()
    notice = factories.notice(district, title="停电通知", cover=factories.image(title="湖"))
    notice.title = "停电通知（改）"
    notice.save_revision()
    factories.job(factories.enterprise(factories.building(factories.area(district))))
    factories.activity(district)
    factories.quiz(district, title="微党课", drawn=1, questions=1)
    settle_all()
    return district, notice


def screens(district, notice):
    page, parent = [notice.pk], [district.pk]
    yield from (reverse(name) for name in PLAIN)
    for name in (
        "edit",
        "history",
        "usage",
        "delete",
        "unpublish",
        "copy",
        "move",
        "workflow_history",
    ):
        yield reverse(f"wagtailadmin_pages:{name}", args=page)
    yield reverse("wagtailadmin_pages:add_subpage", args=parent)
    yield reverse("wagtailadmin_explore", args=parent)
    yield reverse("wagtailadmin_pages:set_privacy", args=page)
    for app, kind in KINDS:
        yield reverse("wagtailadmin_pages:add", args=[app, kind, district.pk])
    first, last = notice.revisions.order_by("pk").values_list("pk", flat=True)[:2]
    yield reverse("wagtailadmin_pages:revisions_compare", args=[notice.pk, first, last])
    yield reverse("wagtailimages:edit", args=[notice.cover_id])
    yield reverse("wagtailimages:delete", args=[notice.cover_id])
    question, lesson = Question.objects.get(), Lesson.objects.get()
    for name in ("edit", "delete", "usage", "history", "inspect"):
        yield reverse(f"questions:{name}", args=[question.pk])
    yield f"{reverse('questions:index')}?q=没有&kind=SINGLE"
    yield f"{reverse('quiz_figures', args=[lesson.pk])}?q=没有"
    yield f"{reverse('wagtailadmin_pages:search')}?q=停电"
    yield f"/admin/bulk/wagtailcore/page/unpublish/?id={notice.pk}"


ACTS = ["edit", "history", "usage", "delete", "unpublish", "copy", "move", "workflow_history"]
PLAIN = [
    *("wagtailadmin_home", "wagtailadmin_account", "wagtailadmin_explore_root"),
    *("wagtailimages:index", "wagtailimages:add_multiple", "wagtailimages_chooser:choose"),
    *("wagtaildocs:index", "wagtaildocs:add_multiple", "wagtaildocs_chooser:choose"),
    *("wagtailmedia:index", "wagtailadmin_choose_page", "wagtailadmin_choose_page_external_link"),
    *("wagtailadmin_choose_page_email_link", "wagtailadmin_choose_page_phone_link"),
    *("wagtailadmin_reports:locked_pages", "wagtailadmin_reports:site_history"),
    *("wagtailadmin_reports:aging_pages", "wagtailadmin_reports:workflow"),
    *("wagtailadmin_collections:index", "wagtailadmin_collections:add"),
    *("exchange_start", "exchange_export", "exchange_paste", "guide"),
    *("questions:index", "questions:add", "quiz_statistics"),
]
KINDS = [
    *(("pages", kind) for kind in ("brief", "notice", "publicservice", "infopage")),
    *(("places", kind) for kind in ("area", "organisation")),
    *(("venues", "venue"), ("enterprises", "enterprise"), ("activities", "activity")),
    ("learning", "lesson"),
]


def test_the_sign_in_is_in_chinese(db, client):
    assert english(client.get(reverse("wagtailadmin_login")).content.decode()) == set()


def test_no_screen_says_anything_in_english(town, client):
    user = factories.admin(first_name="管理员")
    # Sign-in names are people's own.
    User.objects.filter(pk=user.pk).update(username="管理员")
    client.force_login(user)
    said = {}
    for url in screens(*town):
        modal = {"X-Requested-With": "XMLHttpRequest"} if "choose" in url else {}
        answer = client.get(url, headers=modal)
        assert answer.status_code == 200, url
        in_json = answer["Content-Type"] == "application/json"
        if found := english(answer.json()["html"] if in_json else answer.content.decode()):
            said[url] = found
    lines = [f"{url}: {words}" for url, words in said.items()]
    assert not lines, "\n".join(lines)


def test_names_that_wagtail_gives_its_own_rows_are_in_chinese(db):
    names = [
        *Group.objects.values_list("name", flat=True),
        *Workflow.objects.values_list("name", flat=True),
    ]
    names += [Collection.objects.get(depth=1).name, Page.objects.get(depth=1).title]
    assert [name for name in names if WORD.search(name)] == []
