"""Importing questions in the admin: for who keeps the bank, from the upload to the report."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.commands import services
from cms.commands.exchange.kinds import IMPORTED
from cms.commands.exchange.rows import read_rows
from cms.commands.exchange.sheets import write_sheet
from cms.commands.models import ImportJob, State
from cms.core.errors import Refusal
from cms.learning.models import Question
from cms.members import duties
from tests import factories
from tests.cms.learning import acts

URL = "/admin/exchange/"
SHEET = write_sheet(
    "题",
    ["题型", "题干", "选项A", "选项B", "答案", "标签"],
    [
        ["单选", "第一问", "甲", "乙", "A", "党史"],
        ["单选", "第二问", "甲", "乙", "C", "党史"],
        ["判断", "第三\n问", "", "", "对", "党史"],
    ],
)
DOUBLED = {
    "type": "single",
    "question": "问",
    "options": [{"key": key, "text": text} for key, text in ("B一", "C二", "B三")],
    "answer": "B",
}


@pytest.fixture
def keeper(client, district):
    user = acts.in_charge(district)
    client.force_login(user)
    return user


def upload(client, content=SHEET, name="题.xlsx", **fields):
    data = {"kind": "questions", "file": SimpleUploadedFile(name, content), **fields}
    return client.post(URL, data)


def run(client, act):
    """Press the button of the newest import, and let the worker do it; the page then."""
    job = ImportJob.objects.latest("pk")
    names = {f"column{n}": name for n, (_, name) in enumerate(job.mapping)}
    client.post(f"{URL}{job.pk}/", {"act": act, **names})
    services.work_on(job.pk)
    return client.get(f"{URL}{job.pk}/").content.decode()


def test_the_wizard_goes_from_the_upload_to_the_bank(client, keeper):
    assert "题目进题库" in client.get(URL).content.decode()
    assert upload(client).status_code == 302
    page = run(client, "check")
    assert "导入 2 行" in page
    assert "没有选项C" in page
    assert "题干里有换行" in page
    assert "前 2 行将写成这样" in page
    assert not Question.objects.exists()
    page = run(client, "import")
    questions = Question.objects.order_by("pk")
    assert [question.text for question in questions] == ["第一问", "第三\n问"]
    assert {question.version.made_by for question in questions} == {keeper}
    for question in questions:
        assert reverse("questions:edit", args=[question.pk]) in page
    assert reverse("questions:index") in page


def test_the_refused_rows_of_a_json_file_keep_what_is_wrong_until_it_is_mended(client, keeper):
    upload(client, json.dumps(DOUBLED).encode(), "题.jsonl")
    job = ImportJob.objects.get()
    assert "重复：B、C、B" in run(client, "check")
    refused = client.get(f"{URL}{job.pk}/refused.xlsx").content
    [(_, row)] = read_rows(refused, "refused.xlsx")
    assert json.loads(row["options"]) == DOUBLED["options"]
    upload(client, refused, "refused.xlsx")
    assert "重复" in run(client, "check")


def test_is_not_offered_to_who_only_writes(client, district):
    client.force_login(factories.writer(district))
    assert 'value="questions"' not in client.get(URL).content.decode()
    assert upload(client, owner=district.pk).status_code == 200
    assert not ImportJob.objects.exists()


def test_a_duty_that_ended_meanwhile_imports_nothing(client, keeper, district):
    upload(client)
    run(client, "check")
    duties.end_duty(by=factories.admin(), duty=keeper.duties.get())
    job = ImportJob.objects.get()
    services.begin(job, State.IMPORTING)
    services.work_on(job.pk)
    report = ImportJob.objects.get().report_so_far()
    assert report.created == 0
    assert {refusal["reason"] for refusal in report.refusals} == {"你没有维护题库的权限。"}
    with pytest.raises(Refusal) as refusal:
        services.start_import(
            user=keeper, kind=IMPORTED["questions"], under=None, content=SHEET, name="题.xlsx"
        )
    assert refusal.value.code == "FORBIDDEN"


def test_pages_still_need_a_place(client, keeper):
    page = upload(client, kind="briefs").content.decode()
    assert "请选择放在哪里" in page
