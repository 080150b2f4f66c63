"""The access table: every address and field, every viewer, every state; each cell is walked."""

import contextlib
import json

import pytest

from cms.publication.models import Entry

from .fields import acts, questions
from .routes import address, routes, visit
from .rules import RULE_OF, RULES
from .table import FILE, table
from .world import HERE, STATES, build

PUBLIC = {f"{HERE}通知live", f"{HERE}岗位live"}


def states_of(route):
    return STATES if route.is_about_a_page else ("live",)


def test_every_address_has_a_rule():
    assert {route.name for route in routes()} == RULE_OF.keys()
    assert set(RULE_OF.values()) == RULES.keys()


@pytest.mark.django_db
def test_every_cell_of_every_address_is_as_the_table_says():
    world, wrong, cells = build(), [], 0
    for route in routes():
        rule = RULES[RULE_OF[route.name]]
        for state in states_of(route):
            for viewer in world.viewers:
                page = world.here.pages[viewer.owner][state]
                number = world.duty.pk if route.name == "end_duty" else None
                url = address(route, world.here, page, number)
                said, body = visit(viewer, url)
                cells += 1
                if (said == "in") != rule(viewer, state):
                    wrong.append(f"{route.name}, {state}, {viewer.name}: {said}")
                elif _tells(viewer, body):
                    wrong.append(f"{route.name}, {state}, {viewer.name}: tells of what it hides")
    assert not wrong, "\n".join(wrong)


def _tells(viewer, body):
    """Whether somebody with no business there reads of something that is not public."""
    if viewer.here or viewer.name == "administrator":
        return False
    with contextlib.suppress(ValueError):
        # JSON escapes Chinese.
        body = json.dumps(json.loads(body), ensure_ascii=False)
    for title in PUBLIC:
        body = body.replace(title, "")
    return HERE in body


def ask(viewer, query):
    """What the viewer is answered, sent with the token that an island sends."""
    cookies = viewer.client.cookies.copy()
    body = {"query": query}
    answer = viewer.client.post("/graphql/", body, content_type="application/json")
    viewer.client.cookies = cookies
    return answer.json()


@pytest.mark.django_db
def test_every_field_tells_of_what_is_live_and_of_nothing_else_whoever_asks():
    world, wrong, told = build(), [], set()
    assert Entry.objects.public().filter(title__contains=HERE).count() == len(PUBLIC)
    for viewer in world.viewers:
        for state in STATES:
            page = world.here.pages[viewer.owner][state]
            for name, query in questions(page).items():
                answer = ask(viewer, query)
                said = json.dumps(answer, ensure_ascii=False)
                if page.title in said and state == "live":
                    told.add(name)
                for title in PUBLIC:
                    said = said.replace(title, "")
                if HERE in said:
                    wrong.append(f"{name}, {state}, {viewer.name}")
    assert not wrong, "\n".join(wrong)
    # A walk that never meets the page would prove nothing.
    assert told >= {"node", "content", "search", "notices", "jobs", "changes"}


@pytest.mark.django_db
def test_every_act_is_for_who_is_signed_in():
    world, wrong = build(), []
    for viewer in world.viewers:
        for name, query in acts().items():
            codes = [each["code"] for each in ask(viewer, query)["data"][name]["problems"]]
            signed_in = RULES["signed in"](viewer, "live")
            if ("NOT_SIGNED_IN" in codes) == signed_in:
                wrong.append(f"{name}, {viewer.name}: {codes}")
    assert not wrong, "\n".join(wrong)


def test_the_table_that_is_committed_is_the_one_that_is_walked():
    assert FILE.read_text() == table(), "renew it: make access"
