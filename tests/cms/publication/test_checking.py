"""What went past the outbox is found: by the reconciler what it can see, by the check all of it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, PageViewRestriction

from cms.enterprises.models import Job
from cms.pages.models import Notice
from cms.publication.checking import check, rebuild, reconcile
from cms.publication.models import Address, Counter, Dirty, Entry, Read
from cms.publication.services import settle_all
from tests import factories


@pytest.fixture
def job(district):
    """A job below an enterprise, a building and an area, all public."""
    building = factories.building(factories.area(district))
    job = factories.job(factories.enterprise(building))
    settle_all()
    return job


def pages(page):
    """The page as rows that can be changed without telling anybody."""
    return Page.objects.filter(pk=page.pk)


def entries(page):
    return Entry.objects.filter(page_id=page.pk)


def mended():
    """Reconcile and settle, as a tick of the clock does; how many pages were astray."""
    astray = reconcile()
    settle_all()
    assert list(check()) == []
    return astray


def test_all_is_true_after_publishing(job):
    assert list(check()) == []
    assert reconcile() == 0


# The reconciler: what contradicts the page's row


def test_the_reconciler_finds_a_title_changed_by_sql(job):
    pages(job).update(title="改过", draft_title="改过")
    assert mended() == 1
    assert entries(job).get().title == "改过"


def test_the_reconciler_finds_a_slug_changed_by_sql(job):
    pages(job).update(slug="changed")
    assert mended() == 1
    assert entries(job).get().url == "/jobs/changed/"


def test_the_reconciler_finds_a_page_made_live_by_sql(job):
    draft = factories.job(job.get_parent().specific, live=False)
    settle_all()
    pages(draft).update(live=True, expire_at=job.expire_at)
    assert mended() == 1
    assert entries(draft).public().exists()


def test_the_reconciler_finds_a_page_taken_down_by_sql_with_all_below(job):
    firm = job.get_parent()
    pages(firm).update(live=False)
    assert mended() >= 1
    assert not entries(firm).public().exists()
    assert not entries(job).public().exists()


def test_the_reconciler_finds_a_restriction_put_there_by_sql(job):
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page=job, restriction_type="login")]
    )
    assert mended() == 1
    assert not entries(job).public().exists()


def test_the_reconciler_finds_a_restriction_of_the_root_put_there_by_sql(job):
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page=factories.root(), restriction_type="login")]
    )
    assert mended() >= 1
    assert not Entry.objects.public().exists()


def test_the_reconciler_finds_a_restriction_lifted_by_sql(job):
    PageViewRestriction.objects.create(page=job, restriction_type="login")
    settle_all()
    PageViewRestriction.objects.all()._raw_delete("default")
    assert mended() == 1
    assert entries(job).public().exists()


def test_the_reconciler_finds_an_edition_published_by_sql(job):
    pages(job).update(live_revision=None)
    assert mended() == 1


def test_the_reconciler_finds_rows_restored_without_their_documents(job):
    Entry.objects.all().delete()
    Read.objects.all().delete()
    Address.objects.all().delete()
    assert mended() >= 1
    assert Entry.objects.public().count() == 5


def test_the_reconciler_finds_documents_of_pages_that_are_gone(job):
    Job.objects.filter(pk=job.pk)._raw_delete("default")
    pages(job)._raw_delete("default")
    Page.objects.filter(pk=job.get_parent().pk).update(numchild=0)
    assert reconcile() == 1
    settle_all()
    assert entries(job).get().deleted


def test_the_reconciler_leaves_alone_what_already_waits(job):
    pages(job).update(title="改过")
    Dirty.objects.create(page_id=job.pk)
    assert reconcile() == 0


def test_the_reconciler_takes_few_statements(job, django_assert_num_queries):
    """One for what is astray, two for what its kind keeps from the public, one for what waits."""
    with django_assert_num_queries(4):
        assert reconcile() == 0


# The check: every falsity, in words


def falsities():
    return "\n".join(check())


def test_the_check_sees_what_waits(job):
    Dirty.objects.create(page_id=job.pk)
    assert "1 changes wait" in falsities()


def test_the_check_sees_a_public_page_without_a_document(job):
    entries(job).delete()
    Counter.objects.update(number=Entry.objects.latest("number").number)
    assert falsities() == f"page {job.pk} is public but has no document"


@pytest.mark.parametrize("how", ["draft", "restricted", "below a draft", "below a restricted one"])
def test_the_check_sees_a_document_of_a_page_that_is_not_public(job, how):
    page = job.get_parent() if "below" in how else job
    if "draft" in how:
        pages(page).update(live=False)
    else:
        PageViewRestriction.objects.bulk_create(
            [PageViewRestriction(page=page, restriction_type="login")]
        )
    url = entries(job).get().url
    assert f"page {job.pk} is not public but has a document at {url}" in falsities()


def test_the_check_sees_documents_below_a_restricted_root(job):
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page=factories.root(), restriction_type="login")]
    )
    assert falsities().count("is not public but has a document") == 5


def test_the_check_sees_a_document_of_a_page_that_is_gone(job):
    Job.objects.filter(pk=job.pk)._raw_delete("default")
    pages(job)._raw_delete("default")
    assert f"page {job.pk} is gone but has a document" in falsities()


def test_the_check_sees_a_page_that_changed_in_a_field_of_its_own(job):
    Job.objects.filter(pk=job.pk).update(headcount=7)
    assert f"page {job.pk} differs from its document" in falsities()


def test_the_check_sees_a_slug_that_is_not_in_the_address(job):
    pages(job).update(slug="changed")
    assert f"page {job.pk} has the slug changed but the address" in falsities()


@pytest.mark.parametrize(
    "change",
    [
        {"document": '{"title": "假"}'},
        {"document": ""},
        {"title": "假"},
        {"title_words": "假"},
        {"text_words": "假"},
        {"industry": "假"},
        {"education": "假"},
        {"monthly_max_yuan": 1},
        {"enterprise_id": 999},
        {"area_id": None},
        {"owner_id": 999},
        {"digest": "0"},
        {"revision_id": 999},
        {"kind": "NOTICE"},
    ],
    ids=str,
)
def test_the_check_sees_a_stored_row_that_was_tampered_with(job, change):
    entries(job).update(**change)
    assert f"page {job.pk} differs from its document" in falsities()


def test_the_check_sees_forgotten_and_invented_readings(job):
    Read.objects.filter(page_id=job.pk).delete()
    message = f"page {job.pk} shows other things than its document remembers"
    assert falsities() == message
    rebuild()
    Read.objects.create(page_id=job.pk, thing="image:1")
    assert falsities() == message


def test_the_check_sees_an_owners_face_that_its_readers_do_not_show(job):
    firm = job.get_parent()
    pages(firm).update(title="改过")
    assert f"page {job.pk} differs" in falsities()
    assert f"page {firm.pk} differs" in falsities()


def test_the_check_sees_a_counter_that_is_off(job):
    Counter.objects.update(number=999)
    assert "the counter stands at 999" in falsities()


def test_the_check_reads_many_pages_in_few_statements_each(district, django_assert_max_num_queries):
    for _ in range(10):
        factories.notice(district)
    settle_all()
    with django_assert_max_num_queries(40):
        assert list(check()) == []


# Writing it all anew


def test_a_rebuild_of_what_is_true_gives_no_numbers(job):
    before = list(Entry.objects.order_by("pk").values())
    assert rebuild() == 0
    assert list(Entry.objects.order_by("pk").values()) == before


def test_a_rebuild_mends_what_the_reconciler_cannot_see_and_numbers_only_that(job):
    before = Counter.reached()
    Job.objects.filter(pk=job.pk).update(headcount=7)
    entries(factories.root()).delete()
    assert reconcile() == 0
    assert rebuild() == 0
    assert list(check()) == []
    assert (Counter.reached(), entries(job).get().number) == (before + 1, before + 1)


def test_a_rebuild_from_nothing_writes_everything(job):
    Entry.objects.all().delete()
    Read.objects.all().delete()
    assert rebuild() == 0
    assert list(check()) == []
    assert Entry.objects.public().count() == 5


def test_a_rebuild_buries_documents_of_pages_that_are_gone(job):
    Job.objects.filter(pk=job.pk)._raw_delete("default")
    pages(job)._raw_delete("default")
    Page.objects.filter(pk=job.get_parent().pk).update(numchild=0)
    assert rebuild() == 0
    assert entries(job).get().deleted


# The command


def run(*arguments):
    """(exit code, output) of `publication …`."""
    out = io.StringIO()
    try:
        call_command("publication", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def test_the_command_says_that_all_is_true(job):
    number = Counter.reached()
    assert run("check") == (0, f"the publication is true, at number {number}\n")
    code, answer = run("check", "--json")
    assert (code, json.loads(answer)) == (0, {"ok": True, "number": number, "problems": []})


def test_the_command_lists_what_is_false_and_ends_with_code_one(job):
    Job.objects.filter(pk=job.pk).update(headcount=7)
    code, answer = run("check")
    assert (code, answer.count("\n")) == (1, 1)
    code, answer = run("check", "--json")
    assert (code, json.loads(answer)["ok"], len(json.loads(answer)["problems"])) == (1, False, 1)


def test_the_command_rebuilds(job):
    Job.objects.filter(pk=job.pk).update(headcount=7)
    assert run("rebuild")[0] == 0
    assert run("check")[0] == 0


def test_a_rebuild_that_cannot_write_a_document_says_so(district):
    picture = factories.image()
    notice = factories.notice(district, cover=picture)
    settle_all()
    picture.renditions.all().delete()
    picture.file.storage.remove(picture.file.name)
    assert run("rebuild")[0] == 1
    Notice.objects.filter(pk=notice.pk).update(cover=None)
    assert run("rebuild")[0] == 0
