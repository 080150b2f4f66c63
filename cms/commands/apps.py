"""The commands app."""

from django.apps import AppConfig


class CommandsConfig(AppConfig):
    name = "cms.commands"
    label = "commands"
    verbose_name = "命令"
