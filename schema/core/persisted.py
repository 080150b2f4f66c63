"""The door for registered questions: asked by the hash of their document, kept by any cache.

The site's and the screens' documents stand in `site/queries`. An answer is the same for everybody:
cookies are neither read nor set, and every cache on the way may keep it.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views import View
from graphql import GraphQLSchema

from .answers import Question, answer
from .view import Unheard, json

# Fresh for a moment, shown for half a minute more while it is asked for anew: what goes live or
# ends must reach everybody within a minute. While we are away, for a day.
KEPT = "public, max-age=5, stale-while-revalidate=30, stale-if-error=86400"
NOT_KEPT = "no-store"


class Persisted(View):
    """GET ?id=<SHA-256 of a registered document, hex>&variables=<JSON>."""

    schema: Any = None
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            question = _read(request)
        except Unheard as error:
            return _marked(error.response(), NOT_KEPT)
        schema: GraphQLSchema = self.schema.graphql_schema
        said = answer(schema, question, request, recalled=True)
        response = json(said.body, said.status)
        if not said.whole:
            return _marked(response, NOT_KEPT)
        response["ETag"] = etag = f'"{sha256(said.body).hexdigest()[:32]}"'
        _marked(response, KEPT)
        return get_conditional_response(request, etag=etag, response=response) or response


@cache
def registered(folder: Path) -> dict[str, str]:
    """The documents that may be asked for, by the hash of their text."""
    texts = [path.read_text("utf-8") for path in sorted(folder.glob("*.graphql"))]
    return {sha256(text.encode()).hexdigest(): text for text in texts}


def _read(request: HttpRequest) -> Question:
    # One spelling for one question: what else stands in an address would only split the caches.
    if not {"id"} <= request.GET.keys() <= {"id", "variables"}:
        raise Unheard(400, "BAD_REQUEST", "地址应为 ?id=文档的 SHA-256&variables=JSON 对象。")
    document = registered(settings.QUERIES).get(request.GET["id"])
    if document is None:
        raise Unheard(404, "UNKNOWN_DOCUMENT", "没有登记过这个查询。")
    try:
        variables = orjson.loads(request.GET.get("variables", "{}"))
    except ValueError:
        variables = None
    if not isinstance(variables, dict):
        raise Unheard(400, "BAD_REQUEST", "variables 应为一个 JSON 对象。")
    return Question(document, variables)


def _marked(response: HttpResponse, kept: str) -> HttpResponse:
    response["Cache-Control"] = kept
    return response
