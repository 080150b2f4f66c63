"""Wagtail's form for a new page, begun with boilerplate."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.admin.views.pages.create import CreateView
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
