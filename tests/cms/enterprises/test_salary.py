"""What firms write about pay, and what it comes to in a month."""

import pytest

from cms.enterprises.salary import Salary, parse_salary


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1-1.5万/月", 10_000, 15_000),
        ("0.8-1.3万/月", 8_000, 13_000),
        ("4.5-6千/月", 4_500, 6_000),
        ("15-20万/年", 12_500, 16_667),
        ("200元/天", 4_350, 4_350),
        ("150-200元/日", 3_263, 4_350),
        ("6000元/月", 6_000, 6_000),
        ("8000-12000元/月", 8_000, 12_000),
        ("100万以上/年", 83_333, None),
        ("2千以下/月", None, 2_000),
        ("8千-1.2万/月", 8_000, 12_000),
        ("0.8万-1.2万/月", 8_000, 12_000),
        ("6000元-1万/月", 6_000, 10_000),
        ("8千至1.2万/月", 8_000, 12_000),
        (" 1 - 1.5万 / 月 ", 10_000, 15_000),
        ("4000-5000", 4_000, 5_000),
        ("4,000～5,000元", 4_000, 5_000),
        ("5000", 5_000, 5_000),
        ("8000元左右", 8_000, 8_000),
        ("约8000元/月", 8_000, 8_000),
        ("6k-8k", 6_000, 8_000),
        ("6K-8K", 6_000, 8_000),
        ("6-8k/月", 6_000, 8_000),
        ("1-1.5k/月", 1_000, 1_500),
        ("8千-1.2万", 8_000, 12_000),
        ("月薪6000-8000元", 6_000, 8_000),
        ("月薪：1-1.5万", 10_000, 15_000),
        ("5000起", 5_000, None),
        ("5000元/月以上", 5_000, None),
        ("8000-12000/月", 8_000, 12_000),
    ],
)
def test_a_known_shape_has_both_ends_in_yuan_a_month(text, low, high):
    assert parse_salary(text) == Salary(text.strip(), low, high)


@pytest.mark.parametrize("text", ["", "   "])
def test_no_text_is_no_salary(text):
    assert parse_salary(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "面议",
        "1-1.5万",
        "底薪+提成",
        "1.5-1万/月",
        "8-1.2万/月",
        "1-1.5万以上/月",
        "-5千/月",
        "1..5万/月",
        "万/月",
        "8-12/月",
        "200",
        "200/天",
        "100000/年",
        "15万",
        "月薪200元/天",
        "5000-6000起",
        "税后1-1.5万/月",
        "1-1.5万/月13薪",
    ],
)
def test_another_shape_keeps_its_words_and_claims_no_numbers(text):
    assert parse_salary(text) == Salary(text, None, None)


@pytest.mark.parametrize(
    ("text", "unclear"),
    [
        ("八千左右", True),
        ("6000-8000", False),
        ("15-20", True),
        ("底薪+提成", True),
        ("1-1.5万/月", False),
        ("2千以下/月", False),
        ("面议", False),
        ("薪资面议", False),
    ],
)
def test_what_tells_a_number_that_nobody_can_compare_is_unclear(text, unclear):
    assert parse_salary(text).unclear is unclear
