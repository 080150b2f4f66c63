"""Phone numbers: many ways to write one, one way to keep it."""

import pytest

from cms.members import phones


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        " 138 0013 8000 ",
        "138-0013-8000",
        "+86 138 0013 8000",
        "0086-13800138000",
        "8613800138000",
        "１３８００１３８０００",
        "(+86)13800138000",
    ],
)
def test_a_chinese_number_is_known_however_it_is_written(written):
    assert phones.normal(written) == "+8613800138000"


def test_a_foreign_number_needs_its_countrys_code():
    assert phones.normal("+852 9123 4567") == "+85291234567"
    assert phones.normal("91234567") is None


@pytest.mark.parametrize(
    "written",
    ["", "12345", "23800138000", "+8612345", "+86 238 0013 8000", "1380013800a", "+", "０" * 40],
)
def test_what_is_no_number_is_none(written):
    assert phones.normal(written) is None


def test_a_number_is_shown_without_the_middle():
    assert phones.masked("+8613800138000") == "138****8000"
    assert phones.plain("+8613800138000") == "13800138000"
