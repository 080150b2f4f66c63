"""Importing: rows become pages, whole or not at all, and never twice."""

import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page

from cms.core import clock, ids
from cms.enterprises.models import Enterprise, Job
from cms.learning.models import Lesson
from cms.pages.blocks import words_of
from cms.pages.models import Notice
from cms.publication.models import Entry
from cms.publication.services import settle_all
from tests import factories

JOB = {
    "id": "job-1",
    "title": "数据分析师",
    "company": "紫硅信息技术有限公司",
    "company_type": "民营公司",
    "company_size": "少于50人",
    "industry": "计算机软件",
    "salary": "0.8-1.3万/月",
    "address": "金成时代广场",
    "experience": "3-4年工作经验",
    "education": "本科",
    "headcount": "2人",
    "publish_date": "2019-09-13",
    "description": "职位信息\n任职要求",
}


@pytest.fixture
def feed(tmp_path, district):
    """feed(kind, rows, ...) -> (exit code, the report)."""

    def feed(kind, rows, *flags, under="/", name="rows.jsonl"):
        path = tmp_path / name
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        path.write_text("\n".join(lines), encoding="utf-8")
        out = io.StringIO()
        try:
            call_command("import", kind, path, "--under", under, "--json", *flags, stdout=out)
            code = 0
        except SystemExit as ended:
            code = ended.code
        return code, json.loads(out.getvalue())

    return feed


def jobs(count, **changes):
    return [{**JOB, "id": f"job-{n}", "title": f"岗位{n}", **changes} for n in range(count)]


def test_a_job_stands_under_its_enterprise_with_all_its_fields(feed, district):
    assert feed("jobs", [JOB])[0] == 0
    job = Job.objects.get()
    firm = job.get_parent().specific
    assert (firm.title, firm.company_type, firm.industry, firm.size_band) == (
        "紫硅信息技术有限公司",
        "民营公司",
        "计算机软件",
        "少于50人",
    )
    assert firm.get_parent().pk == district.pk
    assert (job.title, job.salary_text, job.address) == (
        "数据分析师",
        "0.8-1.3万/月",
        "金成时代广场",
    )
    assert (job.experience, job.education, job.headcount) == ("3-4年工作经验", "BACHELOR", 2)
    assert job.source_date == datetime.date(2019, 9, 13)
    assert words_of(job.body) == "职位信息 任职要求"


def test_what_was_imported_is_public_at_once_and_dated_by_its_import(feed):
    before = clock.now()
    feed("jobs", [JOB])
    settle_all()
    entry = Entry.objects.public("JOB").get()
    assert before <= entry.published_at <= clock.now()
    assert json.loads(entry.document)["sourceDate"] == "2019-09-13"


def test_a_jobs_term_of_thirty_days_counts_from_the_import(feed):
    before = clock.now()
    feed("jobs", [JOB])
    term = datetime.timedelta(days=30)
    assert before + term <= Job.objects.get().expire_at <= clock.now() + term


def test_enterprises_are_found_by_name_and_keep_what_they_have(feed, district):
    building = factories.building(factories.area(district))
    known = factories.enterprise(building, title=JOB["company"], industry="金融")
    code, report = feed("jobs", jobs(3))
    assert (code, report["enterprises_created"]) == (0, 0)
    assert Enterprise.objects.get().industry == "金融"
    assert {job.get_parent().pk for job in Job.objects.all()} == {known.pk}


def test_accepted_and_refused_rows_are_all_rows(feed):
    rows = [
        *jobs(3),
        "{broken",
        {**JOB, "id": "a", "title": ""},
        {**JOB, "id": "b", "company": " "},
        {**JOB, "id": "c", "publish_date": "2019年9月"},
        {**JOB, "id": "d", "headcount": "很多"},
        {**JOB, "id": "e", "headcount": "9" * 5000},
        {**JOB, "id": "f", "title": "长" * 256},
        {**JOB, "id": "g", "salary": 5000},
        {**JOB, "id": "h", "title": "\ud800"},
        {**JOB, "id": "i", "salary": "一" * 41},
    ]
    code, report = feed("jobs", rows)
    assert code == 1
    assert report["rows"] == len(rows)
    assert (report["accepted"], report["refused"]) == (3, 10)
    assert report["accepted"] + report["refused"] == report["rows"]
    assert [refusal["line"] for refusal in report["refusals"]] == list(range(4, 14))
    assert all(refusal["reason"] for refusal in report["refusals"])
    assert Job.objects.count() == 3


def test_a_refused_row_leaves_nothing_not_even_its_enterprise(feed):
    pages = Page.objects.count()
    assert feed("jobs", [{**JOB, "salary": "一" * 41}])[1]["refused"] == 1
    assert (Page.objects.count(), Enterprise.objects.count()) == (pages, 0)


def test_a_second_run_adds_nothing_and_counts_what_is_there(feed):
    first = feed("jobs", jobs(5))[1]
    settle_all()
    pages, number = Page.objects.count(), Entry.objects.latest("number").number
    code, again = feed("jobs", jobs(5))
    assert (first["created"], first["unchanged"]) == (5, 0)
    assert (code, again["created"], again["unchanged"], again["accepted"]) == (0, 0, 5, 5)
    assert again["enterprises_created"] == 0
    settle_all()
    assert (Page.objects.count(), Entry.objects.latest("number").number) == (pages, number)


def test_a_row_twice_in_a_file_becomes_one_page(feed):
    report = feed("jobs", [JOB, JOB])[1]
    assert (report["created"], report["unchanged"]) == (1, 1)


@pytest.mark.parametrize("kind", ["jobs", "enterprises", "lessons", "notices"])
def test_a_dry_run_writes_nothing_and_counts_like_the_real_one(feed, kind):
    rows = {
        # More than one firm, each in rows far apart; a row twice; one that is refused.
        "jobs": [
            *[{**row, "company": f"公司{n % 3}"} for n, row in enumerate(jobs(45))],
            JOB,
            JOB,
            {**JOB, "title": ""},
        ],
        "enterprises": [{"name": f"公司{n % 30}", "address": f"{n}号"} for n in range(45)],
        "lessons": [{"title": f"第{n % 40}讲", "body": "一"} for n in range(45)]
        + [{"title": "无"}],
        "notices": [{"title": f"第{n % 40}号", "body": "一"} for n in range(45)]
        + [{"title": "无"}],
    }[kind]
    pages, entries = Page.objects.count(), Entry.objects.count()
    code, dry = feed(kind, rows, "--dry-run")
    settle_all()
    assert (Page.objects.count(), Entry.objects.count()) == (pages, entries)
    assert dry.pop("dryRun") is True
    real_code, real = feed(kind, rows)
    assert real.pop("dryRun") is False
    del dry["seconds"], real["seconds"]
    assert (code, dry) == (real_code, real)
    assert real["created"] < real["accepted"]


def test_enterprises_of_one_name_become_one(feed):
    rows = [{"name": "清禾科技", "address": "1号"}, {"name": "清禾科技", "address": "2号"}]
    report = feed("enterprises", rows)[1]
    assert (report["created"], report["unchanged"]) == (1, 1)
    assert Enterprise.objects.get().address == "1号"


@pytest.mark.parametrize(("kind", "model"), [("lessons", Lesson), ("notices", Notice)])
def test_an_article_keeps_its_date_and_all_its_words(feed, kind, model):
    body = "## 第一章 总则\n第一条 为了规范。\n第二条 <任何>单位\n### 附则\n施行"
    feed(kind, [{"title": "办法", "date": "2019-04-23", "body": body, "history": ["a", "b"]}])
    page = model.objects.get()
    assert page.source_date == datetime.date(2019, 4, 23)
    assert words_of(page.body) == "第一章 总则 第一条 为了规范。 第二条 <任何>单位 附则 施行"


def test_a_title_twice_with_another_date_is_another_page(feed):
    rows = [{"title": "办法", "date": date, "body": "一"} for date in ("2019-04-23", "2020-04-23")]
    assert feed("lessons", rows)[1]["created"] == 2
    assert {page.slug for page in Lesson.objects.all()} == {"ban-fa", "ban-fa-2"}


def test_a_notice_may_be_imported_beside_a_brief_of_the_same_title(feed, district):
    factories.brief(district, title="办法")
    assert feed("notices", [{"title": "办法", "body": "一"}])[0] == 0


@pytest.mark.parametrize("written", ["高中", "中专", "中技"])
def test_schooling_is_kept_as_written_beside_its_class(feed, written):
    feed("jobs", [{**JOB, "education": written}])
    job = Job.objects.get()
    assert (job.education, job.education_words) == ("SECONDARY", written)


def test_unknown_schooling_counts_as_any(feed):
    feed("jobs", [{**JOB, "education": "英语熟练"}])
    assert (Job.objects.get().education, Job.objects.get().education_words) == ("ANY", "英语熟练")


@pytest.mark.parametrize("written", ["若干人", "若干", ""])
def test_some_people_is_no_number(feed, written):
    feed("jobs", [{**JOB, "headcount": written}])
    assert Job.objects.get().headcount is None


def test_a_job_that_is_there_in_other_words_is_told(feed):
    feed("jobs", [{**JOB, "id": ""}])
    _, report = feed("jobs", [{**JOB, "id": "", "headcount": "5人"}])
    assert report["created"] == 1
    assert any("已经有一条招聘叫" in doubt["reason"] for doubt in report["doubts"])
    assert not feed("jobs", [{**JOB, "id": "", "title": "另一个岗位"}])[1]["doubts"]


def test_a_nul_is_left_out(feed):
    feed("jobs", [{**JOB, "title": "数据\0分析师"}])
    assert Job.objects.get().title == "数据分析师"


def test_csv_is_read_like_jsonl(tmp_path, district):
    path = tmp_path / "jobs.csv"
    names = [name for name in JOB if name != "description"]
    path.write_text(f"{','.join(names)}\n{','.join(JOB[name] for name in names)}\n")
    call_command("import", "jobs", path, "--under", "/", stdout=io.StringIO())
    assert Job.objects.get().salary_text == JOB["salary"]


@pytest.mark.parametrize("name", ["number", "id", "path", "path without its end", "address"])
def test_the_owner_is_named_by_number_id_or_url(feed, district, name):
    area = factories.area(district, title="第一片区")
    settle_all()
    under = {
        "number": str(area.pk),
        "id": ids.encode("AREA", area.pk),
        "path": "/areas/di-yi-pian-qu/",
        "path without its end": "/areas/di-yi-pian-qu",
        "address": "https://ruyi.example.cn/areas/di-yi-pian-qu/?a=1",
    }[name]
    feed("lessons", [{"title": "一", "body": "一"}], under=under)
    assert Lesson.objects.get().get_parent().pk == area.pk


@pytest.mark.parametrize("under", ["999999", "/nowhere/", ids.encode("AREA", 999999), "如意", ""])
def test_an_owner_that_is_not_there_ends_it_with_code_two(tmp_path, district, under):
    (tmp_path / "a.jsonl").write_text("{}")
    with pytest.raises(CommandError) as ended:
        call_command("import", "lessons", tmp_path / "a.jsonl", "--under", under)
    assert ended.value.returncode == 2


def test_an_owner_that_cannot_have_such_pages_ends_it_with_code_two(tmp_path, district):
    venue = factories.venue(district)
    (tmp_path / "a.jsonl").write_text("{}")
    with pytest.raises(CommandError, match="cannot stand there") as ended:
        call_command("import", "lessons", tmp_path / "a.jsonl", "--under", str(venue.pk))
    assert ended.value.returncode == 2


def test_an_unreadable_file_ends_it_with_code_two(tmp_path, district):
    with pytest.raises(CommandError) as ended:
        call_command("import", "lessons", tmp_path / "none.csv", "--under", "/")
    assert ended.value.returncode == 2


def test_without_json_each_refusal_is_a_line_and_the_sum_stands_last(tmp_path, district, capsys):
    (tmp_path / "a.jsonl").write_text('{"title":"一","body":"一"}\n{"title":"二"}\n')
    with pytest.raises(SystemExit) as ended:
        call_command("import", "lessons", tmp_path / "a.jsonl", "--under", "/")
    first, last = capsys.readouterr().out.splitlines()
    assert ended.value.code == 1
    assert first == "line 2: 缺少“正文”。"
    assert last.startswith("2 rows: 1 accepted (1 added, 0 there already), 1 refused")


def test_what_should_be_looked_at_is_a_line_too(tmp_path, district, capsys):
    (tmp_path / "a.jsonl").write_text(json.dumps({**JOB, "salary": "八千左右"}))
    call_command("import", "jobs", tmp_path / "a.jsonl", "--under", "/")
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("taken, but look at line 1: 薪资“八千左右”")
    assert last.startswith("1 rows: 1 accepted")


def test_each_row_commits_by_itself(committed, tmp_path):
    factories.district()
    rows = [{"title": f"第{n}讲", "body": "一"} for n in range(5)]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    seen = []

    def watch(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "wagtailcore_page" '):
            seen.append(Entry.objects.public("LESSON").count())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        call_command(
            "import", "lessons", tmp_path / "a.jsonl", "--under", "/", stdout=io.StringIO()
        )
    assert seen == [0, 1, 2, 3, 4]
