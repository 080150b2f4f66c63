"""Editors who act at random through the admin's own views, alone or beside each other."""

import contextlib
import datetime
import json
import random
from unittest import mock

from django.conf import settings as django_settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.activities.models import Activity
from cms.commands.management.commands import tick
from cms.enterprises.models import Enterprise, Job, Vacancy
from cms.learning.models import Lesson
from cms.members.models import User
from cms.pages.models import Brief, InfoPage, Notice, PublicService
from cms.places.models import Area, Building, Organisation
from cms.venues.models import Venue
from media.models import Image

KINDS = [
    *(Area, Building, Organisation, Brief, Notice, Lesson, Activity, Venue, Enterprise, Job),
    *(Vacancy, PublicService, InfoPage),
]


def activity_fields():
    starts = timezone.localtime(timezone.now() + datetime.timedelta(days=2))
    ends = starts + datetime.timedelta(hours=2)
    times = {"starts_at": starts, "ends_at": ends}
    written = {name: f"{time:%Y-%m-%d %H:%M}" for name, time in times.items()}
    return {"activity_kind": "SPORT", "audience": "PUBLIC", "worth_points": "1", **written}


OWN_FIELDS = {
    Area: lambda: {"number": "7"},
    Building: lambda: {"building_kind": "TOWER", "floors": "30"},
    Organisation: lambda: {"organisation_kind": "JOINT"},
    Lesson: lambda: {"minutes": "5", "worth_points": "1"},
    Venue: lambda: {"capacity": "40", "opening_hours": inline_formset([])},
    Activity: activity_fields,
    Vacancy: lambda: {"floor": "18 层", "area_square_metres": "800", "contact_phone": "0371"},
    PublicService: lambda: {"category": "WELFARE"},
    Job: lambda: {"education": "ANY", "salary_text": "1-1.5万/月", "contact": "人事部"},
}
PLAIN_STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WORDS = ["湖", "楼宇", "晨跑", "讲堂", "志愿", "招聘", "通知", "读书", "消防", "午间"]


class Editing:
    """An administrator at the keyboard, choosing what to do by a seed."""

    # What a view may answer: done, or the form again with what is wrong about it.
    answers = frozenset({200, 302})

    def __init__(self, client, settled, clock, tmp_path, seed):
        self.client, self.settled, self.clock = client, settled, clock
        self.folder, self.chance = tmp_path, random.Random(seed)
        self.done = []

    def act(self):
        """One act, with all that a commit sets off."""
        acts = [self.create] * 5 + [self.edit] * 6 + [self.schedule, self.unpublish, self.move]
        acts += [
            self.reorder,
            self.copy,
            self.delete,
            self.restrict,
            self.restrict,
            self.bulk,
            self.revert,
        ]
        acts += [self.rename_picture, self.import_rows, self.let_time_pass]
        act = self.chance.choice(acts)
        with self.settled():
            self.done.append((act.__name__, act()))

    def post(self, name, arguments, data, query=""):
        """The status of posting to an admin view."""
        url = reverse(name, args=arguments) + query
        answer = self.client.post(url, data)
        assert answer.status_code in self.answers, (name, arguments, answer.status_code)
        assert "/login/" not in answer.headers.get("Location", "")
        return answer.status_code

    def pages(self, **where):
        """A random page below the district, or None."""
        return self.choose(Page.objects.filter(depth__gt=2, **where))

    def owner_of(self, kind):
        return self.choose(Page.objects.type(tuple(kind.allowed_parent_page_models())))

    def choose(self, pages):
        found = list(pages.order_by("pk"))
        try:
            return self.chance.choice(found).specific if found else None
        except ObjectDoesNotExist:
            # Another editor has deleted it since the list was read.
            return None

    def form(self, kind, page=None):
        title = "".join(self.chance.sample(WORDS, 3))
        images = list(Image.objects.order_by("pk").values_list("pk", flat=True))
        return {
            "title": title,
            "slug": page.slug if page and self.chance.random() < 0.8 else "",
            "summary": self.chance.choice(["", title]),
            "cover": self.chance.choice([*map(str, images), ""]),
            "body": streamfield([("paragraph", self.paragraph(title))]),
            "comments": inline_formset([]),
            **OWN_FIELDS.get(kind, dict)(),
        }

    def paragraph(self, words):
        """The words with a link to some page, as the form's own editor holds them."""
        page = self.pages()
        if page is None:
            return rich_text("<p>无</p>")
        try:
            return rich_text(f'<p>{words}<a linktype="page" id="{page.pk}">去看</a></p>')
        except ObjectDoesNotExist:
            # The editor asks for the page's parent, and another has just moved the branch.
            return rich_text(f"<p>{words}</p>")

    def create(self):
        kind = self.chance.choice(KINDS)
        owner = self.owner_of(kind)
        if owner is None:
            return "nowhere to put it"
        data = self.form(kind) | self.chance.choice([{"action-publish": "1"}] * 3 + [{}])
        label = (kind._meta.app_label, kind._meta.model_name, owner.pk)
        return kind.__name__, self.post("wagtailadmin_pages:add", label, nested_form_data(data))

    def edit(self, **more):
        page = self.pages()
        if page is None or page.alias_of_id:
            return "nothing to edit"
        data = self.form(type(page), page) | more
        data |= self.chance.choice([{"action-publish": "1"}] * 3 + [{}]) if not more else {}
        return page.pk, self.post("wagtailadmin_pages:edit", [page.pk], nested_form_data(data))

    def schedule(self):
        soon = timezone.localtime(timezone.now() + datetime.timedelta(minutes=10))
        later = soon + datetime.timedelta(minutes=self.chance.choice([20, 60 * 24]))
        times = {"go_live_at": soon, "expire_at": later}
        written = {name: f"{time:%Y-%m-%d %H:%M}" for name, time in times.items()}
        return self.edit(**written, **{"action-publish": "1"})

    def unpublish(self):
        page = self.pages(live=True)
        data = self.chance.choice([{}, {"include_descendants": "on"}])
        return page and (page.pk, self.post("wagtailadmin_pages:unpublish", [page.pk], data))

    def move(self):
        page = self.pages()
        to = page and self.owner_of(type(page))
        if not to or to.path.startswith(page.path):
            return "nowhere to move"
        return page.pk, to.pk, self.post("wagtailadmin_pages:move_confirm", [page.pk, to.pk], {})

    def reorder(self):
        page = self.pages()
        query = f"?position={self.chance.randrange(3)}"
        if page is None:
            return "nothing to reorder"
        url = reverse("wagtailadmin_pages:set_page_position", args=[page.pk]) + query
        status = self.client.post(url).status_code
        assert status in self.answers, (page.pk, status)
        return page.pk, status

    def copy(self):
        page = self.pages()
        to = page and self.owner_of(type(page))
        if not to or to.path.startswith(page.path):
            return "nowhere to copy"
        data = {
            "new_title": f"{page.title}副本",
            "new_slug": f"{page.slug[:40]}-{self.chance.randrange(10**6)}",
            "new_parent_page": to.pk,
            **self.chance.choice([{}, {"publish_copies": "on"}, {"alias": "on"}]),
            **self.chance.choice([{}, {"copy_subpages": "on"}]),
        }
        return page.pk, self.post("wagtailadmin_pages:copy", [page.pk], data)

    def delete(self):
        page = self.pages(numchild=0)
        return page and (page.pk, self.post("wagtailadmin_pages:delete", [page.pk], {}))

    def restrict(self):
        restricted = PageViewRestriction.objects.order_by("pk").first()
        page = restricted.page if restricted and self.chance.random() < 0.7 else self.pages()
        kind = "none" if restricted and page == restricted.page else "login"
        data = {"restriction_type": kind, "password": "", "groups": []}
        return page and (
            page.pk,
            kind,
            self.post("wagtailadmin_pages:set_privacy", [page.pk], data),
        )

    def bulk(self):
        # No aliases: Wagtail's own bulk publishing breaks on one that was never published.
        chosen = [page for page in (self.pages(alias_of=None), self.pages(alias_of=None)) if page]
        action = self.chance.choice(["publish", "unpublish", "publish", "delete", "move"])
        if action == "delete" and any(page.numchild for page in chosen):
            return "too much to delete"
        data = {"next": "/admin/"}
        if action == "move":
            # Nor a page with one above it: Wagtail moves the first and looks for the second's
            # parent where it was.
            chosen = chosen[:1]
            to = self.owner_of(type(chosen[0]))
            if not to or any(to.path.startswith(page.path) for page in chosen):
                return "nowhere to move"
            data["chooser"] = to.pk
        query = "?next=/admin/" + "".join(f"&id={page.pk}" for page in chosen)
        label = ["wagtailcore", "page", action]
        return action, self.post("wagtail_bulk_action", label, data, query)

    def revert(self):
        page = self.pages()
        first = page and page.revisions.order_by("pk").first()
        if first is None or page.alias_of_id:
            return "nothing to revert to"
        return self.edit(revision=first.pk, **{"action-publish": "1"})

    def rename_picture(self):
        image = self.chance.choice(list(Image.objects.order_by("pk")))
        data = {"title": f"湖景{self.chance.randrange(1000)}", "description": "湖景", "tags": ""}
        return self.post("wagtailimages:edit", [image.pk], data)

    def import_rows(self):
        owner = self.pages(live=True, content_type__model="area")
        if owner is None:
            return "nowhere to import to"
        rows = [{"title": f"导入{self.chance.randrange(50)}", "body": "一行\n两行"} for _ in "12"]
        path = self.folder / "rows.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        call_command("import", "notices", str(path), "--under", str(owner.pk), "--json")
        return owner.pk

    def let_time_pass(self):
        self.clock(minutes=self.chance.choice([5, 15, 60]))
        call_command("tick")
        return "ticked"


class OneOfSeveral(Editing):
    """An editor beside others; what another has just deleted is not found."""

    answers = frozenset({200, 302, 404})


def edit_beside_others(user_id, folder, seed, acts, done, month):
    """One editor's part of a month in which `month` acts are done by all; what became of each.

    done: the acts that all editors have done so far, which is what time it is.
    """
    folder.mkdir()
    with at_work(folder.parent, done, month):
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.get(pk=user_id))
        editing = OneOfSeveral(client, contextlib.nullcontext, lambda **_: None, folder, seed)
        for _ in range(acts):
            editing.act()
            with done.get_lock():
                done.value += 1
    return editing.done


def turn_the_clock(folder, done, month):
    """The clock beside the editors, until the month is over; how often it was turned."""
    turns = 0
    with at_work(folder, done, month):
        while done.value < month:
            tick.tick()
            turns += 1
    return turns


@contextlib.contextmanager
def at_work(folder, done, month):
    """The test's files, no reconciler, and a clock on which the acts of a month take 30 days."""
    real = timezone.now
    settings = {
        "MEDIA_ROOT": folder / "uploads",
        "PRIVATE_ROOT": folder / "private",
        "STORAGES": {**django_settings.STORAGES, "staticfiles": PLAIN_STATIC},
        "SESSION_COOKIE_AGE": 60 * 60 * 24 * 60,
    }

    def now():
        return real() + datetime.timedelta(days=30) * (done.value / month)

    with (
        override_settings(**settings),
        mock.patch.object(timezone, "now", now),
        mock.patch.object(tick, "reconcile", return_value=0),
    ):
        yield
