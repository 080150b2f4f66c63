"""A brief as the guides of Wagtail and wagtail-grapple would write it."""

from django.db import models
from grapple.helpers import register_query_field
from grapple.models import GraphQLImage, GraphQLStreamfield, GraphQLString
from wagtail.api import APIField
from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.fields import StreamField
from wagtail.images.api.fields import ImageRenditionField
from wagtail.models import Page


@register_query_field("brief", "briefs")
class BriefPage(Page):
    summary = models.TextField()
    cover = models.ForeignKey("wagtailimages.Image", models.PROTECT, related_name="+")
    body = StreamField([("heading", CharBlock()), ("paragraph", RichTextBlock())])

    graphql_fields = [
        GraphQLString("summary"),
        GraphQLImage("cover"),
        GraphQLStreamfield("body"),
    ]
    api_fields = [
        APIField("summary"),
        APIField("cover"),
        APIField("cover_800", ImageRenditionField("width-800", source="cover")),
        APIField("cover_400", ImageRenditionField("width-400", source="cover")),
        APIField("body"),
    ]
