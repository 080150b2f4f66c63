"""How soon an edit is public: from the publishing call to the printed page that shows it.

`python -m tests.bench.fresh` starts the whole product with its demo district.
"""

import os
import statistics
import sys
import time

import httpx

from tests.bench.serving import serving

EDITS = 30
PATIENCE = 30


def main() -> int:
    """Print a row: edits, median and 95th percentile, in seconds."""
    with serving() as url:
        seconds = sorted(_edits(url))
    line = "{:>6} {:>8} {:>8} {:>8}\n"
    p95 = seconds[int(len(seconds) * 0.95)]
    figures = [f"{each:.2f}" for each in (statistics.median(seconds), p95, seconds[-1])]
    sys.stdout.write(line.format("edits", "median", "p95", "worst"))
    sys.stdout.write(line.format(len(seconds), *figures))
    return 0


def _edits(url: str) -> list[float]:
    # The settings are read when Django is first imported: the environment must stand before that.
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    from cms.pages.models import Notice  # noqa: PLC0415

    taken = []
    for number in range(EDITS):
        notice = Notice.objects.live().order_by("pk")[number % 5]
        notice.title = f"改过的通知第{number}次"
        started = time.perf_counter()
        notice.save_revision().publish()
        address = url + notice.entry.url
        while notice.title not in httpx.get(address).text:
            if time.perf_counter() - started > PATIENCE:
                sys.exit(f"{address} did not change within {PATIENCE} s")
            time.sleep(0.01)
        taken.append(time.perf_counter() - started)
    return taken


if __name__ == "__main__":
    sys.exit(main())
