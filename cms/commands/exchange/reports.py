"""What became of the rows of a file: of each, and of all."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model


@dataclasses.dataclass
class Report:
    """What became of a file's rows: rows = accepted + refused, accepted = created + unchanged.

    enterprises: the names of those that were added, by their own rows or on the way of jobs;
    doubts: of rows that were taken, what somebody should look at nevertheless, with the number of
    the page (or question) when it is there;
    first: the numbers of the first of them that rows became, none in a dry run;
    preview: what a dry run would write of the first new rows: line, and cells by their columns;
    near: in a dry run, of the enterprises those with names like others', and these names.
    """

    rows: int = 0
    created: int = 0
    unchanged: int = 0
    enterprises: list[str] = dataclasses.field(default_factory=list)
    first: list[int] = dataclasses.field(default_factory=list)
    preview: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    near: list[tuple[str, list[str]]] = dataclasses.field(default_factory=list)
    doubts: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    refusals: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    @property
    def accepted(self) -> int:
        return self.created + self.unchanged

    @property
    def enterprises_created(self) -> int:
        return len(self.enterprises)

    @property
    def doubts_together(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Each reason once, with its doubts: a missing column makes one of every row."""
        found: dict[str, list[dict[str, Any]]] = {}
        for doubt in self.doubts:
            found.setdefault(doubt["reason"], []).append(doubt)
        return list(found.items())

    def as_dict(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "created": self.created,
            "unchanged": self.unchanged,
            "doubts": self.doubts,
            "refusals": self.refusals,
            "accepted": self.accepted,
            "enterprises_created": self.enterprises_created,
            "refused": len(self.refusals),
        }


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a row did: what names the page (or question) it added, that, and the firm it added.

    cells: what it says, when it is to be shown.
    """

    name: str | None = None
    thing: Model | None = None
    enterprise: str | None = None
    cells: Mapping[str, str] = dataclasses.field(default_factory=dict)
    doubts: Sequence[str] = ()
