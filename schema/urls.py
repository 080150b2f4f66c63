"""Where the language is spoken."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from .core.persisted import Persisted
from .core.view import Unheard, View
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


urlpatterns = [path("", door, name="graphql")]
