"""Opaque ids: there and back, and no second spelling."""

import base64

import pytest

from cms.core.ids import decode, encode


@pytest.mark.parametrize("kind", ["JOB", "DISTRICT", "ORGANISATION"])
@pytest.mark.parametrize("number", [1, 9, 12, 999, 123_456_789])
def test_an_id_leads_back_to_its_page(kind, number):
    assert decode(encode(kind, number)) == (kind, number)


def test_an_id_can_stand_in_an_address():
    assert all(c.isalnum() or c in "-_" for n in range(1, 300) for c in encode("ENTERPRISE", n))


def spelt(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "JOB:12",
        "!!!",
        "如意",
        encode("JOB", 12) + "=",
        encode("JOB", 12) + "\n",
        " " + encode("JOB", 12),
        spelt("JOB:012"),
        spelt("JOB:+12"),
        spelt("JOB: 12"),
        spelt("JOB:1_2"),
        spelt("JOB:-1"),
        spelt("JOB:１２"),
        spelt("JOB:12:3"),
        spelt("JOB:"),
        spelt("JOB"),
        spelt("JOB:12") + "A",
        "A" * 5000,
        spelt("JOB:" + "9" * 5000),
    ],
)
def test_only_the_spelling_we_give_is_an_id(text):
    assert decode(text) is None


def test_bytes_that_are_no_text_are_no_id():
    assert decode(base64.urlsafe_b64encode(b"\xff\xfe:1").decode()) is None
