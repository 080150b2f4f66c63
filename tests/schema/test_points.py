"""Points as people are told of them, and the leaderboard."""

import pytest
from django.core.cache import caches

from cms.members import consents, memberships
from cms.members.models import Purpose, User
from cms.points import services
from cms.points.models import Act, Board
from cms.points.services import Earned, award_points, undo_points
from cms.publication.services import settle_all
from schema.core.paging import decode
from tests import factories

pytestmark = pytest.mark.django_db

MINE = """query ($first: Int!, $after: String) { viewer { points pointEntries(
  first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
  nodes { title rule amount reason day team } } } }"""
BOARD = """query ($of: LeaderboardOf!, $period: Period!, $first: Int!, $after: String) {
  leaderboardShows
  leaderboard(of: $of, period: $period, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { rank title url points }
  }
}"""
RANKING = """mutation ($input: ShowInRankingInput!) { showInRanking(input: $input) {
  viewer { inRanking } problems { code } } }"""


def person(name, given=""):
    return User.objects.create_user(name, first_name=given)


def award(member, amount, source, title="党史"):
    earned = Earned(source=source, subject=source, title=title, worth=1000, amount=amount)
    return award_points(member=member, act=Act.QUIZ, earned=earned)


@pytest.fixture(autouse=True)
def generous(db):
    rule = services.rule_of(Act.QUIZ)
    rule.most, rule.per_day = 1000, None
    rule.save()


@pytest.fixture
def area(district):
    return factories.area(district)


@pytest.fixture
def team(area):
    """A branch with so many members who earned so much each: team(5, 10) -> branch."""
    by = factories.admin()

    def team(people, points, building=None, **fields):
        branch = factories.organisation(building or factories.building(area), **fields)
        text = consents.in_force(Purpose.MEMBERSHIP)
        for number in range(people):
            member = person(f"{branch.pk}.{number}")
            membership = memberships.join(
                user=member, organisation=branch, name="王小明", home_branch="", text=text
            )
            memberships.confirm(by=by, membership=membership)
            award(member, points, f"{branch.pk}.{number}")
        settle_all()
        return branch

    return team


@pytest.fixture
def board(answered):
    def board(of="ORGANISATIONS", period="ALL", first=10, after=None):
        found = answered(BOARD, of=of, period=period, first=first, after=after)["leaderboard"]
        return [(line["rank"], line["title"], line["points"]) for line in found["nodes"]]

    return board


class TestMine:
    def test_say_what_for_and_why_they_were_taken_back(self, ask_as):
        member = person("member")
        award(member, 5, "attempt:1")
        undo_points(source="attempt:1", act=Act.QUIZ, reason="作废：代答")
        award(member, 3, "attempt:2", "消防")
        told = ask_as(member, MINE, first=10)["viewer"]
        assert told["points"] == 3
        lines = [(n["title"], n["amount"], n["reason"]) for n in told["pointEntries"]["nodes"]]
        assert lines == [("消防", 3, None), ("党史", -5, "作废：代答"), ("党史", 5, None)]
        assert told["pointEntries"]["nodes"][0]["rule"] == "微党课答题"

    def test_come_in_pages(self, ask_as):
        member = person("member")
        for number in range(5):
            award(member, number + 1, f"attempt:{number}")
        first = ask_as(member, MINE, first=3)["viewer"]["pointEntries"]
        assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (5, True)
        rest = ask_as(member, MINE, first=3, after=first["pageInfo"]["endCursor"])
        amounts = [n["amount"] for n in rest["viewer"]["pointEntries"]["nodes"]]
        assert amounts == [2, 1]
        assert not rest["viewer"]["pointEntries"]["pageInfo"]["hasNextPage"]

    def test_are_nobody_elses(self, ask_as):
        award(person("member"), 5, "attempt:1")
        told = ask_as(person("other"), MINE, first=10)["viewer"]
        assert (told["points"], told["pointEntries"]["nodes"]) == (0, [])


class TestTeams:
    def test_are_ranked_and_ties_share_a_rank(self, board, team):
        team(5, 2, title="第二支部")
        team(5, 3, title="第一支部")
        team(6, 2, title="第三支部")
        team(5, 2, title="并列支部")
        assert board() == [
            (1, "第一支部", 15),
            (2, "第三支部", 12),
            (3, "并列支部", 10),
            (3, "第二支部", 10),
        ]

    def test_of_fewer_than_five_people_are_withheld(self, board, team):
        team(4, 100)
        assert board() == []

    def test_are_found_by_building_and_area(self, board, team, area):
        branch = team(5, 2)
        assert board("BUILDINGS") == [(1, branch.get_parent().title, 10)]
        assert board("AREAS") == [(1, area.title, 10)]

    def test_tell_nothing_of_few_by_the_difference_to_what_they_are_in(self, board, team, area):
        branch = team(5, 2)
        few = team(3, 7, building=branch.get_parent())
        beside = team(1, 30)
        assert board("BUILDINGS") == [(1, branch.get_parent().title, 10)]
        # Not three, nor four with who is beside them: the rest of the area is of four people.
        assert board("AREAS") == [(1, area.title, 10)]
        team(1, 5, building=few.get_parent())
        assert board("BUILDINGS") == [(1, branch.get_parent().title, 10)]
        assert board("AREAS") == [(1, area.title, 10 + 3 * 7 + 30 + 5)]
        team(1, 4, building=few.get_parent())
        assert board("BUILDINGS") == [(1, few.get_parent().title, 10 + 3 * 7 + 5 + 4)]
        # Of the area's rest one is left.
        assert board("AREAS") == [(1, area.title, 10 + 3 * 7 + 5 + 4)]
        assert beside.title not in str(board())

    def test_that_moved_are_told_by_where_they_were(self, board, team, area):
        branch = team(5, 2)
        before, after = branch.get_parent(), factories.building(area)
        branch.move(after, "last-child")
        award(User.objects.get(username=f"{branch.pk}.4"), 77, "attempt:9")
        settle_all()
        assert board() == [(1, branch.title, 10)]
        assert board("BUILDINGS") == [(1, before.title, 10)]
        assert board("AREAS") == [(1, area.title, 10)]

    def test_are_counted_by_who_earned_something_then(self, board, team, clock):
        branch = team(5, 2)
        clock(days=32)
        for number in range(4):
            undo_points(source=f"{branch.pk}.{number}", act=Act.QUIZ, reason="代答")
        award(User.objects.get(username=f"{branch.pk}.4"), 50, "attempt:9")
        assert board(period="MONTH") == []

    def test_that_are_not_public_are_left_out(self, board, team):
        branch = team(5, 2)
        branch.unpublish()
        settle_all()
        assert board() == []

    def test_of_a_month_and_a_year(self, board, team, clock):
        team(5, 2)
        assert len(board(period="MONTH")) == 1
        clock(days=32)
        assert board(period="MONTH") == []
        clock(days=335)
        assert board(period="YEAR") == []
        assert len(board(period="ALL")) == 1

    def test_come_in_pages_that_stay_put(self, answered, team):
        for number in range(4):
            team(5, number + 1, title=f"支部{number}")
        given = {"of": "ORGANISATIONS", "period": "ALL", "first": 3}
        first = answered(BOARD, **given)["leaderboard"]
        assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (4, True)
        team(5, 9, title="后来居上")
        rest = answered(BOARD, **given, after=first["pageInfo"]["endCursor"])["leaderboard"]
        assert [line["title"] for line in rest["nodes"]] == ["支部0"]

    def test_are_read_in_few_statements(self, board, team, django_assert_num_queries):
        for _ in range(3):
            team(5, 2)
        board()
        with django_assert_num_queries(4):
            board()


class TestMembers:
    @pytest.fixture(autouse=True)
    def shown(self, db):
        Board.objects.update_or_create(pk=1, defaults={"shows": "MEMBERS"})

    def agree(self, member):
        memberships.join_ranking(user=member, text=consents.in_force(Purpose.RANKING))

    def test_are_named_only_when_they_agree_and_masked(self, board):
        willing, shy, nameless = person("a", "王小明"), person("b", "李四"), person("c")
        for number, member in enumerate((willing, shy, nameless)):
            award(member, 5 + number, f"attempt:{number}")
        self.agree(willing)
        self.agree(nameless)
        assert board("MEMBERS") == [(1, "一位成员", 7), (2, "王*", 5)]

    def test_are_no_account_by_the_cursor(self, answered, clock):
        member = person("a", "王小明")
        award(member, 5, "attempt:1")
        self.agree(member)

        def cursor(period):
            told = answered(BOARD, of="MEMBERS", period=period, first=1)["leaderboard"]
            points, number = decode(told["pageInfo"]["endCursor"], 2)
            assert (points, number != member.pk) == (5, True)
            return number

        today = cursor("ALL")
        assert today != cursor("YEAR")
        clock(days=1)
        assert today != cursor("ALL")

    def test_are_gone_at_once_when_they_change_their_mind(self, board):
        member = person("a", "王小明")
        award(member, 5, "attempt:1")
        self.agree(member)
        caches["answers"].clear()
        assert board("MEMBERS")
        memberships.leave_ranking(user=member)
        assert board("MEMBERS") == []

    def test_are_withheld_where_the_district_shows_teams_only(self, board):
        member = person("a", "王小明")
        award(member, 5, "attempt:1")
        self.agree(member)
        Board.objects.update(shows="TEAMS")
        assert board("MEMBERS") == []

    def test_turn_it_on_with_the_text_and_off_without(self, ask_as):
        member = person("a", "王小明")
        bare = ask_as(member, RANKING, input={"shown": True})["showInRanking"]
        assert [problem["code"] for problem in bare["problems"]] == ["CONSENT_NEEDED"]
        version = consents.in_force(Purpose.RANKING).version
        on = ask_as(member, RANKING, input={"shown": True, "consentVersion": version})
        assert on["showInRanking"]["viewer"] == {"inRanking": True}
        off = ask_as(member, RANKING, input={"shown": False})
        assert off["showInRanking"]["viewer"] == {"inRanking": False}


class TestTheSwitch:
    def test_off_shows_nobody(self, answered, board, team):
        team(5, 2)
        Board.objects.update_or_create(pk=1, defaults={"shows": "OFF"})
        assert board() == []
        assert answered("{ leaderboardShows }") == {"leaderboardShows": "OFF"}
