"""The exchange pages of the admin: the wizard, exports, pasting, and who may use them."""

import csv
import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from cms.commands import reporting, services, views
from cms.commands.exchange.kinds import KINDS
from cms.commands.exchange.rows import read_rows
from cms.commands.exchange.sheets import write_sheet
from cms.commands.models import ExportJob, ImportJob, State
from cms.enterprises.models import Job
from cms.pages.models import Brief
from cms.publication.services import settle_all
from tests import factories

ROWS = [["一", "正文一"], ["", "=没有标题"], ["三", "正文三"]]
URL = "/admin/exchange/"
MENU = '"/admin/exchange/"'


@pytest.fixture
def writer(client, district):
    user = factories.writer(district)
    client.force_login(user)
    return user


def upload(client, under, *, kind="briefs", content=None, name="简报.xlsx"):
    content = content if content is not None else write_sheet("表", ["标题", "正文"], ROWS)
    data = {"kind": kind, "owner": under.pk, "file": SimpleUploadedFile(name, content)}
    return client.post(URL, data)


def step(client, job, act, **data):
    answer = client.post(f"{URL}{job.pk}/", {"act": act, **data})
    if ImportJob.objects.get(pk=job.pk).running:
        assert "http-equiv" in client.get(f"{URL}{job.pk}/").content.decode()
        services.work_on(job.pk)
    return answer


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def page_link(page, words):
    """Where the link of these words leads."""
    return html.unescape(re.search(rf'href="([^"]*)"[^>]*>{words}', page)[1])


def test_the_wizard_goes_from_the_upload_to_the_report(client, writer, district):
    upload(client, district)
    job = ImportJob.objects.get()
    page = text(client, f"{URL}{job.pk}/")
    assert "正文一" in page
    step(client, job, "check", column0="title", column1="body")
    page = text(client, f"{URL}{job.pk}/")
    assert "还没有写入" in page
    assert "缺少“标题”" in page
    assert "导入 2 行" in page
    assert Brief.objects.count() == 0
    step(client, job, "import")
    page = text(client, f"{URL}{job.pk}/")
    assert "导入报告" in page
    assert Brief.objects.count() == 2
    assert "简报.xlsx" in text(client, URL)


def test_the_trial_warns_of_a_short_name_that_would_become_a_second_firm(client, writer, district):
    factories.enterprise(district, title="中原科技有限公司")
    firms = ["中原科技", *(f"湖{n}物业" for n in range(60))]
    content = write_sheet("表", ["岗位名称", "企业"], [[f"岗{n}", f] for n, f in enumerate(firms)])
    upload(client, district, kind="jobs", content=content)
    job = ImportJob.objects.get()
    step(client, job, "check", column0="title", column1="company")
    page = text(client, f"{URL}{job.pk}/")
    assert "将新建 61 家企业" in page
    assert "把表里的名字改成它" in page
    assert "<td>中原科技有限公司</td>" in page
    assert page_link(page, "改好了，重新上传") == f"{URL}?kind=jobs&owner={district.pk}"
    assert "湖48物业，还有 11 家" in page
    assert "湖49物业" not in page


def test_a_salary_that_nobody_can_compare_is_imported_and_told(client, writer, district):
    pays = ["八千左右", "面议", "8千-1万/月"]
    rows = [[title, "甲", pay, "勤快"] for title, pay in zip("一二三", pays, strict=True)]
    content = write_sheet("表", ["岗位", "企业", "薪资", "要求"], rows)
    upload(client, district, kind="jobs", content=content)
    job = ImportJob.objects.get()
    columns = ("title", "company", "salary", "description")
    step(client, job, "check", **{f"column{n}": name for n, name in enumerate(columns)})
    assert "薪资“八千左右”算不出每月多少钱" in text(client, f"{URL}{job.pk}/")
    step(client, job, "import")
    report = ImportJob.objects.get().report_so_far()
    assert ([doubt["line"] for doubt in report.doubts], report.created) == ([2], 3)
    assert Job.objects.get(title="一").salary_text == "八千左右"


def test_a_doubt_about_every_row_is_told_once(client, writer, district):
    rows = [[f"岗位{number}", "甲", "5千/月"] for number in range(7)]
    content = write_sheet("表", ["岗位", "企业", "薪资"], rows)
    upload(client, district, kind="jobs", content=content)
    job = ImportJob.objects.get()
    columns = ("title", "company", "salary")
    step(client, job, "check", **{f"column{n}": name for n, name in enumerate(columns)})
    page = text(client, f"{URL}{job.pk}/")
    assert page.count("没有岗位描述") == 1
    assert "<td>2、3、4、5、6 等 7 行</td>" in page


def test_the_trial_shows_the_first_rows_as_they_would_be_written(client, writer, district):
    upload(client, district)
    job = ImportJob.objects.get()
    step(client, job, "check", column0="title", column1="body")
    page = text(client, f"{URL}{job.pk}/")
    assert "前 2 行将写成这样" in page
    assert "<th>行号</th><th>标题</th><th>上级</th><th>正文</th>" in page
    row = '<th scope="row">4</th><td>三</td><td>如意湖</td><td>正文三</td>'
    assert row in page
    step(client, job, "import")
    assert "将写成这样" not in text(client, f"{URL}{job.pk}/")


def test_a_trial_that_would_add_nothing_offers_no_import(client, writer, district):
    for act in ("import", None):
        upload(client, district)
        job = ImportJob.objects.latest("pk")
        step(client, job, "check", column0="title", column1="body")
        if act:
            step(client, job, act)
    page = text(client, f"{URL}{job.pk}/")
    assert "没有新内容" in page
    assert 'value="import"' not in page
    upload(client, district, content=write_sheet("表", ["标题", "正文"], [["", "无"]]))
    job = ImportJob.objects.latest("pk")
    step(client, job, "check", column0="title", column1="body")
    page = text(client, f"{URL}{job.pk}/")
    assert "没有能导入的行" in page
    assert 'value="import"' not in page


def test_numbers_of_refused_rows_stay_numbers(client, writer, district):
    headers = ["阵地名称", "可容纳人数", "位置"]
    content = write_sheet("表", headers, [["", 30, 3.5], ["", "三十", "007"]])
    upload(client, district, kind="venues", content=content)
    job = ImportJob.objects.get()
    columns = {"column0": "title", "column1": "capacity", "column2": "address"}
    step(client, job, "check", **columns)
    answer = client.get(f"{URL}{job.pk}/refused.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [row[1:4] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert cells == [(30, 3.5, 2), ("三十", "007", 3)]


@pytest.mark.parametrize(
    ("kind", "words"),
    [("jobs", "新企业放在哪里"), ("vacancies", "请选一座楼宇"), ("rest", "没有写“上级”的行")],
)
def test_the_form_says_what_the_owner_is_to_each_kind(client, writer, kind, words):
    [said] = re.findall(rf'<span class="exchange-{kind}">(.*?)</span>', text(client, URL))
    assert words in said


def test_the_report_leads_to_what_was_made(client, writer, district):
    rows = [[f"第{n}期", "一"] for n in range(12)]
    upload(client, district, content=write_sheet("表", ["标题", "正文"], rows))
    job = ImportJob.objects.get()
    step(client, job, "check", column0="title", column1="body")
    step(client, job, "import")
    settle_all()
    first, *_, last = Brief.objects.order_by("pk")
    page = text(client, f"{URL}{job.pk}/")
    assert "还有 2 条" in page
    assert page.count("在网站上看") == reporting.MADE_SHOWN
    assert f'href="/admin/pages/{first.pk}/edit/"' in page
    assert f'href="{first.url}"' in page
    assert f'href="/admin/pages/{district.pk}/"' in page
    assert f'<li><a href="/admin/pages/{last.pk}/edit/">{last.title}</a></li>' in page
    number = first.pk
    first.delete()
    assert f"/admin/pages/{number}/edit/" not in text(client, f"{URL}{job.pk}/")


def test_refused_rows_are_downloaded_with_line_and_reason(client, writer, district):
    upload(client, district)
    job = ImportJob.objects.get()
    step(client, job, "check", column0="title", column1="body")
    answer = client.get(f"{URL}{job.pk}/refused.xlsx")
    assert "attachment" in answer["Content-Disposition"]
    assert read_rows(answer.content, "a.xlsx") == [
        (2, {"标题": "", "正文": "=没有标题", "行号": "3", "原因": "缺少“标题”。"})
    ]
    plain = client.get(f"{URL}{job.pk}/refused.csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(plain)))[1] == [
        "",
        "'=没有标题",
        "3",
        "缺少“标题”。",
    ]


def test_a_report_that_is_uploaded_again_has_one_report_of_its_own(client, writer, district):
    content = write_sheet("表", ["标题", "正文", "行号", "原因"], [["", "一", "7", "旧的原因"]])
    upload(client, district, content=content)
    job = ImportJob.objects.get()
    step(client, job, "check", column0="title", column1="body")
    [(_, row)] = read_rows(client.get(f"{URL}{job.pk}/refused.xlsx").content, "a.xlsx")
    assert row == {"标题": "", "正文": "一", "行号": "2", "原因": "缺少“标题”。"}


def test_mended_rows_go_the_same_way_again_without_choosing_anew(client, writer, district):
    area = factories.area(district)
    content = write_sheet("表", ["名目", "内文", "备注"], [["", "一", "x"], ["二", "二", ""]])
    upload(client, area, kind="notices", content=content)
    job = ImportJob.objects.get()
    step(client, job, "check", column0="title", column1="body", column2="")
    page = text(client, f"{URL}{job.pk}/")
    assert "改好了，再传一次" in page
    start = text(client, page_link(page, "改好了"))
    assert '<option value="notices" selected>' in start
    assert f'<option value="{area.pk}" selected>' in start
    refused = client.get(f"{URL}{job.pk}/refused.xlsx").content
    upload(client, area, kind="notices", content=refused)
    again = ImportJob.objects.latest("pk")
    assert again.mapping == [["名目", "title"], ["内文", "body"], ["备注", ""]]


def test_what_somebody_else_or_another_kind_means_by_a_header_counts_for_nothing(
    client, writer, district
):
    content = write_sheet("表", ["名目", "内文"], [["一", "一"]])
    upload(client, district, kind="notices", content=content)
    step(client, ImportJob.objects.get(), "check", column0="title", column1="body")
    upload(client, district, kind="briefs", content=content)
    assert ImportJob.objects.latest("pk").mapping == [["名目", ""], ["内文", ""]]
    client.force_login(factories.writer(district))
    upload(client, district, kind="notices", content=content)
    assert ImportJob.objects.latest("pk").mapping == [["名目", ""], ["内文", ""]]


def test_columns_that_mean_nothing_are_warned_of(client, writer, district):
    content = write_sheet("表", ["标题", "正文", "颜色", "脾气"], [["一", "一", "红", "好"]])
    upload(client, district, content=content)
    job = ImportJob.objects.get()
    assert "有 2 列没有对上，不会导入：“颜色”“脾气”" in text(client, f"{URL}{job.pk}/")
    answer = step(client, job, "check", column1="body", column3="summary")
    assert "有 2 列没有对上，不会导入：“标题”“颜色”" in answer.content.decode()
    upload(client, district)
    assert "没有对上" not in text(client, f"{URL}{ImportJob.objects.latest('pk').pk}/")


def test_columns_can_be_matched_anew_after_a_dry_run(client, writer, district):
    upload(client, district)
    job = ImportJob.objects.get()
    step(client, job, "check", column0="title", column1="body")
    step(client, job, "back")
    job.refresh_from_db()
    assert job.state == State.MAPPING


def test_a_mapping_without_what_is_needed_is_told(client, writer, district):
    upload(client, district)
    job = ImportJob.objects.get()
    answer = step(client, job, "check", column0="", column1="body")
    assert "还没有哪一列对应“标题”" in answer.content.decode()
    assert step(client, job, "import").status_code == 302
    job.refresh_from_db()
    assert job.state == State.MAPPING


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7", "a.pdf", "只能读取 Excel"),
        (b"PK\x03\x04", "a.csv", "已损坏"),
        (b"a\n", "a.csv", "没有数据"),
    ],
)
def test_a_file_that_is_none_is_refused_on_the_form(client, writer, district, content, name, words):
    assert words in upload(client, district, content=content, name=name).content.decode()
    assert ImportJob.objects.count() == 0


def test_markup_in_a_file_is_text_on_the_page(client, writer, district):
    content = write_sheet("表", ["标题", "<script>x</script>"], [["", "<b>"]])
    upload(client, district, content=content, name="<i>.xlsx")
    job = ImportJob.objects.get()
    page = text(client, f"{URL}{job.pk}/")
    assert "<script>x" not in page
    assert "<b>" not in page
    assert "<i>.xlsx" not in page


def paths(job):
    own = [f"{URL}{job.pk}/", f"{URL}{job.pk}/refused.xlsx", f"{URL}{job.pk}/refused.csv"]
    return [
        *own,
        URL,
        f"{URL}template/briefs/",
        f"{URL}export/",
        f"{URL}paste/",
        f"{URL}paste/shown/",
    ]


def test_everything_is_closed_to_who_may_not_add_pages(client, writer, district):
    upload(client, district)
    job = ImportJob.objects.get()
    for rights in ((), ("change",), ("publish",)):
        client.force_login(factories.writer(district, rights=rights))
        for path in paths(job):
            assert client.get(path).status_code == 302, path
            assert client.post(path).status_code in {302, 405}, path
        assert MENU not in text(client, "/admin/")
    for path in paths(job):
        assert Client().get(path)["Location"].startswith("/admin/login/")


def test_an_import_is_its_users_alone(client, writer, district):
    upload(client, district)
    job = ImportJob.objects.get()
    for other in (factories.writer(district), factories.admin()):
        client.force_login(other)
        for path in paths(job)[:3]:
            assert client.get(path).status_code == 404
        assert client.post(f"{URL}{job.pk}/", {"act": "check"}).status_code == 404
        assert "简报.xlsx" not in text(client, URL)


def test_only_owners_one_may_write_below_can_be_chosen(client, district):
    mine, other = factories.area(district, title="甲片区"), factories.area(district, title="乙片区")
    client.force_login(factories.writer(mine))
    for path in (URL, f"{URL}paste/", f"{URL}export/"):
        page = text(client, path)
        assert "甲片区" in page
        assert "乙片区" not in page
    assert upload(client, other).status_code == 200
    answer = client.post(f"{URL}export/", {"kind": "briefs", "owner": other.pk})
    assert answer["Content-Type"] != XLSX
    assert ImportJob.objects.count() == 0


def test_forms_want_their_token(district):
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.writer(district))
    assert upload(client, district).status_code == 403
    assert client.post(f"{URL}paste/", {}).status_code == 403


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_template_of_each_kind_can_be_downloaded(client, writer, kind):
    answer = client.get(f"{URL}template/{kind}/")
    assert answer["Content-Type"] == XLSX
    assert read_rows(answer.content, "a.xlsx") == []


def test_there_is_no_template_of_what_is_no_kind(client, writer):
    assert client.get(f"{URL}template/quizzes/").status_code == 404


def test_what_is_live_below_the_owner_is_exported(client, writer, district):
    area = factories.area(district)
    factories.brief(area, title="=一")
    factories.brief(area, title="草稿", live=False)
    factories.brief(district, title="二")
    settle_all()
    answer = client.post(f"{URL}export/", {"kind": "briefs", "owner": area.pk})
    assert answer["Content-Type"] == XLSX
    assert [row["标题"] for _, row in read_rows(answer.content, "a.xlsx")] == ["=一"]


@pytest.fixture
def long_export(client, writer, district, monkeypatch):
    """An export that no request waits for, just asked for."""
    monkeypatch.setattr(views, "AT_ONCE", 1)
    for number in range(3):
        factories.brief(district, title=f"第{number}期")
    answer = client.post(f"{URL}export/", {"kind": "briefs", "owner": district.pk})
    job = ExportJob.objects.get()
    assert answer["Location"] == f"{URL}export/{job.pk}/"
    return job


def test_a_long_export_is_written_by_the_worker_and_fetched(client, long_export):
    here = f"{URL}export/{long_export.pk}/"
    assert "正在导出" in text(client, here)
    assert "http-equiv" in text(client, here)
    assert client.get(f"{here}file.xlsx").status_code == 404
    services.export_on(long_export.pk)
    assert f"{here}file.xlsx" in text(client, here)
    assert here in text(client, f"{URL}export/")
    answer = client.get(f"{here}file.xlsx")
    assert answer["Content-Type"] == XLSX
    assert "no-store" in answer["Cache-Control"]
    rows = read_rows(b"".join(answer.streaming_content), "a.xlsx")
    assert [row["标题"] for _, row in rows] == ["第0期", "第1期", "第2期"]


def test_a_long_export_is_its_users_alone_as_long_as_the_rights_last(client, writer, long_export):
    services.export_on(long_export.pk)
    here = f"{URL}export/{long_export.pk}/"
    client.force_login(factories.writer(long_export.under))
    assert client.get(here).status_code == 404
    assert client.get(f"{here}file.xlsx").status_code == 404
    client.force_login(writer)
    writer.groups.set(factories.writer(factories.area(long_export.under.specific)).groups.all())
    assert client.get(f"{here}file.xlsx").status_code == 404


def test_an_export_whose_file_is_lost_is_not_found(client, long_export):
    services.export_on(long_export.pk)
    long_export.refresh_from_db()
    long_export.file.delete(save=False)
    assert client.get(f"{URL}export/{long_export.pk}/file.xlsx").status_code == 404


def test_the_pages_list_leads_to_export_and_pasting(client, writer, district):
    page = text(client, f"/admin/pages/{district.pk}/")
    assert f"/admin/exchange/export/?owner={district.pk}" in page
    assert f"/admin/exchange/paste/?owner={district.pk}" in page
    assert MENU in page
    assert "selected" in text(client, f"/admin/exchange/paste/?owner={district.pk}")


def test_what_is_pasted_becomes_a_draft_of_the_users_in_the_editor(client, writer, district):
    source = "<section><h1>大标题</h1><p style='x'>湖边<b>见</b></p></section>"
    data = {"kind": "brief", "owner": district.pk, "title": "湖边见", "source": source}
    answer = client.post(f"{URL}paste/", data)
    brief = Brief.objects.get()
    assert answer["Location"] == f"/admin/pages/{brief.pk}/edit/"
    assert (brief.live, brief.owner, brief.slug) == (False, writer, "hu-bian-jian")
    latest = brief.get_latest_revision_as_object()
    assert [block.block_type for block in latest.body] == ["heading", "paragraph"]
    assert latest.latest_revision.user == writer


def test_what_is_pasted_is_shown_as_it_will_be_kept_and_made_harmless(client, writer):
    source = (
        "<h1 onclick='x()'>读书会</h1><script>alert(1)</script><ul><li>一</li></ul>"
        "<p><a href='javascript:x()'>甲</a><img src=x onerror='x()' alt='湖'></p>"
        "<table><tr><th>a</th><th>b</th></tr><tr><td>&lt;i&gt;</td><td>2</td></tr></table>"
    )
    answer = client.post(f"{URL}paste/shown/", {"source": source})
    assert answer.content.decode() == (
        "<h2>读书会</h2><ul><li>一</li></ul><p>甲</p><p><i>〔此处有图片：湖〕</i></p>"
        "<table><tr><th>a</th><th>b</th></tr><tr><td>&lt;i&gt;</td><td>2</td></tr></table>"
    )
    plain = client.post(f"{URL}paste/shown/", {"source": "1 < 2\n三"})
    assert plain.content.decode() == "<p>1 &lt; 2</p><p>三</p>"


def test_pictures_that_did_not_come_along_are_told_and_marked(client, writer, district):
    source = "<p>一</p><img alt='湖'><p><img></p>"
    data = {"kind": "brief", "owner": district.pk, "title": "湖边见", "source": source}
    page = client.post(f"{URL}paste/", data, follow=True).content.decode()
    assert "有 2 张图片没有带过来" in page
    brief = Brief.objects.get()
    assert "UNFILLED" in [finding.code for finding in brief.findings]


def test_pasted_plain_text_keeps_its_lines(client, writer, district):
    data = {"kind": "brief", "owner": district.pk, "title": "一", "source": "1 < 2\n三"}
    client.post(f"{URL}paste/", data)
    assert str(Brief.objects.get().body[0].value.source) == "<p>1 &lt; 2</p><p>三</p>"


def test_pasting_wants_the_right_to_add_there(client, district):
    mine, other = factories.area(district), factories.area(district)
    client.force_login(factories.writer(mine, rights=("add",)))
    data = {"kind": "brief", "title": "一", "source": "<p>一</p>"}
    assert client.post(f"{URL}paste/", {**data, "owner": other.pk}).status_code == 200
    assert Brief.objects.count() == 0
    client.post(f"{URL}paste/", {**data, "owner": mine.pk})
    assert Brief.objects.get().live is False


def test_the_trial_shows_words_without_the_signs_of_headings(client, writer, district):
    rows = [["第一期", "## 时间\n周六上午"]]
    upload(client, district, content=write_sheet("表", ["标题", "正文"], rows))
    job = ImportJob.objects.get()
    step(client, job, "check", column0="title", column1="body")
    assert "<td>时间 周六上午</td>" in text(client, f"{URL}{job.pk}/")


def test_the_report_leads_to_pages_with_doubts_and_to_new_firms(client, writer, district):
    rows = [["会计", "云檐", "八千左右", "记账。"]]
    headers = ["岗位名称", "企业", "薪资", "岗位描述"]
    upload(client, district, kind="jobs", content=write_sheet("表", headers, rows))
    job = ImportJob.objects.get()
    columns = ("title", "company", "salary", "description")
    step(client, job, "check", **{f"column{n}": name for n, name in enumerate(columns)})
    assert "改一改" not in text(client, f"{URL}{job.pk}/")
    step(client, job, "import")
    page, made = text(client, f"{URL}{job.pk}/"), Job.objects.get()
    assert f'改一改：<a href="/admin/pages/{made.pk}/edit/">会计</a>' in page
    firm = made.get_parent()
    assert f'新增的企业：<a href="/admin/pages/{firm.pk}/edit/">云檐</a>' in page
    # What was imported is not what somebody has edited.
    assert "会计" not in text(client, "/admin/")


def test_former_imports_stand_with_their_numbers(client, writer, district):
    upload(client, district)
    job = ImportJob.objects.get()
    assert "<td>0 行</td>" not in text(client, URL)
    step(client, job, "check", column0="title", column1="body")
    step(client, job, "import")
    assert "<td>2 条</td><td>1 行</td>" in text(client, URL)


def test_an_import_says_where_it_goes_by_all_names(client, writer, district):
    building = factories.building(factories.area(district, title="湖心片区"), title="中科金座")
    upload(client, building)
    page = text(client, f"{URL}{ImportJob.objects.get().pk}/")
    assert "“如意湖 › 湖心片区 › 中科金座”下面" in page


def test_an_article_without_a_title_takes_its_first_heading(client, writer, district):
    data = {"kind": "brief", "owner": district.pk, "title": ""}
    client.post(f"{URL}paste/", {**data, "source": "<h2>湖畔读书会</h2><p>坐到了天黑。</p>"})
    brief = Brief.objects.get()
    assert (brief.title, [block.block_type for block in brief.body]) == (
        "湖畔读书会",
        ["paragraph"],
    )


def test_an_article_without_any_title_is_asked_for_one_and_kept(client, writer, district):
    data = {"kind": "brief", "owner": district.pk, "title": " ", "source": "<p>坐到了天黑。</p>"}
    page = client.post(f"{URL}paste/", data).content.decode()
    assert "请填标题" in page
    assert "坐到了天黑。" in page
    assert not Brief.objects.exists()
