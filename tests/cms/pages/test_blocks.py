"""Blocks on their way out: tables, galleries, quotes, files and videos as the public sees them."""

import pytest

from cms.pages.blocks import BodyBlock, public_body, table_rows, words_of
from tests import factories


class Public:
    """A public side that shows pictures by name, and no file of a closed collection."""

    def picture(self, image):
        return None if image.title == "closed" else {"alt": image.title}

    def file(self, document):
        return None if document == "closed" else {"title": document.title}


def body(*blocks):
    block = BodyBlock()
    return block.to_python([{"type": kind, "value": value} for kind, value in blocks])


@pytest.mark.parametrize(
    ("value", "header", "rows"),
    [
        (None, [], []),
        ({"data": []}, [], []),
        ({"data": [["", None], [None, ""]]}, [], []),
        ({"data": [["a", "b"], ["1", "2"]]}, [], [["a", "b"], ["1", "2"]]),
        (
            {"data": [["名称", "电话", ""], ["前台", 1000, None], ["", "", ""]]}
            | {"first_row_is_table_header": True},
            ["名称", "电话"],
            [["前台", "1000"]],
        ),
        ({"data": [["", ""], ["a", ""]], "first_row_is_table_header": True}, [], [["a"]]),
    ],
)
def test_a_table_is_what_is_in_it(value, header, rows):
    assert table_rows(value) == (header, rows)


def test_an_empty_table_is_no_block():
    assert public_body(body(("table", {"data": [["", ""]]})), Public()) == []


@pytest.mark.parametrize("name", list(BodyBlock().child_blocks))
def test_every_block_says_what_it_is_for_and_shows_it(admin_client, name):
    block = BodyBlock().child_blocks[name]
    assert block.is_previewable
    assert block.meta.group in {"文字", "图片和文件"}
    assert block.get_description().endswith("。")
    shown = admin_client.get("/admin/block-preview/", {"id": block.definition_prefix})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert 'lang="zh-Hans"' in page
    assert ".prose" in page
    assert len(page.partition('<div class="prose">')[2]) > 60


def test_words_in_tables_and_quotes_are_found():
    table = {"data": [["办理时间", "周一"]], "table_caption": "安排"}
    words = words_of(body(("table", table), ("quote", {"text": "多走一步", "source": "党员"})))
    assert words == "办理时间 周一 多走一步 党员"


def test_a_gallery_leaves_out_what_is_not_public(db):
    shown, closed = factories.image(title="open"), factories.image(title="closed", color="#fff")
    (gallery,) = public_body(body(("gallery", [shown.pk, closed.pk])), Public())
    assert gallery["images"] == [{"alt": "open"}]
    assert public_body(body(("gallery", [closed.pk])), Public()) == []
