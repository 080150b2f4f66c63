"""Numbers in figures and in Chinese."""

import pytest

from cms.core.numerals import whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("30", 30),
        ("一", 1),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十五", 35),
        ("一百", 100),
        ("一百零二", 102),
        ("一百一十", 110),
        ("两千", 2000),
        ("三千零五十", 3050),
    ],
)
def test_a_number_is_read_in_figures_and_in_chinese(text, number):
    assert whole(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "很多", "1.5", "-1", "１２", "1234567890", "一百二", "三千五", "十十", "一二", "百"],
)
def test_what_is_no_number_or_may_be_two_is_none(text):
    assert whole(text) is None
