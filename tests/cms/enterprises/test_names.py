"""Firms that may be one: a name beside its short form."""

import pytest

from cms.enterprises.names import FirmNames, core


@pytest.mark.parametrize(
    "name",
    [
        "中原科技",
        "中原科技有限公司",
        "中原科技股份有限公司",
        "河南中原科技有限责任公司",
        "郑州市中原科技有限公司",
        "中原科技（郑州）有限公司",
        "中原科技(集团)有限公司",
        " 中原 科技·有限公司",
    ],
)
def test_place_and_legal_form_are_no_part_of_a_firms_own_name(name):
    assert core(name) == "中原科技"


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("中原科技", "中原科技有限公司"),
        ("中原", "河南中原科技股份有限公司"),
        ("字节跳动", "北京字节跳动科技有限公司"),
        ("中国电信", "中国电信股份有限公司郑州分公司"),
        ("ABC贸易", "河南ａｂｃ贸易有限公司"),
    ],
)
def test_a_short_name_is_near_its_full_one_and_the_other_way_round(short, full):
    assert FirmNames(["清禾软件有限公司", full]).near(short) == [full]
    assert FirmNames(["清禾软件有限公司", short]).near(full) == [short]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("中原科技有限公司", "中原科技有限公司"),
        ("中原科技有限公司", "清禾科技有限公司"),
        ("河南科技有限公司", "清禾科技有限公司"),
        ("清禾科技有限公司", "北京信息技术研究院"),
        ("郑州", "郑州银行"),
        ("如", "如意物业"),
    ],
)
def test_a_name_is_not_near_itself_nor_what_shares_only_a_trade_or_a_place(name, other):
    assert FirmNames([other]).near(name) == []


def test_the_nearest_stand_first_and_three_are_enough():
    longer = [f"中原科技{what}有限公司" for what in ("甲", "乙", "丙")]
    assert FirmNames([*longer, "中原科技股份有限公司"]).near("中原科技") == [
        "中原科技股份有限公司",
        *longer[:2],
    ]
