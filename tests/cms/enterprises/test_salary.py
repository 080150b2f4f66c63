"""What firms write about pay, and what it comes to in a month."""

import pytest

from cms.enterprises.salary import Salary, parse_salary, written_out


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
        ("4000元/月，包吃住", 4_000, 4_000),
        ("4000元/月 五险一金，双休", 4_000, 4_000),
        ("8 千/月（税后）", 8_000, 8_000),
        ("200元/天、日结", 4_350, 4_350),
        ("4500,包吃住", 4_500, 4_500),
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
        "8000元/月，试用期6000",
        "4000-5000（元/天）",
        "2000，每天",
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


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("4500", "4500元/月"),
        ("6000-8000", "6000-8000元/月"),
        (" 4,000～5,000元 ", "4,000～5,000元/月"),
        ("8k-12k", "8千-12千/月"),
        ("8千-1.2万", "8千-1.2万/月"),
        ("约8000元左右", "约8000元/月左右"),
        ("5000以上", "5000元/月以上"),
        ("5000起", "5000元/月起"),
        ("4500，包吃住", "4500元/月，包吃住"),
        ("4000元/月，包吃住", "4000元/月，包吃住"),
        ("月薪6000-8000元", "月薪6000-8000元"),
        ("8000-12000/月", "8000-12000/月"),
        ("200元/天", "200元/天"),
        ("面议", "面议"),
        ("八千左右", "八千左右"),
        ("", ""),
    ],
)
def test_a_pay_that_is_a_months_says_so(text, kept):
    before, after = parse_salary(text), parse_salary(written_out(text))
    assert written_out(text) == written_out(kept) == kept
    assert (before and (before.monthly_min_yuan, before.monthly_max_yuan)) == (
        after and (after.monthly_min_yuan, after.monthly_max_yuan)
    )
