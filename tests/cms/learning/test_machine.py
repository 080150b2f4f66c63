"""Random members at random quizzes: after every act, all is as the model of the rules has it."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.cms.learning.machine import Quizzes
from tests.cms.learning.stage import build


@pytest.fixture
def stage(area, settled):
    return build(area)


def play(stage, monkeypatch, examples, steps):
    run_state_machine_as_test(
        lambda: Quizzes(stage, monkeypatch),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            # The same runs each time: seeded, like all of the long runs.
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_happens_is_what_the_rules_say(stage, monkeypatch):
    play(stage, monkeypatch, examples=20, steps=40)


@pytest.mark.prove
def test_whatever_happens_for_long_is_what_the_rules_say(stage, monkeypatch):
    play(stage, monkeypatch, examples=150, steps=60)
