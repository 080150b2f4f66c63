"""An editor's files on their way: into the tree, from the upload to the report, and out of it."""

import datetime
import secrets
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from wagtail.models import Page

from .exchange.common import Kind
from .exchange.kinds import IMPORTED
from .exchange.reports import Report

# A run that has said nothing for so long is dead: the worker was stopped under it.
SILENCE = datetime.timedelta(seconds=60)


class State(models.TextChoices):
    MAPPING = "MAPPING", "待对应列"
    CHECKING = "CHECKING", "试运行中"
    CHECKED = "CHECKED", "已试运行，待导入"
    IMPORTING = "IMPORTING", "导入中"
    EXPORTING = "EXPORTING", "导出中"
    DONE = "DONE", "已完成"
    FAILED = "FAILED", "没有完成"


RUNNING = (State.CHECKING, State.IMPORTING, State.EXPORTING)


def _place(_job: Any, _name: str) -> str:
    """On the private side, under a name that says nothing."""
    return f"imports/{secrets.token_hex(16)}"


def _export_place(_job: Any, _name: str) -> str:
    return f"exports/{secrets.token_hex(16)}"


class JobQuerySet(models.QuerySet):
    """Questions about jobs."""

    def left_alone(self, now: datetime.datetime) -> Self:
        """Those that should run, and that nobody is at work on."""
        silent = models.Q(touched_at=None) | models.Q(touched_at__lt=now - SILENCE)
        return self.filter(silent, state__in=RUNNING)


class Job(models.Model):
    """What takes longer than a request may, and goes on after its worker died.

    gave_up: what its editor is told when it fails again and again; asked_at: when the worker was
    last told of it; touched_at: when the run last gave a sign.
    """

    gave_up: ClassVar[str]

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=20)
    under = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")
    file: Any
    state = models.CharField(max_length=10, choices=State)
    total = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def kind_of(self) -> Kind:
        return IMPORTED[self.kind]

    @property
    def running(self) -> bool:
        return self.state in RUNNING


class ImportJob(Job):
    """mapping: [header, name of the column it means] in the file's order; samples: what rows say.

    report: a Report as far as the run has come.
    """

    gave_up = "系统出错，导入没有完成。已导入的内容都在，请联系管理员。"

    file = models.FileField(upload_to=_place)
    name = models.CharField(max_length=255)
    # Pairs: PostgreSQL keeps the keys of an object in an order of its own.
    mapping = models.JSONField(default=list)
    samples = models.JSONField(default=dict)
    report = models.JSONField(default=dict)

    class Meta:
        verbose_name = "导入"
        verbose_name_plural = "导入"
        indexes = [models.Index(fields=["state", "touched_at"], name="commands_left_alone")]

    def report_so_far(self) -> Report:
        return Report(**self.report)

    def content(self) -> bytes:
        """The uploaded file."""
        with self.file.open("rb") as file:
            content: bytes = file.read()
        return content


class ExportJob(Job):
    """An export of more pages than a request has time for. done: how many have been read."""

    gave_up = "系统出错，导出没有完成。请再试一次，还不行就联系管理员。"

    file = models.FileField(upload_to=_export_place, blank=True)
    done = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "导出"
        verbose_name_plural = "导出"
        indexes = [models.Index(fields=["state", "touched_at"], name="commands_exports_alone")]
