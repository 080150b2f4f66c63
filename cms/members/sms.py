"""Text messages: written down with what they belong to, handed to a gateway by the worker.

A gateway is a thing with one method: `send(phone, template, params, text)`, which raises
NotSent. RUYI_SMS chooses it (docs/operator.md).
"""

import datetime
import hashlib
import hmac
import json
import os
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx
import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django_tasks import task

from cms.core import clock

from .models import TextMessage

PATIENCE_SECONDS = 5.0
# For how long a message is left to the process that took it up.
CLAIM = datetime.timedelta(seconds=30)
CODE_LIFE = datetime.timedelta(minutes=5)
NOTE_LIFE = datetime.timedelta(days=1)

# By template: how long a message is worth sending, and its words. A Chinese gateway wants each
# text registered beforehand and takes a template's name with its values.
TEMPLATES = {
    "code": (CODE_LIFE, "验证码 {code}，5 分钟内有效。请不要告诉任何人。"),
    "phone_changed": (
        NOTE_LIFE,
        "您的账号已改用手机号 {to}。如果不是您本人操作，请马上联系所在党组织。",
    ),
    "phone_change_asked": (
        NOTE_LIFE,
        "有人为您的账号申请改用手机号 {to}，{at} 生效。如果不是您，请登录后取消。",
    ),
}

log = structlog.get_logger(__name__)


class NotSent(Exception):
    """The gateway did not take the message: it will not (`refused`), or it could not just now."""

    def __init__(self, why: str, *, refused: bool = False) -> None:
        super().__init__(why)
        self.refused = refused


class Gateway(Protocol):
    def send(self, phone: str, template: str, params: dict[str, str], text: str) -> None: ...


class ConsoleSms:
    """For development: the message is a line of the log."""

    def send(self, phone: str, template: str, params: dict[str, str], text: str) -> None:
        log.warning("sms.console", phone=phone, text=text)


@dataclass(frozen=True)
class FileSms:
    """A line of JSON for each message: phone, template, params, text, at."""

    path: Path

    def send(self, phone: str, template: str, params: dict[str, str], text: str) -> None:
        line = {"phone": phone, "template": template, "params": params, "text": text}
        line["at"] = clock.stamp(clock.now())
        try:
            self._write(f"{json.dumps(line, ensure_ascii=False)}\n".encode())
        except OSError as error:
            raise NotSent(error.strerror or type(error).__name__) from error

    def _write(self, line: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # One write: lines of two processes never mix.
        out = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(out, line)
        finally:
            os.close(out)


@dataclass(frozen=True)
class HttpSms:
    """POSTs the message as JSON, signed: X-Ruyi-Signature is the hex HMAC-SHA256, under the
    shared secret, of X-Ruyi-Timestamp (Unix seconds), a full stop and the body."""

    url: str
    secret: str

    def send(self, phone: str, template: str, params: dict[str, str], text: str) -> None:
        message = {"phone": phone, "template": template, "params": params, "text": text}
        body = json.dumps({"id": uuid.uuid4().hex, **message}, ensure_ascii=False).encode()
        at = str(int(time.time()))
        signed = hmac.new(self.secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
        headers = {
            "Content-Type": "application/json",
            "X-Ruyi-Timestamp": at,
            "X-Ruyi-Signature": signed.hexdigest(),
        }
        try:
            answer = httpx.post(self.url, content=body, headers=headers, timeout=PATIENCE_SECONDS)
            answer.raise_for_status()
        except httpx.HTTPStatusError as error:
            status = error.response.status_code
            refused = 400 <= status < 500 and status not in {408, 429}
            raise NotSent(f"HTTP {status}", refused=refused) from error
        except httpx.HTTPError as error:
            raise NotSent(type(error).__name__) from error


def gateway() -> Gateway:
    """The one that RUYI_SMS names."""
    if settings.SMS == "console":
        return ConsoleSms()
    if settings.SMS == "file":
        return FileSms(settings.SMS_OUTBOX)
    return HttpSms(settings.SMS, settings.SMS_SECRET)


def text(*, phone: str, template: str, **params: str) -> None:
    """Write a message down; the worker hands it over once the transaction stands."""
    life, words = TEMPLATES[template]
    now = clock.now()
    TextMessage.objects.create(
        phone=phone,
        template=template,
        params=params,
        text=words.format(**params),
        created_at=now,
        expires_at=now + life,
    )
    transaction.on_commit(hand_over_later.enqueue)


@task(backend="jobs")
def hand_over_later() -> None:
    hand_over()


def hand_over() -> int:
    """Give the gateway what waits; returns how many it took. The clock calls this too.

    What it could not take is tried again by the next call, until that would be too late.
    """
    now = clock.now()
    TextMessage.objects.filter(expires_at__lte=now).delete()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
    taken = 0
    for message in TextMessage.objects.filter(free).order_by("pk"):
        if not TextMessage.objects.filter(free, pk=message.pk).update(claimed_at=clock.now()):
            continue
        try:
            gateway().send(message.phone, message.template, message.params, message.text)
        except NotSent as error:
            log.warning("sms.not_sent", template=message.template, error=str(error))
            if not error.refused:
                TextMessage.objects.filter(pk=message.pk).update(claimed_at=None)
                return taken
        else:
            taken += 1
        message.delete()
    return taken
