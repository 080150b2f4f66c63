"""The enterprises app."""

from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "cms.enterprises"
    label = "enterprises"
    verbose_name = "企业"
