"""Django's settings, put together; environment, apps, security and logs have their modules."""

import dj_database_url

from . import environment
from .accounts import *  # noqa: F403
from .apps import *  # noqa: F403
from .environment import VAR
from .logs import *  # noqa: F403
from .security import *  # noqa: F403

SECRET_KEY = environment.secret_key()
PRESS_SECRET = environment.press_secret()
PREVIEW_URL = environment.preview_url()
DEBUG = False
VERSION = "0.1.0"
ORIGIN = environment.origin()
PORT = environment.port()
PRODUCTION = environment.PRODUCTION
DEMO_PASSWORD = environment.DEMO_PASSWORD

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "members.User"

DATABASES = {"default": dj_database_url.parse(environment.database_url())}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a transaction that will write says so at once and waits for its turn,
    # instead of failing half-way; WAL lets readers go on meanwhile.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Whole answers to public questions (schema.core.answers).
    "answers": environment.answers_cache(),
    # Wagtail would remember sizes of pictures in each process, also those of a replaced file.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

# Wagtail's own small tasks (search and reference index) run at once, in the request;
# ours go to the worker.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [environment.ROOT / "cms" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
# The pages that Django shows wear the site's look.
STATICFILES_DIRS = [("site", environment.ROOT / "site" / "assets")]
MEDIA_URL = "media/"
MEDIA_ROOT = VAR / "uploads"
PRIVATE_ROOT = VAR / "private"
SITE_ROOT = VAR / "site"
# The site's and the screens' registered questions.
QUERIES = environment.ROOT / "site" / "queries"
STORAGES = {
    "default": {"BACKEND": "media.storage.Store"},
    **environment.media_sides(),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}

# One door for everybody: /accounts/ (settings.accounts), and one place to change a password.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# The office keeps one clock; a list of the world's would be in English.
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai"]
WAGTAIL_SITE_NAME = "如意"
WAGTAILADMIN_BASE_URL = ORIGIN
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Clerks talk to each other elsewhere; here the signs beside each field would be in their way.
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAILIMAGES_IMAGE_MODEL = "media.Image"
WAGTAILIMAGES_IMAGE_FORM_BASE = "media.forms.ImageForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_DOCUMENT_MODEL = "media.Document"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "media.forms.DocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILMEDIA = {
    "MEDIA_MODEL": "media.Video",
    "MEDIA_FORM_BASE": "media.forms.VideoForm",
    "VIDEO_EXTENSIONS": ["mp4", "m4v", "webm"],
    "AUDIO_EXTENSIONS": ["m4a"],
}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.core.search"}}
TAGGIT_CASE_INSENSITIVE = True
# Nobody gives us a mail address: what waits for somebody stands on their desk.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
