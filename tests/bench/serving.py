"""The whole product with its demo district, for as long as a bench needs it."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving() -> Iterator[str]:
    """Start the product on SQLite and a free port; give its address, and stop it at the end.

    Its settings stand in this process's environment too, so that a bench may edit as it does.
    """
    with tempfile.TemporaryDirectory(prefix="ruyi-bench-") as var:
        os.environ |= {"RUYI_VAR": var, "RUYI_PORT": str(free_port()), "DATABASE_URL": ""}
        command = [sys.executable, "-m", "cms", "serve"]
        served = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            if not any("Ctrl-C stops it" in told for told in served.stdout or ()):
                sys.exit("the product did not start")
            yield f"http://127.0.0.1:{os.environ['RUYI_PORT']}"
        finally:
            served.terminate()
            served.communicate(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database(url: str, name: str) -> str:
    """An empty database of this name on the server of the URL; its own URL."""
    server = url.rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"
