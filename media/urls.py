"""The one address of ours: private files."""

from django.urls import path

from .views import private_file

urlpatterns = [path("private/<str:token>", private_file, name="private_file")]
