"""Search in Chinese: a backend that cuts both texts and questions into pairs of characters.

Wagtail's admin asks through it (WAGTAILSEARCH_BACKENDS).
"""

from functools import cache
from importlib import import_module
from typing import Any

from django.db import connection
from django.db.models import Case, When
from modelsearch.index import AutocompleteField, RelatedFields, SearchField
from modelsearch.query import MATCH_NONE, PlainText

from .words import cut, terms


class _Cut:
    """A page, image or other indexed object whose search fields give cut text."""

    def __init__(self, thing: Any) -> None:
        self._thing = thing

    # Fields look up their model by the class of what they are given.
    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return type(self._thing)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._thing, name)

    def get_search_fields(self) -> list[Any]:
        return [_cut_field(field) for field in self._thing.get_search_fields()]


class _CutValue:
    """A search field whose value is cut; it stands before the field's own class."""

    def __init__(self, field: Any) -> None:
        self.__dict__.update(field.__dict__)

    def get_value(self, obj: Any) -> Any:
        value = super().get_value(obj)  # type: ignore[misc]
        if isinstance(value, list):
            return [cut(part) if isinstance(part, str) else part for part in value]
        return cut(value) if isinstance(value, str) else value


class _CutSearchField(_CutValue, SearchField): ...


class _CutAutocompleteField(_CutValue, AutocompleteField): ...


def _cut_field(field: Any) -> Any:
    if isinstance(field, RelatedFields):
        return RelatedFields(field.field_name, [_cut_field(inner) for inner in field.fields])
    if isinstance(field, SearchField):
        return _CutSearchField(field)
    if isinstance(field, AutocompleteField):
        return _CutAutocompleteField(field)
    return field


class _CutIndex:
    """An index over cut text, whose title lengths are only averaged when it is rebuilt."""

    def add_items(self, model: type, objs: list[Any]) -> None:
        super().add_items(model, [_Cut(obj) for obj in objs])  # type: ignore[misc]

    def _refresh_title_norms(self, full: bool = False) -> None:
        # After each save the stock index rewrites rows of other pages (all whose title has the
        # average length): two editors publishing at once would then lock each other out.
        if full:
            super()._refresh_title_norms(full=True)  # type: ignore[misc]


class _CutQuery:
    """A question cut like the texts it is put to."""

    asked: str
    order_by_relevance: bool

    def __init__(self, queryset: Any, query: Any, *args: Any, **kwargs: Any) -> None:
        self.asked = query if isinstance(query, str) else getattr(query, "query_string", "")
        if isinstance(query, str):
            query = " ".join(terms(query)) or MATCH_NONE
        elif isinstance(query, PlainText):
            words = " ".join(terms(query.query_string))
            query = PlainText(words, operator=query.operator) if words else MATCH_NONE
        super().__init__(queryset, query, *args, **kwargs)  # type: ignore[call-arg]

    def search(self, config: Any, start: int | None, stop: int | None, **kwargs: Any) -> Any:
        """Who types a name wants what has it, or begins with it, before what only speaks of it."""
        found = super().search(config, None, None, **kwargs)  # type: ignore[misc]
        if self.asked and self.order_by_relevance and hasattr(found.model, "title"):
            near = Case(
                When(title__iexact=self.asked, then=0),
                When(title__istartswith=self.asked, then=1),
                default=2,
            )
            found = found.order_by(near, *found.query.order_by)
        return found[start:stop]


@cache
def _backend(vendor: str) -> Any:
    """The stock backend of a database with our index and our questions in it."""
    module, name = {"postgresql": ("postgres", "Postgres"), "sqlite": ("sqlite", "SQLite")}[vendor]
    # Either module can be imported only where its database is in use.
    stock = import_module(f"modelsearch.backends.database.{module}.{module}")

    def ours(part: str, *first: type, **members: Any) -> type:
        return type(f"{name}{part}", (*first, getattr(stock, f"{name}{part}")), members)

    return ours(
        "SearchBackend",
        index_class=ours("Index", _CutIndex),
        query_compiler_class=ours("SearchQueryCompiler", _CutQuery),
        autocomplete_query_compiler_class=ours("AutocompleteQueryCompiler", _CutQuery),
    )


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 (the name modelsearch looks for)
    """The backend for the default database."""
    return _backend(connection.vendor)(params)
