"""The main road on real input: import the shared files, print the site, ask it something."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
FILES = [
    ("jobs", "jobs_51job_dev.jsonl"),
    ("jobs", "jobs_51job_list_dev.csv"),
    ("enterprises", "companies_51job_dev.csv"),
    ("lessons", "gov_laws_lessons_dev.jsonl"),
    ("notices", "gov_henan_regulations_dev.jsonl"),
]
QUESTION = '{search(text: "停车场怎么建设管理", first: 1){totalCount nodes{title}}}'


def main() -> int:
    """Print the tables; 0, or 2 when the shared data is not there."""
    if not DATA.exists():
        sys.stderr.write(f"{DATA} is not there: nothing to measure on\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="ruyi-road-") as var:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {**os.environ, "RUYI_VAR": var, "RUYI_PORT": str(port)}
        _cms(environment, "migrate", "-v0")
        _cms(environment, "demo")
        imports = [
            (name, json.loads(_cms(environment, "import", kind, str(DATA / name), *UNDER)))
            for kind, name in FILES
        ]
        build, answer, asked = _print(environment, port)
        size = sum(path.stat().st_size for path in Path(var, "site").rglob("*") if path.is_file())
    _show(imports, build, size, answer, asked)
    return 0


UNDER = ["--under", "/", "--json"]


def _cms(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "cms", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout


def _print(environment: dict[str, str], port: int) -> tuple[dict, dict, float]:
    url = f"http://127.0.0.1:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", "cms.wsgi", "-b", f"127.0.0.1:{port}"]
    web = subprocess.Popen(
        [*gunicorn, "--threads", "4", "--log-level", "error"], cwd=ROOT, env=environment
    )
    try:
        _wait_for(url)
        built = subprocess.run(
            [sys.executable, "site", "build", "--json"],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        started = time.perf_counter()
        answer = httpx.post(f"{url}/graphql/", json={"query": QUESTION}, timeout=30).json()
        asked = time.perf_counter() - started
    finally:
        web.terminate()
        web.wait(timeout=30)
    return json.loads(built), answer["data"]["search"], asked


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            httpx.get(f"{url}/healthz", timeout=5)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return


def _show(imports: list, build: dict, size: int, answer: dict, asked: float) -> None:
    console = Console()
    table = Table("file", "rows", "accepted", "refused", "firms added", "s", title="import")
    for name, report in imports:
        names = ("rows", "accepted", "refused", "enterprises_created", "seconds")
        table.add_row(name, *(str(report[each]) for each in names))
    console.print(table)
    table = Table("pages", "files", "s", "MB", title="site")
    table.add_row(
        *(str(build[each]) for each in ("read", "written", "seconds")), f"{size / 1e6:.0f}"
    )
    console.print(table)
    first = answer["nodes"][0]["title"]
    console.print(f"search: {answer['totalCount']} found, first {first}, {asked * 1000:.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
