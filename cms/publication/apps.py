"""The publication app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublicationConfig(AppConfig):
    name = "cms.publication"
    label = "publication"
    verbose_name = "公开"

    def ready(self) -> None:
        # Models can be imported only once all apps are loaded.
        from .index import ensure_index
        from .signals import connect

        connect()
        post_migrate.connect(ensure_index, sender=self)
