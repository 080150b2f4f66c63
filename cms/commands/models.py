"""ImportJob: an editor's file on its way into the tree, from the upload to the report."""

import datetime
import secrets
from typing import Any, Self

from django.conf import settings
from django.db import models
from wagtail.models import Page

from .exchange.imports import Report
from .exchange.kinds import KINDS, Kind

# A run that has said nothing for so long is dead: the worker was stopped under it.
SILENCE = datetime.timedelta(seconds=60)


class State(models.TextChoices):
    MAPPING = "MAPPING", "待对应列"
    CHECKING = "CHECKING", "试运行中"
    CHECKED = "CHECKED", "已试运行，待导入"
    IMPORTING = "IMPORTING", "导入中"
    DONE = "DONE", "已完成"
    FAILED = "FAILED", "没有完成"


RUNNING = (State.CHECKING, State.IMPORTING)


def _place(_job: Any, _name: str) -> str:
    """On the private side, under a name that says nothing."""
    return f"imports/{secrets.token_hex(16)}"


class ImportJobQuerySet(models.QuerySet):
    """Questions about imports."""

    def left_alone(self, now: datetime.datetime) -> Self:
        """Those that should run, and that nobody is at work on."""
        silent = models.Q(touched_at=None) | models.Q(touched_at__lt=now - SILENCE)
        return self.filter(silent, state__in=RUNNING)


class ImportJob(models.Model):
    """mapping: [header, name of the column it means] in the file's order; samples: what rows say.

    report: a Report as far as the run has come; asked_at: when the worker was last told of it;
    touched_at: when the run last gave a sign.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=20)
    under = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")
    file = models.FileField(upload_to=_place)
    name = models.CharField(max_length=255)
    # Pairs: PostgreSQL keeps the keys of an object in an order of its own.
    mapping = models.JSONField(default=list)
    samples = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    trouble = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = "导入"
        verbose_name_plural = "导入"
        indexes = [models.Index(fields=["state", "touched_at"], name="commands_left_alone")]

    @property
    def kind_of(self) -> Kind:
        return KINDS[self.kind]

    @property
    def running(self) -> bool:
        return self.state in RUNNING

    def report_so_far(self) -> Report:
        return Report(**self.report)

    def content(self) -> bytes:
        """The uploaded file."""
        with self.file.open("rb") as file:
            content: bytes = file.read()
        return content
