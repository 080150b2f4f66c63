"""The editing form: whose it is, fields in the order an editor thinks, findings below."""

from typing import Any

from django import forms
from wagtail.admin.panels import FieldPanel, ObjectList, Panel, TabbedInterface
from wagtail.admin.widgets import AdminAutoHeightTextInput

from .boilerplate import Boilerplate
from .slugs import LONGEST_TYPED

DATE_PANEL = FieldPanel("source_date")
BODY_HELP = "点带圈的加号，选一段文字、一张图片、一个表格或附件；拿不准的，点它右边的眼睛先看样子。"
COVER_HELP = (
    "列表里和分享到微信时显示；没有可以不放。"
    "横着拍的照片最合适（宽和高约 16:9，宽 1200 像素以上）；"
    "要紧的放在中间，边上会裁掉一点。"
)
TITLE_HELP = "30 个字以内；列表和手机上先看到的就是它。"


class OwnerPanel(Panel):
    """Whose the page is, and for a new one of many kinds a row of boilerplate to begin with."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/owner_panel.html"

        def is_shown(self) -> bool:
            return not self.form.parent_page.is_root()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            owner = self.form.parent_page
            # The district owns all: it is named where nothing nearer does.
            nearer = owner.get_ancestors(inclusive=True).filter(depth__gt=2)
            return {
                **super().get_context_data(parent_context),
                "owner": owner,
                "owners": nearer or [owner],
                **self._boilerplate(),
            }

        def _boilerplate(self) -> dict[str, Any]:
            if self.instance.pk or not self.instance.has_boilerplate():
                return {}
            meta = self.instance._meta
            return {
                "choices": Boilerplate.objects.filter(kind=self.instance.kind),
                "chosen": self.request.resolver_match.kwargs.get("boilerplate_id"),
                "app_label": meta.app_label,
                "model_name": meta.model_name,
            }


class ReceiptPanel(Panel):
    """What became of the page after it was last published (cms.publication)."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/receipt_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.first_published_at)


class FindingsPanel(Panel):
    """What the content checks found; autosaving renews it (see edit_partials.html)."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/findings_panel.html"


class OneLineInput(AdminAutoHeightTextInput):
    """A field that grows until all of its text is seen, and keeps it in one line."""

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        # Enter adds no line: that would only be taken out again.
        enter = "keydown.enter->w-action#noop:prevent"
        ours = {"class": "ruyi-one-line", "data-controller": "w-autosize w-action"}
        super().__init__({**ours, "data-action": enter, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return " ".join(value.splitlines()) if isinstance(value, str) else value


def arranged(kind: Any) -> TabbedInterface:
    """The form of a kind: what it is, what it says, how lists show it; the rest is a tab apart."""
    # Not Wagtail's own field, which copies the title into the slug, Chinese and all.
    title = OneLineInput({"placeholder": f"{kind.title_heading}*"})
    summary = FieldPanel("summary", widget=AdminAutoHeightTextInput({"rows": 3}))
    shown = [summary] if kind.summarised else []
    rest = [*kind.more_panels] if kind.summarised else [*kind.more_panels, summary]
    cover = FieldPanel("cover", help_text=COVER_HELP)
    (shown if kind.pictured else rest).append(cover)
    slug = FieldPanel(
        "slug",
        heading="网址名",
        help_text="网址的最后一段。留空则由标题生成拼音；改动后旧网址会自动跳转到新网址。",
        widget=forms.TextInput({"maxlength": LONGEST_TYPED}),
    )
    content = [
        ReceiptPanel(),
        OwnerPanel(),
        FieldPanel(
            "title",
            heading=kind.title_heading,
            classname="title",
            widget=title,
            help_text=TITLE_HELP,
        ),
        *kind.about_panels,
        FieldPanel("body", heading=kind.body_heading, help_text=BODY_HELP),
        *shown,
        FindingsPanel(heading="发布前看一看"),
    ]
    more = [*rest, slug, *kind.settings_panels]
    return TabbedInterface(
        [ObjectList(content, heading="内容"), ObjectList(more, heading="更多设置（可以不填）")]
    )
