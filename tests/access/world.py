"""Everybody who may come, and something in every state for them to come to."""

import datetime
import io
import time
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import PageViewRestriction

from cms.core import clock
from cms.learning.models import Attempt, Certificate
from cms.members import consents, duties, memberships, review
from cms.members.groups import files_of
from cms.members.models import Purpose, User
from cms.members.roles import Role
from cms.publication.services import settle_all
from media.models import Document, Video
from tests import factories

STATES = ("live", "draft", "scheduled", "restricted", "expired")
# What stands in everything of one place: whoever has no business there must never read it.
HERE, THERE = "秘而不宣", "另有其人"
DISTRICTS = "organiser of the district"


@dataclass
class Place:
    """A building with all that may stand below one: the pages in every state, by owner."""

    building: Any
    branch: Any
    enterprise: Any
    pages: dict[str, dict[str, Any]]
    image: Any
    document: Any
    video: Any
    membership: Any
    certificate: Any
    question: Any
    attempt: Any


@dataclass
class Viewer:
    """Somebody with a browser. `pages`: which ones they come to, by state."""

    name: str
    client: Client = None  # type: ignore[assignment]
    role: Role | None = None
    here: bool = False
    owner: str = "branch"


@dataclass
class World:
    district: Any
    here: Place
    there: Place
    viewers: list[Viewer] = field(default_factory=list)
    duty: Any = None


def build() -> World:
    review.establish()
    district = factories.district()
    admin = factories.admin()
    here, there = _place(district, admin, HERE), _place(district, admin, THERE)
    world = World(district, here, there)
    for viewer in nameless():
        _seat(world, viewer, admin)
        world.viewers.append(viewer)
    holder = User.objects.create_user("holder", first_name="占位人")
    world.duty = duties.give_duty(
        by=admin, user=holder, role=Role.SECRETARY, place=here.branch, ends_at=None
    )
    settle_all()
    return world


def _place(district: Any, admin: User, word: str) -> Place:
    building = factories.building(factories.area(district))
    branch = factories.organisation(building)
    enterprise = factories.enterprise(building)
    collection = files_of(building)
    pages = {
        "branch": _states(lambda **fields: factories.notice(branch, **fields), f"{word}通知"),
        "enterprise": _states(lambda **fields: factories.job(enterprise, **fields), f"{word}岗位"),
    }
    for by_state in pages.values():
        PageViewRestriction.objects.create(page=by_state["restricted"], restriction_type="login")
    person = User.objects.create_user(f"person{building.pk}")
    text = consents.in_force(Purpose.MEMBERSHIP)
    membership = memberships.join(
        user=person, organisation=branch, name=f"{word}的人", home_branch="", text=text
    )
    memberships.confirm(by=admin, membership=membership)
    question = factories.question(text=f"{word}的题", tag=word)
    lesson = factories.quiz(branch, questions=0, drawn=1, tag=word, title="微党课")
    file = ContentFile(b"%PDF-1.4\n%%EOF", "paper.pdf")
    return Place(
        building,
        branch,
        enterprise,
        pages,
        factories.image(title=f"{word}的图", collection=collection),
        Document.objects.create(title=f"{word}的文件", file=file, collection=collection),
        Video.objects.create(
            title=f"{word}的录像", type="video", duration=1, file=_film(), collection=collection
        ),
        membership,
        Certificate.objects.create(
            member=person,
            # No 0 and no 1 is in one.
            number=f"{building.pk:012}".translate(str.maketrans("01", "AB")),
            name=f"{word}的人",
            title="入门课程",
            day=clock.today(),
        ),
        question,
        Attempt.objects.create(
            member=person,
            lesson=lesson,
            title=lesson.title,
            number=1,
            started_at=clock.now(),
            pass_percent=60,
            part_marks=False,
        ),
    )


def _film() -> ContentFile:
    return ContentFile(io.BytesIO(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom").getvalue(), "film.mp4")


def _states(make: Any, word: str) -> dict[str, Any]:
    now = clock.now()
    pages = {}
    for state in STATES:
        title = f"{word}{state}"
        page = make(title=title, summary=f"{title}摘要", live=state not in {"draft", "scheduled"})
        if state == "scheduled":
            page.go_live_at = now + datetime.timedelta(days=3)
            page.save_revision(approved_go_live_at=page.go_live_at)
            page.save()
        if state == "expired":
            page.unpublish()
            page.expired = True
            page.save()
        pages[state] = type(page).objects.get(pk=page.pk)
    return pages


def nameless() -> list[Viewer]:
    """Those who come, without a browser: whom the rules are asked about."""
    staff = [
        Viewer(
            f"{role.lower()} {'here' if here else 'elsewhere'}",
            role=role,
            here=here,
            owner="enterprise" if role is Role.ENTERPRISE_EDITOR else "branch",
        )
        for role in Role
        for here in (True, False)
    ]
    staff.append(Viewer(DISTRICTS, role=Role.ORGANISER, here=True))
    others = [Viewer("anonymous"), Viewer("member"), Viewer("expired session")]
    return [*others, *staff, Viewer("administrator")]


def _seat(world: World, viewer: Viewer, admin: User) -> None:
    """Give a viewer an account where they have one, their duty, and a browser."""
    if viewer.name == "anonymous":
        viewer.client = Client()
        return
    if viewer.role:
        place = world.here if viewer.here else world.there
        at = {Role.SECRETARY: place.branch, Role.ENTERPRISE_EDITOR: place.enterprise}
        where = at.get(viewer.role, place.building)
        if viewer.name == DISTRICTS:
            where = world.district
        user = User.objects.create_user(viewer.name, first_name=viewer.role.label)
        duties.give_duty(by=admin, user=user, role=viewer.role, place=where, ends_at=None)
    else:
        known = {"member": world.here.membership.user, "administrator": admin}
        user = known.get(viewer.name) or User.objects.create_user(viewer.name)
    viewer.client = _browser(user)
    if viewer.name == "expired session":
        Session.objects.filter(session_key=viewer.client.session.session_key).delete()


def _browser(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    session = client.session
    # As allauth notes it: what matters asks again who one is, but not of who has just signed in.
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
