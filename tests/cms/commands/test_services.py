"""Editors' imports: mapped, tried, done by the worker, and finished whatever happens to it."""

import datetime
import itertools
import json
import signal

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from cms.commands import services
from cms.commands.exchange.kinds import KINDS
from cms.commands.exchange.rows import read_rows
from cms.commands.exchange.sheets import write_sheet
from cms.commands.forms import ColumnsForm
from cms.commands.models import ExportJob, ImportJob, State
from cms.core import clock as the_clock
from cms.core.errors import Refusal
from cms.enterprises.models import Enterprise, Job
from cms.pages.models import Brief
from tests import factories
from tests.cms.commands import acts

HEADERS = ["标题", "正文", "备注"]


def sheet(count=3, broken=0):
    rows = [[f"第{n}期", f"内容{n}", "x"] for n in range(count)]
    return write_sheet("表", HEADERS, [*rows, *[["", "没有标题", ""]] * broken])


def start(user, under, content=None, *, kind="briefs", name="简报.xlsx"):
    content = sheet() if content is None else content
    return services.start_import(
        user=user, kind=KINDS[kind], under=under, content=content, name=name
    )


def work(job, state=State.CHECKING):
    services.begin(job, state)
    services.work_on(job.pk)
    job.refresh_from_db()
    return job


@pytest.fixture
def user(district):
    return factories.writer(district)


def test_an_upload_is_kept_private_with_what_its_columns_seem_to_mean(user, district):
    content = sheet()
    job = start(user, district, content)
    assert dict(job.mapping) == {"标题": "title", "正文": "body", "备注": ""}
    assert job.samples == {"标题": "第0期", "正文": "内容0", "备注": "x"}
    assert job.file.name.startswith("imports/")
    assert (job.content(), job.state) == (content, State.MAPPING)


def test_a_dry_run_leaves_nothing_and_the_import_does_what_it_said(user, district):
    job = work(start(user, district, sheet(3, broken=2)))
    assert (job.state, job.total, Brief.objects.count()) == (State.CHECKED, 5, 0)
    tried = job.report
    assert (tried["created"], len(tried["refusals"])) == (3, 2)
    assert tried["refusals"][0] == {"line": 5, "reason": "缺少“标题”。"}
    job = work(job, State.IMPORTING)
    made = [brief.pk for brief in Brief.objects.order_by("pk")]
    assert (job.state, job.report) == (State.DONE, {**tried, "first": made, "preview": []})
    assert (len(made), tried["first"]) == (3, [])
    assert {brief.owner_id for brief in Brief.objects.all()} == {user.pk}


def test_the_worker_does_what_the_admin_asked_for(committed):
    district = factories.district()
    job = start(factories.writer(district), district)
    services.begin(job, State.CHECKING)
    call_command("db_worker", "--backend=jobs", "--batch", "--no-reload", verbosity=0)
    job.refresh_from_db()
    assert (job.state, job.report["rows"]) == (State.CHECKED, 3)


def test_a_second_click_begins_nothing_twice(user, district):
    job = start(user, district)
    services.begin(job, State.CHECKING)
    asked = ImportJob.objects.get().asked_at
    services.begin(job, State.CHECKING)
    assert ImportJob.objects.get().asked_at == asked


def test_nothing_is_imported_that_was_not_tried(user, district):
    job = work(start(user, district), State.IMPORTING)
    assert (job.state, Brief.objects.count()) == (State.MAPPING, 0)


def test_a_worker_that_died_is_replaced_and_counts_are_right(user, district, monkeypatch, clock):
    job = work(start(user, district, sheet(6)))
    monkeypatch.setattr(services, "SAVE_EVERY_SECONDS", -1)
    notes = itertools.count()

    def dying(execute, sql, *rest):
        # One note is the claim, one the number of rows, and then one follows each row.
        if sql.startswith('UPDATE "commands_importjob"') and next(notes) == 6:
            raise SystemExit
        return execute(sql, *rest)

    services.begin(job, State.IMPORTING)
    with connection.execute_wrapper(dying), pytest.raises(SystemExit):
        services.work_on(job.pk)
    # The fifth row was added, but nobody could write that down.
    assert Brief.objects.count() == 5
    services.work_on(job.pk)
    assert (Brief.objects.count(), services.resume_jobs(the_clock.now())) == (5, 0)
    clock(seconds=61)
    assert services.resume_jobs(the_clock.now()) == 1
    assert services.resume_jobs(the_clock.now()) == 0
    services.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, Brief.objects.count()) == (State.DONE, 6)
    report = job.report_so_far()
    assert (report.rows, report.created, report.unchanged) == (6, 5, 1)


def test_a_worker_that_is_killed_leaves_whole_rows_and_the_clock_finds_another(
    crew, settings, clock
):
    district = factories.district()
    job = work(start(factories.writer(district), district, sheet(6)))
    services.begin(job, State.IMPORTING)
    killed = crew.start(acts.die_in_an_import, job.pk, settings.PRIVATE_ROOT, 5)
    assert killed.death() == signal.SIGKILL
    assert Brief.objects.count() == 4
    clock(seconds=61)
    assert services.resume_jobs(the_clock.now()) == 1
    call_command("db_worker", "--backend=jobs", "--batch", "--no-reload", verbosity=0)
    job.refresh_from_db()
    assert (job.state, Brief.objects.count()) == (State.DONE, 6)
    assert job.report_so_far().accepted == 6


def test_two_workers_at_one_import_are_one(user, district):
    job = start(user, district)
    services.begin(job, State.CHECKING)
    ImportJob.objects.update(touched_at=the_clock.now())
    services.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.report) == (State.CHECKING, {})


def test_what_fails_again_and_again_is_given_up_and_told(user, district, clock):
    job = start(user, district)
    services.begin(job, State.CHECKING)
    job.file.delete(save=False)
    for _ in range(services.TRIES):
        with pytest.raises(FileNotFoundError):
            services.work_on(job.pk)
        clock(seconds=61)
    services.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.trouble) == (State.FAILED, ImportJob.gave_up)


def test_without_its_user_an_import_has_no_rights(user, district):
    job = start(user, district)
    services.begin(job, State.CHECKING)
    user.delete()
    services.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.trouble) == (State.FAILED, services.ORPHANED)


def test_rights_withdrawn_meanwhile_count(user, district):
    job = work(start(user, district))
    user.groups.clear()
    job = work(job, State.IMPORTING)
    assert (job.report["created"], Brief.objects.count()) == (0, 0)
    assert "没有在“如意湖”下发布内容的权限" in job.report["refusals"][0]["reason"]


@pytest.mark.parametrize("rights", [(), ("add",), ("publish",), ("change",)])
def test_who_may_not_add_and_publish_there_may_not_import(district, rights):
    with pytest.raises(Refusal, match="权限"):
        start(factories.writer(district, rights=rights), district)


def test_an_owner_that_a_row_names_needs_the_right_too(district):
    mine, other = factories.area(district, title="甲片区"), factories.area(district, title="乙片区")
    content = write_sheet(
        "表", ["标题", "正文", "上级"], [["一", "一", "甲片区"], ["二", "二", "乙片区"]]
    )
    job = work(work(start(factories.writer(mine), mine, content)), State.IMPORTING)
    assert Brief.objects.get().get_parent().pk == mine.pk
    assert job.report["refusals"] == [{"line": 3, "reason": "你没有在“乙片区”下发布内容的权限。"}]
    assert not other.get_children().exists()


def test_a_job_of_a_firm_elsewhere_needs_the_right_there(district):
    mine, other = factories.area(district), factories.area(district)
    factories.enterprise(other, title="别处的企业")
    content = write_sheet("表", ["岗位", "企业"], [["甲", "别处的企业"], ["乙", "新企业"]])
    job = start(factories.writer(mine), mine, content, kind="jobs")
    job = work(work(job), State.IMPORTING)
    assert [r["line"] for r in job.report["refusals"]] == [2]
    assert Job.objects.get().title == "乙"
    assert Enterprise.objects.get(title="新企业").get_parent().pk == mine.pk


def test_a_trial_keeps_which_of_the_firms_to_come_may_be_there_already(user, district):
    factories.enterprise(district, title="中原科技有限公司")
    factories.enterprise(district, title="清禾软件有限公司")
    firms = ["湖心物业", "湖心物业", "清禾软件有限公司", "中原科技"]
    content = write_sheet("表", ["岗位", "企业"], [[f"岗{n}", f] for n, f in enumerate(firms)])
    job = work(start(user, district, content, kind="jobs"))
    assert job.report["enterprises"] == ["湖心物业", "中原科技"]
    assert job.report["near"] == [["中原科技", ["中原科技有限公司"]]]
    assert work(job, State.IMPORTING).report["near"] == []


def test_firms_near_each_other_in_one_file_are_told_too(user, district):
    content = write_sheet("表", ["企业名称"], [["中原科技"], ["中原科技有限公司"]])
    job = work(start(user, district, content, kind="enterprises"))
    assert [near for _, near in job.report["near"]] == [["中原科技有限公司"], ["中原科技"]]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "没有数据"),
        (b"PK\x03\x04", "a.xlsx", "已损坏"),
        (b"\xd0\xcf\x11\xe0", "a.xls", "另存为"),
        ("标题,标题\n1,2\n".encode(), "a.csv", "有两列都叫“标题”"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_once(user, district, content, name, words):
    with pytest.raises(Refusal, match=words):
        start(user, district, content, name=name)
    assert ImportJob.objects.count() == 0


def test_what_no_database_keeps_ends_no_upload_with_an_error(user, district):
    lines = [
        {"title": "一\0", "body": "\ud800"},
        {"title": "二", "body": "二", "date": "长" * 9000},
    ]
    content = "\n".join(json.dumps(line) for line in lines).encode()
    job = work(start(user, district, content, name="a.jsonl"))
    assert job.samples["title"] == "一"
    assert [len(r["reason"]) < 201 for r in job.report["refusals"]] == [True, True]
    with pytest.raises(Refusal, match="列名"):
        start(user, district, b'{"a\\u0000": 1}', name="a.jsonl")


def test_rows_mended_in_the_report_are_rows_of_the_file(user, district):
    report = write_sheet("表", [*HEADERS, "行号", "原因"], [["甲", "乙", "x", "5", "缺少标题"]])
    work(work(start(user, district, report)), State.IMPORTING)
    whole = write_sheet("表", HEADERS, [["甲", "乙", "x"]])
    assert work(start(user, district, whole)).report["unchanged"] == 1


def test_columns_are_what_the_editor_says(user, district):
    content = write_sheet("表", ["名目", "内文"], [["一", "二"]])
    job = start(user, district, content)
    assert dict(job.mapping)["名目"] == ""
    with pytest.raises(Refusal, match="还没有哪一列对应“标题”"):
        services.map_columns(job, {"名目": "", "内文": "body"})
    with pytest.raises(Refusal, match="都对应“标题”"):
        services.map_columns(job, {"名目": "title", "内文": "title"})
    services.map_columns(job, {"名目": "title", "内文": "body"})
    work(work(job), State.IMPORTING)
    assert Brief.objects.get().title == "一"


def test_columns_stand_in_the_order_of_the_file_on_every_database(user, district):
    headers = ["正文内容很长", "b", "标题", "a"]
    number = start(user, district, write_sheet("表", headers, [["一", "", "二", ""]])).pk
    job = ImportJob.objects.get(pk=number)
    assert [field.label for field in ColumnsForm(job)] == headers
    services.map_columns(job, dict(zip(headers, ("body", "", "title", ""), strict=True)))
    form = ColumnsForm(ImportJob.objects.get(pk=number))
    assert [(field.label, field.initial) for field in form] == [
        ("正文内容很长", "body"),
        ("b", ""),
        ("标题", "title"),
        ("a", ""),
    ]


def test_old_imports_are_forgotten_with_their_files(user, district, clock):
    job = start(user, district)
    name = job.file.name
    clock(days=29)
    assert services.forget_jobs(the_clock.now()) == 0
    clock(days=2)
    assert services.forget_jobs(the_clock.now()) == 1
    assert not ImportJob.objects.exists()
    assert not default_storage.exists(name)


def test_what_waits_for_its_editor_is_not_begun_by_the_clock(user, district):
    job = work(start(user, district))
    assert services.resume_jobs(the_clock.now() + datetime.timedelta(days=1)) == 0
    assert job.state == State.CHECKED


def ask_for_export(user, under):
    return services.start_export(user=user, kind=KINDS["briefs"], under=under, total=1)


def test_the_worker_writes_an_export_to_the_private_side(committed):
    district = factories.district()
    factories.brief(district, title="一")
    job = ask_for_export(factories.writer(district), district)
    call_command("db_worker", "--backend=jobs", "--batch", "--no-reload", verbosity=0)
    job.refresh_from_db()
    assert job.state == State.DONE
    assert job.file.name.startswith("exports/")
    with job.file.open("rb") as file:
        assert [row["标题"] for _, row in read_rows(file.read(), "a.xlsx")] == ["一"]


def test_an_export_of_a_dead_worker_is_begun_anew_and_given_up_in_the_end(user, district, clock):
    factories.brief(district)
    job = ask_for_export(user, district)

    def dying(execute, sql, *rest):
        if "pages_brief" in sql:
            raise SystemExit
        return execute(sql, *rest)

    for _ in range(services.TRIES):
        with connection.execute_wrapper(dying), pytest.raises(SystemExit):
            services.export_on(job.pk)
        services.export_on(job.pk)
        job.refresh_from_db()
        assert job.state == State.EXPORTING
        clock(seconds=61)
        assert services.resume_jobs(the_clock.now()) == 1
    services.export_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.trouble) == (State.FAILED, ExportJob.gave_up)


def test_a_death_between_an_exports_file_and_its_row_leaves_no_file_behind(user, district, clock):
    factories.brief(district)
    job = ask_for_export(user, district)

    def dying(execute, sql, params, *rest):
        if sql.startswith("UPDATE") and State.DONE in params:
            raise SystemExit
        return execute(sql, params, *rest)

    with connection.execute_wrapper(dying), pytest.raises(SystemExit):
        services.export_on(job.pk)
    left = ExportJob.objects.get().file.name
    assert default_storage.exists(left)
    clock(seconds=61)
    services.export_on(job.pk)
    done = ExportJob.objects.get()
    assert (done.state, done.file.name != left) == (State.DONE, True)
    assert default_storage.exists(done.file.name)
    assert not default_storage.exists(left)


def test_a_slow_worker_leaves_a_finished_export_as_it_is(user, district, monkeypatch):
    factories.brief(district)
    job = ask_for_export(user, district)
    whole = services.export

    def overtaken(kind, pages, file):
        yield from whole(kind, pages, file)
        ExportJob.objects.update(state=State.DONE, file="exports/quicker")

    monkeypatch.setattr(services, "export", overtaken)
    services.export_on(job.pk)
    done = ExportJob.objects.get()
    assert (done.state, done.file.name) == (State.DONE, "exports/quicker")


def test_two_exports_asked_for_at_the_same_instant_are_one(crew):
    district = factories.district()
    user = factories.writer(district)
    together = crew.barrier(4)
    ask = (acts.ask_for_export, user.pk, district.pk, together)
    assert len(set(crew.race(ask, ask, ask, ask))) == 1
    assert ExportJob.objects.count() == 1


def test_old_exports_are_forgotten_with_their_files(user, district, clock):
    job = ask_for_export(user, district)
    services.export_on(job.pk)
    name = ExportJob.objects.get().file.name
    clock(days=31)
    assert services.forget_jobs(the_clock.now()) == 1
    assert not default_storage.exists(name)


def test_an_export_asked_for_twice_is_made_once(user, district):
    factories.brief(district)
    job = ask_for_export(user, district)
    assert ask_for_export(user, district) == job
    services.export_on(job.pk)
    assert ask_for_export(user, district) != job


def test_what_was_chosen_for_a_column_that_is_no_more_is_not_chosen_again(user, district):
    content = write_sheet("表", ["标题", "内容"], [["一", "二"]])
    job = start(user, district, content)
    ImportJob.objects.filter(pk=job.pk).update(
        mapping=[["标题", "title"], ["内容", "gone"]], asked_at=the_clock.now()
    )
    assert dict(start(user, district, content).mapping) == {"标题": "title", "内容": "body"}
