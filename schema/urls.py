"""Where the language is spoken."""

from django.urls import path

from .core.view import View
from .root import schema

urlpatterns = [path("", View.as_view(schema=schema), name="graphql")]
