"""The venues app."""

from django.apps import AppConfig


class VenuesConfig(AppConfig):
    name = "cms.venues"
    label = "venues"
    verbose_name = "阵地"
