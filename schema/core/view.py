"""The endpoint: JSON in, JSON out, refused early, errors masked."""

import sys
from typing import Any

import orjson
import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from graphene_django.views import GraphQLView
from graphql import (
    ExecutionResult,
    GraphQLError,
    ValueNode,
    execute,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import NoSchemaIntrospectionCustomRule

from cms.core.errors import Refusal

from .limits import BODY_BYTES, check_shape, check_tokens, cost

log = structlog.get_logger(__name__)
RULES = list(specified_rules)

if settings.PRODUCTION:
    RULES.append(NoSchemaIntrospectionCustomRule)
    # No hints about names to those who guess. The package hides this module behind its function.
    sys.modules["graphql.pyutils.did_you_mean"].MAX_LENGTH = 0  # type: ignore[attr-defined]


class _Unheard(Exception):
    """A request that is not even read: its HTTP status, with a code and words for the caller."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class _CsrfCheck(CsrfViewMiddleware):
    """Django's own check, returning the reason instead of a page."""

    def _reject(self, _request: HttpRequest, reason: str) -> str:
        return reason


class View(GraphQLView):
    """POST application/json only. A request with a session must carry its CSRF token.

    graphene-django's view with a front door of our own: its own takes GET and forms, sets a
    cookie, and settles nothing before it validates.
    """

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            _admit(request)
            query, variables, name = _read(request)
        except _Unheard as error:
            said = {"message": str(error), "extensions": {"code": error.code}}
            allow = {"Allow": "POST"} if error.status == 405 else None
            return _json({"errors": [said]}, error.status, allow)
        result = self._execute(request, query, variables, name)
        answer: dict[str, Any] = {}
        if result.errors:
            answer["errors"] = [_shown(error) for error in result.errors]
        # An error without a path is about the query itself: nothing was answered.
        heard = all(error.path for error in result.errors or ())
        if heard:
            answer["data"] = result.data
        if result.extensions:
            answer["extensions"] = result.extensions
        return _json(answer, 200 if heard else 400)

    def _execute(
        self, request: HttpRequest, query: str, variables: dict[str, Any], name: str | None
    ) -> ExecutionResult:
        """Refuse what is too much, validate, refuse what is too dear, execute."""
        schema = self.schema.graphql_schema
        try:
            check_tokens(query)
            document = parse(query)
            check_shape(document)
            if errors := validate(schema, document, RULES, max_errors=10):
                return ExecutionResult(errors=errors)
            documents = cost(schema, document, variables, name)
        except GraphQLError as error:
            return ExecutionResult(errors=[error])
        result: Any = execute(
            schema,
            document,
            context_value=self.get_context(request),
            variable_values=variables,
            operation_name=name,
        )
        result.extensions = {"cost": documents}
        return result


def _admit(request: HttpRequest) -> None:
    """Refuse a request by its outside."""
    if request.method != "POST":
        raise _Unheard(405, "METHOD_NOT_ALLOWED", "只接受 POST 请求。")
    if request.content_type != "application/json":
        raise _Unheard(415, "NOT_JSON", "只接受 application/json。")
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        check = _CsrfCheck(lambda _: HttpResponse())
        if check.process_view(request, None, (), {}):  # type: ignore[arg-type]
            raise _Unheard(403, "CSRF", "页面已过期，请刷新后重试。")


def _read(request: HttpRequest) -> tuple[str, dict[str, Any], str | None]:
    """Query, variables and operation name, from the body alone, whatever length it claims."""
    body = request.read(BODY_BYTES + 1)
    if len(body) > BODY_BYTES:
        raise _Unheard(413, "TOO_LARGE", f"请求体最大 {BODY_BYTES // 1024} kB。")
    try:
        data = orjson.loads(body)
    except ValueError:
        raise _Unheard(400, "BAD_REQUEST", "请求体不是合法的 JSON。") from None
    data = data if isinstance(data, dict) else {}
    query, variables, name = (data.get(key) for key in ("query", "variables", "operationName"))
    if (
        not isinstance(query, str)
        or not isinstance(variables, dict | None)
        or not isinstance(name, str | None)
    ):
        words = "请求体应为 {query: 文本, variables: 对象, operationName: 文本}。"
        raise _Unheard(400, "BAD_REQUEST", words)
    return query, variables or {}, name


def _shown(error: GraphQLError) -> dict[str, Any]:
    """The error as the caller may see it: ours and the query's own in words, a bug as an id."""
    cause = error.original_error
    if isinstance(cause, Refusal):
        said = GraphQLError(cause.message, extensions={"code": cause.code})
    elif error.path is None or _is_the_callers(cause):
        said = error
    else:
        request_id = structlog.contextvars.get_contextvars().get("request_id", "")
        log.error("graphql.failed", exc_info=cause, path=error.path)
        said = GraphQLError(
            f"系统出错了，请稍后再试（编号 {request_id}）。",
            extensions={"code": "INTERNAL", "requestId": request_id},
        )
    extensions = said.extensions or {"code": "BAD_QUERY"}
    return {**error.formatted, "message": said.message, "extensions": extensions}


def _is_the_callers(cause: Exception | None) -> bool:
    """Whether what went wrong while executing is a refusal of ours or a value of the query's."""
    if not isinstance(cause, GraphQLError):
        return False
    return bool(cause.extensions or (cause.nodes and isinstance(cause.nodes[0], ValueNode)))


def _json(
    answer: dict[str, Any], status: int, headers: dict[str, str] | None = None
) -> HttpResponse:
    body = orjson.dumps(answer)
    return HttpResponse(body, "application/json", status, headers=headers)
