"""What people are told about themselves, and what they change: theirs alone, and never by GET."""

import inspect
import re
from hashlib import sha256

import pytest
from django.core.cache import caches
from django.test import Client

from cms.core import ids
from cms.learning import courses, quizzes
from cms.members import consents, memberships
from cms.members.models import Membership, Purpose, User
from cms.publication.services import settle_all
from schema.core.mutations import CODES
from tests import factories

pytestmark = pytest.mark.django_db

VIEWER = """{ viewer {
  name phone isStaff sessionCount badge
  membership { state organisationTitle organisation { title url } homeBranch words }
  request { state organisationTitle words }
  consents { purpose version given title at }
} }"""
JOIN = """mutation ($input: JoinOrganisationInput!) {
  joinOrganisation(input: $input) {
    viewer { name request { state organisationTitle } } problems { code message field }
  }
}"""
BADGE = """mutation ($input: ShowBadgeInput!) {
  showBadge(input: $input) { viewer { badge } problems { code } }
}"""
LEAVE = "mutation { leaveOrganisation { viewer { request { state } } problems { code } } }"
WITHDRAW = "mutation { withdrawConsent { viewer { name consents { given } } problems { code } } }"


@pytest.fixture
def branch(district):
    branch = factories.organisation(factories.area(district), title="湖东联合支部")
    settle_all()
    return branch


@pytest.fixture
def member():
    return User.objects.create_user("member", phone="+8613800138000")


@pytest.fixture
def ask_as(ask_as, member):
    """Ask as the member."""
    return lambda query, user=member, **variables: ask_as(user, query, **variables)


def joining(branch, **fields):
    version = consents.in_force(Purpose.MEMBERSHIP).version
    given = {"organisation": ids.encode("ORGANISATION", branch.pk), "name": "王小明"}
    return {**given, "consentVersion": version, **fields}


class TestTheViewer:
    def test_is_nobody_without_a_session(self, ask, district):
        assert ask(VIEWER)["data"] == {"viewer": None}

    def test_is_told_about_themselves_with_the_number_masked(self, ask_as, member):
        told = ask_as(VIEWER)["viewer"]
        assert told == {
            "name": None,
            "phone": "138****8000",
            "isStaff": False,
            "sessionCount": 0,
            "badge": False,
            "membership": None,
            "request": None,
            "consents": [],
        }

    def test_is_nobody_again_after_signing_out(self, client, member):
        client.force_login(member)
        client.logout()
        body = {"query": "{ viewer { name } }"}
        answer = client.post("/graphql/", body, content_type="application/json")
        assert answer.json()["data"] == {"viewer": None}

    def test_is_nobody_to_a_registered_question(self, client, member, tmp_path, settings):
        """Its answer goes into caches that everybody shares."""
        settings.QUERIES = tmp_path
        (tmp_path / "who.graphql").write_text("{ viewer { name } }")
        client.force_login(member)
        number = sha256(b"{ viewer { name } }").hexdigest()
        answer = client.get("/graphql/", {"id": number})
        assert answer.json()["data"] == {"viewer": None}

    def test_is_never_kept_among_answers(self, client, ask_as, member):
        caches["answers"].clear()
        ask_as("{ viewer { phone } }")
        answer = Client().post(
            "/graphql/", {"query": "{ viewer { phone } }"}, content_type="application/json"
        )
        assert answer.json()["data"] == {"viewer": None}


class TestTexts:
    def test_are_everybodys_to_read(self, ask, district):
        told = ask("{ consentText(purpose: MEMBERSHIP) { title version body } }")["data"]
        assert told["consentText"]["version"] == 1
        assert "单独同意" in told["consentText"]["body"]


class TestJoining:
    def test_asks_and_is_told(self, ask_as, branch):
        told = ask_as(JOIN, input=joining(branch))["joinOrganisation"]
        assert told["problems"] == []
        assert told["viewer"]["request"] == {
            "state": "ASKED",
            "organisationTitle": "湖东联合支部",
        }

    def test_says_what_is_missing_and_keeps_nothing(self, ask_as, branch):
        told = ask_as(JOIN, input=joining(branch, consentVersion=None))["joinOrganisation"]
        assert [(each["code"], each["field"]) for each in told["problems"]] == [
            ("CONSENT_NEEDED", "consent")
        ]
        assert not Membership.objects.exists()

    @pytest.mark.parametrize("kind", ["BUILDING", "ORGANISATION", "DRAFT", "nonsense"])
    def test_other_ids_are_refused_alike(self, ask_as, branch, kind):
        draft = factories.organisation(branch.get_parent().specific, live=False)
        given = {
            "BUILDING": ids.encode("BUILDING", branch.pk),
            "ORGANISATION": ids.encode("ORGANISATION", 999_999),
            "DRAFT": ids.encode("ORGANISATION", draft.pk),
        }.get(kind, kind)
        told = ask_as(JOIN, input=joining(branch, organisation=given))["joinOrganisation"]
        assert [each["code"] for each in told["problems"]] == ["NOT_JOINABLE"]

    def test_nobody_signed_in_is_told_so(self, ask, branch):
        told = ask(JOIN, input=joining(branch))["data"]["joinOrganisation"]
        assert [each["code"] for each in told["problems"]] == ["NOT_SIGNED_IN"]
        assert told["viewer"] is None

    def test_leaving_and_taking_back_end_it(self, ask_as, branch):
        ask_as(JOIN, input=joining(branch))
        assert ask_as(LEAVE)["leaveOrganisation"]["viewer"]["request"] is None
        told = ask_as(WITHDRAW)["withdrawConsent"]["viewer"]
        assert told["name"] is None
        assert [line["given"] for line in told["consents"]] == [False, True]


class TestTheBadge:
    def test_is_turned_on_and_off(self, ask_as, member, branch):
        ask_as(JOIN, input=joining(branch))
        memberships.confirm(by=factories.admin(), membership=memberships.asked(member))
        on = ask_as(BADGE, input={"shown": True, "consentVersion": 1})["showBadge"]
        assert on == {"viewer": {"badge": True}, "problems": []}
        told = ask_as(VIEWER)["viewer"]
        assert told["membership"]["organisation"]["title"] == "湖东联合支部"
        off = ask_as(BADGE, input={"shown": False})["showBadge"]
        assert off["viewer"] == {"badge": False}

    def test_is_refused_to_who_does_not_belong(self, ask_as, branch):
        told = ask_as(BADGE, input={"shown": True, "consentVersion": 1})["showBadge"]
        assert told["problems"] == [{"code": "NOT_A_MEMBER"}]


class TestActs:
    def test_one_a_request(self, ask, district):
        leave = "leaveOrganisation { problems { code } }"
        told = ask(f"mutation {{ a: {leave} b: {leave} }}")
        assert told["errors"][0]["extensions"]["code"] == "ONE_MUTATION"

    def test_are_not_hidden_in_fragments(self, ask, district):
        hidden = """mutation { ...one leaveOrganisation { problems { code } } }
        fragment one on Mutation { withdrawConsent { problems { code } } }"""
        assert ask(hidden)["errors"][0]["extensions"]["code"] == "ONE_MUTATION"

    def test_are_done_each_time_they_are_asked(self, ask, district, monkeypatch):
        """An answer to an act is not kept, not even to who is not signed in."""
        caches["answers"].clear()
        kept = []
        monkeypatch.setattr(caches["answers"], "set", lambda *_: kept.append(1))
        ask(LEAVE)
        assert kept == []

    def test_what_their_rules_refuse_is_in_the_contract(self):
        """Codes are read off the services that mutations call."""
        services = (memberships, consents, quizzes, courses)
        text = "".join(map(inspect.getsource, services))
        raised = set(re.findall(r'Refusal\(\s*"(\w+)"', text))
        for_staff = {"FORBIDDEN", "DECIDED", "WORDS_NEEDED"}
        assert raised - for_staff <= CODES.keys()
