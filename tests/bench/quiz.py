"""Three hundred members in a quiz at once, and where the machine is full.

`python -m tests.bench.quiz [MEMBERS]`: PostgreSQL, and gunicorn as the Procfile starts it, with
production's settings. locust is on the same cores and takes its part of them: a server by itself
can do more. First all begin at once and think 2 to 6 seconds before each answer, then a few go as
fast as they are answered, and more and more of them.
"""

import json
import os
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests import postgres
from tests.bench.serving import ROOT, database, free_port

MEMBERS = 300
QUESTIONS, DRAWN = 30, 10
THINK = (2.0, 6.0)
STAIRS = (1, 2, 4, 8, 16, 32, 64)
SECONDS = 12
CALLS = ("startQuiz", "saveAnswer", "finishQuiz")


def main() -> int:
    """Print a row for each call of the three hundred, and one for each step of the stairs."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS
    with postgres.server() as url, tempfile.TemporaryDirectory(prefix="ruyi-quiz-") as var:
        os.environ |= {
            "RUYI_VAR": var,
            "RUYI_ENV": "production",
            "RUYI_SECRET_KEY": secrets.token_urlsafe(48),
            "RUYI_SITE_URL": "https://ruyi.example.cn",
            "RUYI_SMS": "file",
            "RUYI_PORT": str(free_port()),
            "DATABASE_URL": database(url, "bench_quiz"),
        }
        subprocess.run([sys.executable, "-m", "cms", "migrate", "-v0"], cwd=ROOT, check=True)
        plan = _fill(count)
        with _serving():
            sound = _all_at_once(plan, var)
            sound = _up_the_stairs(plan, var) and sound
        return 0 if _judge(count) and sound else 1


def _fill(count: int) -> dict:
    """A lesson with a quiz, and members who are signed in; returns what takers are told."""
    # The settings are read when Django is first imported: the environment must stand before that.
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    from django.test import Client  # noqa: PLC0415

    from cms.core import ids  # noqa: PLC0415
    from cms.members.models import User  # noqa: PLC0415
    from cms.publication.services import settle_all  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415

    area = factories.area(factories.district())
    lesson = factories.quiz(area, questions=QUESTIONS, drawn=DRAWN)
    settle_all()
    members = []
    for number in range(count):
        user = User(username=f"taker{number}", phone=f"+86138{number:08}")
        user.set_unusable_password()
        user.save()
        client = Client()
        client.force_login(user)
        session = client.cookies["sessionid"].value
        members.append({"session": session, "right": number % (DRAWN + 1)})
    return {"quiz": ids.encode("QUIZ", lesson.pk), "members": members}


@contextmanager
def _serving() -> Iterator[None]:
    """The web server, as the Procfile has it."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    web = next(line.removeprefix("web: ") for line in lines if line.startswith("web: "))
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    server = subprocess.Popen(
        ["bash", "-c", f"exec {web}"], cwd=ROOT, env=os.environ | {"PATH": path}
    )
    try:
        for _ in range(300):
            try:
                httpx.get(f"{_address()}/healthz", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        _warm_up()
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


def _warm_up() -> None:
    """Let both workers load what the first question of a process loads."""
    for _ in range(40):
        httpx.post(f"{_address()}/graphql/", json={"query": "{ areas { id } }"}, timeout=30)


def _address() -> str:
    return f"http://127.0.0.1:{os.environ['RUYI_PORT']}"


def _all_at_once(plan: dict, var: str) -> bool:
    """Everybody begins in the same second, and takes one quiz; whether no call failed."""
    count = len(plan["members"])
    told = {**plan, "think": THINK, "once": True}
    calls, seconds, busy = _run(told, count, 600, Path(var))
    sys.stdout.write(
        f"{count} members begin a quiz of {DRAWN} questions in one second, and think"
        f" {THINK[0]:.0f} to {THINK[1]:.0f} s before each call.\nPostgreSQL, the Procfile's"
        f" gunicorn and locust share {os.cpu_count()} cores (locust took {busy / seconds:.0%} of"
        f" one), {seconds:.0f} s.\n{'':<12}{'calls':>8}{'errors':>8}"
        f"{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}\n"
    )
    for name in CALLS:
        times = sorted(spent for called, spent, _ in calls if called == name)
        errors = sum(called == name and bool(error) for called, _, error in calls)
        sys.stdout.write(
            f"{name:<12}{len(times):>8}{errors:>8}{statistics.median(times):>9.0f}"
            f"{_p95(times):>9.0f}{times[-1]:>9.0f}\n"
        )
    return _tell_errors(calls) and len(calls) == count * (DRAWN + 2)


def _up_the_stairs(plan: dict, var: str) -> bool:
    """More and more who do not think at all; whether no call failed."""
    sys.stdout.write(
        f"\nWithout thinking, {SECONDS} s each:\n{'at once':>8}{'calls/s':>9}{'quizzes/s':>11}"
        f"{'save p50':>10}{'save p95':>10}{'errors':>8}{'locust':>8}\n"
    )
    rates, sound = {}, True
    for users in (step for step in STAIRS if step <= len(plan["members"])):
        told = {**plan, "think": (0, 0), "once": False}
        calls, _, busy = _run(told, users, SECONDS, Path(var))
        saves = sorted(spent for name, spent, _ in calls if name == "saveAnswer")
        finished = sum(name == "finishQuiz" for name, _, _ in calls)
        rates[users] = len(calls) / SECONDS
        errors = sum(bool(error) for _, _, error in calls)
        sys.stdout.write(
            f"{users:>8}{rates[users]:>9.0f}{finished / SECONDS:>11.1f}"
            f"{statistics.median(saves):>10.0f}{_p95(saves):>10.0f}{errors:>8}"
            f"{busy / SECONDS:>8.0%}\n"
        )
        sound = _tell_errors(calls) and sound
    most = max(rates.values())
    full = next(users for users, rate in rates.items() if rate > 0.95 * most)
    sys.stdout.write(f"Full from {full} at once: {most:.0f} calls a second.\n")
    return sound


def _p95(times: list[float]) -> float:
    return times[int(len(times) * 0.95)]


def _tell_errors(calls: list) -> bool:
    wrong = {error for _, _, error in calls if error}
    for error in sorted(wrong)[:5]:
        sys.stdout.write(f"error: {error}\n")
    return not wrong


def _run(plan: dict, users: int, seconds: int, folder: Path) -> tuple[list, float, float]:
    """Let so many takers loose; (name, ms, error) of each call, how long, locust's own seconds.

    locust patches the standard library as it starts: it has a process of its own.
    """
    out, told = folder / "calls.json", folder / "plan.json"
    told.write_text(json.dumps({**plan, "out": str(out)}))
    command = [sys.executable, "-m", "locust", "-f", "tests/bench/takers.py", "--headless"]
    command += ["--host", _address(), "-u", str(users), "-r", str(users), "-t", f"{seconds}s"]
    # Who is in the middle of a call when time is up may end it.
    command += ["--stop-timeout", "5", "--only-summary", "--loglevel", "ERROR"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    ended = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"TAKERS": str(told)}, capture_output=True, text=True
    )
    after, seconds_taken = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - began
    if not out.exists():
        sys.exit(f"locust did not run:\n{ended.stdout}\n{ended.stderr}")
    calls = json.loads(out.read_text())
    out.unlink()
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return calls, seconds_taken, spent


def _judge(count: int) -> bool:
    """Whether each member's first attempt was graded as they answered, and the audit is content."""
    from cms.learning.models import Attempt  # noqa: PLC0415

    first = Attempt.objects.filter(number=1, state="FINISHED").select_related("member")
    graded = {each.member.username: each.score_percent for each in first}
    expected = {f"taker{n}": 100 * (n % (DRAWN + 1)) // DRAWN for n in range(count)}
    audit = subprocess.run(
        [sys.executable, "-m", "cms", "audit"], cwd=ROOT, capture_output=True, text=True
    )
    right = sum(graded.get(name) == score for name, score in expected.items())
    sys.stdout.write(
        f"\n{right} of {count} members' first attempts are graded as they were answered;"
        f" {Attempt.objects.count()} attempts in all. The audit: {audit.stdout}"
    )
    return right == count and audit.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
