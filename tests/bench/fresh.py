"""How soon an edit is public, among 10,000 pages and while Pagefind reads them all.

`python -m tests.bench.fresh [PAGES]`: from the publishing call to the public GET that shows the new
title, to the folder (our own server) and to S3 (SeaweedFS, read by anyone at the object's address).
Every part is the product's own, but that the press's quiet time before it indexes is none: so each
edit makes Pagefind due, and one index follows the other. `indexing` says in how many edits it was
at work. What a first print packed in a hurry is packed closer meanwhile, as after any first print.
Editors come at any moment: between two edits there is a pause by chance of up to a second.
"""

import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.bench.serving import ROOT, free_port
from tests.media import weed as s3

EDITS = 50
PATIENCE = 30
FIRST_PRINT = 900
INDEXED = "pagefind/made.json"
# The press as it is, but for the time that it lets pass before it indexes.
PRESS = "import sys; from press import cli; cli.QUIET_SECONDS = 0; sys.exit(cli.main(['watch']))"


def main(pages: int) -> int:
    """Print a row for each target: edits, median, 95th percentile and worst, in seconds."""
    with TemporaryDirectory(prefix="ruyi-fresh-") as folder:
        var, bucket, port = Path(folder, "var"), Path(folder, "weed"), free_port()
        bucket.mkdir()
        os.environ |= {"RUYI_VAR": str(var), "RUYI_PORT": str(port), "DATABASE_URL": ""}
        _run("cms", "migrate", "-v0")
        _run("tests.bench.fill", str(pages))
        line = "{:<8} {:>8} {:>6} {:>8} {:>8} {:>8} {:>8}\n"
        heads = ("target", "pages", "edits", "median", "p95", "worst", "indexing")
        sys.stdout.write(line.format(*heads))
        with s3.Weed(bucket) as weed:
            to_bucket = {
                "AWS_ACCESS_KEY_ID": s3.KEY,
                "AWS_SECRET_ACCESS_KEY": s3.SECRET,
                "AWS_DEFAULT_REGION": "us-east-1",
                "RUYI_S3_ENDPOINT": weed.endpoint,
                "RUYI_SITE_TARGET": f"s3://{s3.OPEN}/site",
            }
            places = [("folder", f"http://127.0.0.1:{port}", "", {})]
            places += [("S3", f"{weed.endpoint}/{s3.OPEN}/site", "index.html", to_bucket)]
            for name, base, tail, settings in places:
                with _product(port, settings) as press:
                    _wait_for(base, var / "site")
                    taken = list(_edits(name, base, tail, press))
                seconds = sorted(each for each, _ in taken)
                p95 = seconds[int(len(seconds) * 0.95)]
                told = [f"{each:.2f}" for each in (statistics.median(seconds), p95, seconds[-1])]
                indexing = sum(busy for _, busy in taken)
                sys.stdout.write(line.format(name, pages, len(seconds), *told, indexing))
                sys.stdout.flush()
    return 0


def _run(module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=True)


@contextmanager
def _product(port: int, settings: dict[str, str]) -> Iterator[int]:
    """Web server and press, as in the Procfile; yields the press's process id."""
    environment = {**os.environ, **settings, "PYTHONPATH": "site"}
    gunicorn = ["-m", "gunicorn", "cms.wsgi", "-b", f"127.0.0.1:{port}", "--log-level", "error"]
    commands = ([*gunicorn, "--workers", "2", "--threads", "4"], ["-c", PRESS])
    running = [
        subprocess.Popen(
            [sys.executable, *each], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
        )
        for each in commands
    ]
    try:
        yield running[-1].pid
    finally:
        for each in running:
            each.terminate()
        for each in running:
            each.wait(timeout=60)


def _wait_for(base: str, folder: Path) -> None:
    """Wait for the first print, and until the first index of it is public."""
    for _ in range(FIRST_PRINT):
        if (folder / INDEXED).exists() and httpx.get(f"{base}/{INDEXED}").status_code == 200:
            return
        time.sleep(1)
    sys.exit(f"{base} is not printed and indexed after {FIRST_PRINT} s")


def _edits(name: str, base: str, tail: str, press: int) -> Iterator[tuple[float, bool]]:
    """Yield what each edit took, and whether Pagefind was at work for the press."""
    # The settings are read when Django is first imported: the environment must stand before that.
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    from cms.pages.models import Brief  # noqa: PLC0415

    chance = random.Random(20261127)
    numbers = list(Brief.objects.live().order_by("pk").values_list("pk", flat=True))
    with httpx.Client() as reader:
        for number in range(EDITS):
            brief = Brief.objects.get(pk=chance.choice(numbers))
            brief.title = f"改过的简报第{number}次，到{name}"
            address = f"{base}{brief.entry.url}{tail}"
            started = time.perf_counter()
            brief.save_revision().publish()
            while brief.title not in reader.get(address).text:
                if time.perf_counter() - started > PATIENCE:
                    sys.exit(f"{address} did not change within {PATIENCE} s")
                time.sleep(0.01)
            taken = time.perf_counter() - started
            pagefind = ["pgrep", "-P", str(press), "pagefind"]
            yield taken, not subprocess.run(pagefind, stdout=subprocess.DEVNULL).returncode
            time.sleep(chance.random())


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
