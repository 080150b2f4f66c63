"""Building the demo district: each page under its owner, once, dated back from today."""

import datetime
import io
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.models import Page, Revision

from cms.activities.models import Activity
from cms.core import clock
from cms.core.errors import Refusal
from cms.enterprises.models import TERM, Enterprise, Job, Vacancy
from cms.learning.bank import add_question
from cms.learning.models import (
    Course,
    CourseLesson,
    Lesson,
    Question,
    QuestionKind,
    QuestionTag,
)
from cms.learning.models.bank import RIGHT, WRONG
from cms.pages.models import Brief, ContentPage, InfoPage, Notice, PublicService
from cms.places.models import Area, Building, District, Figure, Organisation
from cms.publication.services import settle_all
from cms.venues.models import OpeningHours, Venue
from media.models import Image

from .content import Item, activity_times, body, load, moment
from .pictures import alt, draw

Kind = TypeVar("Kind", bound=ContentPage)

# When places, venues and firms came to the platform, in days before today.
PLACES_AGE, VENUES_AGE, FIRMS_AGE = 120, 91, 60


def build(*, root: Page, today: datetime.date, say: Callable[[str], None]) -> None:
    """Build what is missing of the district under `root`; what is there already stays as it is."""
    demo = _Demo(root, today)
    others = District.objects.exclude(slug=load("district")["district"]["slug"])
    if others.exists():
        raise Refusal(
            "REAL_DISTRICT", f"“{others[0].title}”已经在这里，演示内容不会加到真实的站点上。"
        )
    stages = (demo.places, demo.venues, demo.firms, demo.services, demo.activities)
    for stage in (*stages, demo.lessons, demo.news):
        before = demo.added
        # A stage is there whole or not at all: a run cut short leaves nothing to clean up.
        with transaction.atomic():
            stage()
        say(f"{stage.__name__}: {demo.added - before} pages added")
    settle_all()


def publish(parent: Page, page: Page, at: datetime.datetime) -> None:
    """Put the page under its parent, live since `at`, with the revision that says so."""
    page.live = True
    page.first_published_at = page.last_published_at = at
    parent.add_child(instance=page)
    revision = page.save_revision(changed=False, clean=False)
    Revision.objects.filter(pk=revision.pk).update(created_at=at)
    Page.objects.filter(pk=page.pk).update(live_revision=revision, latest_revision_created_at=at)


class _Demo:
    """One run: owners and activities by slug, pictures by name, and how many pages were added."""

    def __init__(self, root: Page, today: datetime.date) -> None:
        self.root, self.today = root, today
        self.owners: dict[str, Any] = {}
        self.told: dict[str, Activity] = {}
        self.images: dict[str, Image] = {}
        self.added = 0

    def places(self) -> None:
        texts = load("district")
        self.owners[""] = self._district(texts["district"])
        for place, item in enumerate(texts["area"]):
            self._own(Area, "", item, place, number=item["number"])
        for place, item in enumerate(texts["building"]):
            details = _pick(item, "address", "floors", "occupancy_percent", "people_count")
            details |= _pick(item, "property_company", "property_phone")
            self._own(
                Building, item["area"], item, place, building_kind=item["kind"].upper(), **details
            )
        for place, item in enumerate(texts["organisation"]):
            kind = item["kind"].upper()
            self._own(Organisation, item["under"], item, place, organisation_kind=kind)

    def venues(self) -> None:
        for place, item in enumerate(load("district")["venue"]):
            self._own(
                Venue,
                item["under"],
                item,
                place,
                age=VENUES_AGE,
                equipment="\n".join(item["equipment"]),
                opening_hours=[_hours(row) for row in item["opening_hours"]],
                **_pick(item, "address", "capacity", "contact"),
            )

    def firms(self) -> None:
        for place, item in enumerate(load("enterprises")["enterprise"]):
            details = _pick(item, "address", "company_type", "industry", "size_band")
            details |= _pick(item, "website", "contact")
            self._own(Enterprise, item["building"], item, place, age=FIRMS_AGE, **details)
        ends = datetime.datetime.combine(self.today, datetime.time(18), clock.SHANGHAI) + TERM
        for place, item in enumerate(load("jobs")["job"]):
            details = _pick(item, "address", "salary_text", "experience", "headcount")
            details |= _pick(item, "contact")
            parent = self.owners[item["enterprise"]]
            education = item["education"].upper()
            self._put(Job, parent, item, place, expire_at=ends, education=education, **details)
        for place, item in enumerate(load("vacancies")["vacancy"]):
            details = _pick(item, "floor", "area_square_metres", "rent_text", "contact_phone")
            if days := item.get("available_in_days"):
                details["available_from"] = self.today + datetime.timedelta(days=days)
            self._put(
                Vacancy, self.owners[item["building"]], item, place, expire_at=ends, **details
            )

    def services(self) -> None:
        for place, item in enumerate(load("services")["service"]):
            details = _pick(item, "place", "opening_text", "phone")
            details["category"] = item["category"].upper()
            owner = self.owners[item["under"]]
            self._put(PublicService, owner, item, place, age=FIRMS_AGE, **details)
        for place, item in enumerate(load("info")["info"]):
            self._put(InfoPage, self.owners[""], item, place, age=PLACES_AGE)

    def activities(self) -> None:
        for place, item in enumerate(load("activities")["activity"]):
            times: dict[str, Any] = activity_times(item, self.today)
            announced = min(self.today, clock.local(times["sign_up_opens_at"]).date())
            details = _pick(item, "place", "size", "worth_points")
            self.told[item["slug"]] = self._put(
                Activity,
                self.owners[item["under"]],
                {**item, "days_ago": (self.today - announced).days},
                place,
                activity_kind=item["kind"].upper(),
                audience=item["audience"].upper(),
                held_at=self.owners[item["venue"]] if "venue" in item else None,
                **times,
                **details,
            )

    def lessons(self) -> None:
        texts = load("questions")
        for item in texts["question"]:
            _ask(item)
        lessons = {}
        for place, item in enumerate(load("lessons")["lesson"]):
            quiz = dict(item.get("quiz", {}))
            tags = QuestionTag.objects.filter(name=quiz.pop("tag", ""))
            details = {**_pick(item, "minutes", "worth_points"), **quiz}
            owner = self.owners[item["under"]]
            lessons[item["slug"]] = self._put(Lesson, owner, item, place, tags=tags, **details)
        for place, item in enumerate(texts["course"]):
            taught = [
                CourseLesson(lesson=lessons[slug], sort_order=order)
                for order, slug in enumerate(item["lessons"])
            ]
            self._put(Course, self.owners[item["under"]], item, place, course_lessons=taught)

    def news(self) -> None:
        for model, name, about in ((Notice, "notice", "announces"), (Brief, "brief", "reports")):
            for place, item in enumerate(load(f"{name}s")[name]):
                told = {about: self.told[item[about]]} if about in item else {}
                self._put(model, self.owners[item["under"]], item, place, **told)

    def _district(self, item: Item) -> District:
        footer = _pick(item, "organiser", "icp", "public_security", "site_code", "complaints_url")
        figures = [Figure(**figure) for figure in item["figures"]]
        return self._put(District, self.root, item, 0, age=PLACES_AGE, figures=figures, **footer)

    def _own(
        self,
        model: type[Kind],
        under: str,
        item: Item,
        place: int,
        *,
        age: int = PLACES_AGE,
        **own: Any,
    ) -> None:
        """A page that owns others: they name it by its slug."""
        parent = self.owners[under]
        self.owners[item["slug"]] = self._put(model, parent, item, place, age=age, **own)

    def _put(
        self,
        model: type[Kind],
        parent: Page,
        item: Item,
        place: int,
        /,
        *,
        age: int = 0,
        tags: Iterable[QuestionTag] = (),
        **own: Any,
    ) -> Kind:
        """The page of this kind and slug under its parent: found, or made and published."""
        found: Kind | None = model.objects.child_of(parent).filter(slug=item["slug"]).first()
        if found:
            return found
        day = self.today - datetime.timedelta(days=item.get("days_ago", age))
        cover = self._image(item["picture"]) if "picture" in item else None
        page = model(
            **_pick(item, "title", "slug", "summary"),
            cover=cover,
            body=body(item, day, lambda name: self._image(name).pk),
            **own,
        )
        if tags:
            page.quiz_tags.set(tags)
        publish(parent, page, min(moment(day, place), clock.now()))
        self.added += 1
        return page

    def _image(self, name: str) -> Image:
        """The picture, drawn when a new page first shows it."""
        if name not in self.images:
            words = alt(name)
            image = Image.objects.filter(title=words).first()
            if image is None:
                file = ImageFile(io.BytesIO(draw(name)), name=f"{name}.jpg")
                image = Image.objects.create(title=words, description=words, file=file)
            self.images[name] = image
        return self.images[name]


def _ask(item: Item) -> None:
    """Put a question into the bank, once."""
    key = f"demo/{item['text']}"[:120]
    if Question.objects.filter(imported_from=key).exists():
        return
    options = [(text.removeprefix("*"), text.startswith("*")) for text in item["options"]]
    right = sum(is_right for _, is_right in options)
    kind = QuestionKind.MULTIPLE if right > 1 else QuestionKind.SINGLE
    if [text for text, _ in options] == [RIGHT, WRONG]:
        kind = QuestionKind.TRUE_FALSE
    add_question(
        kind=kind,
        text=item["text"],
        options=options,
        explanation=item["why"],
        tags=[item["tag"]],
        imported_from=key,
    )


def _pick(item: Item, *names: str) -> Item:
    """Those of the item's values that are given."""
    return {name: item[name] for name in names if name in item}


def _hours(row: Item) -> OpeningHours:
    opens, closes = (datetime.time.fromisoformat(row[end]) for end in ("opens", "closes"))
    return OpeningHours(weekdays=row["weekdays"], opens_at=opens, closes_at=closes)
