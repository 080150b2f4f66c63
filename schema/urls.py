"""Where the language is spoken."""

from secrets import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from cms.publication.views import moved_or_missing

from .core.persisted import Persisted
from .core.view import Unheard, View
from .press import schema as press_schema
from .root import schema

DOORS = {"POST": View.as_view(schema=schema)}
DOORS |= dict.fromkeys(("GET", "HEAD"), Persisted.as_view(schema=schema))


@csrf_exempt
def door(request: HttpRequest) -> HttpResponse:
    """Questions in words come by POST, registered ones by GET; the door in words checks CSRF."""
    if asked := DOORS.get(request.method or ""):
        return asked(request)
    response = Unheard(405, "METHOD_NOT_ALLOWED", "只接受 POST 和 GET 请求。").response()
    response["Allow"] = ", ".join(DOORS)
    return response


class PressView(View):
    """What is told here is for one listener, and never said again."""

    public = False


press_view = PressView.as_view(schema=press_schema)


@csrf_exempt
def press_door(request: HttpRequest) -> HttpResponse:
    """The press's own; nobody else finds anything here."""
    given = request.headers.get("Authorization", "").encode()
    if not compare_digest(given, f"Bearer {settings.PRESS_SECRET}".encode()):
        return moved_or_missing(request)
    response: HttpResponse = press_view(request)
    response["Cache-Control"] = "no-store"
    return response


urlpatterns = [path("", door, name="graphql"), path("press", press_door, name="press")]
