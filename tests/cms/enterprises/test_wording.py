"""The words of job boards, put into ours."""

import pytest

from cms.enterprises.wording import education_of, experience_of, size_band_of


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
        ("本科", ""),
        ("英语精通", ""),
        ("", ""),
    ],
)
def test_only_experience_is_kept_as_experience(text, kept):
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
