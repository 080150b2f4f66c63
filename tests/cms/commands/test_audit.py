"""The audit: what it says and returns when all holds, and that it sees damage in every table."""

import datetime
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import F

from cms.learning import courses, quizzes
from cms.learning.models import Attempt
from cms.members.models import User
from cms.publication.services import settle_all
from tests import factories
from tests.cms.learning import acts
from tests.crew import database_url

ROOT = Path(__file__).resolve().parents[3]
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def learn():
    """Somebody improves, is certified, and has one attempt annulled; somebody else goes on."""
    area = factories.area(factories.district())
    first, second = factories.quiz(area), factories.quiz(area)
    settle_all()
    course = factories.course(area, first)
    settle_all()
    member = User.objects.create_user("member")
    acts.take(member, first, only=1)
    acts.take(member, first)
    courses.claim_certificate(member=member, course=course, name="王小明")
    taken_back = acts.take(member, second)
    quizzes.annul_attempt(by=factories.admin(), attempt=taken_back, reason="代答")
    acts.take(User.objects.create_user("other"), second)


def audit(**options):
    """Its exit code, and what it printed."""
    said = io.StringIO()
    try:
        call_command("audit", stdout=said, **options)
    except SystemExit as ended:
        return ended.code, said.getvalue()
    return 0, said.getvalue()


class TestOfSoundData:
    @pytest.fixture(autouse=True)
    def sound(self, db, settled):
        learn()

    def test_says_so(self):
        assert audit() == (0, "Everything holds.\n")

    def test_tells_scripts_of_no_fault(self):
        code, said = audit(json=True)
        assert (code, json.loads(said)) == (0, {"faults": []})

    def test_names_each_fault_and_counts_them(self):
        apps.get_model("points.Balance").objects.update(points=F("points") + 1)
        code, said = audit()
        assert code == 1
        assert said.count("balance of member") == 2
        assert said.endswith("2 faults\n")

    def test_tells_scripts_of_each_fault(self):
        apps.get_model("points.Balance").objects.update(points=F("points") + 1)
        code, said = audit(json=True)
        assert code == 1
        assert len(json.loads(said)["faults"]) == 2


DAMAGE = [
    ("points.Rule", {"per_day": 1}, "the cap is 1"),
    ("points.Rule", {"most": 2}, "the cap is 2"),
    ("points.Entry", {"amount": F("amount") * 2}, "the ledger says"),
    ("points.Entry", {"member": None}, "the ledger says 0"),
    ("points.Entry", {"source": "attempt:0"}, "which is not there"),
    ("points.Entry", {"subject": "lesson:0"}, "its points are for lesson:0"),
    ("points.Entry", {"day": LONG_AGO}, "counts for 2020-01-01"),
    ("points.Balance", {"points": 99}, "is 99, the ledger says"),
    ("points.Balance", None, "is 0, the ledger says"),
    ("learning.Attempt", {"member": None}, "its points went to member"),
    ("learning.Attempt", {"score_percent": 7}, "its score is 7"),
    ("learning.Attempt", {"passed": False}, "passed is False"),
    ("learning.Attempt", {"worth_points": 0}, "its score is worth 0"),
    ("learning.Attempt", {"annulled_at": LONG_AGO}, "its points stand"),
    ("learning.Attempt", {"started_at": LONG_AGO, "ends_at": LONG_AGO}, "it ended after its time"),
    ("learning.Drawn", {"place": F("place") + 10}, "not numbered from 1"),
    ("learning.Drawn", {"percent": 1}, "it was graded 1"),
    ("learning.Drawn", {"order": [0, 1]}, "its options are not those"),
    ("learning.Drawn", {"answer": [9]}, "none of its options"),
    ("learning.Drawn", {"answered_at": LONG_AGO}, "answered outside"),
    ("learning.Drawn", None, "not numbered from 1"),
    ("learning.Version", {"options": [{"text": "甲", "right": True}]}, "options are not those"),
    ("learning.Certificate", {"lessons": []}, "names no lesson"),
]


class TestOfDamage:
    @pytest.mark.parametrize(("label", "change", "said"), DAMAGE)
    def test_in_any_table_is_told(self, db, settled, label, change, said):
        learn()
        rows = apps.get_model(label).objects.all()
        if label == "points.Entry" and "source" in (change or {}):
            rows = rows.filter(pk=rows.filter(undoes=None)[0].pk)
        rows.delete() if change is None else rows.order_by("-pk").update(**change)
        assert said in audit()[1]

    def test_of_a_certificate_without_its_lesson_is_told(self, db, settled):
        learn()
        certified = Attempt.objects.order_by("pk")[:2]
        Attempt.objects.filter(pk__in=[each.pk for each in certified]).update(passed=False)
        assert "is not passed" in audit()[1]

    def test_of_points_that_were_not_taken_back_is_told(self, db, settled):
        learn()
        apps.get_model("points.Entry").objects.exclude(undoes=None).delete()
        assert "it is annulled and its points stand" in audit()[1]


@pytest.mark.parametrize(("damaged", "code"), [(False, 0), (True, 1)])
def test_scripts_are_told_by_the_exit_code(committed, damaged, code):
    learn()
    if damaged:
        apps.get_model("points.Balance").objects.update(points=99)
    environment = {**os.environ, "DATABASE_URL": database_url()}
    command = [sys.executable, "-m", "cms", "audit", "--json"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode == code, ended.stderr
    assert bool(json.loads(ended.stdout)["faults"]) == damaged
