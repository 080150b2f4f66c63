"""The publication's tables: finished documents, addresses, what was read for them, what waits."""

import datetime
import secrets
from typing import Any, Self

from django.db import connection, models
from django.db.models.expressions import RawSQL
from wagtail.models import Page

from cms.core.words import terms

# How much more a word in the title says than one in the text.
TITLE_WEIGHT = 4.0


def new_stamp() -> str:
    return secrets.token_hex(8)


class Counter(models.Model):
    """The one row whose lock is the right to publish, and the last number given."""

    number = models.PositiveBigIntegerField(default=0)
    # Random, and new with every number: two copies of the data that went different ways, as after
    # a restored backup, never share it.
    stamp = models.CharField(max_length=16, default=new_stamp)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="publication_one_counter")
        ]

    @classmethod
    def lock(cls) -> Self:
        """The counter, ours alone until the transaction ends. Take it before reading any page."""
        cls.objects.get_or_create(pk=1)
        return cls.objects.select_for_update().get(pk=1)

    @classmethod
    def state(cls) -> str:
        """What changes with every public change, and names no other state of any copy."""
        # Asked with every public question: putting the statement together takes longer than it.
        with connection.cursor() as cursor:
            cursor.execute("SELECT number, stamp FROM publication_counter WHERE id = 1")
            return "-".join(map(str, cursor.fetchone() or (0, "")))

    @classmethod
    def reached(cls) -> int:
        """The number of the last public change."""
        return cls.objects.filter(pk=1).values_list("number", flat=True).first() or 0


class EntryQuerySet(models.QuerySet):
    """Questions the public side asks."""

    def public(self, *kinds: str) -> Self:
        """What can be seen now, of these kinds; of all kinds when none is named."""
        found = self.filter(deleted=False)
        return found.filter(kind__in=kinds) if kinds else found

    def turned(self, now: datetime.datetime) -> Self:
        """Documents whose time to change has come."""
        return self.filter(deleted=False, turns_at__lte=now)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-page_id")

    def of_industry(self, path: str) -> Self:
        """Enterprises or jobs of an industry, or of one below it; the empty path is 未分类."""
        return self.filter(industry__startswith=path) if path else self.filter(industry="")

    def paying_at_least(self, monthly_yuan: int) -> Self:
        """Jobs whose top of range reaches the amount; an open or unknown top stays."""
        return self.filter(
            models.Q(monthly_max_yuan__gte=monthly_yuan) | models.Q(monthly_max_yuan=None)
        )

    def found_by(self, text: str) -> Self:
        """Entries that share a word with the text, annotated with `rank` and best first."""
        words = list(dict.fromkeys(terms(text)))
        if not words:
            return self.none()
        question = " OR ".join(f'"{word}"' for word in words)
        matching: Self = _MATCHING[connection.vendor](self, question)
        return matching.order_by("-rank", "-page_id")


def _matching_sqlite(entries: Any, question: str) -> Any:
    # A join: asked row by row, FTS5 would count all its words anew for each of them.
    return entries.extra(
        tables=["publication_words"],
        where=["publication_words.rowid = publication_entry.id", "publication_words MATCH %s"],
        params=[question],
    ).annotate(
        rank=RawSQL(f"-bm25(publication_words, {TITLE_WEIGHT}, 1.0)", [], models.FloatField())
    )


def _matching_postgres(entries: Any, question: str) -> Any:
    query = "websearch_to_tsquery('simple', %s)"
    return entries.extra(where=[f"words @@ {query}"], params=[question]).annotate(
        rank=RawSQL(f"ts_rank(words, {query}, 1)", [question], models.FloatField())
    )


_MATCHING = {"sqlite": _matching_sqlite, "postgresql": _matching_postgres}


class Entry(models.Model):
    """A page's public document, or the tombstone that says it is gone.

    The row outlives the page. `document` is finished JSON; a tombstone's is empty. `title_words`
    and `text_words` are cut for search; the database keeps its own index over them.
    """

    page = models.OneToOneField(
        Page, on_delete=models.DO_NOTHING, db_constraint=False, related_name="entry"
    )
    kind = models.CharField(max_length=20)
    number = models.PositiveBigIntegerField(unique=True)
    ordinal = models.PositiveIntegerField()
    deleted = models.BooleanField(default=False)
    url = models.CharField(max_length=200, unique=True)
    slug = models.CharField(max_length=255)
    title = models.CharField(max_length=255)
    document = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    # When it was given its number.
    accepted_at = models.DateTimeField(null=True)

    owner_id = models.BigIntegerField(null=True)
    area_id = models.BigIntegerField(null=True)
    building_id = models.BigIntegerField(null=True)
    enterprise_id = models.BigIntegerField(null=True)
    revision_id = models.BigIntegerField(null=True)
    # Of an enterprise or a job: the path of its industry's code, such as I65; empty for 未分类.
    industry = models.CharField(max_length=100, blank=True)
    education = models.CharField(max_length=10, blank=True)
    monthly_max_yuan = models.PositiveIntegerField(null=True)
    category = models.CharField(max_length=20, blank=True)
    # The page this one announces or reports.
    about_id = models.BigIntegerField(null=True)
    starts_at = models.DateTimeField(null=True)
    over = models.BooleanField(default=False)
    # When the document will change by itself.
    turns_at = models.DateTimeField(null=True)

    title_words = models.TextField()
    text_words = models.TextField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "ordinal"], name="publication_one_ordinal")
        ]
        indexes = [
            models.Index(
                fields=["kind", "deleted", "-published_at", "-page"], name="publication_list"
            ),
            *(
                models.Index(
                    fields=[f"{column}_id", "kind", "deleted"], name=f"publication_{column}"
                )
                for column in ("owner", "area", "building", "enterprise", "about")
            ),
            models.Index(fields=["kind", "deleted", "starts_at", "page"], name="publication_start"),
            models.Index(fields=["turns_at"], name="publication_turns"),
        ]


class Address(models.Model):
    """Every URL a page was ever public at. Once given, it belongs to that page for good."""

    url = models.CharField(max_length=200, unique=True)
    page_id = models.BigIntegerField(db_index=True)


class Read(models.Model):
    """A document showed this thing: `page:12`, `image:3`. When the thing changes, so may it."""

    page_id = models.BigIntegerField()
    thing = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page_id", "thing"], name="publication_read_once")
        ]
        indexes = [models.Index(fields=["thing"], name="publication_readers")]


class DirtyQuerySet(models.QuerySet):
    """Questions about what waits."""

    def failed(self) -> Self:
        """What could not be written; the clock tries it again."""
        return self.filter(failures__gt=0)


class Dirty(models.Model):
    """A page whose document may be out of date: written in the transaction that changed it.

    failures: how often writing its document has failed; the sound ones go first.
    """

    page_id = models.BigIntegerField()
    failures = models.PositiveSmallIntegerField(default=0)

    objects = DirtyQuerySet.as_manager()


class Trouble(models.TextChoices):
    """What keeps the press from bringing on what it has read."""

    PAGE = "PAGE", "A page cannot be printed."
    TARGET = "TARGET", "The folder or the bucket of the site cannot be written."
    BUSY = "BUSY", "Another press holds the site."
    PRESS = "PRESS", "The press itself, such as its memory."


class Delivery(models.Model):
    """From this moment on the site showed the publication up to this number."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()


class Press(models.Model):
    """The one row of what the press said last.

    trouble: a Trouble, or ""; left_out: the public ids of pages that it cannot print.
    """

    heard_at = models.DateTimeField()
    number = models.PositiveBigIntegerField()
    trouble = models.CharField(max_length=10, blank=True)
    left_out = models.JSONField(default=list)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="publication_press")]

    @classmethod
    def last_report(cls) -> Self | None:
        return cls.objects.filter(pk=1).first()
