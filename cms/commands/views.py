"""The admin's pages for import, export and pasting."""

import csv
import io
import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import IntegerField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.permissions import page_permission_policy

from cms.core.errors import Refusal
from cms.pages.blocks import lines_of
from cms.pages.models import Brief, ContentPage
from cms.pages.pasted import PICTURE, body_from_html
from cms.pages.services import add_draft
from cms.pages.text import body_from_text

from .exchange.bodies import html_of
from .exchange.columns import REPORT_HEADERS
from .exchange.exports import export, live_below, template
from .exchange.kinds import IMPORTED, KINDS
from .exchange.rows import Row, headers_of, read_rows
from .exchange.sheets import NumberCell, Value, plain_cell, write_sheet
from .forms import (
    LONGEST_PASTE,
    PASTED,
    ColumnsForm,
    ExportForm,
    PasteForm,
    UploadForm,
    importable,
    owners,
)
from .models import ExportJob, ImportJob, State
from .reporting import told
from .services import back_to_mapping, begin, map_columns, start_export, start_import

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Of a page, in its column.
LONGEST_TITLE = 255
# More pages are exported by the worker: no request may take that long.
AT_ONCE = 2_000
STEPS = ["选择文件", "对应列", "试运行", "导入", "报告"]
STEP_OF = {
    State.MAPPING: 2,
    State.CHECKING: 3,
    State.CHECKED: 3,
    State.IMPORTING: 4,
    State.DONE: 5,
    State.FAILED: 5,
}
_MARKUP = ("</", "<p", "<br", "<div", "<img")

Response = TypeVar("Response", bound=HttpResponseBase)
View = Callable[..., HttpResponseBase]


def for_writers(view: View) -> View:
    """Only for who may add pages somewhere."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_write(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def may_write(user: Any) -> bool:
    return bool(page_permission_policy.user_has_permission(user, "add"))


@require_http_methods(["GET", "POST"])
@for_writers
def start(request: HttpRequest) -> HttpResponse:
    """Step 1: choose the kind, the owner and the file; below, the user's former imports."""
    if request.method == "POST":
        form = UploadForm(request.user, request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                job = start_import(
                    user=request.user,
                    kind=IMPORTED[form.cleaned_data["kind"]],
                    under=form.cleaned_data["owner"],
                    content=file.read(),
                    name=file.name,
                )
            except Refusal as refusal:
                form.add_error("file", refusal.message)
            else:
                return redirect("exchange_import", job.pk)
    else:
        form = UploadForm(request.user, initial=request.GET.dict())
    user: Any = request.user
    # Of a report, which may be long, only its numbers.
    rows, created, unchanged = (
        Cast(KT(f"report__{name}"), IntegerField()) for name in ("rows", "created", "unchanged")
    )
    jobs = ImportJob.objects.filter(user=user).order_by("-pk").defer("report")
    jobs = jobs.annotate(created=created, refused=rows - created - unchanged)[:20]
    return _page(request, "start", "导入", form=form, jobs=jobs, kinds=importable(user), step=1)


@require_http_methods(["GET", "POST"])
@for_writers
def show_import(request: HttpRequest, number: int) -> HttpResponse:
    """Steps 2 to 5: what the import's state asks for."""
    job = _own(request, number)
    form = None
    if job.state == State.MAPPING:
        form = ColumnsForm(job, request.POST or None)
    if request.method == "POST":
        try:
            if _act(job, request.POST.get("act"), form):
                return redirect("exchange_import", number)
        except Refusal as refusal:
            messages.error(request, refusal.message)
    report = job.report_so_far()
    return _page(
        request,
        "import",
        f"导入{job.kind_of.label}",
        job=job,
        form=form,
        again=f"{reverse('exchange_start')}?kind={job.kind}&owner={job.under_id or ''}",
        report=report,
        where=job.under and job.under.get_ancestors(inclusive=True).filter(depth__gt=1),
        **told(request, job, report),
        step=STEP_OF[State(job.state)],
    )


def _act(job: ImportJob, act: str | None, form: ColumnsForm | None) -> bool:
    """Do what a button asks for; whether it was done."""
    if act == "check" and form and form.is_valid():
        map_columns(job, form.mapping())
        begin(job, State.CHECKING)
    elif act == "import":
        begin(job, State.IMPORTING)
    elif act == "back":
        back_to_mapping(job)
    else:
        return False
    return True


@require_GET
@for_writers
def refused_rows(request: HttpRequest, number: int, ending: str) -> HttpResponse:
    """The rows that were refused, with line and reason: to be mended and imported again."""
    job = _own(request, number)
    reasons = {r["line"]: r["reason"] for r in job.report_so_far().refusals}
    rows = read_rows(job.content(), job.name)
    headers = [header for header in headers_of(rows) if header not in REPORT_HEADERS]
    lines = [
        [*(_cell(row, header) for header in headers), line, reasons[line]]
        for line, row in rows
        if line in reasons
    ]
    names = [*headers, *REPORT_HEADERS]
    title = f"{job.kind_of.label}-未导入的行"
    if ending == "xlsx":
        return _download(write_sheet("未导入的行", names, lines), f"{title}.xlsx", XLSX)
    text = io.StringIO()
    csv.writer(text).writerows([plain_cell(str(cell)) for cell in line] for line in [names, *lines])
    # Excel takes a .csv file for UTF-8 only when it says so.
    return _download(text.getvalue().encode("utf-8-sig"), f"{title}.csv", "text/csv; charset=utf-8")


def _cell(row: Row | Refusal, header: str) -> Value:
    """What a row says there: a number stays one, for who mends the row may reckon with it."""
    value = row.get(header) if isinstance(row, dict) else None
    if isinstance(value, NumberCell):
        return value.number
    if isinstance(value, list | dict):
        # As an import reads it again.
        return json.dumps(value, ensure_ascii=False)
    return value if type(value) in (int, float) else str(value or "")


@require_GET
@for_writers
def template_of(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty file to fill in."""
    found = IMPORTED.get(kind)
    if found is None:
        raise Http404
    return _download(template(found), f"{found.label}-导入模板.xlsx", XLSX)


@require_http_methods(["GET", "POST"])
@for_writers
def export_pages(request: HttpRequest) -> HttpResponse:
    """Choose kind and owner, get a file; below, the user's former exports that took longer."""
    form = ExportForm(request.user, request.POST or None, initial=request.GET.dict())
    user: Any = request.user
    if request.method == "POST" and form.is_valid():
        kind, owner = KINDS[form.cleaned_data["kind"]], form.cleaned_data["owner"]
        pages = live_below(kind, owner)
        if (total := pages.count()) > AT_ONCE:
            job = start_export(user=user, kind=kind, under=owner, total=total)
            return redirect("exchange_exported", job.pk)
        content = io.BytesIO()
        for _ in export(kind, pages, content):
            pass
        return _download(content.getvalue(), f"{owner.title}-{kind.label}.xlsx", XLSX)
    jobs = ExportJob.objects.filter(user=user, under__isnull=False).order_by("-pk")[:20]
    return _page(request, "export", "导出", form=form, jobs=jobs.select_related("under"))


@require_GET
@for_writers
def show_export(request: HttpRequest, number: int) -> HttpResponse:
    """How far a long export has come."""
    job = get_object_or_404(ExportJob, pk=number, user=request.user)
    return _page(request, "exported", f"导出{job.kind_of.label}", job=job)


@require_GET
@for_writers
def exported_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file of a long export, for who may still see what is below its owner."""
    job = get_object_or_404(ExportJob, pk=number, user=request.user, state=State.DONE)
    owner = get_object_or_404(owners(request.user, *ExportForm.rights), pk=job.under_id)
    try:
        response = FileResponse(job.file.open("rb"), content_type=XLSX)
    except FileNotFoundError as error:
        raise Http404 from error
    return _named(response, f"{owner.title}-{job.kind_of.label}.xlsx")


@require_http_methods(["GET", "POST"])
@for_writers
def paste(request: HttpRequest) -> HttpResponse:
    """An article from the clipboard becomes a draft, which opens in the editor."""
    form = PasteForm(request.user, request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        model, owner = PASTED[form.cleaned_data["kind"]], form.cleaned_data["owner"]
        user: Any = request.user
        page = model(body=_body(form.cleaned_data["source"]))
        page.title = form.cleaned_data["title"] or _first_heading(page.body)
        try:
            _check_titled(page)
            add_draft(under=owner, page=page, user=user)
        except Refusal as refusal:
            form.add_error("title" if refusal.field == "title" else None, refusal.message)
        else:
            messages.success(request, "已存为草稿。请检查正文、补上摘要，再发布。")
            if left_out := lines_of(page.body).count(PICTURE):
                words = f"有 {left_out} 张图片没有带过来，正文里标着{PICTURE}〕。"
                messages.warning(request, f"{words}请在那里上传图片，再把标记删掉。")
            return redirect("wagtailadmin_pages:edit", page.pk)
    return _page(request, "paste", "粘贴文章", form=form)


@for_writers
@require_POST
def show_pasted(request: HttpRequest) -> HttpResponse:
    """What pasting makes of an article: its clean body as HTML, for the page that asks."""
    page = Brief(body=_body(request.POST.get("source", "")[:LONGEST_PASTE]))
    return HttpResponse(html_of(page.body))


def _check_titled(page: ContentPage) -> None:
    if not page.title:
        words = "请填标题：正文里没有看到标题。粘贴的正文还在下面。"
        raise Refusal("MISSING", words, "title")


def _first_heading(body: Any) -> str:
    """The first heading of an article, most often its title; it is not said twice then."""
    headings = (block.value["text"] for block in body if block.block_type == "heading")
    return next(headings, "")[:LONGEST_TITLE]


def _body(source: str) -> list[tuple[str, object]]:
    """The blocks of what was pasted, as HTML or as plain text."""
    is_markup = any(sign in source.lower() for sign in _MARKUP)
    return body_from_html(source, marked=True) if is_markup else body_from_text(source)


def _own(request: HttpRequest, number: int) -> ImportJob:
    """The user's import; somebody else's is not there."""
    return get_object_or_404(ImportJob, pk=number, user=request.user)


def _page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    context |= {
        "header_title": title,
        "header_icon": "table",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "首页"},
            {"url": reverse("exchange_start"), "label": "导入导出"},
            {"url": "", "label": title},
        ],
        "here": name,
        "steps": STEPS,
    }
    return render(request, f"commands/{name}.html", context)


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    return _named(HttpResponse(content, content_type=kind), name)


def _named(response: Response, name: str) -> Response:
    """A file that is saved under this name, and kept nowhere on the way."""
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response
