"""Wagtail's page forms, where ours say more than they do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import get_page_models

from .boilerplate import Boilerplate


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


class ContentEditView(EditView):
    """Leads on from a page to a new one below it, for who opened the page instead of its list."""

    page: Any

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.page.permissions_for_user(self.request.user).can_add_subpage():
            return []
        url = reverse("wagtailadmin_pages:add_subpage", args=[self.page.pk])
        return [HeaderButton("添加", url, icon_name="plus")]
