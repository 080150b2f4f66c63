"""The peer's one app."""

from django.apps import AppConfig


class Home(AppConfig):
    name = "peer.home"
    label = "home"
