"""The WSGI entry: the printed site, pictures and static files first, Django for everything else."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise
from whitenoise.responders import MissingFileError, Response, StaticFile

from media.storage import DOCUMENTS, PUBLIC
from media.views import SANDBOX

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")


# By name or by ending: what WhiteNoise's own list lacks, or calls too vaguely.
MIMETYPES = {
    ".ics": "text/calendar",
    ".vtt": "text/vtt",
    ".webmanifest": "application/manifest+json",
    "feed.xml": "application/atom+xml",
}


class Sheet(StaticFile):
    """A file as it is now. Its ETag changes with every print, however soon and of whatever size."""

    def __init__(self, path: str, headers: list[tuple[str, str]]) -> None:
        self.path, self.given = path, headers
        self.stamp = _stamp(os.stat(path))
        variants = {"gzip": path + ".gz", "br": path + ".br"}
        super().__init__(path, [*headers, ("ETag", f'"{self.stamp}"')], encodings=variants)

    def is_not_modified(self, environ: dict[str, Any]) -> bool:
        """By ETag alone (weak ones and lists too): a date's whole seconds would keep old text."""
        asked = environ.get("HTTP_IF_NONE_MATCH", "")
        return self.etag in asked or asked.strip() == "*"

    def get_response(self, method: str, environ: dict[str, Any]) -> Response:
        """The answer; a file replaced since we looked at it is looked at again.

        So no answer has one print's length and another's text.
        """
        response = super().get_response(method, environ)
        opened = getattr(response.file, "fileobj", response.file)
        if opened is None or opened.name != self.path:
            return response
        if _stamp(os.fstat(opened.fileno())) != self.stamp:
            opened.close()
            return Sheet(self.path, self.given).get_response(method, environ)
        return response


class Site(WhiteNoise):
    """Serves what the press prints while it prints: each file is looked up when it is asked for."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        super().__init__(
            application,
            root=settings.SITE_ROOT,
            autorefresh=True,
            index_file=True,
            max_age=0,
            allow_all_origins=False,
            immutable_file_test=r"\.[0-9a-f]{8,}\.\w+$|^/media/",
            add_headers_function=add_headers,
            mimetypes=MIMETYPES,
        )
        self.add_files(settings.STATIC_ROOT, "static/")
        for folder in PUBLIC:
            self.add_files(Path(settings.MEDIA_ROOT) / folder, f"media/{folder}/")

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            return super().__call__(environ, start_response)
        except FileNotFoundError:
            # Withdrawn between the look and the opening: Django knows what to say.
            return self.application(environ, start_response)

    def find_file_at_path(self, path: str, url: str) -> Any:
        # Variants are served in place of their page, never by name; hidden files are the press's.
        if "/." in url or url.endswith((".gz", ".br")):
            raise MissingFileError(path)
        return super().find_file_at_path(path, url)

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> Sheet:
        if os.path.islink(path) or not os.path.exists(path):
            raise MissingFileError(path)
        headers = Headers([])
        self.add_mime_headers(headers, path, url)
        self.add_cache_headers(headers, path, url)
        add_headers(headers, path, url)
        return Sheet(path, headers.items())


def add_headers(headers: Headers, _path: str, url: str) -> None:
    """What Django's middleware would have said of a page, said of a file."""
    headers["Content-Security-Policy"] = SANDBOX if url.startswith("/media/") else _site_policy()
    if url.startswith(f"/media/{DOCUMENTS}/"):
        headers["Content-Disposition"] = "attachment"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = settings.SECURE_REFERRER_POLICY
    headers["Permissions-Policy"] = settings.PERMISSIONS_POLICY
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = (
            f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
        )


def _site_policy() -> str:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def _stamp(status: os.stat_result) -> str:
    return f"{status.st_mtime_ns:x}-{status.st_size:x}-{status.st_ino:x}"


application = Site(get_wsgi_application())
