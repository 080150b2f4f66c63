"""The pages app."""

from django.apps import AppConfig
from django.db.models.signals import pre_save


class PagesConfig(AppConfig):
    name = "cms.pages"
    label = "pages"
    verbose_name = "内容"

    def ready(self) -> None:
        # Models can be imported only once all apps are loaded.
        from wagtail.models import Page

        from .tree import keep_place

        pre_save.connect(keep_place, sender=Page, dispatch_uid="pages.keep_place")
