"""The pages app."""

from django.apps import AppConfig
from django.db.models.signals import pre_save


class PagesConfig(AppConfig):
    name = "cms.pages"
    label = "pages"
    verbose_name = "内容"

    def ready(self) -> None:
        # Models can be imported only once all apps are loaded.
        from .tree import keep_place

        # A signal: Wagtail saves pages as its own base class too.
        pre_save.connect(keep_place, dispatch_uid="pages.keep_place")
