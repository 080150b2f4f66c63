"""A statement that takes too long is ended; the connection goes on as before."""

import time

import pytest
from django.db import DatabaseError, OperationalError, connection

from cms.publication.models import Entry, EntryQuerySet
from cms.publication.services import settle_all
from schema.core import answers
from schema.core.deadline import deadline, is_late
from tests import factories

# Takes minutes, in either database.
ENDLESS = """SELECT count(*) FROM (WITH RECURSIVE n(i) AS (
    SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT i FROM n) AS counted"""
# Takes a moment, and more than one of SQLite's looks at the clock.
SHORT = ENDLESS.replace("2000000000", "20000")


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_a_long_statement_is_ended_and_short_ones_are_not(committed):
    with deadline(0.5):
        assert run(SHORT) == 20_000
        with pytest.raises(OperationalError) as ended:
            run(ENDLESS)
        assert is_late(ended.value)
        # Each statement has the time for itself.
        time.sleep(0.6)
        assert run(SHORT) == 20_000


def test_after_it_statements_take_what_they_need(committed):
    with deadline(0.05):
        pass
    assert run(SHORT.replace("20000", "400000")) == 400_000
    with pytest.raises(ZeroDivisionError), deadline(0.05):
        1 / 0  # noqa: B018
    assert run(SHORT.replace("20000", "400000")) == 400_000


def test_a_connection_that_broke_since_the_last_request_is_opened_anew(committed):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, pytest.raises(OperationalError):
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    else:
        connection.close()
    # As the next request begins.
    connection.health_check_enabled, connection.health_check_done = True, False
    with deadline(5):
        assert run(SHORT) == 20_000


def test_other_errors_are_not_late(committed):
    with deadline(5), pytest.raises(DatabaseError) as failed:
        run("SELECT nothing FROM nowhere")
    assert not is_late(failed.value)
    assert not is_late(None)


def test_whoever_asks_too_much_is_told_and_the_next_is_answered(committed, ask, monkeypatch):
    factories.brief(factories.district())
    settle_all()
    monkeypatch.setattr(answers, "STATEMENT_SECONDS", 0.2)
    with monkeypatch.context() as slow:
        slow.setattr(
            EntryQuerySet, "public", lambda _, *__: Entry.objects.extra(where=[f"({ENDLESS}) > 0"])
        )
        answer = ask("{ briefs(first: 1) { totalCount } }")
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "TOO_SLOW"}
    assert "statement" not in str(answer)
    assert ask("{ briefs(first: 1) { totalCount } }")["data"] == {"briefs": {"totalCount": 1}}
