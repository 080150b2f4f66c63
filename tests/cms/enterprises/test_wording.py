"""The words of job boards, put into ours."""

import pytest

from cms.enterprises.wording import (
    Wanted,
    education_of,
    experience_of,
    firm_of,
    size_band_of,
    wanted_of,
)


def test_a_firm_whose_columns_have_slipped_is_put_right():
    slipped = {"company_type": "民营公司", "size_band": "计算机软件", "industry": ""}
    assert firm_of(slipped) == {**slipped, "size_band": "", "industry": "计算机软件"}
    sound = {"size_band": "120人", "industry": "银行"}
    assert firm_of(sound) == {"size_band": "50-150人", "industry": "银行"}


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["本科"], "BACHELOR"),
        (["大专及以上"], "COLLEGE"),
        (["", "硕士"], "MASTER"),
        (["英语熟练", "博士"], "DOCTOR"),
        (["中技", "本科"], "SECONDARY"),
        (["初中及以下"], "ANY"),
        (["不限", "3-4年工作经验"], "ANY"),
        ([""], "ANY"),
    ],
)
def test_the_first_text_that_names_a_degree_decides(texts, code):
    assert education_of(*texts) == code


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("3-4年工作经验", "3-4年工作经验"),
        ("无工作经验", "无工作经验"),
        ("应届毕业生", "应届毕业生"),
        ("C1驾照，3年", "C1驾照，3年"),
        ("电工证", "电工证"),
        ("会计证优先", "会计证优先"),
        ("本科优先", "本科优先"),
        ("本科", ""),
        ("大专及以上学历", ""),
        ("不限", ""),
        ("无", ""),
        ("", ""),
    ],
)
def test_whatever_is_asked_for_is_kept_but_a_degree_by_itself(text, kept):
    assert experience_of(text) == kept


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("50-150人", "50-150人"),
        ("少于50人", "少于50人"),
        ("10000人以上", "10000人以上"),
        ("120人", "50-150人"),
        ("100-499人", "150-500人"),
        ("20人以下", "少于50人"),
        ("不足150人", "50-150人"),
        ("1,200人", "1000-5000人"),
        ("20000人", "10000人以上"),
        ("金融/投资/证券", ""),
        ("民营公司", ""),
        ("120", ""),
        ("", ""),
    ],
)
def test_a_number_of_people_has_its_band(text, band):
    assert size_band_of(text) == band


@pytest.mark.parametrize(
    ("text", "number", "exact"),
    [
        ("2", 2, True),
        ("2人", 2, True),
        ("２ 名", 2, True),
        ("一名", 1, True),
        ("十二位", 12, True),
        ("若干", None, True),
        ("若干人", None, True),
        ("不限", None, True),
        ("人数不限", None, True),
        ("多名", None, True),
        ("2-3人", 3, False),
        ("2～3", 3, False),
        ("2人-3人", 3, False),
        ("两到三名", 3, False),
        ("两三名", 3, False),
        ("约10人", 10, False),
        ("10人以上", 10, False),
        ("2人（男女各一）", 2, False),
    ],
)
def test_people_wanted_are_a_number_or_some(text, number, exact):
    assert wanted_of(text) == Wanted(number, exact)


@pytest.mark.parametrize("text", ["很多", "2026-02-03", "张三", "1男1女", "9" * 5000])
def test_what_tells_no_number_of_people_is_none(text):
    assert wanted_of(text) is None
