"""ContentPage, the base of every kind of public page, with the kinds any owner may write."""

import datetime
import functools
import operator
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.db import models, transaction
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    PageChooserPanel,
    Panel,
)
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models
from wagtail.search import index

from cms.core import clock, ids

from .blocks import BodyBlock, public_body, words_of
from .boilerplate import BoilerplateKind
from .checks import Finding, findings
from .documents import Face, Public
from .forms import ContentPageForm
from .panels import DATE_PANEL, arranged
from .preview import Previewed
from .slugs import LONGEST_TYPED, RESERVED, numbered, slug_from
from .tree import hold

# Who may own content in the tree; `places` holds these models.
OWNERS = ["places.District", "places.Area", "places.Building", "places.Organisation"]
SUMMARY_LENGTH = 120


class ContentPage(Previewed, Page):
    """A page of a public kind. Its address goes by kind and slug; the tree says whose it is.

    kind: the ContentKind of the contract; prefix: the first part of its URLs;
    dated: whether the year and month of first publication stand in the URL;
    summarised, pictured: whether lists show its summary and its cover, so that the form asks
    for them; looks_ahead: whether the days it names are still to come; gaps: what a boilerplate
    calls something that a page above knows, and the field that holds it.
    """

    kind: ClassVar[str]
    prefix: ClassVar[str]
    dated: ClassVar[bool] = False
    summarised: ClassVar[bool] = True
    pictured: ClassVar[bool] = False
    looks_ahead: ClassVar[bool] = False
    gaps: ClassVar[dict[str, str]] = {}
    title_heading: ClassVar[str] = "标题"
    body_heading: ClassVar[str] = "正文"

    # Wagtail's own fields, which it does not type.
    slug: str
    expire_at: datetime.datetime | None

    summary = models.CharField(
        "摘要",
        max_length=200,
        blank=True,
        help_text="一两句话说清内容，列表里会显示；留空则取正文开头。",
    )
    cover = models.ForeignKey(
        "media.Image",
        verbose_name="封面图片",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    source_date = models.DateField(
        "发文日期", null=True, blank=True, help_text="原文所署的日期；没有可以留空。"
    )
    body = StreamField(BodyBlock(), verbose_name="正文", blank=True)
    imported_from = models.CharField(max_length=120, blank=True, editable=False, db_index=True)

    base_form_class = ContentPageForm
    # A copy is no import, and new to the public.
    exclude_fields_in_copy: ClassVar[list[str]] = ["imported_from", "first_published_at"]
    about_panels: ClassVar[list[Panel]] = []
    more_panels: ClassVar[list[Panel]] = []
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.AutocompleteField("summary"),
    ]

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.edit_handler = arranged(cls)

    @classmethod
    def has_boilerplate(cls) -> bool:
        """Whether a page of this kind can be begun with boilerplate."""
        return getattr(cls, "kind", "") in BoilerplateKind.values

    def begins(self) -> datetime.datetime | None:
        """When what the page announces begins, if it knows."""
        return None

    def own_findings(self) -> Iterable[Finding]:
        """What only this kind can be asked, from its own fields alone: saved or not."""
        return ()

    @property
    def findings(self) -> list[Finding]:
        """What its editor should look at; drafts are asked as well as live pages."""
        return findings(self, clock.now())

    @classmethod
    def withheld(cls) -> models.QuerySet[Self]:
        """Pages of this kind that are kept from the public, live or not."""
        return cls.objects.none()

    @transaction.atomic
    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        # Its rules ask whether another page stands at its place: that may be another place by now.
        hold(self)
        return super().save_revision(*args, **kwargs)

    @transaction.atomic
    def publish(self, *args: Any, **kwargs: Any) -> Any:
        hold(self, *self.aliases.all())
        return super().publish(*args, **kwargs)

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        hold(self, *self.aliases.all())
        return super().unpublish(*args, **kwargs)

    @transaction.atomic
    def add_child(self, **kwargs: Any) -> Any:
        # The page's row first, as all others do: left to itself, this begins with its kind's.
        hold(self)
        return super().add_child(**kwargs)

    @transaction.atomic
    def move(self, target: Page, *args: Any, **kwargs: Any) -> None:
        hold(target, branches=[self])
        super().move(target, *args, **kwargs)

    @transaction.atomic
    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> Any:
        if not (self._state.adding or update_fields):
            # Its rules are asked next: they look at the page above it, which may be another by now.
            hold(self)
            if Page.objects.filter(pk=self.pk).exclude(slug=self.slug).exists():
                # Another slug is written into all that is below.
                hold(*Page.objects.filter(path__startswith=self.path))
        return super().save(*args, update_fields=update_fields, **kwargs)

    def clean(self) -> None:
        super().clean()
        self._check_slug()

    def minimal_clean(self) -> None:
        super().minimal_clean()
        self._check_slug()

    def _check_slug(self) -> None:
        if self.slug in RESERVED:
            raise ValidationError({"slug": "“page”“by”是系统保留的网址名，请换一个。"})
        if self.slug and not slug_re.match(self.slug):
            raise ValidationError({"slug": "网址名只能用英文字母、数字和连字符。"})
        if len(self.slug) > LONGEST_TYPED:
            raise ValidationError({"slug": f"网址名最多 {LONGEST_TYPED} 个字符，请缩短。"})

    def _set_core_field_defaults(self) -> None:
        # Before it has a place in the tree, nobody can tell which slugs its siblings have.
        if not self.slug and self.path:
            self.slug = self._free_slug()
        super()._set_core_field_defaults()

    def _free_slug(self) -> str:
        base = slug_from(self.title)
        others = (type(self).objects.all(), self.get_parent().get_children())
        taken = {
            slug
            for pages in others
            for slug in pages.filter(slug__startswith=base)
            .exclude(pk=self.pk)
            .values_list("slug", flat=True)
        }
        return next(s for n in range(1, len(taken) + 2) if (s := numbered(base, n)) not in taken)

    def address_for(self, slug: str) -> str:
        """The public path this page has under `slug`; the month is that of first publication."""
        if not self.dated:
            return f"/{self.prefix}/{slug}/"
        month = clock.local(self.first_published_at or clock.now())
        return f"/{self.prefix}/{month:%Y/%m}/{slug}/"

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        """Wagtail's links to the live page: the printed page, once there is one."""
        # `entry` is the publication's row, seen from here as the other side of its one-to-one.
        entry = getattr(self, "entry", None)
        return (0, "", entry.url) if entry and not entry.deleted else None

    def public_document(self, parent: Face | None, public: Public) -> dict[str, Any]:
        """The page's own part of its public document, in the names and shapes of the contract.

        parent: the face of the public page above; None only for the district. The publication
        adds what it decides itself: url, slug, ordinal, formerUrls, publishedAt, updatedAt.
        References are page numbers; whoever answers turns them into things.
        """
        own = Face(self.pk or 0, self.kind, self.title, self.address_for(self.slug))
        return {
            "__typename": type(self).__name__,
            "id": ids.encode(self.kind, self.pk or 0),
            "kind": self.kind,
            "title": self.title,
            "summary": self.summary or words_of(self.body)[:SUMMARY_LENGTH],
            "sourceDate": self.source_date.isoformat() if self.source_date else None,
            "cover": public.picture(self.cover) if self.cover else None,
            "owner": (parent or own).as_owner(),
            "breadcrumb": [*parent.breadcrumb, parent.as_link()] if parent else [],
            "body": public_body(self.body, public),
            **self.public_fields(parent, public),
        }

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        """The fields that only this kind has."""
        return {}

    def public_filters(self, parent: Face | None) -> dict[str, Any]:
        """What lists can be narrowed by beside places: names and values of the entry's columns."""
        return {}

    def public_words(self, parent: Face | None) -> str:
        """The words the page is found by, beside its title."""
        return f"{self.summary} {words_of(self.body)}"


def withheld_pages() -> models.QuerySet[Page]:
    """All pages that their kind keeps from the public (see ContentPage.withheld)."""
    kinds = [kind for kind in get_page_models() if issubclass(kind, ContentPage)]
    kept = [models.Q(pk__in=kind.withheld().values("pk")) for kind in kinds]
    return Page.objects.filter(functools.reduce(operator.or_, kept))


def refuse_other_kind(page: ContentPage, field: str, kind: str) -> None:
    """A reference chosen in the admin must lead to a page of the kind it is meant for."""
    chosen = getattr(page, field)
    if chosen and chosen.specific_class.__name__ != kind:
        raise ValidationError({field: "请选择对应类型的页面。"})


def _activity(name: str, help_text: str) -> Any:
    """A reference to an Activity, whose room is above this one."""
    return models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=name,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=help_text,
    )


class Brief(ContentPage):
    """信息简报: what happened."""

    kind = "BRIEF"
    prefix = "briefs"
    dated = True
    pictured = True
    page_description = "事后写：活动、会议、工作开展得怎么样。"

    reports = _activity("报道的活动", "这篇简报写的是哪次活动；选了之后，活动页会链接到本文。")

    more_panels = [
        PageChooserPanel("reports", "activities.Activity"),
        DATE_PANEL,
    ]
    parent_page_types: ClassVar[list[str]] = OWNERS
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "信息简报"
        verbose_name_plural = "信息简报"

    def clean(self) -> None:
        super().clean()
        refuse_other_kind(self, "reports", "Activity")

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        return {"reports": public.page(self.reports_id)}

    def public_filters(self, parent: Face | None) -> dict[str, Any]:
        return {"about_id": self.reports_id}


class Notice(ContentPage):
    """通知公告: what is going to happen, or what to mind."""

    kind = "NOTICE"
    prefix = "notices"
    dated = True
    looks_ahead = True
    page_description = "事前写：停电停水、会议、演练、报名等要让大家知道的事。"

    announces = _activity("通知的活动", "这篇通知说的是哪次活动；选了之后，活动页会链接到本文。")

    more_panels = [
        PageChooserPanel("announces", "activities.Activity"),
        DATE_PANEL,
    ]
    parent_page_types: ClassVar[list[str]] = OWNERS
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "通知公告"
        verbose_name_plural = "通知公告"

    def clean(self) -> None:
        super().clean()
        refuse_other_kind(self, "announces", "Activity")

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        return {"announces": public.page(self.announces_id)}

    def public_filters(self, parent: Face | None) -> dict[str, Any]:
        return {"about_id": self.announces_id}


class ServiceCategory(models.TextChoices):
    WELFARE = "WELFARE", "公益服务"
    GOVERNMENT = "GOVERNMENT", "政务服务"
    CONVENIENCE = "CONVENIENCE", "便民服务"
    BUSINESS = "BUSINESS", "商务服务"


class PublicService(ContentPage):
    """公共服务: something people can go and get, and where."""

    kind = "PUBLIC_SERVICE"
    prefix = "services"
    title_heading = "服务名称"
    body_heading = "怎么办理"
    page_description = "大家可以来办的事：法律咨询、证照代办、爱心驿站等。"

    category = models.CharField("类别", max_length=12, choices=ServiceCategory)
    place = models.CharField("办理地点", max_length=120, blank=True)
    opening_text = models.CharField(
        "办理时间", max_length=120, blank=True, help_text="例如 工作日 9:00—17:30。"
    )
    phone = models.CharField("咨询电话", max_length=30, blank=True)

    parent_page_types: ClassVar[list[str]] = OWNERS
    subpage_types: ClassVar[list[str]] = []
    about_panels = [
        FieldRowPanel([FieldPanel("category"), FieldPanel("phone")]),
        FieldRowPanel([FieldPanel("place"), FieldPanel("opening_text")]),
    ]

    class Meta:
        verbose_name = "公共服务"
        verbose_name_plural = "公共服务"

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        return {
            "category": self.category,
            "place": self.place,
            "openingText": self.opening_text,
            "phone": self.phone,
        }

    def public_filters(self, parent: Face | None) -> dict[str, Any]:
        return {"category": self.category}

    def public_words(self, parent: Face | None) -> str:
        return f"{super().public_words(parent)} {self.place} {self.get_category_display()}"


class InfoPage(ContentPage):
    """专页: about the site, privacy, accessibility."""

    kind = "INFO_PAGE"
    prefix = "info"
    more_panels = [DATE_PANEL]
    page_description = "关于网站本身的说明：关于我们、隐私、无障碍声明。"

    parent_page_types: ClassVar[list[str]] = ["places.District"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "专页"
        verbose_name_plural = "专页"
