"""District, Area, Building and Organisation: the places and bodies that own content."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from cms.pages.documents import Face, Public
from cms.pages.models import ContentPage


class District(ContentPage):
    """如意湖: the one district, at the top of the tree and the front of the site."""

    kind = "DISTRICT"
    prefix = ""
    summarised = False
    pictured = True
    title_heading = "区域名称"
    body_heading = "区域介绍"

    organiser = models.CharField("主办单位", max_length=100, blank=True)
    icp = models.CharField("ICP备案号", max_length=50, blank=True)
    public_security = models.CharField("公安备案号", max_length=50, blank=True)
    site_code = models.CharField("网站标识码", max_length=50, blank=True)
    complaints_url = models.URLField("网站找错链接", blank=True)

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    max_count = 1
    about_panels = [
        InlinePanel(
            "figures",
            heading="数字",
            label="数字",
            help_text="首页上的几个数字，例如 入驻率 92 %。",
        ),
        MultiFieldPanel(
            [
                FieldPanel("organiser"),
                FieldPanel("icp"),
                FieldPanel("public_security"),
                FieldPanel("site_code"),
                FieldPanel("complaints_url"),
                InlinePanel("footer_links", heading="友情链接", label="链接"),
            ],
            heading="页脚",
            help_text="留空的项目不会显示。",
        ),
    ]

    class Meta:
        verbose_name = "区域"
        verbose_name_plural = "区域"

    def address_for(self, slug: str) -> str:
        return "/"

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        return {
            "figures": [
                {"label": figure.label, "value": figure.value, "unit": figure.unit}
                for figure in self.figures.all()
            ],
            "footer": {
                "organiser": self.organiser,
                "icp": self.icp or None,
                "publicSecurity": self.public_security or None,
                "siteCode": self.site_code or None,
                "complaintsUrl": self.complaints_url or None,
                "links": [
                    {"title": link.title, "url": link.url} for link in self.footer_links.all()
                ],
            },
        }


class Figure(Orderable):
    """A number on the front page: 入驻率 92 %."""

    district = ParentalKey(District, on_delete=models.CASCADE, related_name="figures")
    label = models.CharField("名称", max_length=20)
    value = models.CharField("数值", max_length=20)
    unit = models.CharField("单位", max_length=10, blank=True)


class FooterLink(Orderable):
    """A link at the foot of every page."""

    district = ParentalKey(District, on_delete=models.CASCADE, related_name="footer_links")
    title = models.CharField("名称", max_length=30)
    url = models.URLField("网址")


class Area(ContentPage):
    """片区: one of the district's parts."""

    kind = "AREA"
    prefix = "areas"
    title_heading = "片区名称"
    body_heading = "片区介绍"
    page_description = "区域里的一个片区，楼宇和社区党支部放在它下面。"

    number = models.PositiveSmallIntegerField(
        "编号", validators=[MaxValueValidator(99)], help_text="第几片区，列表按它排序。"
    )

    parent_page_types: ClassVar[list[str]] = ["places.District"]
    about_panels = [FieldPanel("number")]

    class Meta:
        verbose_name = "片区"
        verbose_name_plural = "片区"

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        return {"number": self.number}


class BuildingKind(models.TextChoices):
    TOWER = "TOWER", "楼宇"
    CIRCLE = "CIRCLE", "商圈"


class Building(ContentPage):
    """楼宇 or 商圈: what firms, venues and joint branches stand in."""

    kind = "BUILDING"
    prefix = "buildings"
    pictured = True
    title_heading = "楼宇名称"
    body_heading = "楼宇介绍"
    gaps: ClassVar[dict[str, str]] = {
        "楼宇名称": "title",
        "楼宇或小区名称": "title",
        "单位名称": "property_company",
        "物业电话": "property_phone",
    }
    page_description = "一栋楼或一个商圈，企业、阵地和党支部放在它下面。"

    building_kind = models.CharField(
        "类别", max_length=10, choices=BuildingKind, default=BuildingKind.TOWER
    )
    address = models.CharField("地址", max_length=120, blank=True)
    floors = models.PositiveSmallIntegerField(
        "楼层数", null=True, blank=True, validators=[MaxValueValidator(200)]
    )
    occupancy_percent = models.PositiveSmallIntegerField(
        "入驻率（%）", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    people_count = models.PositiveIntegerField(
        "从业人数", null=True, blank=True, validators=[MaxValueValidator(1_000_000)]
    )
    property_company = models.CharField("物业公司", max_length=100, blank=True)
    property_phone = models.CharField("物业电话", max_length=30, blank=True)

    parent_page_types: ClassVar[list[str]] = ["places.Area"]
    about_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("building_kind"), FieldPanel("address")]),
                FieldRowPanel(
                    [
                        FieldPanel("floors"),
                        FieldPanel("occupancy_percent"),
                        FieldPanel("people_count"),
                    ]
                ),
                FieldRowPanel([FieldPanel("property_company"), FieldPanel("property_phone")]),
            ],
            heading="基本情况",
            help_text="没有的可以留空，留空的项目不会显示。",
        ),
    ]
    search_fields = [*ContentPage.search_fields, index.SearchField("address")]

    class Meta:
        verbose_name = "楼宇"
        verbose_name_plural = "楼宇"

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        return {
            "buildingKind": self.building_kind,
            "area": parent.page_id if parent else None,
            "address": self.address,
            "floors": self.floors,
            "occupancyPercent": self.occupancy_percent,
            "peopleCount": self.people_count,
            "propertyCompany": self.property_company,
            "propertyPhone": self.property_phone,
        }

    def public_words(self, parent: Face | None) -> str:
        return f"{super().public_words(parent)} {self.address} {self.property_company}"


class OrganisationKind(models.TextChoices):
    COMMITTEE = "COMMITTEE", "党工委"
    COMMUNITY = "COMMUNITY", "社区党支部"
    JOINT = "JOINT", "楼宇（商圈）联合党支部"
    ENTERPRISE = "ENTERPRISE", "企业党支部"
    PARTNER = "PARTNER", "共建单位"


class Organisation(ContentPage):
    """党组织 or 共建单位: who organises, and owns what it publishes."""

    kind = "ORGANISATION"
    prefix = "organisations"
    title_heading = "组织名称"
    body_heading = "组织介绍"
    gaps: ClassVar[dict[str, str]] = dict.fromkeys(
        ("组织名称", "支部名称", "单位名称", "组织单位", "主办单位"), "title"
    )
    page_description = "党工委、党支部或共建单位，它发的通知、简报放在它下面。"

    organisation_kind = models.CharField("类别", max_length=12, choices=OrganisationKind)

    parent_page_types: ClassVar[list[str]] = ["places.District", "places.Area", "places.Building"]
    about_panels = [FieldPanel("organisation_kind")]

    class Meta:
        verbose_name = "党组织"
        verbose_name_plural = "党组织"

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        places = parent.places_below() if parent else {}
        return {
            "organisationKind": self.organisation_kind,
            "building": places.get("building"),
            "area": places.get("area"),
        }
