"""How many of the firms that name an industry are given one of GB/T 4754, and which words are not.

`python -m tests.bench.industry` prints a row for each file of real firms, and the words left over.
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cms.enterprises.industries import UNCLASSIFIED, classify

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FILES = ["companies_51job_dev.csv", "jobs_51job_list_dev.csv", "jobs_51job_dev.jsonl"]
LEFT_OVER = 10


def named(path: Path) -> Iterator[str]:
    """The words of each row that names an industry."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = map(json.loads, file) if path.suffix == ".jsonl" else csv.DictReader(file)
        for row in rows:
            words = (row["industry"] or "").strip()
            if words:
                yield words


def main() -> None:
    if not DATA.exists():
        sys.exit(f"No {DATA}: nothing to measure on")
    unknown: Counter[str] = Counter()
    line = "{:<28} {:>7} {:>10} {:>8}\n"
    sys.stdout.write(line.format("file", "named", "classified", "share"))
    for name in FILES:
        words = list(named(DATA / name))
        left = [each for each in words if classify(each) == UNCLASSIFIED]
        unknown.update(left)
        known = len(words) - len(left)
        sys.stdout.write(line.format(name, len(words), known, f"{known / len(words):.1%}"))
    most = (f"{words} ({count})" for words, count in unknown.most_common(LEFT_OVER))
    sys.stdout.write(f"未分类: {', '.join(most)}\n")


if __name__ == "__main__":
    main()
