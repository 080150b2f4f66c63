"""Enterprise, Job and Vacancy pages."""

import datetime
from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.core import clock
from cms.pages.blocks import words_of
from cms.pages.checks import Finding
from cms.pages.contact import ContactPage
from cms.pages.documents import Face, Public
from cms.pages.models import ContentPage
from cms.pages.panels import OneLineInput

from .industries import UNCLASSIFIED, classify
from .salary import parse_salary, written_out
from .wording import SizeBand

TERM = datetime.timedelta(days=30)
# One post for more people than this is a slip of the keys more often than a factory that opens.
MANY_PEOPLE = 500


class Listing(ContentPage):
    """A page with a term: 30 days from when it goes live, unless its editor says otherwise."""

    summarised = False
    # What is live has one: `save` sees to it.
    expire_at: datetime.datetime | None

    term_panel = HelpPanel(
        "<p>发布后 30 天自动撤下。要提前或推后，请点“保存草稿”右边的小箭头，选“定时发布…”，"
        "改“过期日期/时间”，再点“按这个时间发布”。</p>"
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.live:
            self.expire_at = self.ends_at()
        super().save(*args, **kwargs)

    def ends_at(self) -> datetime.datetime:
        """When it ends, or would if it went live now. Editing one that runs does not renew it."""
        if self.expire_at:
            return self.expire_at
        rows = Page.objects.filter(pk=self.pk, live=True, expire_at__gt=clock.now())
        running = rows.values_list("expire_at", flat=True).first()
        return running or clock.now() + TERM


class Enterprise(ContactPage):
    """企业: a firm in the district."""

    kind = "ENTERPRISE"
    prefix = "enterprises"
    pictured = True
    title_heading = "企业名称"
    body_heading = "企业介绍"
    page_description = "入驻的企业。招聘信息写在企业下面。"

    address = models.CharField("地址", max_length=120, blank=True, help_text="例如 18 层 1806 室。")
    company_type = models.CharField("企业性质", max_length=30, blank=True)
    industry = models.CharField(
        "所属行业",
        max_length=100,
        blank=True,
        help_text="用平常的说法写，例如 软件开发、物业管理；网站按国家标准的行业名称归类。",
    )
    size_band = models.CharField("规模", max_length=30, blank=True, choices=SizeBand)
    website = models.URLField("网站", blank=True)

    parent_page_types: ClassVar[list[str]] = ["places.District", "places.Area", "places.Building"]
    subpage_types: ClassVar[list[str]] = ["enterprises.Job"]
    about_panels = [
        FieldRowPanel(
            [
                FieldPanel("address"),
                FieldPanel(
                    "contact",
                    widget=OneLineInput,
                    help_text="例如 人事部 0371-0000-1301。应聘的人也看得到，请填办公电话或邮箱。",
                ),
            ]
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("industry"), FieldPanel("company_type")]),
                FieldRowPanel([FieldPanel("size_band"), FieldPanel("website")]),
            ],
            heading="基本情况",
            help_text="读者按行业找企业，请尽量填写所属行业。",
        ),
    ]
    search_fields = [*ContentPage.search_fields, index.SearchField("industry")]

    class Meta:
        verbose_name = "企业"
        verbose_name_plural = "企业"

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        places = parent.places_below() if parent else {}
        industry = classify(self.industry)
        return {
            "building": places.get("building"),
            "address": self.address,
            "companyType": self.company_type,
            "industry": {"code": industry.code, "name": industry.name},
            "sizeBand": self.size_band,
            "website": self.website or None,
            "contact": self.contact or None,
        }

    def public_filters(self, parent: Face | None) -> dict[str, Any]:
        return {"industry": classify(self.industry).path}

    def public_words(self, parent: Face | None) -> str:
        own = f"{self.address} {self.industry} {classify(self.industry).name} {self.company_type}"
        return f"{super().public_words(parent)} {own}"


class Education(models.TextChoices):
    ANY = "ANY", "不限"
    SECONDARY = "SECONDARY", "中专/高中"
    COLLEGE = "COLLEGE", "大专"
    BACHELOR = "BACHELOR", "本科"
    MASTER = "MASTER", "硕士"
    DOCTOR = "DOCTOR", "博士"


class Job(ContactPage, Listing):
    """招聘: a post an enterprise wants to fill. It ends at its `expire_at` (结束时间).

    contact: how to apply; without one, as the enterprise's says.
    """

    kind = "JOB"
    prefix = "jobs"
    title_heading = "岗位名称"
    body_heading = "岗位职责和要求"
    page_description = "一个招聘岗位，发布后 30 天自动撤下。"

    address = models.CharField("工作地点", max_length=120, blank=True)
    salary_text = models.CharField(
        "薪资",
        max_length=40,
        blank=True,
        help_text="例如 8千-1.2万/月、1-1.5万/月、200元/天；面议留空。",
    )
    experience = models.CharField("经验要求", max_length=40, blank=True, help_text="留空表示不限。")
    education = models.CharField(
        "学历要求", max_length=10, choices=Education, default=Education.ANY
    )
    # What an imported row said, where it may say more than the choice above.
    education_words = models.CharField(max_length=40, blank=True, editable=False)
    headcount = models.PositiveIntegerField(
        "招聘人数",
        null=True,
        blank=True,
        validators=[MaxValueValidator(100_000)],
        help_text="若干人留空。",
    )

    parent_page_types: ClassVar[list[str]] = ["enterprises.Enterprise"]
    subpage_types: ClassVar[list[str]] = []
    about_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("salary_text"), FieldPanel("headcount")]),
                FieldRowPanel([FieldPanel("education"), FieldPanel("experience")]),
                FieldRowPanel(
                    [
                        FieldPanel("address"),
                        FieldPanel(
                            "contact",
                            heading="应聘方式",
                            widget=OneLineInput,
                            help_text="打哪个电话，或简历发到哪个邮箱；留空则用企业的联系方式。",
                        ),
                    ]
                ),
            ],
            heading="岗位",
        ),
        Listing.term_panel,
    ]

    class Meta:
        verbose_name = "招聘"
        verbose_name_plural = "招聘"

    def clean(self) -> None:
        super().clean()
        # What the public reads is what the editor sees.
        self.salary_text = written_out(self.salary_text)

    @property
    def findings(self) -> list[Finding]:
        found = super().findings
        # A new page has no place yet, so nobody can tell whose it is to be.
        firm = Enterprise.objects.parent_of(self).first() if self.path else None
        if not self.contact and firm and not firm.contact:
            words = (
                f"没有应聘方式，“{firm.title}”也没有联系方式，想应聘的人不知道找谁。"
                "请填上电话或邮箱。"
            )
            found.append(Finding("NO_CONTACT", words, field="contact"))
        return found

    def own_findings(self) -> Iterator[Finding]:
        yield from super().own_findings()
        salary = parse_salary(self.salary_text)
        if salary and salary.unclear:
            words = (
                f"薪资“{salary.text}”算不出每月多少钱，只能照原样显示，求职的人没法按薪资比较。"
                "请写成 8千-1.2万/月、200元/天 的样子；面议留空。"
            )
            yield Finding("UNCLEAR_SALARY", words, field="salary_text")
        if self.headcount and self.headcount > MANY_PEOPLE:
            words = f"招聘人数是 {self.headcount} 人，少见得多。请核对是不是多写了几位。"
            yield Finding("MANY_PEOPLE", words, field="headcount")
        if not words_of(self.body):
            words = "没有岗位描述。请写上做什么、有什么要求，不然求职的人看不出这份工作合不合适。"
            yield Finding("NO_DESCRIPTION", words, field="body")

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        places = parent.places_below() if parent else {}
        salary = parse_salary(self.salary_text)
        return {
            "address": self.address,
            "enterprise": places.get("enterprise"),
            "building": places.get("building"),
            "salary": salary
            and {
                "text": salary.text,
                "monthlyMinYuan": salary.monthly_min_yuan,
                "monthlyMaxYuan": salary.monthly_max_yuan,
            },
            "experience": self.experience or "不限",
            "education": self.education,
            "headcount": self.headcount,
            "contact": self.contact or None,
            "expiresAt": clock.stamp(self.ends_at()),
        }

    def public_filters(self, parent: Face | None) -> dict[str, Any]:
        salary = parse_salary(self.salary_text)
        return {
            "industry": parent.filters["industry"] if parent else UNCLASSIFIED.path,
            "education": self.education,
            "monthly_max_yuan": salary.monthly_max_yuan if salary else None,
        }

    def public_words(self, parent: Face | None) -> str:
        firm = parent.title if parent else ""
        return f"{super().public_words(parent)} {self.address} {self.experience} {firm}"


class Vacancy(Listing):
    """空置资源: rooms to let in a building. It ends at its `expire_at` (结束时间)."""

    kind = "VACANCY"
    prefix = "vacancies"
    pictured = True
    body_heading = "房源介绍"
    page_description = "楼里可以出租的办公用房，发布后 30 天自动撤下。"

    floor = models.CharField("楼层", max_length=30, help_text="例如 18 层、低区 6 层。")
    area_square_metres = models.PositiveIntegerField(
        "面积（平方米）", validators=[MinValueValidator(1), MaxValueValidator(1_000_000)]
    )
    rent_text = models.CharField(
        "租金", max_length=60, blank=True, help_text="例如 3.2元/㎡/天；面议留空。"
    )
    available_from = models.DateField(
        "可入驻日期", null=True, blank=True, help_text="随时可入驻留空。"
    )
    contact_phone = models.CharField("联系电话", max_length=30)

    parent_page_types: ClassVar[list[str]] = ["places.Building"]
    subpage_types: ClassVar[list[str]] = []
    about_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("floor"), FieldPanel("area_square_metres")]),
                FieldRowPanel([FieldPanel("rent_text"), FieldPanel("available_from")]),
                FieldPanel("contact_phone", help_text="请填招商或物业的办公电话。"),
            ],
            heading="房源",
        ),
        Listing.term_panel,
    ]

    class Meta:
        verbose_name = "空置资源"
        verbose_name_plural = "空置资源"

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        return {
            "building": parent.page_id if parent else None,
            "floor": self.floor,
            "areaSquareMetres": self.area_square_metres,
            "rentText": self.rent_text or "面议",
            "availableFrom": self.available_from.isoformat() if self.available_from else None,
            "contactPhone": self.contact_phone,
            "expiresAt": clock.stamp(self.ends_at()),
        }

    def public_words(self, parent: Face | None) -> str:
        building = parent.title if parent else ""
        return f"{super().public_words(parent)} {building} {self.floor} {self.rent_text}"
