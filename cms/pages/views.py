"""Wagtail's views of pages, made for many editors at once; a page begun with boilerplate."""

import functools
from collections.abc import Callable
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin.views import page_privacy
from wagtail.admin.views.pages import copy, create, delete, edit, move, unpublish
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page, get_page_models

from .boilerplate import Boilerplate
from .tree import take_turns

GONE = "这一页或它的上级刚刚被别人删除，没能保存。写好的文字还在下面，请复制出来，另建一页。"
OVERTAKEN = "没能保存：这一页用到的内容刚刚被别人改动。写好的文字还在下面，请再保存一次。"

log = structlog.get_logger(__name__)


class TakesTurns:
    """A view that changes the tree reads it when nobody else can, and acts on what it has read."""

    @classmethod
    def as_view(cls, **kwargs: Any) -> Callable[..., Any]:
        view = super().as_view(**kwargs)  # type: ignore[misc]

        @functools.wraps(view)
        def in_turn(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            with transaction.atomic():
                take_turns()
                return view(request, *args, **kwargs)

        return in_turn


class KeepsWhatIsWritten:
    """A form that something deleted meanwhile keeps from being saved comes back as it was filled.

    It may be its page, the one above it, or what it names: a picture, an edition.
    """

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except Exception as error:
            # Where it is missed depends on the moment: in the tree, a log, somebody's subscription.
            gone = not self._all_there(form)
            if not gone and not isinstance(error, IntegrityError):
                raise
            log.warning("form.overtaken", gone=gone, exc_info=True)
            form.add_error(None, GONE if gone else OVERTAKEN)
            return self.form_invalid(form)  # type: ignore[attr-defined]

    @staticmethod
    def _all_there(form: Any) -> bool:
        pages = {page.pk for page in (form.parent_page, form.instance) if page.pk}
        return Page.objects.filter(pk__in=pages).count() == len(pages)


class CreateView(KeepsWhatIsWritten, create.CreateView):
    pass


class EditView(KeepsWhatIsWritten, edit.EditView):
    """Leads on from a page to a new one below it, for who opened the page instead of its list."""

    page: Any

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.page.permissions_for_user(self.request.user).can_add_subpage():
            return []
        url = reverse("wagtailadmin_pages:add_subpage", args=[self.page.pk])
        return [HeaderButton("添加", url, icon_name="plus")]

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> Any:
        try:
            return super().dispatch(request, page_id, **kwargs)
        except Exception as error:
            if Page.objects.filter(pk=page_id).exists():
                raise
            # Deleted before there was a form.
            raise Http404 from error


class CopyView(TakesTurns, copy.CopyView):
    pass


class DeleteView(TakesTurns, delete.DeleteView):
    pass


class MoveConfirmView(TakesTurns, move.MoveConfirmView):
    pass


class SetPrivacyView(TakesTurns, page_privacy.SetPrivacyView):
    pass


class UnpublishView(TakesTurns, unpublish.UnpublishView):
    pass


class PagesViewSet(PageViewSet):
    """Every kind's views in the admin."""

    model = Page
    add_view_class = CreateView
    edit_view_class = EditView
    copy_view_class = CopyView
    delete_view_class = DeleteView
    move_confirm_view_class = MoveConfirmView
    set_privacy_view_class = SetPrivacyView
    unpublish_view_class = UnpublishView


class BeginView(CreateView):
    """Differs in what the form shows at first; it is sent where Wagtail's own is sent."""

    boilerplate: Boilerplate

    def dispatch(
        self, request: HttpRequest, boilerplate_id: int, parent_page_id: int
    ) -> HttpResponse:
        self.boilerplate = get_object_or_404(Boilerplate, pk=boilerplate_id)
        kinds = {getattr(model, "kind", ""): model._meta for model in get_page_models()}
        meta = kinds[self.boilerplate.kind]
        return super().dispatch(request, meta.app_label, meta.model_name, parent_page_id)

    def get(self, request: HttpRequest) -> Any:
        self.boilerplate.write(self.page)
        return super().get(request)
