"""The words firms use for what they do, and what the national standard calls it."""

import csv
from pathlib import Path

import pytest

from cms.enterprises.industries import HERE, UNCLASSIFIED, classify, find_industry

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("计算机软件", "65"),
        ("计算机软件 互联网/电子商务", "65"),
        ("多元化业务集团公司 房地产", "70"),
        ("软件开发、物联网", "65"),
        ("餐饮（连锁）", "62"),
        ("软件和信息技术服务业", "65"),
        ("金融业", "J"),
        ("66", "66"),
        ("", ""),
        ("  ", ""),
        ("多元化业务集团公司", ""),
        ("说不清", ""),
    ],
)
def test_words_are_classified_by_the_first_that_is_known(words, code):
    assert classify(words).code == code


def test_a_division_lies_below_its_section():
    assert classify("软件开发").path == "I65"
    assert find_industry("I").path == "I"
    assert UNCLASSIFIED.path == ""


def test_an_industry_is_found_by_exactly_its_name_or_code():
    assert find_industry("软件和信息技术服务业") == find_industry("65")
    assert find_industry("未分类") == UNCLASSIFIED
    assert find_industry("软件开发") is None
    assert find_industry("") is None


def test_every_word_is_mapped_once_to_a_code_of_the_standard():
    with (HERE / "industries.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    words = [row["word"] for row in rows]
    assert len(words) == len(set(words))
    assert all(find_industry(row["code"]) for row in rows)


@pytest.mark.skipif(not DATA.exists(), reason="the shared data is not here")
@pytest.mark.parametrize("name", ["companies_51job_dev.csv", "jobs_51job_list_dev.csv"])
def test_of_real_firms_that_name_an_industry_few_are_left_unclassified(name):
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        named = [row["industry"] for row in csv.DictReader(file) if row["industry"].strip()]
    known = sum(classify(words) != UNCLASSIFIED for words in named)
    assert known / len(named) > 0.98
