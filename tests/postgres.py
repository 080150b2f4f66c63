"""A PostgreSQL to test on: the one named, the one that runs here, or a private one."""

import contextlib
import glob
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

NAME = "ruyi"


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The database URL of a server that is there as long as the block lasts."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield named
    elif _answers(5432):
        yield f"postgres://postgres@127.0.0.1:5432/{NAME}"
    else:
        with _private() as url:
            yield url


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def _private() -> Iterator[str]:
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    if not found:
        sys.exit("No PostgreSQL: install postgresql, or set TEST_DATABASE_URL")
    folder = Path(tempfile.mkdtemp(prefix="ruyi-postgres-"))
    # The server refuses to run as root; Debian's package brings an account for it.
    user: list[str] = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        user = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    control = [*user, f"{found[-1]}/pg_ctl", "-D", str(folder / "data"), "-s", "-w"]
    initialise = ["init", "-o", "-A trust -U postgres -E UTF8 --no-sync"]
    subprocess.run([*control, *initialise], check=True, stdout=subprocess.DEVNULL)
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder}"
    log = str(folder / "log")
    subprocess.run([*control, "-l", log, "-o", options, "start"], check=True)
    try:
        yield f"postgres://postgres@127.0.0.1:{port}/{NAME}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False)
        shutil.rmtree(folder, ignore_errors=True)
