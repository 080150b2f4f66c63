"""Wagtail's views of pages, made for many editors at once; a page begun with boilerplate."""

import functools
from collections.abc import Callable
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin.messages import button
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel, PreviewSidePanel
from wagtail.admin.views import page_privacy
from wagtail.admin.views.pages import (
    choose_parent,
    convert_alias,
    copy,
    create,
    delete,
    edit,
    listing,
    move,
    ordering,
    revisions,
    unpublish,
)
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.admin.widgets.button import BaseButton, HeaderButton
from wagtail.models import Page, get_page_models

from .boilerplate import Boilerplate
from .tree import hold, take_turns

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
            try:
                with transaction.atomic():
                    take_turns()
                    return view(request, *args, **kwargs)
            except Page.DoesNotExist as error:
                # Where it was to go, for one, has been deleted; nothing is done.
                raise Http404 from error

        return in_turn


class KeepsWhatIsWritten:
    """A form that something deleted meanwhile keeps from being saved comes back as it was filled.

    What it names may go, a picture or an edition. If its page goes, or the one above it, the answer
    is 404, as it is to who comes a moment later.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        for moved in (False, True):
            try:
                return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            except Exception as error:
                # Where it is missed depends on the moment: in the tree, a log, a subscription.
                if not self._is_there():
                    log.warning("form.page_gone", exc_info=True)
                    raise Http404 from error
                # What stands above it is found by its place: somebody has just moved that.
                if moved or not isinstance(error, Page.DoesNotExist):
                    raise
        return None

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except IntegrityError:
            if not self._is_there():
                raise
            log.warning("form.overtaken", exc_info=True)
            form.add_error(None, OVERTAKEN)
            return self.form_invalid(form)  # type: ignore[attr-defined]

    def _is_there(self) -> bool:
        named = self.kwargs  # type: ignore[attr-defined]
        # A new page may be deleted as soon as the list shows it, with its making not yet done.
        new = getattr(getattr(self, "page", None), "pk", None)
        pages = {named.get("page_id") or named["parent_page_id"], *([new] if new else [])}
        return Page.objects.filter(pk__in=pages).count() == len(pages)


class ShowsBeside:
    """The message after publishing leads to the public page in a new tab: the work stays open."""

    def get_view_live_message_button(self) -> Any:
        url, words, _ = super().get_view_live_message_button()  # type: ignore[misc]
        return button(url, words, new_window=True)


class IndexView(listing.ExplorableIndexView):
    """Names in its header what is mostly done here; the menu beside it has the rest.

    A room that wants its own button there gives a HeaderButton.
    """

    @property
    def header_buttons(self) -> list[BaseButton]:
        named = [each for each in self._offered if isinstance(each, HeaderButton)]
        if self.add_url:
            named.append(HeaderButton("添加", self.add_url, icon_name="plus", priority=10))
        return named

    @property
    def header_more_buttons(self) -> list[BaseButton]:
        named = {each.url for each in self.header_buttons}
        return [each for each in self._offered if each.url not in named]

    @functools.cached_property
    def _offered(self) -> list[BaseButton]:
        return super().header_more_buttons


class ShowsDraft:
    """Beside the form the preview, with the way to show it to others; no panel of Wagtail's checks,
    which run scripts in what is shown."""

    def get_side_panels(self) -> Any:
        panels = super().get_side_panels()  # type: ignore[misc]
        for panel in panels:
            if isinstance(panel, PreviewSidePanel):
                panel.template_name = "pages/draft_panel.html"
        return MediaContainer(each for each in panels if not isinstance(each, ChecksSidePanel))


class CreateView(ShowsDraft, ShowsBeside, KeepsWhatIsWritten, create.CreateView):
    pass


class EditView(ShowsDraft, ShowsBeside, KeepsWhatIsWritten, edit.EditView):
    """Leads on from a page to a new one below it, for who opened the page instead of its list."""

    page: Any

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.page.permissions_for_user(self.request.user).can_add_subpage():
            return []
        url = reverse("wagtailadmin_pages:add_subpage", args=[self.page.pk])
        return [HeaderButton("添加", url, icon_name="plus")]


class RevertView(ShowsDraft, ShowsBeside, KeepsWhatIsWritten, revisions.RevisionsRevertView):
    pass


class ChooseParentView(choose_parent.GenericChooseParentView):
    """Asks whose a new page will be in the words of who writes it."""

    page_title = "新建"
    submit_button_label = "下一步"

    def get_form(self) -> Any:
        form = super().get_form()
        field = form.fields["parent_page"]
        field.label = "放在谁下面"
        field.help_text = "谁发的、谁办的，就放在谁下面。点“选择单位”，搜名字。"
        field.widget.choose_one_text = "选择单位"
        field.widget.choose_another_text = "换一个单位"
        return form


class ConvertAliasView(TakesTurns, convert_alias.ConvertAliasView):
    pass


class CopyView(TakesTurns, copy.CopyView):
    pass


class DeleteView(TakesTurns, delete.DeleteView):
    pass


class MoveConfirmView(TakesTurns, move.MoveConfirmView):
    pass


class SetPrivacyView(TakesTurns, page_privacy.SetPrivacyView):
    pass


class SetPagePositionView(TakesTurns, ordering.SetPagePositionView):
    def post(self, request: HttpRequest, page_to_move_id: int) -> Any:
        page = get_object_or_404(Page, pk=page_to_move_id)
        # Its brothers and sisters give way, with all that is below them.
        hold(branches=[page.get_parent()])
        return super().post(request, page_to_move_id)


class UnpublishView(TakesTurns, unpublish.UnpublishView):
    pass


class PagesViewSet(PageViewSet):
    """Every kind's views in the admin."""

    model = Page
    index_view_class = IndexView
    choose_parent_view_class = ChooseParentView
    add_view_class = CreateView
    edit_view_class = EditView
    revisions_revert_view_class = RevertView
    copy_view_class = CopyView
    convert_alias_view_class = ConvertAliasView
    delete_view_class = DeleteView
    move_confirm_view_class = MoveConfirmView
    set_privacy_view_class = SetPrivacyView
    set_page_position_view_class = SetPagePositionView
    unpublish_view_class = UnpublishView


class BeginView(CreateView):
    """Differs in what the form shows at first; it is sent where Wagtail's own is sent."""

    boilerplate: Boilerplate
    parent_page: Any

    def dispatch(
        self, request: HttpRequest, boilerplate_id: int, parent_page_id: int
    ) -> HttpResponse:
        self.boilerplate = get_object_or_404(Boilerplate, pk=boilerplate_id)
        kinds = {getattr(model, "kind", ""): model._meta for model in get_page_models()}
        meta = kinds[self.boilerplate.kind]
        return super().dispatch(request, meta.app_label, meta.model_name, parent_page_id)

    def get(self, request: HttpRequest) -> Any:
        self.boilerplate.write(self.page, under=self.parent_page)
        return super().get(request)
