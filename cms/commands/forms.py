"""The forms of the admin's exchange pages."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.learning.keepers import may_keep
from cms.learning.models import Lesson
from cms.pages.models import Brief, ContentPage, Notice

from .exchange.columns import Column
from .exchange.common import OWNERS, Kind
from .exchange.kinds import IMPORTED, KINDS
from .exchange.limits import MAX_BYTES, MAX_ROWS
from .models import ImportJob

PASTED: dict[str, type[ContentPage]] = {"brief": Brief, "notice": Notice, "lesson": Lesson}
_PLACED = {
    "jobs": "岗位放在表里写的企业下面。网站上还没有的企业会新建，这里选的就是新企业放在哪里。",
    "questions": "题目进题库，不归哪个单位，这里不用选。",
    "vacancies": "空置资源放在楼宇下面：请选一座楼宇，或在表里用“楼宇”一列写明每一行在哪座楼。",
}
_PLACED_ELSE = (
    "文件里没有写“上级”的行，都放在它下面。要分开放的，在文件里加一列“上级”，"
    "写网站上的名字，例如“中科金座大厦”。"
)
# In UTF-8 no more than Django takes of a form.
LONGEST_PASTE = 800_000


def owners(user: Any, *rights: set[str]) -> Any:
    """Owners below which the user has one of each of these sets of rights, in the tree's order."""
    found = Page.objects.type(OWNERS)
    for some in rights:
        allowed = page_permission_policy.instances_user_has_any_permission_for(user, some)
        found = found.filter(pk__in=allowed.order_by().values("pk"))
    return found.order_by("path")


class OwnerField(forms.ModelChoiceField):
    """Owners to choose from, each set in below the one it belongs to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Page.objects.none(), empty_label=None, **kwargs)

    def label_from_instance(self, obj: Page) -> str:
        return "　" * (obj.depth - 2) + obj.title


class OwnedForm(forms.Form):
    """A form that asks for an owner below which the user has rights."""

    rights: tuple[set[str], ...] = ({"add"}, {"publish"})

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners(user, *self.rights)  # type: ignore[attr-defined]


def importable(user: Any) -> list[Kind]:
    """The kinds that the user may import: what has no owner goes into the bank of questions."""
    return [kind for kind in IMPORTED.values() if kind.has_owner or may_keep(user)]


def _named_kinds(kinds: Iterable[Kind]) -> list[tuple[str, str]]:
    return [(kind.name, kind.label) for kind in kinds]


def _placing() -> str:
    """What the owner is to the rows of a kind; the stylesheet shows that of the kind chosen."""
    words = format_html_join(
        "", '<span class="exchange-{}">{}</span>', [*_PLACED.items(), ("rest", _PLACED_ELSE)]
    )
    return format_html('<span class="exchange-owner">{}</span>', words)


class UploadForm(OwnedForm):
    kind = forms.ChoiceField(label="内容类型")
    owner = OwnerField(label="上级", help_text=_placing(), required=False)
    file = forms.FileField(
        label="文件",
        help_text="Excel（.xlsx）或 CSV，第一行是列名，"
        f"最大 {MAX_BYTES // 2**20} MB、{MAX_ROWS} 行。技术人员也可以用 JSONL。",
        widget=forms.FileInput({"accept": ".xlsx,.csv,.jsonl"}),
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = _named_kinds(importable(user))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind = IMPORTED.get(cleaned.get("kind", ""))
        if kind and not kind.has_owner:
            cleaned["owner"] = None
        elif not cleaned.get("owner") and not self.has_error("owner"):
            self.add_error("owner", "请选择放在哪里。")
        return cleaned

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                f"文件有 {file.size / 2**20:.1f} MB，最大 {MAX_BYTES // 2**20} MB，请拆成几个文件。"
            )
        return file


class ExportForm(OwnedForm):
    # Any of these lets one see what is below.
    rights = ({"add", "change", "publish"},)

    kind = forms.ChoiceField(label="内容类型", choices=_named_kinds(KINDS.values()))
    owner = OwnerField(label="范围", help_text="导出它下面所有已公开的内容。")


class PasteForm(OwnedForm):
    rights = ({"add"},)

    kind = forms.ChoiceField(
        label="内容类型",
        choices=[(name, str(model._meta.verbose_name)) for name, model in PASTED.items()],
    )
    owner = OwnerField(label="上级", help_text="这篇内容属于谁。")
    title = forms.CharField(
        label="标题",
        max_length=255,
        required=False,
        help_text="正文里有标题的可以留空：取第一个。",
    )
    source = forms.CharField(
        label="正文",
        max_length=LONGEST_PASTE,
        help_text="在公众号文章或 Word 里全选、复制，再到这里粘贴，看到的就是将存下的样子。"
        "图片带不过来：标着“〔此处有图片〕”的地方，要在编辑页里另外上传。文字也在编辑页里改。",
        widget=forms.Textarea({"rows": 12, "data-paste": ""}),
    )


class ColumnsForm(forms.Form):
    """For each header of a file, the column it means. Fields go by number: headers may be any."""

    def __init__(self, job: ImportJob, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers = [header for header, _ in job.mapping]
        choices = [("", "不导入"), *((c.name, _named(c)) for c in job.kind_of.columns)]
        for number, (header, name) in enumerate(job.mapping):
            self.fields[f"column{number}"] = forms.ChoiceField(
                label=header,
                choices=choices,
                required=False,
                initial=name,
                help_text=job.samples[header],
            )

    def skipped(self) -> list[str]:
        """Headers of columns that are not to be imported, as the form stands."""
        fields = zip(self.headers, self, strict=True)
        return [header for header, field in fields if not field.value()]

    def mapping(self) -> dict[str, str]:
        """header -> name of the column it means."""
        return {
            header: self.cleaned_data[f"column{number}"]
            for number, header in enumerate(self.headers)
        }


def _named(column: Column) -> str:
    return f"{column.label}（必填）" if column.required else column.label
