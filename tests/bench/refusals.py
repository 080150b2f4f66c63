"""What refusing a hostile question costs: processor time, and statements.

`python -m tests.bench.refusals`: on an empty database, each question 20 times, the median.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 20


def questions() -> dict[str, str]:
    """Hostile queries of at most 64 kB by what is hostile about them."""
    doubling = " ".join(f"fragment F{n} on Area {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    names = " ".join(f"f{n}" for n in range(590))
    apart = " ".join(f"a{n}: nothing{n}" for n in range(15))
    lists = " ".join(f"a{n}: briefs(first: 100) {{ totalCount }}" for n in range(11))
    return {
        "60 kB of words": "{ " + "a " * 30_000 + "}",
        "a string without end": '"""' + '\\"""' * 7_000,
        "just too many words": "{ " + "a " * 1_000 + "}",
        "one field 900 times": "{ areas { %s } }" % ("id " * 900),
        "590 unknown fields": f"{{ areas {{ {names} }} }}",
        "unknown fields with aliases": f"{{ {apart} }}",
        "300 levels": "{a" * 300 + "}" * 300,
        "lists in lists": "{a(b:" + "[" * 480 + "]" * 480 + ")}",
        "fragments that double": "{ areas { ...F0 } }" + doubling,
        "20 times 20 fields": "{ areas { %s } }" % ("owner { %s } " % ("id " * 20) * 20),
        "too dear": f"{{ {lists} }}",
    }


def main() -> int:
    """Print a row for each question."""
    with tempfile.TemporaryDirectory(prefix="ruyi-refusals-") as var:
        os.environ |= {"RUYI_VAR": var, "DATABASE_URL": ""}
        subprocess.run([sys.executable, "-m", "cms", "migrate", "-v0"], check=True)
        _measure()
    return 0


def _measure() -> None:
    # The settings are read when Django is first imported: the environment must stand before that.
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = Client(SERVER_NAME="localhost")
    client.post("/graphql/", {"query": "{ areas { id } }"}, "application/json")
    sys.stdout.write(f"{'question':<30}{'code':<18}{'ms':>8}{'SQL':>6}\n")
    for name, query in questions().items():
        taken = []
        with CaptureQueriesContext(connection) as asked:
            for _ in range(ROUNDS):
                started = time.process_time()
                response = client.post("/graphql/", {"query": query}, "application/json")
                taken.append((time.process_time() - started) * 1000)
        code = response.json()["errors"][0]["extensions"]["code"]
        row = f"{name:<30}{code:<18}{statistics.median(taken):>8.1f}{len(asked):>6}\n"
        sys.stdout.write(row)


if __name__ == "__main__":
    sys.exit(main())
