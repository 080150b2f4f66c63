"""What Lighthouse says of each kind of page: on a phone, the median of five runs.

`python -m tests.bench.pages [RUNS]` starts the whole product with its demo district. Lighthouse
comes from npm into `.venv/lighthouse`; without node the bench says so and measures nothing.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections import defaultdict

import httpx

from tests.bench.serving import ROOT, serving

LIGHTHOUSE = "lighthouse@12.8.2"
FOLDER = ROOT / ".venv" / "lighthouse"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
KINDS = ("briefs", "notices", "activities", "lessons", "courses", "areas", "buildings")
KINDS += ("enterprises", "jobs", "vacancies", "venues", "services", "organisations", "info")


def main() -> int:
    """Print a row a kind of page: the medians, and what keeps each from 100."""
    if not shutil.which("npm"):
        sys.stdout.write("pages: node and npm are not here, so Lighthouse cannot run\n")
        return 0
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    command = ["npm", "install", "--silent", "--prefix", str(FOLDER), LIGHTHOUSE]
    subprocess.run(command, check=True)
    with serving() as url:
        line = "{:<42} {:>5} {:>5} {:>5} {:>5}  {}\n"
        sys.stdout.write(line.format("page", "perf", "a11y", "best", "seo", "what is short of 100"))
        for address in _addresses(url):
            scores, short = _measure(url + address, runs)
            sys.stdout.write(line.format(address, *scores, ", ".join(sorted(short))))
            sys.stdout.flush()
    return 0


def _addresses(url: str) -> list[str]:
    """The home page, one list, one by a facet, search, leaderboard, and a page of each kind."""
    maps = _located(url, "/sitemap.xml")
    found = [address for sitemap in maps for address in _located(url, sitemap)]
    ones = []
    for kind in KINDS:
        leaf = re.compile(rf"/{kind}/(?!by/|page/)[^<]+/$")
        ones.append(next(address for address in found if leaf.match(address)))
    return [
        "/",
        "/jobs/",
        "/jobs/by/education/bachelor/",
        "/search/",
        "/leaderboard/",
        "/sitemap/",
        *ones,
    ]


def _located(url: str, sitemap: str) -> list[str]:
    return re.findall(rf"<loc>{re.escape(url)}(/[^<]+)</loc>", httpx.get(url + sitemap).text)


def _measure(address: str, runs: int) -> tuple[list[int], set[str]]:
    scores: dict[str, list[float]] = defaultdict(list)
    short: set[str] = set()
    for _ in range(runs):
        report = _lighthouse(address)
        for name in CATEGORIES:
            category = report["categories"][name]
            scores[name].append(category["score"] or 0)
            weighed = {ref["id"] for ref in category["auditRefs"] if ref["weight"]}
            short |= {
                audit
                for audit in weighed
                if (report["audits"][audit]["score"] or 0) < 0.9
                and report["audits"][audit]["scoreDisplayMode"] in {"binary", "numeric"}
            }
    return [round(statistics.median(scores[name]) * 100) for name in CATEGORIES], short


def _lighthouse(address: str) -> dict:
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
    command = [
        *(str(FOLDER / "node_modules" / ".bin" / "lighthouse"), address, "--quiet"),
        *("--output=json", "--output-path=stdout", f"--chrome-flags={flags}"),
        f"--only-categories={','.join(CATEGORIES)}",
    ]
    environment = {**os.environ, "CHROME_PATH": CHROMIUM}
    # Now and then it loses its own recording of the load, and asks to be run again.
    for _ in range(3):
        made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if not made.returncode:
            return json.loads(made.stdout)
    sys.exit(f"Lighthouse failed on {address}: {made.stderr[-400:]}")


if __name__ == "__main__":
    sys.exit(main())
