"""Members who take a quiz over HTTP as the island does: what locust runs for the bench of quizzes.

TAKERS names a file of JSON: {"quiz": its id, "members": [{"session": …, "right": how many of its
questions they answer right}, …], "think": [least, most] seconds, "once": whether one quiz is all,
"out": where every call is written to}.
"""

import json
import os
import random
import uuid
from pathlib import Path

import gevent
from locust import FastHttpUser, events, task
from locust.exception import StopUser

PLAN = json.loads(Path(os.environ["TAKERS"]).read_text())
ORIGIN = os.environ["RUYI_SITE_URL"]
TOKEN = "t" * 32

START = """mutation($input: StartQuizInput!) { startQuiz(input: $input) {
  attempt { id state endsAt questions { id text kind options { id text } }
    answers { question options } } problems { code message } } }"""
SAVE = """mutation($input: SaveAnswerInput!) { saveAnswer(input: $input) {
  attempt { id state } problems { code message } } }"""
FINISH = """mutation($input: FinishQuizInput!) { finishQuiz(input: $input) {
  attempt { id state scorePercent passed pointsEarned } problems { code message } } }"""

calls = []
done = []


class Taker(FastHttpUser):
    """A member with a session of their own, whose phone asks as site/assets/quiz.js does."""

    def on_start(self):
        self.member = PLAN["members"].pop()
        # What the proxy in front adds, and what a browser sends.
        self.sent = {
            "X-Forwarded-Proto": "https",
            "Origin": ORIGIN,
            "X-CSRFToken": TOKEN,
            "Cookie": f"sessionid={self.member['session']}; csrftoken={TOKEN}",
            # As nginx does: a connection that is kept may be closed as the next call is sent.
            "Connection": "close",
        }

    def on_stop(self):
        """Whoever is through, or was failed, waits for nobody."""
        done.append(self.member)
        if PLAN["once"] and len(done) == self.environment.runner.target_user_count:
            gevent.spawn(self.environment.runner.quit)

    @task
    def take(self):
        key = uuid.uuid4().hex
        attempt = self.ask("startQuiz", START, quiz=PLAN["quiz"], idempotencyKey=key)
        for place, question in enumerate(attempt["questions"]):
            self.think()
            self.answer(question, place < self.member["right"])
        self.think()
        graded = self.ask("finishQuiz", FINISH, attempt=attempt["id"])
        if graded["scorePercent"] != 100 * self.member["right"] // len(attempt["questions"]):
            raise AssertionError(graded)
        if PLAN["once"]:
            raise StopUser

    def answer(self, question, right):
        """The bench's right options are their questions' first, and say so in their text."""
        found = [each["id"] for each in question["options"] if each["text"].endswith("0") == right]
        key = uuid.uuid4().hex
        asked = {"question": question["id"], "options": found[:1], "idempotencyKey": key}
        self.ask("saveAnswer", SAVE, **asked)

    def ask(self, name, query, **given):
        body = {"query": query, "variables": {"input": given}}
        asked = self.client.post(
            "/graphql/", json=body, headers=self.sent, name=name, catch_response=True
        )
        with asked as response:
            said = response.json() if response.status_code == 200 else {}
            payload = (said.get("data") or {}).get(name) or {}
            if payload.get("attempt") and not payload["problems"]:
                return payload["attempt"]
            response.failure(f"{response.status_code} {response.text}")
        raise StopUser

    @staticmethod
    def think():
        gevent.sleep(random.uniform(*PLAN["think"]))


@events.request.add_listener
def note(name, response_time, exception, **_more):
    calls.append((name, response_time, exception and str(exception)[:300]))


@events.quitting.add_listener
def tell(**_more):
    Path(PLAN["out"]).write_text(json.dumps(calls))
