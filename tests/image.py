"""`python -m tests.image`: runs the Dockerfile's steps and compose.yaml's commands without Docker.

For machines that have no engine or no registry: Python 3.13 stands in for the base image, another
folder for its file system, an unprivileged user for `ruyi`; the services are real.
"""

import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg
import yaml

from tests import postgres
from tests.media import weed

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 120
DRAW = """
from cms.core import clock
from cms.learning import certificates, models
fields = {"number": "2" * 12, "name": "王晓明", "title": "入门课程", "day": clock.today()}
certificates.draw(models.Certificate(**fields))
"""


def main() -> int:
    """Build, start every part as its own process, and look at the site from outside."""
    python = os.environ.get("PYTHON313") or shutil.which("python3.13")
    if not python:
        sys.exit("Python 3.13 is needed: put python3.13 on the PATH, or set PYTHON313")
    user = pwd.getpwnam("nobody")
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="ruyi-image-")))
        folder.chmod(0o755)
        _build(folder, python)
        (folder / "data").mkdir()
        os.chown(folder / "data", user.pw_uid, user.pw_gid)
        url = held.enter_context(_database())
        (folder / "weed").mkdir()
        s3 = held.enter_context(weed.Weed(folder / "weed"))
        environment = _environment(folder, url, s3.endpoint)
        services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]

        def start(name: str, **more: str) -> subprocess.Popen[bytes]:
            command = [_local(part, environment["RUYI_PORT"]) for part in services[name]["command"]]
            process = subprocess.Popen(
                command,
                cwd=folder / "ruyi",
                env=environment | more,
                user=user.pw_uid,
                group=user.pw_gid,
            )
            held.callback(_end, process)
            return process

        if start("setup").wait(PATIENCE_SECONDS):
            sys.exit("setup failed")
        services["draw"] = {"command": ["python", "-m", "cms", "shell", "-v", "0", "-c", DRAW]}
        if start("draw").wait(PATIENCE_SECONDS):
            sys.exit("no certificate can be drawn")
        parts = [start("web"), start("worker"), start("clock")]
        parts.append(start("press", RUYI_SITE_TARGET=f"s3://{weed.OPEN}/site"))
        parts.append(start("preview"))
        _look(environment["RUYI_PORT"], f"{s3.endpoint}/{weed.OPEN}/site")
        if any(part.poll() is not None for part in parts):
            sys.exit("a part has ended by itself")
    sys.stdout.write(
        "The image's steps work: every part runs, unprivileged, and the site stands.\n"
    )
    return 0


@contextmanager
def _database() -> Iterator[str]:
    """An empty database, as long as the block lasts."""
    with postgres.server() as url, psycopg.connect(url, dbname="postgres", autocommit=True) as db:
        name = f"image_{secrets.token_hex(4)}"
        db.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            db.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _build(folder: Path, python: str) -> None:
    steps = (ROOT / "Dockerfile").read_text()
    assert "FROM python:3.13-slim" in steps, "another base image: bring another Python"
    (install,) = re.findall(r"RUN python -m venv /opt/ruyi && (.*)", steps)
    subprocess.run([python, "-m", "venv", folder / "opt"], check=True)
    command = install.replace("/opt/ruyi", str(folder / "opt")) + " -q"
    subprocess.run(command, shell=True, check=True, cwd=ROOT)
    ignored = (ROOT / ".dockerignore").read_text().split()
    patterns = [pattern.removeprefix("**/") for pattern in ignored]
    shutil.copytree(ROOT, folder / "ruyi", ignore=shutil.ignore_patterns(*patterns))


def _environment(folder: Path, database: str, endpoint: str) -> dict[str, str]:
    port, beside = _free_port(), _free_port()
    return {
        "PATH": f"{folder}/opt/bin:/usr/bin:/bin",
        "HOME": str(folder / "data"),
        "RUYI_ENV": "production",
        "RUYI_VAR": str(folder / "data"),
        "RUYI_PORT": port,
        "RUYI_PREVIEW_URL": f"http://127.0.0.1:{beside}",
        "RUYI_SECRET_KEY": secrets.token_urlsafe(50),
        "RUYI_SMS": "file",
        "RUYI_SITE_URL": "https://ruyi.example",
        "DATABASE_URL": database,
        "REDIS_URL": os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/9"),
        "RUYI_S3_ENDPOINT": endpoint,
        "RUYI_MEDIA": f"s3://{weed.OPEN}/media",
        "RUYI_MEDIA_PRIVATE": f"s3://{weed.SHUT}/media",
        "RUYI_GRAPHQL_URL": f"http://127.0.0.1:{port}/graphql/",
        "AWS_ACCESS_KEY_ID": weed.KEY,
        "AWS_SECRET_ACCESS_KEY": weed.SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "PYTHONDONTWRITEBYTECODE": "1",
        # For a Python that stands elsewhere than where it was built.
        "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", ""),
    }


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def _local(part: Any, port: str) -> str:
    return str(part).replace("0.0.0.0:8000", f"127.0.0.1:{port}")


def _look(port: str, bucket: str) -> None:
    """Wait until the web process is well and the site stands in folder and bucket."""
    headers = {"Host": "ruyi.example", "X-Forwarded-Proto": "https"}
    wanted = [f"http://127.0.0.1:{port}/healthz", f"http://127.0.0.1:{port}/jobs/"]
    wanted.append(f"{bucket}/jobs/index.html")
    deadline = time.monotonic() + PATIENCE_SECONDS
    for url in wanted:
        while True:
            with suppress(httpx.HTTPError):
                response = httpx.get(url, headers={} if url.startswith(bucket) else headers)
                if response.status_code == 200:
                    break
            if time.monotonic() > deadline:
                sys.exit(f"{url} gives no answer")
            time.sleep(0.5)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()


if __name__ == "__main__":
    sys.exit(main())
