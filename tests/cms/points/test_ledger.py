"""The ledger: an act pays once, within its caps, and is taken back exactly."""

import datetime
import importlib

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from cms.core import clock as our_clock
from cms.core.errors import Refusal
from cms.members import consents, memberships
from cms.members.models import Purpose, User
from cms.members.services import erase
from cms.points import services
from cms.points.models import Act, Balance, Entry, Rule, Shows
from cms.points.services import Earned, award_points, undo_points
from tests import factories
from tests.cms.points import acts

pytestmark = pytest.mark.django_db
migration = importlib.import_module("cms.points.migrations.0002_rule_since")


@pytest.fixture
def member(db):
    return User.objects.create_user("member", phone="+8613800138000")


def rule(**fields):
    Rule.objects.filter(act=Act.QUIZ).update(**fields)


def award(member, source="attempt:1", subject="lesson:1", worth=5, amount=5):
    earned = Earned(source=source, subject=subject, title="党史", worth=worth, amount=amount)
    return award_points(member=member, act=Act.QUIZ, earned=earned)


class TestEarning:
    def test_an_act_pays_once(self, member):
        first = award(member)
        assert award(member) == first
        assert services.balance(member) == 5

    def test_the_database_itself_refuses_a_second_entry(self, member):
        first = award(member)
        first.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            first.save(force_insert=True)

    def test_a_subject_never_pays_more_than_its_worth(self, member):
        award(member, "attempt:1", amount=3)
        assert award(member, "attempt:2", amount=3).amount == 2
        assert award(member, "attempt:3", amount=3) is None

    def test_nor_more_than_the_rule_lets_any_subject_be_worth(self, member):
        rule(most=4)
        assert award(member, worth=100, amount=100).amount == 4

    def test_a_day_has_its_cap_and_says_what_was_cut(self, member, clock):
        rule(per_day=7)
        award(member, "attempt:1", "lesson:1")
        cut = award(member, "attempt:2", "lesson:2")
        assert cut.amount == 2
        assert "应记 5 分" in cut.reason
        assert award(member, "attempt:3", "lesson:3") is None
        clock(days=1)
        assert award(member, "attempt:4", "lesson:4").amount == 5

    def test_a_day_is_shanghais(self, member, clock):
        rule(per_day=5)
        now = our_clock.local(our_clock.now())
        # To 23:59:30 there, when it is afternoon in UTC.
        ahead = (23 - now.hour) * 3600 + (59 - now.minute) * 60 + 30 - now.second
        clock(seconds=ahead)
        assert award(member, "attempt:1", "lesson:1").day == now.date()
        assert award(member, "attempt:2", "lesson:2") is None
        clock(seconds=60)
        assert award(member, "attempt:2", "lesson:2").amount == 5

    def test_a_year_has_its_cap(self, member, clock):
        rule(per_year=8)
        award(member, "attempt:1", "lesson:1")
        assert award(member, "attempt:2", "lesson:2").amount == 3
        clock(days=366)
        assert award(member, "attempt:3", "lesson:3").amount == 5

    def test_a_rule_that_is_off_pays_nothing(self, member):
        rule(in_force=False)
        assert award(member) is None
        assert not Balance.objects.exists()

    def test_nothing_is_paid_for_nothing(self, member):
        assert award(member, amount=0) is None
        assert award(member, amount=-3) is None
        assert not Entry.objects.exists()

    def test_an_entry_keeps_where_the_member_belonged(self, member, district):
        area = factories.area(district)
        building = factories.building(area)
        branch = factories.organisation(building)
        join(member, branch)
        first = award(member)
        join(member, factories.organisation(area))
        second = award(member, "attempt:2", "lesson:2")
        assert (first.organisation_id, first.building_id, first.area_id) == (
            branch.pk,
            building.pk,
            area.pk,
        )
        assert second.building is None
        assert second.area_id == area.pk


def join(member, organisation):
    text = consents.in_force(Purpose.MEMBERSHIP)
    membership = memberships.join(
        user=member, organisation=organisation, name="王小明", home_branch="", text=text
    )
    memberships.confirm(by=factories.admin(), membership=membership)


class TestTakingBack:
    def undo(self, source="attempt:1"):
        return undo_points(source=source, act=Act.QUIZ, reason="代答")

    def test_takes_exactly_what_was_paid_once(self, member):
        award(member, amount=3)
        undone = self.undo()
        assert self.undo() == undone
        assert undone.amount == -3
        assert services.balance(member) == 0

    def test_of_what_was_never_paid_is_nothing(self, member):
        assert self.undo() is None

    def test_the_same_act_is_not_paid_again_and_a_new_one_is(self, member):
        award(member)
        self.undo()
        award(member)
        assert services.balance(member) == 0
        award(member, "attempt:2")
        assert services.balance(member) == 5

    def test_gives_the_day_its_room_back(self, member):
        rule(per_day=5)
        award(member)
        self.undo()
        assert award(member, "attempt:2", "lesson:2").amount == 5


class TestTheBalance:
    def test_can_be_made_anew(self, member):
        award(member)
        Balance.objects.update(points=99)
        assert services.rebuild(member) == 5
        assert services.balance(member) == 5


class TestTheAudit:
    def test_of_a_sound_ledger_finds_nothing(self, member):
        award(member)
        undo_points(source="attempt:1", act=Act.QUIZ, reason="代答")
        award(member, "attempt:2")
        assert list(services.faults()) == []

    def test_finds_a_balance_that_is_off(self, member):
        award(member)
        Balance.objects.update(points=6)
        assert list(services.faults()) == [f"balance of member {member.pk} is 6, the ledger says 5"]

    def test_finds_a_balance_that_is_missing(self, member):
        award(member)
        Balance.objects.all().delete()
        assert len(list(services.faults())) == 1

    @pytest.mark.parametrize("cap", ["per_day", "per_year", "most"])
    def test_finds_what_went_past_a_cap(self, member, cap):
        award(member)
        rule(**{cap: 4})
        assert [fault for fault in services.faults() if "the cap is 4" in fault]

    def test_does_not_judge_by_a_rule_that_came_later(self, member):
        award(member)
        stricter = Rule.objects.get()
        stricter.per_day = 1
        services.change_rules(by=factories.admin(), rules=[stricter], shows=Shows.OFF)
        assert list(services.faults()) == []
        assert services.shows() == Shows.OFF

    def test_judges_what_was_written_while_a_rule_changed_by_what_it_followed(self, member):
        entry = award(member)
        rule(changed_at=entry.at - datetime.timedelta(seconds=1), per_day=1)
        assert list(services.faults()) == []
        award(member, "attempt:2", "lesson:2")
        Entry.objects.update(rule_since=Rule.objects.get().changed_at)
        assert "the cap is 1" in "".join(services.faults())

    def test_knows_of_older_entries_what_they_followed_by_their_time(self, member):
        before = award(member)
        undone = undo_points(source="attempt:1", act=Act.QUIZ, reason="代答")
        rule(changed_at=our_clock.now())
        after = award(member, "attempt:2", "lesson:2")
        Entry.objects.update(rule_since=before.at - datetime.timedelta(days=9))
        migration.fill(apps, None)
        kept = list(Entry.objects.order_by("pk").values_list("rule_since", flat=True))
        assert kept == [before.at, before.at, after.rule_since]
        assert undone.at > before.at
        assert list(services.faults()) == []

    def test_finds_an_undoing_that_undoes_something_else(self, member):
        entry = award(member)
        undo_points(source="attempt:1", act=Act.QUIZ, reason="代答")
        Entry.objects.filter(undoes=entry).update(amount=-1)
        Balance.objects.update(points=4)
        found = list(services.faults())
        assert len(found) == 1
        assert "does not take back" in found[0]


class TestWhoMay:
    def test_only_administrators_change_rules(self, member):
        with pytest.raises(Refusal) as refused:
            services.change_rules(by=member, rules=[Rule.objects.get()], shows=Shows.OFF)
        assert refused.value.code == "FORBIDDEN"


class TestForgetting:
    def test_an_erased_members_team_keeps_its_points(self, member, district):
        branch = factories.organisation(factories.area(district))
        join(member, branch)
        award(member)
        erase(user=member)
        entry = Entry.objects.get()
        assert entry.member is None
        assert entry.organisation_id == branch.pk
        assert not Balance.objects.exists()

    def test_who_takes_back_the_consent_is_in_no_team_any_more(self, member, district):
        join(member, factories.organisation(factories.area(district)))
        award(member)
        memberships.withdraw_consent(user=member)
        entry = Entry.objects.get()
        assert entry.member == member
        assert (entry.organisation, entry.building, entry.area) == (None, None, None)


# One crowd at a time: a PostgreSQL as it comes takes a hundred connections.
@pytest.mark.xdist_group("crowd")
@pytest.mark.django_db(transaction=True)
class TestRaces:
    PROCESSES = 40

    def race(self, crew, sources):
        member = User.objects.create_user("racer")
        barrier = crew.barrier(self.PROCESSES)
        jobs = [(acts.claim, barrier, member.pk, sources(n)) for n in range(self.PROCESSES)]
        crew.race(*jobs)
        return member

    def test_200_claims_of_one_act_give_one_entry(self, crew):
        member = self.race(crew, lambda _: ["attempt:1"] * acts.EACH)
        assert Entry.objects.count() == 1
        assert services.balance(member) == 5
        assert list(services.faults()) == []

    def test_200_acts_on_one_subject_stop_at_its_worth(self, crew):
        each = range(acts.EACH)
        member = self.race(crew, lambda n: [f"attempt:{n}.{i}" for i in each])
        assert Entry.objects.total() == 20
        assert services.balance(member) == 20
        assert list(services.faults()) == []

    def test_without_the_lock_they_do_not(self, crew):
        member = User.objects.create_user("racer")
        barrier = crew.barrier(8)
        crew.race(
            *[(acts.claim_without_the_lock, barrier, member.pk, f"attempt:{n}") for n in range(8)]
        )
        assert Entry.objects.total() > 20
