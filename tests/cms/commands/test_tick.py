"""The clock as a process: it goes on until it is told to stop."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from wagtail.models import Page

from cms.publication.models import Entry
from cms.publication.services import settle_all
from tests import factories
from tests.crew import PATIENCE, database_url

ROOT = Path(__file__).resolve().parents[3]


def wait_for(condition):
    for _ in range(PATIENCE * 10):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("it did not happen")


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_mends_what_happens_meanwhile_and_stops_when_told(committed, told):
    notice = factories.notice(factories.district(), title="先")
    settle_all()
    environment = {**os.environ, "DATABASE_URL": database_url()}
    command = [sys.executable, "-m", "cms", "tick", "--every", "0.2"]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as clock:
        try:
            Page.objects.filter(pk=notice.pk).update(title="后")
            wait_for(lambda: Entry.objects.filter(title="后").exists())
            clock.send_signal(told)
            assert clock.wait(PATIENCE) == 0
        finally:
            clock.kill()
