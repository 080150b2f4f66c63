"""The access table as people read it: docs/access.md. `python -m tests.access.table` renews it."""

import os
from collections import defaultdict
from pathlib import Path

import django

FILE = Path(__file__).resolve().parents[2] / "docs" / "access.md"
HEAD = """# Who may come where

Made from the addresses that Django answers and the fields of the language, each with its rule
(`tests/access/rules.py`, `schema/core/access.py`); `make access` renews it. An address or a field
without a rule fails the build, and `tests/access/test_table.py` walks every cell for real: each
viewer asks for each, about a page in each state, and nobody without business at a place reads a
word of what is not public there. {cells:,} cells are walked.

● let in, · refused, as one that is not there. *Here* has a duty at the place asked about or above
it, *elsewhere* the same duty at another place. Where states differ, each has a line.
"""


def table() -> str:
    from .fields import SCHEMA, acts, fields  # noqa: PLC0415
    from .routes import routes  # noqa: PLC0415
    from .rules import RULE_OF, RULES  # noqa: PLC0415
    from .world import STATES, nameless  # noqa: PLC0415

    viewers = nameless()
    by_rule = defaultdict(list)
    for route in routes():
        by_rule[RULE_OF[route.name]].append(route)
    asked = sum(len(STATES) if route.is_about_a_page else 1 for route in routes())
    asked += len(SCHEMA.query_type.fields) * len(STATES) + len(acts())
    parts = [HEAD.format(cells=asked * len(viewers)), "\n## Addresses by rule\n"]
    parts.append(f"| rule | state | {' | '.join(viewer.name for viewer in viewers)} |")
    parts.append("|---|---|" + "---|" * len(viewers))
    for rule, may in RULES.items():
        lines = defaultdict(list)
        for state in STATES:
            lines[tuple(may(viewer, state) for viewer in viewers)].append(state)
        for marks, states in lines.items():
            shown = "any" if len(lines) == 1 else ", ".join(states)
            parts.append(f"| {rule} | {shown} | {' | '.join('●' if m else '·' for m in marks)} |")
    for rule in RULES:
        parts.append(f"\n### {rule[0].upper()}{rule[1:]}\n")
        for route in by_rule[rule]:
            about = ", a page in each state" if route.is_about_a_page else ""
            parts.append(f"* `/{route.pattern}`{about}")
    parts.append("\n## Fields of the language\n")
    parts.append(
        "Whatever the viewer and however asked, a live page is told of and a draft, scheduled,\n"
        "restricted or expired one is not. What is the viewer's own is told to nobody else.\n"
    )
    parts += ["| field | rule |", "|---|---|"]
    parts += [f"| `{name}` | {rule} |" for name, rule in fields()]
    parts.append("\n## Acts\n")
    parts.append("For who is signed in, about themselves; everybody else is told NOT_SIGNED_IN.\n")
    parts += [f"* `{name}`" for name in acts()]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    FILE.write_text(table())
