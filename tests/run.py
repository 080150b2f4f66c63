"""Runs pytest on each database in turn: all on SQLite, what touches data on PostgreSQL too."""

import os
import subprocess
import sys

from tests import postgres

# What knows no database, or is the same on each.
WITHOUT_DATA = [
    "--ignore=tests/site",
    "--ignore=tests/house",
    "--ignore=tests/browser/test_serving.py",
    "--ignore=tests/media/test_images.py",
    "--ignore=tests/media/test_files.py",
    "--ignore=tests/cms/pages/test_pasted.py",
    "--ignore=tests/cms/commands/exchange/test_sheets.py",
]

# A worker for each core, each with a database of its own; what shares the running product shares
# a worker too.
WORKERS = ["--numprocesses=auto", "--dist=loadgroup"]


def main() -> int:
    given = sys.argv[1:]
    chosen = given or ["-m", "not prove"]
    with postgres.server() as url:
        code = _pytest("sqlite", "", chosen)
        return code or _pytest("sqlite and postgresql", url, [*chosen, *WITHOUT_DATA])


def _pytest(databases: str, url: str, arguments: list[str]) -> int:
    environment = {**os.environ, "RUYI_TESTED": databases, "DATABASE_URL": url}
    command = [sys.executable, "-m", "pytest", *WORKERS, *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
