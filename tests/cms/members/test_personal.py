"""What we hold about a person: all of it is told to them, and none of it outlives the account."""

import io
import json
import zipfile

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.test import Client
from wagtail.log_actions import log

from cms.core.errors import Refusal
from cms.learning.courses import claim_certificate
from cms.learning.models import Attempt, Certificate
from cms.members import codes, consents, duties, memberships, personal, services, sms
from cms.members.models import Purpose, User
from cms.members.roles import Role
from cms.points.models import Entry
from cms.publication.services import settle_all
from tests import factories
from tests.cms.learning.acts import take
from tests.cms.members.conftest import PHONE

pytestmark = pytest.mark.django_db

# Rows that hang on an account and are gone with it, and tell nothing that is not told elsewhere.
TECHNICAL = {
    "members.User_groups": "which Wagtail groups follow from the duties",
    "members.User_user_permissions": "none are ever given",
    "wagtailusers.UserProfile": "how the admin looks to them",
    "wagtailadmin.EditingSession": "that a form is open just now",
    "wagtailadmin.FormState": "a form as it is being typed, for its preview",
    "wagtailcore.APIToken": "none are ever made",
    "wagtailcore.Comment": "comments are switched off",
    "wagtailcore.CommentReply": "comments are switched off",
    "wagtailcore.PageSubscription": "comments are switched off",
    "account.EmailAddress": "nobody gives us an address",
}
# Columns that may hold a phone, a name, an address or a session without a key to the account.
LOOSE = {
    "sessions.Session": "ended with the account",
    "axes.AccessLog": "switched off",
    "axes.AccessFailureLog": "switched off",
    "wagtailcore.ModelLogEntry": "labels of entries about the account are deleted with it",
    "wagtailcore.PageLogEntry": "labels are titles of pages",
}
TELLING = ("phone", "session", "user_agent", "ip", "username", "label")


def relations():
    """(model, field) of everything that points to an account."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if getattr(field, "concrete", False) and field.related_model is User:
                yield model, field


class TestEveryModel:
    def test_that_hangs_on_an_account_is_told_or_says_why_not(self):
        told = {(held.model, held.by) for held in personal.HELD}
        missing = {
            (model._meta.label, field.name)
            for model, field in relations()
            if field.remote_field.on_delete is models.CASCADE and model._meta.label not in TECHNICAL
        }
        assert missing - told == set()

    def test_that_only_says_who_did_something_forgets_who_it_was(self):
        kept = {
            (model._meta.label, field.name)
            for model, field in relations()
            if field.remote_field.on_delete not in {models.CASCADE, models.SET_NULL}
        }
        assert kept == {("wagtailcore.ModelLogEntry", "user"), ("wagtailcore.PageLogEntry", "user")}

    def test_that_may_know_people_without_an_account_is_named(self):
        named = {held.model for held in personal.HELD} | LOOSE.keys() | {"members.User"}
        about_places = {"places", "pages", "enterprises"}
        for model in apps.get_models():
            columns = {field.name for field in model._meta.concrete_fields}
            telling = {c for c in columns if any(c == t or c.startswith(f"{t}_") for t in TELLING)}
            if telling and model._meta.app_label not in about_places:
                assert model._meta.label in named, (model._meta.label, telling)

    def test_that_is_named_has_the_fields_that_are_told(self):
        for held in personal.HELD:
            model = apps.get_model(held.model)
            assert model.objects.filter(**{held.by: 1}).query
            for name in held.fields:
                try:
                    model._meta.get_field(name)
                except FieldDoesNotExist:
                    assert isinstance(getattr(model, name, None), property), (held.model, name)


@pytest.fixture
def person(district, clock):
    """Somebody with a row of everything."""
    by = factories.admin()
    area = factories.area(district)
    branch = factories.organisation(area, title="湖东联合支部")
    user = User.objects.create_user("m0ng3rr4t", phone=f"+86{PHONE}", last_name="欧阳")
    text = consents.in_force(Purpose.MEMBERSHIP)
    membership = memberships.join(
        user=user, organisation=branch, name="欧阳乌有", home_branch="老家的支部", text=text
    )
    memberships.confirm(by=by, membership=membership)
    memberships.show_badge(user=user, text=consents.in_force(Purpose.BADGE))
    memberships.record_readings(reader=by, people=[user], what_for="确认报到")
    client = Client(HTTP_USER_AGENT="WeirdBrowser/7")
    client.force_login(user)
    UserSession.objects.create(
        user=user,
        ip="203.0.113.77",
        user_agent="WeirdBrowser/7",
        session_key=client.session.session_key,
    )
    Authenticator.objects.create(user=user, type="totp", data={"secret": "s3cr3t-of-totp"})
    codes.issue(phone=user.phone, address="203.0.113.77", reference="r")
    sms.text(phone=user.phone, template="code", code="424242")
    AccessAttempt.objects.create(
        username=user.phone, ip_address="203.0.113.77", failures_since_start=1
    )
    study(user, area)
    duty = duties.give_duty(by=by, user=user, role=Role.SECRETARY, place=branch, ends_at=None)
    log(instance=branch, action="wagtail.edit", user=user)
    factories.notice(branch, title="我写的通知", owner=user)
    duties.end_duty(by=by, duty=duty)
    return User.objects.get(pk=user.pk)


def study(user, area):
    """Take a quiz, earn points, get a certificate."""
    lesson = factories.quiz(area, title="消防安全第一课")
    course = factories.course(area, lesson, title="消防安全课程")
    settle_all()
    take(user, lesson)
    claim_certificate(member=user, course=course, name="")
    memberships.join_ranking(user=user, text=consents.in_force(Purpose.RANKING))


def whole_database():
    """Every value of every row, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("sqlite_") or "_fts" in table:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [f"{table}: {value}" for row in cursor.fetchall() for value in row]
    return found


SECRETS = (
    PHONE,
    "欧阳乌有",
    "老家的支部",
    "203.0.113.77",
    "WeirdBrowser",
    "s3cr3t-of-totp",
    "m0ng3rr4t",
)


class TestErasing:
    def test_leaves_no_word_about_the_person_anywhere(self, person):
        key = UserSession.objects.get(user=person).session_key
        words = (*SECRETS, key)
        before = whole_database()
        assert all(any(word in value for value in before) for word in words)
        services.erase(user=person)
        after = whole_database()
        left = [(word, value[:80]) for word in words for value in after if word in value]
        assert left == []

    def test_leaves_counts_of_what_they_learned(self, person):
        services.erase(user=person)
        attempt = Attempt.objects.get()
        assert (attempt.member, attempt.score_percent) == (None, 100)
        assert attempt.drawn.count() == 2
        assert Entry.objects.get().organisation.title == "湖东联合支部"
        assert not Certificate.objects.exists()

    def test_leaves_what_they_did_for_others(self, person):
        services.erase(user=person)
        page = factories.Notice.objects.get(title="我写的通知")
        assert page.live
        assert page.owner is None

    def test_signs_out_everywhere(self, person):
        client = Client()
        client.force_login(person)
        services.erase(user=person)
        assert client.get("/accounts/").status_code == 302

    def test_waits_until_duties_are_given_up(self, person, district):
        by = factories.admin()
        duties.give_duty(by=by, user=person, role=Role.ORGANISER, place=district, ends_at=None)
        with pytest.raises(Refusal) as refused:
            services.erase(user=person)
        assert refused.value.code == "STAFF"
        assert User.objects.filter(pk=person.pk).exists()

    def test_halfway_is_not_at_all(self, person, monkeypatch):
        def fail(*_args, **_kwargs):
            raise RuntimeError("the disk is full")

        monkeypatch.setattr(User, "delete", fail)
        with pytest.raises(RuntimeError):
            services.erase(user=person)
        assert memberships.confirmed(person)


class TestTelling:
    def test_all_that_is_held_and_nothing_secret(self, person):
        told = json.dumps(personal.told(person), ensure_ascii=False)
        for word in (PHONE, "欧阳乌有", "老家的支部", "湖东联合支部", "203.0.113.77", "确认报到"):
            assert word in told
        for word in ("消防安全第一课", "消防安全课程", "的选项0", "得分（百分制）", "积分合计"):
            assert word in told
        assert "s3cr3t-of-totp" not in told
        assert UserSession.objects.get(user=person).session_key not in told

    def test_it_says_nothing_of_others(self, person):
        other = User.objects.create_user("other", phone="+8613900139000", first_name="别人")
        consents.agree(user=other, text=consents.in_force(Purpose.TERMS))
        told = json.dumps(personal.told(person), ensure_ascii=False)
        assert "13900139000" not in told
        assert "别人" not in told


def signed_in_long_ago(client):
    """Let the session look as it does ten minutes after signing in."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 600
    session.save()


def enter_again(client, code_for):
    """Say again who one is, by a code to one's own number."""
    asked = client.get("/accounts/again/code/").content.decode()
    assert "138****8000" in asked
    client.post("/accounts/again/code/", {"recipient": f"+86{PHONE}"})
    client.post("/accounts/again/code/confirm/", {"code": code_for()})


class TestThePages:
    @pytest.fixture
    def member(self, client, sign_in, clock):
        sign_in(client)
        clock(seconds=61)
        signed_in_long_ago(client)
        return User.objects.get(phone=f"+86{PHONE}")

    @pytest.mark.parametrize("address", ["/accounts/export/", "/accounts/erase/"])
    def test_ask_again_who_it_is(self, client, member, address):
        for answer in (client.get(address), client.post(address, {"sure": "on"})):
            assert answer["Location"].startswith("/accounts/again/code/")
        assert User.objects.filter(pk=member.pk).exists()

    def test_do_not_ask_who_has_just_signed_in(self, client, sign_in):
        sign_in(client)
        assert client.get("/accounts/export/").status_code == 200

    def test_give_one_zip_of_data_and_a_page(self, client, member, code_for):
        enter_again(client, code_for)
        answer = client.post("/accounts/export/")
        assert answer["Content-Disposition"] == 'attachment; filename="my-data.zip"'
        assert "no-store" in answer["Cache-Control"]
        with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
            assert sorted(file.namelist()) == ["data.json", "我的资料.html"]
            data = json.loads(file.read("data.json"))
            page = file.read("我的资料.html").decode()
        assert data["account"]["手机号"] == f"+86{PHONE}"
        assert "用户协议与隐私政策" in page
        assert "<script" not in page

    def test_erase_after_the_tick(self, client, member, code_for):
        enter_again(client, code_for)
        client.post("/accounts/erase/")
        assert User.objects.filter(pk=member.pk).exists()
        answer = client.post("/accounts/erase/", {"sure": "on"})
        assert "账号已注销" in answer.content.decode()
        assert not User.objects.filter(pk=member.pk).exists()
        assert client.get("/accounts/").status_code == 302
