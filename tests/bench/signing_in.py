"""Whether the time of an answer tells who has an account: asking for a code, and a wrong password.

`python -m tests.bench.signing_in`: medians of 500 of each, known and unknown numbers in turn.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Any

from rich.console import Console

ROUNDS = 500
KNOWN, UNKNOWN = "139{:08}", "138{:08}"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="ruyi-signing-in-") as var:
        os.environ |= {"RUYI_VAR": var, "RUYI_SMS": "file"}
        os.environ.setdefault("DATABASE_URL", "")
        for command in (["migrate", "-v0"], ["collectstatic", "-v0", "--noinput"]):
            subprocess.run([sys.executable, "-m", "cms", *command], check=True)
        _measure()
    return 0


def _measure() -> None:
    # The settings are read when Django is first imported: the environment must stand before that.
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    from cms.members import codes  # noqa: PLC0415
    from cms.members.models import User  # noqa: PLC0415

    setup_test_environment()
    # The caps would end the measuring.
    codes.PER_ADDRESS = {codes.DAY: 10**6}
    settings.AXES_ENABLED = False
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": None}
    for number in range(ROUNDS):
        user = User(username=f"known{number}", phone=f"+86{KNOWN.format(number)}")
        user.set_unusable_password()
        user.save()
    asked = {"known": [], "unknown": []}
    for number in range(ROUNDS):
        for who, phone in (("known", KNOWN), ("unknown", UNKNOWN)):
            asked[who].append(_time(Client(), "/accounts/login/", {"phone": phone.format(number)}))
    _tell("asking for a code", asked)
    wrong = {"known": [], "unknown": []}
    User.objects.filter(username__startswith="m").delete()
    member = User.objects.get(username="known0")
    member.set_password("湖心岛的灯-2026")
    member.save()
    for _ in range(50):
        for who, login in (("known", KNOWN.format(0)), ("unknown", "13700000000")):
            given = {"login": login, "password": "wrong"}
            wrong[who].append(_time(Client(), "/accounts/login/password/", given))
    _tell("a wrong password (50 of each)", wrong)


def _time(client: Any, address: str, form: dict[str, str]) -> float:
    began = time.perf_counter()
    client.post(address, form)
    return time.perf_counter() - began


def _tell(what: str, times: dict[str, list[float]]) -> None:
    known, unknown = (statistics.median(times[who]) * 1000 for who in ("known", "unknown"))
    apart = unknown / known - 1
    Console().print(f"{what}: known {known:.2f} ms, unknown {unknown:.2f} ms, {apart:+.1%}")


if __name__ == "__main__":
    sys.exit(main())
