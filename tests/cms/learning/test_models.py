"""What lessons say of themselves in public."""

import datetime
import json

import pytest
from django.core.exceptions import ValidationError

from cms.learning.models import Question
from cms.points.models import Rule, Shows
from cms.points.services import change_rules
from cms.publication.models import Entry
from cms.publication.services import settle_all
from tests import factories

EARLY = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def document(page):
    settle_all()
    return json.loads(Entry.objects.public().get(page_id=page.pk).document)


def test_a_lesson_says_how_long_it_takes_and_what_it_is_worth(district):
    shown = document(factories.quiz(district, minutes=8, worth_points=2))
    assert (shown["minutes"], shown["worthPoints"]) == (8, 2)


def test_a_lesson_without_a_quiz_is_worth_nothing(district):
    shown = document(factories.lesson(district, worth_points=2))
    assert (shown["quiz"], shown["worthPoints"]) == (None, 0)


def test_a_lesson_tells_of_its_quiz_and_of_no_question(district):
    lesson = factories.quiz(district, questions=4, drawn=2, minutes_allowed=10)
    shown = document(lesson)
    assert shown["quiz"] | {"id": ""} == {
        "id": "",
        "questionCount": 4,
        "drawnCount": 2,
        "passPercent": 60,
        "attemptsAllowed": None,
        "minutesAllowed": 10,
        "waitMinutes": 0,
        "opensAt": None,
        "closesAt": None,
        "review": "FINISHED",
    }
    text = json.dumps(shown, ensure_ascii=False)
    assert not any(question.text in text for question in Question.objects.all())


def test_a_new_question_or_rule_is_a_change_of_the_lessons_that_show_it(district, settled):
    lesson = factories.quiz(district, questions=2, drawn=2, tag="党史")
    document(lesson)
    with settled():
        factories.question(tag="党史")
    assert document(lesson)["quiz"]["questionCount"] == 3
    rule = Rule.objects.get()
    rule.amount = 7
    with settled():
        change_rules(by=factories.admin(), rules=[rule], shows=Shows.TEAMS)
    assert document(lesson)["worthPoints"] == 7


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"review": "CLOSED"}, "截止答题的时间"),
        ({"quiz_opens_at": EARLY, "quiz_closes_at": EARLY}, "晚于开始时间"),
    ],
)
def test_a_quiz_that_cannot_be_is_refused(district, fields, said):
    lesson = factories.quiz(district, questions=4)
    for name, value in fields.items():
        setattr(lesson, name, value)
    with pytest.raises(ValidationError, match=said):
        lesson.full_clean()


def test_a_course_names_its_public_lessons_in_order(district):
    first, second, hidden = (factories.quiz(district) for _ in range(3))
    hidden.unpublish()
    course = factories.course(district, second, hidden, first)
    assert document(course)["lessons"] == [second.pk, first.pk]


def test_an_editor_is_told_of_a_lesson_that_does_not_count(district):
    plain = factories.lesson(district, title="只能读的课")
    course = factories.course(district, plain, factories.quiz(district))
    assert "《只能读的课》" in course.own_findings()[0].message
