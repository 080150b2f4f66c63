"""Quizzes as clients take them: what is told, to whom, and when."""

import datetime
import itertools
import json

import pytest
from django.core.cache import caches
from django.test import Client

from cms.core import clock as our_clock
from cms.core import ids
from cms.learning import quizzes
from cms.learning.models import Attempt, Drawn, Version
from cms.members.models import User
from cms.publication.services import settle_all
from tests import factories
from tests.cms.learning import acts

pytestmark = pytest.mark.django_db

ATTEMPT = """
  id state number endsAt secondsLeft passPercent scorePercent passed pointsEarned
  questions { id text kind picture { alt } options { id text } }
  answers { question options }
  review { question right percent explanation }
"""
START = f"""mutation ($input: StartQuizInput!) {{
  startQuiz(input: $input) {{ attempt {{ {ATTEMPT} }} problems {{ code message field }} }}
}}"""
SAVE = """mutation ($input: SaveAnswerInput!) {
  saveAnswer(input: $input) { attempt { id state answers { question options } }
  problems { code message } }
}"""
FINISH = f"""mutation ($input: FinishQuizInput!) {{
  finishQuiz(input: $input) {{ attempt {{ {ATTEMPT} }} problems {{ code message }} }}
}}"""
STATE = f"""query ($id: ID!) {{ viewer {{ quiz(id: $id) {{
  attempt {{ {ATTEMPT} }} past {{ id scorePercent review {{ right }} }}
  bestPercent passed attemptsLeft whyNot {{ code message }}
}} }} }}"""
CLAIM = """mutation ($input: ClaimCertificateInput!) {
  claimCertificate(input: $input) { certificate { number title day url fileUrl }
  problems { code } }
}"""
keys = itertools.count()


@pytest.fixture
def member():
    return User.objects.create_user("member", phone="+8613800138000")


@pytest.fixture
def make(district):
    """A public quiz: make(**fields) -> its lesson."""

    def make(**fields):
        lesson = factories.quiz(district, **fields)
        settle_all()
        return lesson

    return make


@pytest.fixture
def lesson(make):
    return make()


@pytest.fixture
def start(ask_as, member):
    def start(lesson, user=None, key=None):
        given = {"quiz": quiz_id(lesson), "idempotencyKey": key or f"k{next(keys)}"}
        return ask_as(user or member, START, input=given)["startQuiz"]

    return start


@pytest.fixture
def save(ask_as, member):
    def save(question, options, user=None, key=None):
        given = {"question": question, "options": options}
        given["idempotencyKey"] = key or f"k{next(keys)}"
        return ask_as(user or member, SAVE, input=given)["saveAnswer"]

    return save


@pytest.fixture
def finish(ask_as, member):
    def finish(attempt, user=None):
        return ask_as(user or member, FINISH, input={"attempt": attempt})["finishQuiz"]

    return finish


def quiz_id(lesson):
    return ids.encode("QUIZ", lesson.pk)


def rights(attempt):
    """question id -> ids of its right options, from the database."""
    _, number = ids.decode(attempt["id"])
    return {
        ids.encode("DRAWN", drawn.pk): [
            str(shown)
            for shown, place in enumerate(drawn.order)
            if drawn.version.options[place]["right"]
        ]
        for drawn in Drawn.objects.filter(attempt=number).select_related("version")
    }


def codes(payload):
    return [problem["code"] for problem in payload["problems"]]


class TestTheOutline:
    def test_is_everybodys_to_read(self, answered, lesson):
        query = """{ lessons(first: 1) { nodes { worthPoints quiz {
          id questionCount drawnCount passPercent attemptsAllowed review } } } }"""
        node = answered(query)["lessons"]["nodes"][0]
        assert node["worthPoints"] == 5
        assert node["quiz"]["id"] == quiz_id(lesson)
        assert (node["quiz"]["questionCount"], node["quiz"]["drawnCount"]) == (4, 2)


class TestTakingAQuiz:
    def test_from_start_to_score(self, start, save, finish, lesson):
        begun = start(lesson)
        attempt = begun["attempt"]
        assert begun["problems"] == []
        assert (attempt["state"], len(attempt["questions"])) == ("IN_PROGRESS", 2)
        assert attempt["answers"] == []
        for question, right in rights(attempt).items():
            saved = save(question, right)
            assert saved["problems"] == []
        assert len(saved["attempt"]["answers"]) == 2
        done = finish(attempt["id"])["attempt"]
        assert (done["state"], done["scorePercent"]) == ("FINISHED", 100)
        assert (done["passed"], done["pointsEarned"]) == (True, 5)

    def test_goes_on_where_it_was_left(self, start, save, ask_as, member, lesson):
        attempt = start(lesson)["attempt"]
        question = attempt["questions"][0]
        save(question["id"], ["2"])
        found = ask_as(member, STATE, id=quiz_id(lesson))["viewer"]["quiz"]["attempt"]
        assert found["questions"] == attempt["questions"]
        assert found["answers"] == [{"question": question["id"], "options": ["2"]}]
        assert start(lesson)["attempt"]["id"] == attempt["id"]

    def test_an_answer_is_saved_under_the_options_that_were_shown(self, start, save, lesson):
        attempt = start(lesson)["attempt"]
        question = attempt["questions"][0]
        save(question["id"], ["1"])
        drawn = Drawn.objects.get(pk=ids.decode(question["id"])[1])
        [place] = drawn.answer
        assert drawn.version.options[place]["text"] == question["options"][1]["text"]

    def test_what_cannot_be_done_is_said(self, start, save, finish, make):
        attempt = start(make(attempts_allowed=1))["attempt"]
        question = attempt["questions"][0]["id"]
        assert codes(save(question, ["9"])) == ["WRONG_OPTION"]
        assert codes(save(question, ["x"])) == ["WRONG_OPTION"]
        assert codes(save(question, ["0", "1"])) == ["WRONG_OPTION"]
        assert codes(save("x", ["0"])) == ["ATTEMPT_NOT_FOUND"]
        assert codes(save(question, ["0"], key="k" * 65)) == ["WRONG_KEY"]
        assert codes(finish("x")) == ["ATTEMPT_NOT_FOUND"]
        finish(attempt["id"])
        assert codes(save(question, ["0"])) == ["ATTEMPT_OVER"]

    def test_time_is_told_by_the_servers_clock(self, start, make):
        attempt = start(make(minutes_allowed=10))["attempt"]
        assert 595 <= attempt["secondsLeft"] <= 600
        assert attempt["endsAt"]

    def test_after_the_time_the_score_is_there(self, start, save, finish, make, clock):
        attempt = start(make(minutes_allowed=10))["attempt"]
        clock(minutes=10)
        assert codes(save(attempt["questions"][0]["id"], ["0"])) == ["TIME_OVER"]
        assert finish(attempt["id"])["attempt"]["state"] == "EXPIRED"

    def test_nobody_signed_in_is_told_so(self, ask, lesson):
        given = {"quiz": quiz_id(lesson), "idempotencyKey": "k"}
        payload = ask(START, input=given)["data"]["startQuiz"]
        assert (payload["attempt"], codes(payload)) == (None, ["NOT_SIGNED_IN"])

    def test_a_picture_is_shown(self, start, make):
        lesson = make(tag="图片")
        picture = factories.image(description="灭火器的样子")
        Version.objects.update(picture=picture)
        attempt = start(lesson)["attempt"]
        assert {each["picture"]["alt"] for each in attempt["questions"]} == {"灭火器的样子"}

    def test_costs_as_many_statements_however_many_questions(
        self, start, make, django_assert_max_num_queries
    ):
        lesson = make(questions=30, drawn=30)
        with django_assert_max_num_queries(50):
            start(lesson)


class TestWhereOneStands:
    def test_before_between_and_after(self, ask_as, member, make):
        lesson = make(attempts_allowed=2, wait_minutes=5)
        state = lambda: ask_as(member, STATE, id=quiz_id(lesson))["viewer"]["quiz"]  # noqa: E731
        assert state() == {
            "attempt": None,
            "past": [],
            "bestPercent": None,
            "passed": False,
            "attemptsLeft": 2,
            "whyNot": None,
        }
        acts.take(member, lesson, only=1)
        after = state()
        assert (after["bestPercent"], after["passed"], after["attemptsLeft"]) == (50, False, 1)
        assert after["whyNot"]["code"] == "TOO_SOON"

    def test_of_a_quiz_that_is_not_public_is_nothing(self, ask_as, member, lesson, make):
        lesson.unpublish()
        settle_all()
        assert ask_as(member, STATE, id=quiz_id(lesson))["viewer"]["quiz"] is None
        other = ids.encode("LESSON", make().pk)
        assert ask_as(member, STATE, id=other)["viewer"]["quiz"] is None

    def test_costs_few_statements(self, ask_as, member, make, django_assert_max_num_queries):
        lesson = make(questions=20, drawn=20)
        for _ in range(3):
            acts.take(member, lesson)
        with django_assert_max_num_queries(40):
            ask_as(member, STATE, id=quiz_id(lesson))


class TestAttemptsOfOthers:
    def test_are_not_there_on_any_road(self, start, save, finish, ask_as, lesson):
        attempt = start(lesson)["attempt"]
        other = User.objects.create_user("other")
        assert codes(finish(attempt["id"], other)) == ["ATTEMPT_NOT_FOUND"]
        assert codes(save(attempt["questions"][0]["id"], ["0"], other)) == ["ATTEMPT_NOT_FOUND"]
        query = "query ($id: ID!) { viewer { attempt(id: $id) { id } } node(id: $id) { id } }"
        found = ask_as(other, query, id=attempt["id"])
        assert found == {"viewer": {"attempt": None}, "node": None}

    def test_are_nobodys_by_a_kept_answer(self, start, ask_as, member, lesson):
        attempt = start(lesson)["attempt"]
        caches["answers"].clear()
        query = f'{{ viewer {{ attempt(id: "{attempt["id"]}") {{ id }} }} }}'
        assert ask_as(member, query)["viewer"]["attempt"]
        answer = Client().post("/graphql/", {"query": query}, content_type="application/json")
        assert answer.json()["data"] == {"viewer": None}


class TestAnswers:
    """No road leads to a right answer before its time."""

    def hidden(self, *answers):
        text = json.dumps(answers, ensure_ascii=False)
        assert "的解析" not in text
        return '"right"' not in text

    @pytest.mark.parametrize("review", ["NEVER", "PASSED", "CLOSED"])
    def test_stay_here_until_the_rule_tells_them(
        self, start, save, finish, ask_as, member, make, review
    ):
        closes = our_clock.now() + datetime.timedelta(hours=1)
        lesson = make(review=review, quiz_closes_at=closes)
        begun = start(lesson)
        attempt = begun["attempt"]
        wrong = {"0", "1"} - set(rights(attempt)[attempt["questions"][0]["id"]])
        saved = save(attempt["questions"][0]["id"], [min(wrong)])
        done = finish(attempt["id"])
        state = ask_as(member, STATE, id=quiz_id(lesson))
        assert done["attempt"]["review"] is None
        assert self.hidden(begun, saved, done, state)

    def test_are_told_when_it_is_over(self, start, finish, lesson):
        attempt = start(lesson)["attempt"]
        assert attempt["review"] is None
        done = finish(attempt["id"])["attempt"]
        assert {each["question"]: each["right"] for each in done["review"]} == rights(attempt)
        assert all("的解析" in each["explanation"] for each in done["review"])

    def test_are_told_to_who_passed(self, member, start, finish, make, ask_as):
        lesson = make(review="PASSED")
        acts.take(member, lesson)
        state = ask_as(member, STATE, id=quiz_id(lesson))["viewer"]["quiz"]
        assert state["past"][0]["review"]

    def test_that_another_quiz_keeps_are_left_out(self, start, finish, make):
        make(tag="党史", review="NEVER")
        attempt = start(make(tag="党史"))["attempt"]
        done = finish(attempt["id"])
        assert done["attempt"]["review"] == []
        assert self.hidden(done)

    def test_are_told_after_the_closing(self, member, make, ask_as, clock):
        closes = our_clock.now() + datetime.timedelta(hours=1)
        lesson = make(review="CLOSED", quiz_closes_at=closes)
        acts.take(member, lesson, right=False)
        clock(hours=1)
        state = ask_as(member, STATE, id=quiz_id(lesson))["viewer"]["quiz"]
        assert state["past"][0]["review"]

    def test_of_an_annulled_attempt_are_not_told(self, member, lesson, ask_as):
        attempt = acts.take(member, lesson)
        quizzes.annul_attempt(by=factories.admin(), attempt=attempt, reason="代答")
        query = "query ($id: ID!) { viewer { attempt(id: $id) { review { right } } } }"
        number = ids.encode("ATTEMPT", attempt.pk)
        assert ask_as(member, query, id=number)["viewer"]["attempt"] is None

    def test_saving_says_the_same_of_right_and_wrong(self, start, save, lesson):
        attempt = start(lesson)["attempt"]
        question = attempt["questions"][0]["id"]
        right = rights(attempt)[question][0]
        wrong = next(str(place) for place in range(4) if str(place) != right)
        first, second = save(question, [right]), save(question, [wrong])
        assert first["problems"] == second["problems"] == []
        assert set(first["attempt"]) == set(second["attempt"])

    def test_ids_of_options_say_only_their_place(self, start, lesson):
        attempt = start(lesson)["attempt"]
        for question in attempt["questions"]:
            assert [option["id"] for option in question["options"]] == ["0", "1", "2", "3"]

    def test_are_in_no_public_document_search_or_change(self, answered, lesson):
        query = """{ search(text: "题的选项", first: 10) { totalCount }
          changes(first: 100) { nodes { content { title body { __typename } } } } }"""
        answer = answered(query)
        assert answer["search"]["totalCount"] == 0
        assert "的选项" not in json.dumps(answer, ensure_ascii=False)

    def test_questions_are_no_nodes(self, answered, start, lesson):
        attempt = start(lesson)["attempt"]
        query = "query ($id: ID!) { node(id: $id) { id } }"
        version = Version.objects.first()
        for number in (
            attempt["questions"][0]["id"],
            quiz_id(lesson),
            ids.encode("QUESTION", version.question_id),
            ids.encode("VERSION", version.pk),
        ):
            assert answered(query, id=number) == {"node": None}


class TestCourses:
    QUERY = """query ($id: ID!) { viewer { course(id: $id) {
      passed missing certificate { number } } certificates { title } } }"""

    @pytest.fixture
    def course(self, district, make):
        lessons = [make(), make()]
        course = factories.course(district, *lessons, title="入门课程")
        settle_all()
        course.taught = lessons
        return course

    def test_say_how_far_one_is(self, ask_as, member, course):
        first, second = course.taught
        acts.take(member, first)
        acts.take(member, second, right=False)
        told = ask_as(member, self.QUERY, id=ids.encode("COURSE", course.pk))["viewer"]
        assert told["course"] == {
            "passed": [ids.encode("LESSON", first.pk)],
            "missing": [ids.encode("LESSON", second.pk)],
            "certificate": None,
        }
        assert told["certificates"] == []

    def test_certify_who_passed_all(self, ask_as, member, course):
        given = {"course": ids.encode("COURSE", course.pk), "name": "王小明"}
        early = ask_as(member, CLAIM, input=given)["claimCertificate"]
        assert codes(early) == ["NOT_PASSED"]
        for lesson in course.taught:
            acts.take(member, lesson)
        nameless = ask_as(member, CLAIM, input={"course": given["course"]})["claimCertificate"]
        assert codes(nameless) == ["NAME_NEEDED"]
        certificate = ask_as(member, CLAIM, input=given)["claimCertificate"]["certificate"]
        assert certificate["title"] == "入门课程"
        assert certificate["url"] == f"/accounts/certificates/{certificate['number']}/"
        again = ask_as(member, CLAIM, input=given)["claimCertificate"]["certificate"]
        assert again == certificate
        told = ask_as(member, self.QUERY, id=given["course"])["viewer"]
        assert told["course"]["certificate"]["number"] == certificate["number"]
        assert told["certificates"] == [{"title": "入门课程"}]

    def test_that_are_not_there_are_refused(self, ask_as, member):
        given = {"course": ids.encode("COURSE", 999), "name": "王小明"}
        assert codes(ask_as(member, CLAIM, input=given)["claimCertificate"]) == ["COURSE_NOT_FOUND"]

    def test_lead_to_their_lessons(self, answered, course):
        query = "{ courses(first: 1) { nodes { title lessons { title quiz { drawnCount } } } } }"
        node = answered(query)["courses"]["nodes"][0]
        assert [each["title"] for each in node["lessons"]] == [each.title for each in course.taught]


def test_attempts_count_once_for_a_key(start, lesson):
    first, again = start(lesson, key="a"), start(lesson, key="a")
    assert first["attempt"]["id"] == again["attempt"]["id"]
    assert Attempt.objects.count() == 1
