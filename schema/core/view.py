"""The door for questions in words: JSON in, JSON out, refused early."""

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from graphene_django.views import GraphQLView

from .answers import Question, answer
from .limits import BODY_BYTES


class Unheard(Exception):
    """A request that is not even read: its HTTP status, with a code and words for the caller."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code

    def response(self) -> HttpResponse:
        said = {"message": str(self), "extensions": {"code": self.code}}
        return json(orjson.dumps({"errors": [said]}), self.status)


class _CsrfCheck(CsrfViewMiddleware):
    """Django's own check, returning the reason instead of a page."""

    def _reject(self, _request: HttpRequest, reason: str) -> str:
        return reason


class View(GraphQLView):
    """POST application/json only. A request with a session must carry its CSRF token.

    public: what is asked here has one answer for everybody, which may be said again.

    graphene-django's view with a front door of our own: its own takes GET and forms, sets a
    cookie, and settles nothing before it validates.
    """

    public = True

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            _admit(request)
            question = _read(request)
        except Unheard as error:
            if error.code == "CSRF":
                # The answer brings the token that was missing: asked again with it, it is heard.
                get_token(request)
            return error.response()
        recalled = self.public and settings.SESSION_COOKIE_NAME not in request.COOKIES
        said = answer(self.schema.graphql_schema, question, request, recalled=recalled)
        return json(said.body, said.status)


def json(body: bytes, status: int) -> HttpResponse:
    return HttpResponse(body, "application/json", status)


def _admit(request: HttpRequest) -> None:
    """Refuse a request by its outside."""
    if request.content_type != "application/json":
        raise Unheard(415, "NOT_JSON", "只接受 application/json。")
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        check = _CsrfCheck(lambda _: HttpResponse())
        if check.process_view(request, None, (), {}):  # type: ignore[arg-type]
            raise Unheard(403, "CSRF", "页面已过期，请刷新后重试。")


def _read(request: HttpRequest) -> Question:
    """Query, variables and operation name, from the body alone, whatever length it claims."""
    body = request.read(BODY_BYTES + 1)
    if len(body) > BODY_BYTES:
        raise Unheard(413, "TOO_LARGE", f"请求体最大 {BODY_BYTES // 1024} kB。")
    try:
        data = orjson.loads(body)
    except ValueError:
        raise Unheard(400, "BAD_REQUEST", "请求体不是合法的 JSON。") from None
    data = data if isinstance(data, dict) else {}
    query, variables, name = (data.get(key) for key in ("query", "variables", "operationName"))
    if (
        not isinstance(query, str)
        or not isinstance(variables, dict | None)
        or not isinstance(name, str | None)
    ):
        words = "请求体应为 {query: 文本, variables: 对象, operationName: 文本}。"
        raise Unheard(400, "BAD_REQUEST", words)
    return Question(query, variables or {}, name)
