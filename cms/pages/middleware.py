"""What was written in a form whose page is gone, for its writer to keep."""

import json
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render

FORMS = {"wagtailadmin_pages:add", "wagtailadmin_pages:edit"}
GONE = "这一页或它的上级刚刚被别人删除，没能保存。"
# What a form holds beside the words of a person.
_OWN = ("csrfmiddlewaretoken", "next", "comment", "action-", "slug", "loaded_revision", "_w_")
_BOOKKEEPING = ("-type", "-id", "-order", "-deleted", "-count", "-ORDER", "-DELETE", "_FORMS")


class KeepWhatIsWritten:
    """Middleware: a form sent to a page that somebody has deleted is answered with its words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        sent = request.method == "POST" and match and match.view_name in FORMS
        if not sent or response.status_code != 404:
            return response
        if not request.accepts("text/html"):
            # The form saves by itself: of all that its script knows, this makes it stop and tell.
            answer = {"error_code": "invalid_revision", "error_message": GONE}
            return JsonResponse({"success": False, **answer}, status=400)
        words = "\n\n".join(_words(request.POST))
        context = {"header_title": "没能保存", "header_icon": "warning"}
        context |= {"gone": GONE, "words": words}
        return render(request, "pages/gone.html", context, status=404)


def _words(form: QueryDict) -> Iterator[str]:
    for name, value in form.items():
        if name.startswith(_OWN) or name.endswith(_BOOKKEEPING):
            continue
        text = _text(str(value)).strip()
        if text and not text.isdigit():
            yield text


def _text(value: str) -> str:
    """A field's value; of one that Draftail has written, the lines of its blocks."""
    try:
        blocks = json.loads(value)["blocks"]
        return "\n".join(block["text"] for block in blocks)
    except (ValueError, TypeError, KeyError):
        return value
