"""Questions in files: what is taken, what is refused and why, what is told; each once."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from cms.commands.exchange.exports import template
from cms.commands.exchange.imports import Import, mapped, run
from cms.commands.exchange.questions import QUESTIONS
from cms.commands.exchange.rows import read_rows
from cms.commands.exchange.sheets import write_sheet
from cms.learning.bank import keep_version
from cms.learning.models import Question, QuestionTag
from cms.members.models import User
from tests import factories
from tests.cms.commands import acts

DATA = Path(__file__).resolve().parents[5] / "shared" / "data"
ROW = {
    "id": "q-1",
    "category": "党史",
    "type": "single",
    "question": "党的根本宗旨是什么？",
    "options": [{"key": "A", "text": "为人民服务"}, {"key": "B", "text": "不知道"}],
    "answer": "A",
    "analysis": "党章里写着",
}
HEADERS = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "标签"]


def listed(**options):
    return [{"key": key, "text": text} for key, text in options.items()]


def load(*rows, **task):
    """Import rows as they come from JSONL."""
    numbered = list(enumerate(rows, 1))
    return list(run(numbered, Import(QUESTIONS, None, mapped(QUESTIONS, numbered), **task)))[-1]


def load_sheet(*lines, **task):
    """Import lines of a sheet with HEADERS."""
    rows = read_rows(write_sheet("题", HEADERS, lines), "题.xlsx")
    return list(run(rows, Import(QUESTIONS, None, mapped(QUESTIONS, rows), **task)))[-1]


def reasons(report):
    return [refusal["reason"] for refusal in report.refusals]


def call(file, *flags):
    """The command: its exit code, and its answer."""
    out = io.StringIO()
    try:
        call_command("import", "questions", file, "--json", *flags, stdout=out)
        code = 0
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(out.getvalue())


@pytest.mark.django_db
class TestTaking:
    def test_a_row_becomes_a_question_with_its_first_version(self):
        report = load(ROW)
        question = Question.objects.get()
        assert (report.created, report.refusals, report.doubts) == (1, [], [])
        assert (question.kind, question.text, question.explanation) == (
            "SINGLE",
            "党的根本宗旨是什么？",
            "党章里写着",
        )
        assert question.version.options == [
            {"text": "为人民服务", "right": True},
            {"text": "不知道", "right": False},
        ]
        assert list(question.tags.names()) == ["党史"]

    @pytest.mark.parametrize(
        ("line", "kind", "right"),
        [
            (["单选", "问", "甲", "乙", "丙", "丁", "b", "", ""], "SINGLE", [1]),
            (["多选题", "问", "甲", "乙", "丙", "", "A、C", "", ""], "MULTIPLE", [0, 2]),
            (["多选", "问", "甲", "乙", "丙", "丁", "ＡＢＤ", "", ""], "MULTIPLE", [0, 1, 3]),
            (["判断", "问", "", "", "", "", "错", "", ""], "TRUE_FALSE", [1]),
            (["判断题", "问", "正确", "错误", "", "", "对", "", ""], "TRUE_FALSE", [0]),
            (["判断", "问", "错误", "正确", "", "", "正确", "", ""], "TRUE_FALSE", [1]),
            (["judge", "问", "对", "错", "", "", "B", "", ""], "TRUE_FALSE", [1]),
            (["单选题", "问", 2021, 2022, 2023, "", "C", "", ""], "SINGLE", [2]),
        ],
    )
    def test_a_sheet_says_it_as_people_do(self, line, kind, right):
        assert reasons(load_sheet(line)) == []
        version = Question.objects.get().version
        assert (version.kind, sorted(version.right)) == (kind, right)
        assert len(version.options) == max(2, sum(bool(cell) for cell in line[2:6]))

    @pytest.mark.parametrize("said", ["党史、入门", "党史,入门", "党史；入门;党史", "党史|入门"])
    def test_tags_are_taken_apart(self, said):
        load(ROW | {"category": said})
        assert set(Question.objects.get().tags.names()) == {"党史", "入门"}

    def test_csv_in_the_encoding_of_old_excel_is_read(self):
        text = io.StringIO()
        lines = [HEADERS, ["判断", "地球是圆的", "", "", "", "", "对", "", "常识"]]
        csv.writer(text).writerows(lines)
        rows = read_rows(text.getvalue().encode("gb18030"), "题.csv")
        report = list(run(rows, Import(QUESTIONS, None, mapped(QUESTIONS, rows))))[-1]
        assert report.created == 1


@pytest.mark.django_db
class TestRefusing:
    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"options": [*listed(B="一", C="二"), *listed(B="三")]}, "重复：B、C、B"),
            ({"options": listed(A="一", C="二")}, "从 A 起依次写"),
            ({"options": listed(B="一", A="二")}, "从 A 起依次写"),
            ({"options": listed(A="一", B=" ", C="三")}, "选项B是空的"),
            ({"options": listed(A="一", B="二", C="一")}, "两个一样的选项"),
            ({"options": listed(A="一")}, "要有 2 到 10 个选项"),
            ({"options": [{"key": letter, "text": letter} for letter in "ABCDEFGHIJK"]}, "从 A 起"),
            ({"options": []}, "没有选项"),
            ({"options": ["一", "二"]}, "key 和 text"),
            ({"options": [{"key": "A", "text": 1}]}, "应该是文字"),
            ({"options": "A一 B二"}, "请把选项分列写"),
            ({"options": "{}"}, "请把选项分列写"),
            ({"optionA": "一"}, "选项写了两处"),
            ({"answer": "C"}, "没有选项C"),
            ({"answer": "甲"}, "看不懂"),
            ({"answer": "AA"}, "重复的字母"),
            ({"answer": "AB"}, "题型是单选，答案却有 2 个"),
            ({"answer": "对"}, "看不懂"),
            ({"answer": ""}, "缺少“答案”"),
            ({"type": "multiple"}, "题型是多选，答案却只有一个"),
            ({"type": "填空"}, "没有“填空”"),
            ({"type": "judge", "answer": "对"}, "看不出是哪个选项"),
            ({"type": "judge", "options": [], "answer": "A"}, "请写“对”或“错”"),
            ({"type": "judge", "options": listed(A="对", B="错", C="不知道")}, "只有两个选项"),
            ({"question": " "}, "缺少“题干”"),
            ({"question": "长" * 2001}, "最多 2000 字，现在有 2001 字"),
            ({"analysis": "长" * 2001}, "“解析”最多 2000 字"),
            ({"options": listed(A="长" * 501, B="二")}, "“选项A”最多 500 字"),
            ({"category": "长" * 101}, "最多 100 字"),
            ({"id": "长" * 101}, "最多 100 字"),
            ({"question": "\ud800"}, "不完整的字符"),
            ({"options": listed(A="\ud800", B="二")}, "不完整的字符"),
        ],
    )
    def test_what_nobody_could_judge(self, changes, said):
        [reason] = reasons(load(ROW | changes))
        assert said in reason
        assert not Question.objects.exists()
        assert not QuestionTag.objects.exists()

    def test_an_option_missing_in_the_middle_of_a_sheets_line(self):
        report = load_sheet(["单选", "问", "甲", "", "丙", "", "A", "", ""])
        assert reasons(report) == ["选项B是空的。"]

    def test_all_that_is_wrong_with_cells_is_said_at_once(self):
        [reason] = reasons(load(ROW | {"type": "填空", "answer": "", "category": "长" * 101}))
        assert all(words in reason for words in ("填空", "缺少“答案”", "“标签”最多 100 字"))

    def test_the_id_of_another_question(self):
        load(ROW)
        [reason] = reasons(load(ROW | {"answer": "B"}))
        assert "请到题库里改" in reason
        assert sorted(Question.objects.get().version.right) == [0]

    def test_a_row_of_who_does_not_keep_the_bank(self, district):
        user = User.objects.create_user("someone")
        assert reasons(load(ROW, user=user)) == ["你没有维护题库的权限。"]
        assert load(ROW, user=factories.admin()).created == 1
        assert Question.objects.get().version.made_by.is_superuser


@pytest.mark.django_db
class TestAgain:
    def test_the_same_row_changes_nothing(self):
        load(ROW)
        report = load(ROW, ROW)
        assert (report.created, report.unchanged) == (0, 2)
        assert (Question.objects.count(), report.refusals, report.doubts) == (1, [], [])

    def test_a_row_without_an_id_is_known_by_its_words(self):
        row = {name: value for name, value in ROW.items() if name != "id"}
        assert load(row, row).created == 1
        assert load(row | {"answer": "B"}).created == 1

    def test_a_question_edited_in_the_bank_since_keeps_its_edit(self):
        load(ROW)
        question = Question.objects.get()
        question.text = "改过"
        question.save()
        keep_version(question=question)
        assert load(ROW).unchanged == 1
        question.refresh_from_db()
        assert question.version.text == "改过"

    def test_a_tag_that_the_question_lacks_is_told_and_not_added(self):
        load(ROW)
        report = load(ROW | {"category": "党史、入门"})
        assert report.unchanged == 1
        assert "没有加上标签“入门”" in report.doubts[0]["reason"]
        assert list(Question.objects.get().tags.names()) == ["党史"]

    @pytest.mark.parametrize("dry", [True, False])
    def test_a_dry_run_says_what_the_import_does(self, dry):
        rows = [
            ROW,
            ROW,
            ROW | {"answer": "B"},
            ROW | {"id": "q-2"},
            ROW | {"id": "q-3", "question": "别的\n问题"},
        ]
        report = load(*rows, dry=dry)
        assert (report.created, report.unchanged, len(report.refusals)) == (3, 1, 1)
        assert [doubt["line"] for doubt in report.doubts] == [4, 5]
        assert Question.objects.count() == (0 if dry else 3)


@pytest.mark.django_db
class TestTelling:
    @pytest.mark.parametrize(
        ("changes", "part"),
        [
            ({"question": "一\n二"}, "题干"),
            ({"options": listed(A="一\r\n二", B="三")}, "选项"),
            ({"analysis": "一\u2028二"}, "解析"),
        ],
    )
    def test_of_line_breaks_that_stay(self, changes, part):
        report = load(ROW | changes)
        assert [doubt["reason"] for doubt in report.doubts] == [
            f"{part}里有换行，请看看是不是多出来的。"
        ]
        assert report.created == 1
        version = Question.objects.get().version
        words = [version.text, version.explanation, *(each["text"] for each in version.options)]
        assert any(len(text.splitlines()) == 2 for text in words)
        assert not any("\r" in text for text in words)

    def test_of_a_question_that_is_there_under_another_id(self):
        load(ROW)
        report = load(ROW | {"id": "q-2"})
        assert report.created == 1
        assert "题库里已有题干一样的题" in report.doubts[0]["reason"]
        assert report.doubts[0]["page"] == Question.objects.latest("pk").pk


@pytest.mark.django_db
class TestTheCommand:
    def test_needs_no_owner_and_takes_none(self, tmp_path):
        file = tmp_path / "rows.jsonl"
        file.write_text(json.dumps(ROW))
        assert call(file, "--dry-run")[1]["created"] == 1
        assert not Question.objects.exists()
        assert call(file)[0] == 0
        assert Question.objects.exists()
        with pytest.raises(CommandError, match="leave out --under"):
            call(file, "--under", "/")
        with pytest.raises(CommandError, match="--under NODE is needed"):
            call_command("import", "briefs", file)

    def test_fails_when_rows_were_refused(self, tmp_path):
        file = tmp_path / "rows.jsonl"
        file.write_text(json.dumps(ROW | {"answer": "Z"}))
        code, answer = call(file)
        assert (code, answer["refused"]) == (1, 1)


@pytest.mark.django_db
def test_the_template_is_one_that_an_import_understands():
    book = load_workbook(io.BytesIO(template(QUESTIONS)))
    labels = [cell.value for cell in next(book.worksheets[0].iter_rows())]
    assert labels[:3] == ["题型", "题干", "选项A"]
    assert not {"选项", "题目编号"} & set(labels)
    assert "" not in mapped(QUESTIONS, [(1, dict.fromkeys(labels, ""))]).values()


def test_two_imports_of_one_file_add_each_question_once(crew, tmp_path):
    file = tmp_path / "rows.jsonl"
    rows = [json.dumps(ROW | {"id": f"q-{n}", "question": f"第{n}问"}) for n in range(30)]
    rows += [json.dumps({k: v for k, v in ROW.items() if k != "id"} | {"question": "没有编号"})]
    file.write_text("\n".join(rows))
    together = crew.barrier(4)
    done = crew.race(*[(acts.import_questions, file, together) for _ in range(4)])
    assert sum(created for created, _ in done) == Question.objects.count() == 31
    assert sum(unchanged for _, unchanged in done) == 3 * 31


@pytest.mark.django_db
@pytest.mark.skipif(not DATA.exists(), reason="the shared data is not here")
@pytest.mark.parametrize(
    "name", [pytest.param("quiz_renshe_dev.jsonl", marks=pytest.mark.prove), "quiz_fire.jsonl"]
)
def test_of_a_real_bank_all_is_taken_that_an_independent_count_finds_sound(name):
    rows = [json.loads(line) for line in (DATA / name).read_text().splitlines()]
    _, report = call(DATA / name)
    unsound = {line for line, row in enumerate(rows, 1) if not is_sound(row)}
    assert {refusal["line"] for refusal in report["refusals"]} == unsound
    assert report["created"] == Question.objects.count() == len(rows) - len(unsound)
    broken = {
        line
        for line, row in enumerate(rows, 1)
        if line not in unsound and "\n" in row["question"].strip() + row["analysis"].strip()
    }
    told = {doubt["line"] for doubt in report["doubts"] if "换行" in doubt["reason"]}
    assert told == broken
    _, again = call(DATA / name)
    assert (again["created"], again["unchanged"]) == (0, report["created"])


def is_sound(row):
    keys = [option["key"] for option in row["options"]]
    texts = ["".join(option["text"].split()) for option in row["options"]]
    return (
        keys == sorted(set(keys))
        and max(Counter(texts).values()) == 1
        and set(row["answer"]) <= set(keys)
        and (len(row["answer"]) > 1) == (row["type"] == "multiple")
    )
