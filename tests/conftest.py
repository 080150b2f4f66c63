"""Shared fixtures: which database, files of a test's own, and a tree that survives a flush."""

import datetime
import os
from multiprocessing import forkserver

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from wagtail.models import Collection, Locale, Page

from cms.publication.services import settle_all
from tests import factories
from tests.crew import Crew, database_url


def pytest_report_header() -> str:
    return f"database: {django_settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    """SQLite's test database is a file: one in memory could not be shared with other processes."""
    if connection.vendor == "sqlite":
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(name)


def pytest_terminal_summary(terminalreporter):
    """The last lines name the databases that ran, this one included."""
    tested = os.environ.get("RUYI_TESTED", django_settings.DATABASES["default"]["ENGINE"])
    terminalreporter.write_line(f"databases tested: {tested}")


@pytest.fixture(autouse=True)
def files_of_its_own(tmp_path, settings):
    """Files and cached things of one test never meet another's; nothing needs collecting."""
    for cache in caches.all(initialized_only=True):
        cache.clear()
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.SITE_ROOT = tmp_path / "site"
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def clock(monkeypatch):
    """The time, which a test can move on."""
    real, ahead = timezone.now, [datetime.timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + ahead[0])

    def move_on(**time):
        ahead[0] += datetime.timedelta(**time)

    return move_on


@pytest.fixture
def committed(transactional_db):
    """A database whose transactions really commit, with Wagtail's first rows put back."""
    Locale.objects.get_or_create(language_code="zh-hans")
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(title="Root", slug="root")


@pytest.fixture(scope="session")
def _crew_server(django_db_setup):
    """What workers are forked from: it has read the environment that names the test database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", database_url())
        forkserver.ensure_running()


@pytest.fixture
def crew(committed, _crew_server):
    """Real processes beside this one, on the same database."""
    crew = Crew()
    yield crew
    crew.dismiss()


@pytest.fixture
def settled(django_capture_on_commit_callbacks):
    """Run what waits for a commit, as it would after one: `with settled(): ...`."""

    def settled():
        # What earlier changes of the test left waiting is theirs.
        connection.run_on_commit.clear()
        return django_capture_on_commit_callbacks(execute=True)

    return settled


@pytest.fixture
def district(db):
    """The district, live, its document written."""
    district = factories.district()
    settle_all()
    return district


@pytest.fixture
def vendor():
    return connection.vendor


@pytest.fixture
def ask(client):
    """Ask the public language: ask(query, **variables) -> the answer as JSON."""

    def ask(query, **variables):
        body = {"query": query, "variables": variables}
        return client.post("/graphql/", body, content_type="application/json").json()

    return ask
