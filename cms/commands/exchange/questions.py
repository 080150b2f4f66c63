"""Questions in files: their columns, and what makes a row a question of the bank, or keeps it out.

Nothing is guessed. What cannot be judged is refused; what looks odd is taken and told.
"""

import dataclasses
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from cms.core.errors import Refusal
from cms.learning.bank import add_question
from cms.learning.keepers import may_keep
from cms.learning.models import Question, QuestionKind, Version
from cms.learning.models.bank import (
    LONGEST_OPTION,
    LONGEST_TEXT,
    MOST_OPTIONS,
    RIGHT,
    WRONG,
    check_question,
)

from .cells import Choice, Text
from .columns import Column, fields_of
from .common import Kind, column
from .reports import Outcome
from .rows import Row
from .sheets import Value

LETTERS = "ABCDEFGHIJ"[:MOST_OPTIONS]
LONGEST_ID = 100
LONGEST_TAG = 100
YES, NO = ("对", RIGHT, "√", "✓", "是"), ("错", WRONG, "×", "✗", "否")
_BETWEEN_TAGS = re.compile(r"[、，,；;|\n]+")
_BETWEEN_LETTERS = re.compile(r"[\s、，,；;|/]+")
_KINDS = {
    "judge": QuestionKind.TRUE_FALSE,
    "true_false": QuestionKind.TRUE_FALSE,
    "判断题": QuestionKind.TRUE_FALSE,
    "是非题": QuestionKind.TRUE_FALSE,
    "单选题": QuestionKind.SINGLE,
    "单项选择题": QuestionKind.SINGLE,
    "多选题": QuestionKind.MULTIPLE,
    "多项选择题": QuestionKind.MULTIPLE,
}


@dataclasses.dataclass(frozen=True)
class Tags(Text):
    hint: str = "微党课按标签抽题；几个标签之间用顿号隔开"
    example: str = "党史、入门"

    def read(self, text: str, label: str) -> Any:
        tags = list(dict.fromkeys(filter(None, map(str.strip, _BETWEEN_TAGS.split(text)))))
        for tag in tags:
            _check_length(label, tag, LONGEST_TAG)
        return tags

    def write(self, value: Any) -> Value:
        return "、".join(value)


@dataclasses.dataclass(frozen=True)
class Listed(Column):
    """All options in one: [{"key": "A", "text": "…"}, …], in a cell as JSON says it."""

    def read(self, row: Row) -> Any:
        value = row.get(self.name)
        if isinstance(value, str) and value.strip():
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                value = None
            if not isinstance(value, list):
                words = f"“{self.label}”看不懂：请把选项分列写，选项A、选项B……一列一个。"
                raise Refusal("BAD_OPTIONS", words, self.name)
        return [self._option(each) for each in value] if isinstance(value, list) else None

    def _option(self, each: Any) -> tuple[str, str]:
        parts = each if isinstance(each, dict) else {}
        if not {"key", "text"} <= parts.keys():
            words = f"“{self.label}”里的每一项都要有 key 和 text。"
            raise Refusal("BAD_OPTIONS", words, self.name)
        key = Column("key", "选项的字母").text(parts)
        text = Column("text", f"选项{key}").text(parts)
        return unicodedata.normalize("NFKC", key).upper(), text


def _option(letter: str) -> Column:
    hint = "选项的文字；没有这个选项的留空，中间不能空"
    cell = Text(hint + ("。判断题可以都留空" if letter == "A" else ""))
    also = f"option{letter} {letter} {letter}选项 选项{LETTERS.index(letter) + 1}"
    return column(f"option{letter}", f"选项{letter}", cell, also)


COLUMNS = (
    Column("id", "题目编号", Text("导入用；没有的留空"), "id", also=("编号",), typed=False),
    column(
        "type",
        "题型",
        Choice(QuestionKind, _KINDS),
        "类型 类别 题目类型 kind",
        field="kind",
        required=True,
    ),
    column(
        "question",
        "题干",
        Text(f"最多 {LONGEST_TEXT} 字", "党的根本宗旨是什么？"),
        "题目 问题 试题 题目内容 text",
        field="text",
        required=True,
    ),
    *map(_option, LETTERS),
    Listed("options", "选项", field="options", typed=False),
    column(
        "answer",
        "答案",
        Text("选项的字母，多选的连着写；判断题也可以写对、错", "ABD"),
        "正确答案 标准答案 参考答案",
        required=True,
    ),
    column(
        "analysis",
        "解析",
        Text("为什么是这个答案；可以留空"),
        "答案解析 试题解析 说明 explanation",
        field="explanation",
    ),
    column("category", "标签", Tags(), "分类 知识点 章节 tags", field="tags"),
)
QUESTIONS = Kind("questions", Question, COLUMNS, has_owner=False)


@dataclasses.dataclass(frozen=True)
class Draft:
    """A question as a row gives it."""

    kind: str
    text: str
    options: list[tuple[str, bool]]
    explanation: str
    tags: list[str]

    @property
    def says(self) -> tuple[Any, ...]:
        """All that is asked, judged and explained."""
        return self.kind, self.text, tuple(self.options), self.explanation

    def key(self, number: str) -> str:
        """What makes the row the same row when it comes again: its id, else all its words."""
        text = json.dumps(self.says, ensure_ascii=False)
        return number or f"={hashlib.sha256(text.encode()).hexdigest()[:40]}"

    def doubts(self) -> list[str]:
        parts = {
            "题干": [self.text],
            "选项": [text for text, _ in self.options],
            "解析": [self.explanation],
        }
        return [
            f"{name}里有换行，请看看是不是多出来的。"
            for name, texts in parts.items()
            if any(len(text.splitlines()) > 1 for text in texts)
        ]


@dataclasses.dataclass
class Intake:
    """Rows on their way into the bank. user: whose right counts; None is the operator.

    dry: the database forgets each row, so what was taken is kept here.
    """

    columns: Sequence[Column]
    user: Any
    dry: bool
    _taken: dict[str, Draft] = dataclasses.field(default_factory=dict)

    def add(self, row: Row) -> Outcome:
        """The row's question, added if it is not there; refuses what is no question."""
        if self.user is not None and not may_keep(self.user):
            raise Refusal("FORBIDDEN", "你没有维护题库的权限。")
        fields = fields_of(self.columns, row)
        draft = _draft(fields)
        number = fields.get("id", "")
        _check_length("题目编号", number, LONGEST_ID)
        key = draft.key(number)
        known = Question.objects.filter(imported_from=key).first()
        if known or key in self._taken:
            return self._again(key, draft, known)
        doubts = draft.doubts()
        if self._is_asked(draft.text):
            doubts.append("题库里已有题干一样的题，请看看是不是重复了。")
        question = add_question(
            kind=draft.kind,
            text=draft.text,
            options=draft.options,
            explanation=draft.explanation,
            tags=draft.tags,
            imported_from=key,
            by=self.user,
        )
        if self.dry:
            self._taken[key] = draft
        return Outcome(key, question, doubts=doubts)

    def _is_asked(self, text: str) -> bool:
        taken = any(draft.text == text for draft in self._taken.values())
        return taken or Question.objects.filter(text=text).exists()

    def _again(self, key: str, draft: Draft, known: Question | None) -> Outcome:
        """A row that came before changes nothing; one that says something else is refused."""
        said = (
            [_says(version) for version in known.versions.all()]
            if known
            else [self._taken[key].says]
        )
        if draft.says not in said:
            words = f"题目编号“{key[:20]}”已经是题库里的另一道题，或者内容不一样。"
            ask = "要改那道题，请到题库里改；要加一道新题，请换一个编号。"
            raise Refusal("ANOTHER_QUESTION", words + ask, "id")
        has = set(known.tags.names()) if known else set(self._taken[key].tags)
        lacking = [tag for tag in draft.tags if tag not in has]
        words = f"这道题题库里已有，没有加上标签“{'、'.join(lacking)}”。要加，请到题库里改。"
        return Outcome(doubts=[words] if lacking else [])


def _says(version: Version) -> tuple[Any, ...]:
    options = tuple((option["text"], option["right"]) for option in version.options)
    return version.kind, version.text, options, version.explanation


def _draft(fields: Mapping[str, Any]) -> Draft:
    """What the row asks; refuses all that nobody could judge."""
    kind, answer = fields["kind"], fields["answer"]
    options, are_ours = _options(kind, fields)
    right = _right(kind, answer, options, only_words=are_ours)
    draft = Draft(
        kind=kind,
        text=_lines(fields["text"]),
        options=[(_lines(text), key in right) for key, text in options],
        explanation=_lines(fields.get("explanation", "")),
        tags=fields.get("tags", []),
    )
    _check_length("题干", draft.text, LONGEST_TEXT)
    _check_length("解析", draft.explanation, LONGEST_TEXT)
    for key, text in options:
        _check_length(f"选项{key}", text, LONGEST_OPTION)
    try:
        check_question(kind, draft.options)
    except ValidationError as error:
        raise Refusal("INVALID", "".join(error.messages)) from error
    return draft


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check_length(label: str, text: str, longest: int) -> None:
    if len(text) > longest:
        words = f"“{label}”最多 {longest} 字，现在有 {len(text)} 字。"
        raise Refusal("TOO_LONG", words)


def _options(kind: str, fields: Mapping[str, Any]) -> tuple[list[tuple[str, str]], bool]:
    """The options by their letters, and whether they are ours: a true/false question needs none."""
    lettered = {letter: fields.get(f"option{letter}", "") for letter in LETTERS}
    given = "".join(letter for letter, text in lettered.items() if text)
    options = fields.get("options")
    if options and given:
        raise Refusal("TWICE", "选项写了两处：只能写在“选项”一列，或者分列写。")
    if not options:
        last = LETTERS.index(given[-1]) + 1 if given else 0
        options = [(letter, lettered[letter]) for letter in LETTERS[:last]]
    if not options and kind == QuestionKind.TRUE_FALSE:
        return [("A", RIGHT), ("B", WRONG)], True
    _check_options(options)
    return options, False


def _check_options(options: list[tuple[str, str]]) -> None:
    if not options:
        raise Refusal("NO_OPTIONS", "没有选项。")
    keys = [key for key, _ in options]
    listed = "、".join(keys)
    if len(set(keys)) < len(keys):
        raise Refusal("DOUBLED", f"选项的字母有重复：{listed}。不知道答案指的是哪一个。")
    if keys != list(LETTERS[: len(keys)]):
        raise Refusal("GAP", f"选项要从 A 起依次写，不能缺、不能乱：{listed[:40]}。")
    empty = next((key for key, text in options if not text), None)
    if empty:
        raise Refusal("EMPTY", f"选项{empty}是空的。")


def _right(kind: str, answer: str, options: list[tuple[str, str]], *, only_words: bool) -> set[str]:
    """The letters of the right options."""
    word = unicodedata.normalize("NFKC", answer).strip()
    if kind == QuestionKind.TRUE_FALSE and (word in YES or word in NO):
        meant = YES if word in YES else NO
        found = {key for key, text in options if text in meant}
        if len(found) != 1:
            raise Refusal("BAD_ANSWER", f"答案写的是“{word}”，看不出是哪个选项，请写选项的字母。")
        return found
    if only_words:
        raise Refusal("BAD_ANSWER", "判断题没有写选项，答案请写“对”或“错”。")
    letters = _BETWEEN_LETTERS.sub("", word).upper()
    if not letters or not set(letters) <= set(LETTERS):
        raise Refusal("BAD_ANSWER", f"答案“{answer[:20]}”看不懂，请写选项的字母，例如 B 或 ABD。")
    missing = sorted(set(letters) - {key for key, _ in options})
    if missing:
        raise Refusal("NO_SUCH_OPTION", f"答案是 {letters}，可是没有选项{'、'.join(missing)}。")
    if len(set(letters)) < len(letters):
        raise Refusal("BAD_ANSWER", f"答案“{answer[:20]}”里有重复的字母。")
    if kind == QuestionKind.MULTIPLE and len(letters) < 2:
        raise Refusal("WRONG_KIND", f"题型是多选，答案却只有一个：{letters}。")
    if kind != QuestionKind.MULTIPLE and len(letters) > 1:
        name = QuestionKind(kind).label
        raise Refusal("WRONG_KIND", f"题型是{name}，答案却有 {len(letters)} 个：{letters}。")
    return set(letters)


def cells_of(question: Question) -> dict[str, Value]:
    """What the question says, by the names of columns."""
    options = list(zip(LETTERS, question.options.all(), strict=False))
    right = "".join(letter for letter, option in options if option.is_right)
    lettered: dict[str, Value] = {f"option{letter}": option.text for letter, option in options}
    return lettered | {
        "id": question.imported_from,
        "type": QuestionKind(question.kind).label,
        "question": question.text,
        "options": "；".join(f"{letter} {option.text}" for letter, option in options),
        "answer": right,
        "analysis": question.explanation,
        "category": "、".join(sorted(question.tags.names())),
    }
