"""Many at once, each a process of its own: nobody is turned away, and the reader misses nothing."""

import json

import pytest
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from cms.publication.checking import check
from cms.publication.models import Counter, Dirty, Entry
from cms.publication.services import mark, settle_all
from tests import factories
from tests.cms.publication import acts

ROUNDS = 3


@pytest.fixture
def notices(crew):
    district = factories.district()
    notices = [factories.notice(district, title=f"通知{n}") for n in range(8)]
    settle_all()
    return notices


@pytest.fixture
def file(tmp_path):
    """A file of jobs at two firms, one of them new."""
    path = tmp_path / "jobs.jsonl"
    firms = ["老公司", "新公司"]
    rows = [{"title": f"岗位{n}", "company": firms[n % 2]} for n in range(16)]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def view_of_the_table():
    columns = ("page_id", "number", "deleted", "digest")
    return {row[0]: row[1:] for row in Entry.objects.values_list(*columns)}


def assert_true():
    assert settle_all() == 0
    assert list(check()) == []
    numbers = list(Entry.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers))
    assert max(numbers) == Counter.reached()


def test_bulk_actions_an_import_two_editors_and_clocks_at_once(notices, file, crew):
    """None fails, none deadlocks, and who follows the numbers meanwhile ends with the truth."""
    district = notices[0].get_parent().specific
    firm = factories.enterprise(district, title="老公司")
    settle_all()
    numbers = [notice.pk for notice in notices]
    users = [factories.admin().pk for _ in range(2)]
    finished = crew.event()
    follower = crew.start(acts.follow, finished)
    barrier = crew.barrier(7)
    *_, first, second, _, _ = crew.race(
        (acts.publish_each, barrier, [*numbers[:4], firm.pk], ROUNDS),
        (acts.publish_each, barrier, [district.pk, *numbers[4:]], ROUNDS),
        (acts.import_file, barrier, "jobs", file, district.pk),
        # Not the firm: while it is hidden, its jobs are refused.
        (acts.act_in_bulk, barrier, users[0], numbers, ROUNDS),
        (acts.act_in_bulk, barrier, users[1], [*reversed(numbers)], ROUNDS),
        (acts.turn_the_clock, barrier),
        (acts.turn_the_clock, barrier),
    )
    assert set(first + second) == {302}
    settle_all()
    finished.set()
    view, read, backwards = follower.result()
    assert not backwards
    assert read >= len(view)
    # One who comes now and reads all of it sees the same.
    assert view == acts.follow(None)[0]
    assert Page.objects.get(pk=firm.pk).numchild == 8
    assert_true()


def test_publishers_of_different_pages_leave_no_gap(notices, crew):
    barrier = crew.barrier(4)
    start = Counter.reached()
    parts = [[notice.pk for notice in notices[n::4]] for n in range(4)]
    crew.race(*[(acts.publish_each, barrier, part, ROUNDS) for part in parts])
    assert Counter.reached() == start + len(notices) * ROUNDS
    assert_true()


def test_imports_of_one_file_at_once_add_each_row_and_firm_once(notices, file, crew):
    district = notices[0].get_parent()
    barrier = crew.barrier(3)
    crew.race(*[(acts.import_file, barrier, "jobs", file, district.pk)] * 3)
    titles = Page.objects.filter(title__startswith="岗位").values_list("title", flat=True)
    assert sorted(titles) == sorted(f"岗位{n}" for n in range(16))
    assert Page.objects.filter(title__endswith="公司").count() == 2
    assert_true()


def test_bulk_actions_of_every_kind_on_the_same_pages_at_once(notices, crew):
    """Publishing writes revisions first, unpublishing last: without a lock they would deadlock."""
    district = notices[0].get_parent()
    numbers = [notice.pk for notice in notices]
    users = [factories.admin().pk for _ in range(3)]
    area = factories.area(district.specific)
    barrier = crew.barrier(4)
    answers = crew.race(
        (acts.act_in_bulk, barrier, users[0], numbers, ROUNDS),
        (acts.act_in_bulk, barrier, users[1], [district.pk, *numbers], ROUNDS),
        (acts.move_to_and_fro, barrier, users[2], numbers, [area.pk, district.pk], ROUNDS),
        (acts.publish_each, barrier, numbers, ROUNDS),
    )
    assert {status for statuses in answers[:3] for status in statuses} == {302}
    assert Page.find_problems() == ([], [], [], [], [])
    assert_true()


# Transactions that commit in another order than they began


def test_a_late_commit_holds_up_the_next_number_not_the_reader(notices, crew):
    start = Counter.reached()
    taken, go_on = crew.event(), crew.event()
    slow = crew.start(acts.publish_and_linger, notices[0].pk, taken, go_on)
    assert taken.wait(60)
    quick = crew.start(acts.publish_one, notices[1].pk)
    quick.process.join(1)
    seen = Entry.objects.filter(number__gt=start).count()
    go_on.set()
    slow.result()
    assert seen == 0
    assert quick.result() == start + 2
    numbers = dict(Entry.objects.filter(number__gt=start).values_list("page_id", "number"))
    assert numbers == {notices[0].pk: start + 1, notices[1].pk: start + 2}


# What one who follows such numbers reads while the first is not committed, and after that.
FOLLOWED = {"postgresql": ([2], []), "sqlite": ([], [1, 2])}


def test_a_plain_sequence_lets_the_reader_miss_the_late_one(crew, vendor):
    """The control, without the lock. SQLite has but one writer at a time: there all is well."""
    key = {"postgresql": "bigserial", "sqlite": "integer"}[vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE control (number {key} PRIMARY KEY, word text)")
    try:
        taken, go_on = crew.event(), crew.event()
        slow = crew.start(acts.number_and_linger, taken, go_on)
        assert taken.wait(60)
        quick = crew.start(acts.number_one)
        quick.process.join(2)
        first = acts.numbers_after(0)
        go_on.set()
        slow.result()
        quick.result()
        assert (first, acts.numbers_after(max(first, default=0))) == FOLLOWED[vendor]
        assert acts.numbers_after(0) == [1, 2]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE control")


# The worker


def test_the_worker_finishes_what_one_request_has_no_time_for(notices, crew):
    district = notices[0].get_parent().specific
    for n in range(100):
        factories.notice(district, title=f"第{n}号")
    settle_all()
    with transaction.atomic():
        below = district.get_children()
        mark(below.values_list("pk", flat=True))
        below.update(title="改过")
    assert Entry.objects.filter(title="改过").count() == 100
    assert Dirty.objects.count() == 8
    crew.start(acts.work_off).result()
    assert Entry.objects.filter(title="改过").count() == 108
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
    assert_true()


# Deaths


AFTER_THE_COMMIT = [
    ("settling has not begun", '"publication_dirty"."failures" = ', False),
    ("before the counter's lock", 'FROM "publication_counter"', True),
    ("with the counter's lock", 'FROM "publication_counter"', False),
    ("before the number is kept", 'UPDATE "publication_counter"', True),
    ("after the number is kept", 'UPDATE "publication_counter"', False),
]
BY_ACT = {
    "publish": [
        ("before the document", 'UPDATE "publication_entry"', True),
        ("after the document", 'UPDATE "publication_entry"', False),
        ("after its mark is gone", 'DELETE FROM "publication_dirty"', False),
    ],
    "unpublish": [("after the tombstone", "UPDATE publication_entry", False)],
    "delete": [("after the tombstone", "UPDATE publication_entry", False)],
    "restrict": [("before the tombstone", "UPDATE publication_entry", True)],
}


@pytest.mark.parametrize("act", BY_ACT)
def test_a_process_killed_after_the_pages_commit_is_healed_by_one_tick(notices, crew, act):
    """Whatever the statement, the page stands, its mark stays, and the clock writes the rest."""
    points = [*AFTER_THE_COMMIT, *BY_ACT[act]]
    for notice, (_, statement, before) in zip(notices, points, strict=False):
        stored = view_of_the_table()
        assert crew.start(acts.die_at, statement, before, act, notice.pk).death() == 9
        assert view_of_the_table() == stored
        assert Dirty.objects.filter(page_id=notice.pk).exists()
        assert list(check()) != []
        crew.start(acts.tick).result()
        assert not Dirty.objects.exists()
        assert list(check()) == []
        assert view_of_the_table()[notice.pk] != stored[notice.pk]


def test_a_process_killed_before_the_pages_commit_changes_nothing(notices, crew):
    stored = view_of_the_table()
    point = ('INSERT INTO "publication_dirty"', False)
    assert crew.start(acts.die_at, *point, "unpublish", notices[0].pk).death() == 9
    assert not Dirty.objects.exists()
    assert Page.objects.get(pk=notices[0].pk).live
    assert list(check()) == []
    assert view_of_the_table() == stored
