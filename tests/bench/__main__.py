"""`python -m tests.bench`: every bench in turn. Figures are printed, never asserted."""

import os
import subprocess
import sys

from tests import postgres


def main() -> int:
    with postgres.server() as url:
        code = 0
        benches = [("industry", ""), ("road", ""), ("fresh", ""), ("press", ""), ("edits", "")]
        benches += [
            ("search", ""),
            ("search", url),
            ("static", ""),
            ("answers", ""),
            ("refusals", ""),
            ("pages", ""),
            ("signing_in", ""),
            ("quiz", ""),
        ]
        for module, database in benches:
            environment = {**os.environ, "DATABASE_URL": database, "PYTHONPATH": "site"}
            command = [sys.executable, "-m", f"tests.bench.{module}"]
            code = max(code, subprocess.run(command, env=environment, check=False).returncode)
    return code


if __name__ == "__main__":
    sys.exit(main())
