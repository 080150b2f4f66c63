"""Plain factories: the smallest believable thing of each kind, live unless told otherwise."""

import datetime
import io
import itertools
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.models import GroupPagePermission, Page

from cms.activities.models import Activity
from cms.core import clock
from cms.enterprises.models import Enterprise, Job, Vacancy
from cms.learning.bank import add_question
from cms.learning.models import Course, CourseLesson, Lesson, Question, QuestionKind, QuestionTag
from cms.members.models import User
from cms.pages.models import Brief, ContentPage, InfoPage, Notice, PublicService
from cms.places.models import Area, Building, District, Organisation
from cms.venues.models import Venue
from media.models import Image

_serial = itertools.count(1)


def add(parent: Page, page: ContentPage, *, live: bool = True) -> Any:
    """Put the page under its parent, the way an editor does: with a revision, published or not."""
    page.live = False
    parent.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    return type(page).objects.get(pk=page.pk)


def root() -> Page:
    return Page.objects.get(depth=1)


def district(**fields: Any) -> District:
    live = fields.pop("live", True)
    return add(root(), District(**{"title": "如意湖", **fields}), live=live)


def under(model: type[ContentPage], parent: Page, defaults: dict[str, Any], fields: Any) -> Any:
    live = fields.pop("live", True)
    return add(parent, model(**{**defaults, **fields}), live=live)


def area(parent: District, **fields: Any) -> Area:
    number = next(_serial)
    return under(Area, parent, {"title": f"第{number}片区", "number": number % 99 + 1}, fields)


def building(parent: Area, **fields: Any) -> Building:
    return under(Building, parent, {"title": f"中科金座{next(_serial)}号楼"}, fields)


def organisation(parent: Page, **fields: Any) -> Organisation:
    defaults = {"title": f"第{next(_serial)}联合党支部", "organisation_kind": "JOINT"}
    return under(Organisation, parent, defaults, fields)


def brief(parent: Page, **fields: Any) -> Brief:
    return under(Brief, parent, {"title": f"健步跑活动简报{next(_serial)}"}, fields)


def notice(parent: Page, **fields: Any) -> Notice:
    return under(Notice, parent, {"title": f"主题党日通知{next(_serial)}"}, fields)


def lesson(parent: Page, **fields: Any) -> Lesson:
    return under(Lesson, parent, {"title": f"微党课第{next(_serial)}讲"}, fields)


def question(*, tag: str = "党史", right: int = 1, **fields: Any) -> Question:
    """One of four options, whose first `right` are right; of one kind or the other by that."""
    number = next(_serial)
    kind = QuestionKind.SINGLE if right == 1 else QuestionKind.MULTIPLE
    return add_question(
        **{
            "kind": kind,
            "text": f"第{number}题",
            "options": [(f"第{number}题的选项{place}", place < right) for place in range(4)],
            "explanation": f"第{number}题的解析",
            "tags": [tag],
            **fields,
        }
    )


def quiz(parent: Page, *, questions: int = 4, drawn: int = 2, **fields: Any) -> Lesson:
    """A lesson whose quiz draws some of a tag's questions, made here with that tag."""
    tag = fields.pop("tag", f"标签{next(_serial)}")
    for _ in range(questions):
        question(tag=tag)
    page = Lesson(**{"title": f"微党课第{next(_serial)}讲", "drawn_count": drawn, **fields})
    page.quiz_tags.add(*QuestionTag.objects.filter(name=tag))
    return add(parent, page)


def course(parent: Page, *lessons: Lesson, **fields: Any) -> Course:
    page = Course(**{"title": f"入门课程{next(_serial)}", **fields})
    page.course_lessons = [
        CourseLesson(lesson=lesson, sort_order=place) for place, lesson in enumerate(lessons)
    ]
    return add(parent, page)


def activity(parent: Page, **fields: Any) -> Activity:
    """One that starts in a week, for two hours, with sign-up open until a day before."""
    starts = fields.pop("starts_at", clock.now() + datetime.timedelta(days=7))
    times = {"starts_at": starts, "ends_at": starts + datetime.timedelta(hours=2)}
    opened = {"sign_up_opens_at": starts - datetime.timedelta(days=9)}
    title = {"title": f"环湖健步走{next(_serial)}", "activity_kind": "SPORT"}
    return under(Activity, parent, {**title, **times, **opened}, fields)


def service(parent: Page, **fields: Any) -> PublicService:
    defaults = {"title": f"法律咨询{next(_serial)}", "category": "CONVENIENCE"}
    return under(PublicService, parent, defaults, fields)


def info(parent: District, **fields: Any) -> InfoPage:
    return under(InfoPage, parent, {"title": f"关于本站{next(_serial)}"}, fields)


def venue(parent: Page, **fields: Any) -> Venue:
    defaults = {"title": f"共享会议室{next(_serial)}", "capacity": 30}
    return under(Venue, parent, defaults, fields)


def enterprise(parent: Page, **fields: Any) -> Enterprise:
    return under(Enterprise, parent, {"title": f"清禾科技{next(_serial)}"}, fields)


def job(parent: Enterprise, **fields: Any) -> Job:
    return under(Job, parent, {"title": f"数据分析师{next(_serial)}"}, fields)


def vacancy(parent: Page, **fields: Any) -> Vacancy:
    defaults = {"title": f"整层办公{next(_serial)}", "floor": "18 层"}
    more = {"area_square_metres": 860, "contact_phone": "0371-0000-1301"}
    return under(Vacancy, parent, {**defaults, **more}, fields)


def paragraph(html: str) -> tuple[str, str]:
    return ("paragraph", html)


def image(*, width: int = 400, height: int = 300, color: str = "#2a7f86", **fields: Any) -> Image:
    content = io.BytesIO()
    Picture.new("RGB", (width, height), color).save(content, "PNG")
    defaults = {"title": f"picture{next(_serial)}", "description": "湖边的楼群"}
    file = ContentFile(content.getvalue(), f"picture{next(_serial)}.png")
    return Image.objects.create(file=file, **{**defaults, **fields})


def writer(*pages: Page, rights: tuple[str, ...] = ("add", "publish")) -> User:
    """Someone who may sign in to the admin, and has these rights below these pages."""
    number = next(_serial)
    group = Group.objects.create(name=f"编辑{number}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for right in Permission.objects.filter(codename__in=[f"{right}_page" for right in rights]):
        for page in pages:
            GroupPagePermission.objects.create(group=group, page=page, permission=right)
    user = User.objects.create_user(f"writer{number}", password="湖心岛-20261123")
    user.groups.add(group)
    return user


def admin(**fields: Any) -> User:
    return User.objects.create_superuser(
        f"admin{next(_serial)}", password="湖心岛-20261123", **fields
    )
