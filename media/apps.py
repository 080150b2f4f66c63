"""The media app."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "media"
    label = "media"
    verbose_name = "媒体"

    def ready(self) -> None:
        # Models can be imported only once all apps are loaded.
        from .signals import connect

        connect()
