"""Questions answered in bytes; an answer is kept for as long as nothing public changes."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

import orjson
import structlog
from django.core.cache import caches
from django.db import OperationalError
from django.http import HttpRequest
from graphene.utils.str_converters import to_camel_case
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    ValueNode,
    execute,
    get_operation_ast,
)

from cms.core.errors import Refusal
from cms.publication.models import Counter

from .access import LIVE
from .deadline import deadline, is_late
from .execution import FromDocuments, nothing_waits
from .limits import cost
from .paging import refusal
from .queries import Invalid, prepare
from .selections import root_names

# A longer answer is asked for seldom, and would push out many that are asked for often.
LARGEST_KEPT = 512 * 1024
STATEMENT_SECONDS = 2.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Question:
    """What is asked: a query, values of its variables, the operation's name if it has several."""

    query: str
    variables: dict[str, Any]
    name: str | None = None


@dataclass(frozen=True)
class Answer:
    """The JSON said back, the HTTP status it goes with, and whether it is all that was asked."""

    body: bytes
    status: int
    whole: bool


def answer(
    schema: GraphQLSchema, question: Question, request: HttpRequest, *, recalled: bool
) -> Answer:
    """Refuse what is too much, wrong or too dear; recall the answer, or execute the question.

    recalled: the answer is the same for everybody, so that it may be kept and said again.
    """
    try:
        document = prepare(schema, question.query)
        documents = cost(schema, document, question.variables, question.name)
    except GraphQLError as error:
        return _said(ExecutionResult(errors=[error]))
    except Invalid as error:
        return _said(ExecutionResult(errors=error.errors))
    # What execution will refuse is not worth a look at the database; an act is not said again.
    asked = get_operation_ast(document, question.name)
    recalled = recalled and documents is not None and _is_recallable(schema, document, asked)
    try:
        return _recall_or_execute(schema, document, question, request, documents, recalled)
    except OperationalError:
        log.exception("graphql.unavailable")
        said = {"message": "暂时无法回答，请稍后再试。", "extensions": {"code": "UNAVAILABLE"}}
        return Answer(orjson.dumps({"errors": [said]}), 503, whole=False)


def _recall_or_execute(
    schema: GraphQLSchema,
    document: DocumentNode,
    question: Question,
    request: HttpRequest,
    documents: int | None,
    recalled: bool,
) -> Answer:
    key = _key(question) if recalled else ""
    if key and (body := caches["answers"].get(key)):
        return Answer(body, 200, whole=True)
    with deadline(STATEMENT_SECONDS):
        result: Any = execute(
            schema,
            document,
            context_value=request,
            variable_values=question.variables,
            operation_name=question.name,
            execution_context_class=FromDocuments,
            is_awaitable=nothing_waits,
        )
    result.extensions = {"cost": documents or 0}
    said = _said(result)
    if key and said.whole and len(said.body) <= LARGEST_KEPT:
        caches["answers"].set(key, said.body)
    return said


def _is_recallable(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode | None
) -> bool:
    """Whether the answer hangs on the publication alone: acts change things, live fields more."""
    if operation is None or operation.operation is not OperationType.QUERY:
        return False
    return _live(schema).isdisjoint(root_names(document, operation))


@cache
def _live(schema: GraphQLSchema) -> frozenset[str]:
    """The root fields that tell of more than the publication."""
    declared = schema.query_type.graphene_type._meta.fields  # type: ignore[union-attr]
    names = (name for name, field in declared.items() if getattr(field, "access", "") == LIVE)
    return frozenset(map(to_camel_case, names))


def _key(question: Question) -> str:
    """What an answer is kept under: the question, and how far the publication had come before.

    What is read after the publication moved on may be kept under the earlier state: nobody asks
    for that one any more.
    """
    asked = [question.query, question.variables, question.name]
    digest = sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return f"{Counter.state()}:{digest}"


def _said(result: ExecutionResult) -> Answer:
    answer: dict[str, Any] = {}
    if result.errors:
        answer["errors"] = [_shown(error) for error in result.errors]
    # An error without a path is about the query itself: nothing was answered.
    heard = all(error.path for error in result.errors or ())
    if heard:
        answer["data"] = result.data
    if result.extensions:
        answer["extensions"] = result.extensions
    return Answer(orjson.dumps(answer), 200 if heard else 400, whole=not result.errors)


def _shown(error: GraphQLError) -> dict[str, Any]:
    """The error as the caller may see it: ours and the query's own in words, a bug as an id."""
    cause = error.original_error
    if isinstance(cause, Refusal):
        said = refusal(cause.code, cause.message)
    elif is_late(cause):
        log.warning("graphql.late", path=error.path)
        said = refusal("TOO_SLOW", "查询太慢，请缩小范围后再试。")
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
