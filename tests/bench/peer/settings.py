"""A plain Wagtail with wagtail-grapple and Wagtail's own API, as their guides set them up."""

import os
import sys
from pathlib import Path

import dj_database_url

VAR = Path(os.environ["PEER_VAR"])
SECRET_KEY = "for a bench on the loopback"
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60)}
# Made by the bench: what is compared is no history of a schema.
MIGRATION_MODULES = {"home": "home_migrations"}
(VAR / "home_migrations").mkdir(parents=True, exist_ok=True)
(VAR / "home_migrations" / "__init__.py").touch()
sys.path.append(str(VAR))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "peer.urls"
INSTALLED_APPS = [
    "peer.home",
    "grapple",
    "graphene_django",
    "wagtail.api.v2",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "rest_framework",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "renditions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
        if os.environ.get("PEER_RENDITIONS")
        else "django.core.cache.backends.dummy.DummyCache",
        "LOCATION": "renditions",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
USE_TZ = True
LANGUAGE_CODE = "zh-hans"
STATIC_URL = "static/"
MEDIA_URL = "media/"
MEDIA_ROOT = VAR / "media"
WAGTAIL_SITE_NAME = "peer"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
WAGTAILAPI_LIMIT_MAX = 100
GRAPHENE = {"SCHEMA": "grapple.schema.schema"}
GRAPPLE = {"APPS": ["home"], "MAX_PAGE_SIZE": 100}
