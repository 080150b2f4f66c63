"""A clerk with an Excel file and an article from WeChat, in a real browser."""

import datetime
import io
import re

from openpyxl import Workbook, load_workbook

moment = datetime.datetime.fromisoformat

BROKEN = {
    4: ("", "B座 3 层", "2026-12-05 09:00", "2026-12-05 11:00", "党课", "缺少“活动名称"),
    6: ("亲子阅读", "图书角", "下周六", "2026-12-06 11:00", "文化", "应写成 2026-11-23 14:30"),
    7: ("插花课", "三楼", "2026-12-06 14:00", "2026-12-06 13:00", "文化", "要晚于开始时间"),
    9: ("夜跑", "东门", "2026-12-07 19:00", "2026-12-07 20:00", "夜跑", "里没有“夜跑”"),
    10: ("法律讲座", "长" * 121, "2026-12-08 15:00", "2026-12-08 16:00", "学习", "地点"),
}
SOUND = {
    2: ("环湖健步走第九季", "湖心岛北岸", moment("2026-12-04 08:00"), "体育"),
    3: ("冬至包饺子", "邻里中心一层", moment("2026-12-21 15:00"), "文娱"),
    5: ("旧书换绿植", "中庭", moment("2026-12-05 10:00"), "公益"),
    8: ("写春联", "党群服务中心", moment("2027-01-20 14:00"), "文化"),
}
# As an article of WeChat comes: sections in sections, styles, pictures that load late.
ARTICLE = """<meta charset="utf-8"><section style="box-sizing:border-box;padding:0 8px">
<section style="text-align:center"><span style="font-size:18px;color:#7a1f1f"><strong>湖畔</strong>
<strong>读书会</strong></span></section><section><p style="line-height:1.75em;text-indent:2em">
<span>上周六下午，三十多位邻居在湖边的<strong>老船坞</strong>坐到了天黑。</span></p>
<p><br></p><section><img class="rich_pages" data-src="https://mmbiz.qpic.cn/mmbiz_jpg/x/640"
alt="图片" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">
</section><ul class="list-paddingleft-1"><li><p><span>读的是《额尔古纳河右岸》</span></p></li>
<li><p><span>下一本由大家投票</span></p></li></ul><blockquote><p>读完一本书，认识一条街。</p></blockquote>
<table><tbody><tr><th>日期</th><th>书</th></tr><tr><td>12月5日</td><td>《活着》</td></tr></tbody>
</table><section style="display:none"></section><mp-common-profile data-nickname="如意湖">
</mp-common-profile>
</section></section><script>window.location='https://evil.example/'</script>"""


def filled_in(template):
    """The template with four sound rows and five broken ones."""
    book = load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    column = {cell.value: cell.column for cell in sheet[1]}
    for line, (title, place, starts, kind) in SOUND.items():
        ends = starts + datetime.timedelta(hours=2)
        row = {"活动名称": title, "地点": place, "开始时间": starts, "结束时间": ends, "类别": kind}
        for name, value in row.items():
            sheet.cell(line, column[name], value)
    for line, (title, place, starts, ends, kind, _) in BROKEN.items():
        row = {"活动名称": title, "地点": place, "开始时间": starts, "结束时间": ends, "类别": kind}
        for name, value in row.items():
            sheet.cell(line, column[name], value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def file(content, name="十二月活动.xlsx"):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def download(page, link):
    with page.expect_download() as started:
        page.get_by_role("link", name=link, exact=True).first.click()
    with open(started.value.path(), "rb") as content:
        return content.read()


def test_a_clerk_imports_a_file_with_five_broken_rows(editor, served):
    editor.get_by_role("link", name="导入导出").click()
    template = download(editor, "活动")
    editor.select_option("[name=kind]", "activities")
    editor.set_input_files("[name=file]", file(filled_in(template)))
    editor.get_by_role("button", name="上传，下一步").click()

    editor.get_by_role("button", name="试运行").wait_for()
    chosen = {
        row.locator("th").inner_text(): row.locator("select").evaluate(
            "select => select.selectedOptions[0].textContent"
        )
        for row in editor.locator(".exchange-columns tbody tr").all()
    }
    assert chosen["活动名称"] == "活动名称（必填）"
    assert chosen["开始时间"] == "开始时间（必填）"
    editor.get_by_role("button", name="试运行").click()

    editor.get_by_role("heading", name="试运行结果").wait_for(timeout=30_000)
    assert counts(editor) == {"总行数": 9, "将新增": 4, "原来就有，不变": 0, "不能导入": 5}
    rows = editor.locator(".exchange-refusals tbody tr").all_inner_texts()
    told = dict(re.split(r"\s+", row, maxsplit=1) for row in rows)
    assert list(told) == [str(line) for line in sorted(BROKEN)]
    for line, (*_, reason) in BROKEN.items():
        assert reason in told[str(line)]
    assert not {title for title, *_ in SOUND.values()} & set(live_titles(served))
    shown = editor.locator(".exchange-preview tbody tr").all_inner_texts()
    assert len(shown) == 4
    assert "环湖健步走第九季" in shown[0]
    assert "2026-12-04 08:00" in shown[0]
    editor.get_by_role("button", name="导入 4 行").first.click()

    editor.get_by_role("heading", name="导入报告").wait_for(timeout=30_000)
    assert counts(editor)["已新增"] == 4
    titles = {title for title, *_ in SOUND.values()}
    served.wait_until(lambda: titles <= set(live_titles(served)))

    refused = load_workbook(io.BytesIO(download(editor, "下载 Excel"))).active
    lines = [row[-2] for row in refused.iter_rows(min_row=2, values_only=True)]
    assert [str(line) for line in lines] == list(told)

    # The same file once more: nothing is doubled.
    editor.get_by_role("link", name="再导入一个文件").click()
    editor.select_option("[name=kind]", "activities")
    editor.set_input_files("[name=file]", file(filled_in(template)))
    editor.get_by_role("button", name="上传，下一步").click()
    editor.get_by_role("button", name="试运行").click()
    editor.get_by_role("heading", name="试运行结果").wait_for(timeout=30_000)
    assert counts(editor) == {"总行数": 9, "将新增": 0, "原来就有，不变": 4, "不能导入": 5}
    editor.get_by_text("没有新内容").wait_for()
    assert editor.locator("button[value=import]").count() == 0


def counts(page):
    rows = page.locator(".exchange-counts tr").all()
    return {row.locator("th").inner_text(): int(row.locator("td").inner_text()) for row in rows}


def live_titles(served):
    nodes = served.ask("{activities(first:50){nodes{title}}}")["activities"]["nodes"]
    return [node["title"] for node in nodes]


def test_an_article_pasted_from_wechat_opens_in_the_editor_clean_and_whole(editor, served):
    editor.goto("/admin/exchange/paste/")
    editor.fill("[name=title]", "湖畔读书会第一次聚会")
    zone = editor.get_by_role("textbox", name="正文：在这里粘贴")
    zone.evaluate(
        """(zone, html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "湖畔读书会");
            zone.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }""",
        ARTICLE,
    )
    assert "base64" not in editor.input_value("[name=source]")
    zone.get_by_text("〔此处有图片〕").wait_for()
    assert zone.locator("li").all_inner_texts() == ["读的是《额尔古纳河右岸》", "下一本由大家投票"]
    assert zone.locator("th").all_inner_texts() == ["日期", "书"]
    assert zone.locator("b", has_text="老船坞").count() == 1
    assert zone.locator("script, [style], [onclick]").count() == 0
    editor.get_by_role("button", name="存为草稿并打开编辑").click()
    editor.wait_for_url("**/admin/pages/*/edit/")
    assert editor.input_value("[name=title]") == "湖畔读书会第一次聚会"
    shown = editor.locator("[data-contentpath=body]").first.inner_text()
    for words in ("湖畔", "老船坞", "读的是《额尔古纳河右岸》", "下一本由大家投票"):
        assert words in shown
    assert "读完一本书，认识一条街。" in editor.locator("textarea").evaluate_all(
        "all => all.map(one => one.value)"
    )
    bold = editor.locator("[data-contentpath=body] [style*=bold]").all_inner_texts()
    assert "老船坞" in bold

    editor.locator("footer [data-w-dropdown-target=toggle]").click()
    editor.locator("[name=action-publish]:visible").click()
    editor.wait_for_url("**/admin/pages/*/")
    [brief] = served.wait_until(
        lambda: served.ask('{search(text:"额尔古纳河右岸",first:1){nodes{title url}}}')["search"][
            "nodes"
        ]
    )
    assert brief["title"] == "湖畔读书会第一次聚会"


def test_a_spreadsheet_of_other_headers_is_matched_by_hand(editor):
    book = Workbook()
    for row in (("名目", "内文"), ("停水通知", "周三夜间停水。")):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    editor.goto("/admin/exchange/")
    editor.select_option("[name=kind]", "notices")
    editor.set_input_files("[name=file]", file(content.getvalue(), "通知.xlsx"))
    editor.get_by_role("button", name="上传，下一步").click()
    editor.get_by_role("button", name="试运行").click()
    editor.get_by_text("还没有哪一列对应“标题”").first.wait_for()
    editor.get_by_label("名目").select_option("title")
    editor.get_by_label("内文").select_option("body")
    editor.get_by_role("button", name="试运行").click()
    editor.get_by_role("heading", name="试运行结果").wait_for(timeout=30_000)
    assert counts(editor)["将新增"] == 1
