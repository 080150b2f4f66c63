"""A small district with one of everything, and ways to ask about it."""

import datetime
import json
from types import SimpleNamespace

import pytest
from django.test import Client

from cms.core import ids
from cms.pages.services import add_live
from cms.publication.models import Counter, Entry
from cms.publication.services import settle_all
from cms.venues.models import OpeningHours
from tests import factories

# The statement that every answer takes: how far the publication has come, by which it is kept.
STATE = 1


@pytest.fixture
def town(db, monkeypatch):
    """One live thing of each kind, and a venue inside another; all settled."""
    with monkeypatch.context() as quick:
        # As an import does: without the revisions that editors make.
        quick.setattr(factories, "add", _imported)
        pages = _pages()
    settle_all()
    # Read anew: the tree has grown since each was made.
    return SimpleNamespace(
        **{name: type(page).objects.get(pk=page.pk) for name, page in pages.items()}
    )


def _imported(parent, page, *, live):
    add_live(under=parent, page=page)
    return page


def _pages():
    district = factories.district(organiser="如意湖街道办事处")
    area = factories.area(district)
    building = factories.building(area)
    enterprise = factories.enterprise(building, industry="软件和信息技术服务业")
    body = [("heading", {"text": "岗位职责", "level": "2"}), factories.paragraph("<p>看数据。</p>")]
    hall = factories.venue(building, opening_hours=[hours(1, "09:00", "12:00")])
    activity = factories.activity(building, held_at=hall, size=40)
    return {
        "district": district,
        "area": area,
        "building": building,
        "organisation": factories.organisation(building),
        "activity": activity,
        "brief": factories.brief(area, reports=activity),
        "notice": factories.notice(district, announces=activity),
        "vacancy": factories.vacancy(building),
        "service": factories.service(building),
        "info": factories.info(district),
        "lesson": factories.lesson(district),
        "hall": hall,
        "venue": factories.venue(hall),
        "enterprise": enterprise,
        "job": factories.job(enterprise, salary_text="1-1.5万/月", education="BACHELOR", body=body),
    }


def hours(weekday, opens_at, closes_at):
    opens, closes = datetime.time.fromisoformat(opens_at), datetime.time.fromisoformat(closes_at)
    return OpeningHours(weekdays=[weekday], opens_at=opens, closes_at=closes)


@pytest.fixture
def ask_as():
    """Ask as somebody signed in, as an island does: with the token of the cookie."""

    def ask_as(user, query, **variables):
        client = Client(enforce_csrf_checks=True)
        client.force_login(user)
        body = json.dumps({"query": query, "variables": variables})
        first = client.post("/graphql/", body, content_type="application/json")
        assert first.status_code == 403
        assert first.json()["errors"][0]["extensions"]["code"] == "CSRF"
        token = client.cookies["csrftoken"].value
        answer = client.post(
            "/graphql/", body, content_type="application/json", headers={"X-CSRFToken": token}
        ).json()
        assert "errors" not in answer, answer
        return answer["data"]

    return ask_as


@pytest.fixture
def answered(ask):
    """Ask something that must go well: answered(query, **variables) -> its data."""

    def answered(query, **variables):
        answer = ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    return answered


@pytest.fixture
def refused(ask):
    """Ask something that must be refused: refused(query, **variables) -> the code of its error."""

    def refused(query, **variables):
        errors = ask(query, **variables)["errors"]
        return errors[0]["extensions"]["code"]

    return refused


@pytest.fixture
def alter():
    """Change a stored document behind the publication's back: alter(page, minutes=7)."""

    def alter(page, **fields):
        entry = Entry.objects.get(page_id=page.pk)
        entry.document = json.dumps({**json.loads(entry.document), **fields})
        entry.save()

    return alter


@pytest.fixture
def copies():
    """Plant copies of a page's document, each a minute newer: copies(page, 5) -> their entries.

    `each(n)` gives the n-th copy other columns (`building_id`) or document fields (`building`).
    """

    def copies(page, count, each=lambda n: {}):
        original = Entry.objects.get(page_id=page.pk)
        last = Entry.objects.order_by("-page_id").values_list("page_id", flat=True)[0]
        ordinals = Entry.objects.filter(kind=page.kind).count()
        reached = Counter.reached()
        made = [
            _copy(original, n, last + n, ordinals + n, reached + n, each(n))
            for n in range(1, count + 1)
        ]
        Counter.objects.update(number=reached + count)
        return Entry.objects.bulk_create(made)

    return copies


def _copy(original, n, page_id, ordinal, number, changes):
    columns = {field.attname for field in Entry._meta.fields}
    url = f"{original.url}{n}-{page_id}/"
    document = {**json.loads(original.document), "title": f"{original.title} {n}", "url": url}
    document |= {"id": ids.encode(original.kind, page_id), "ordinal": ordinal}
    document |= {name: value for name, value in changes.items() if name not in columns}
    values = {field: getattr(original, field) for field in columns - {"id"}}
    values |= {"page_id": page_id, "ordinal": ordinal, "number": number, "url": url}
    values["published_at"] += datetime.timedelta(minutes=n)
    values |= {name: value for name, value in changes.items() if name in columns}
    return Entry(**{**values, "document": json.dumps(document)})


@pytest.fixture
def public_id():
    """The id the public has for a page."""
    return lambda page: ids.encode(page.kind, page.pk)
