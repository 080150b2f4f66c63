"""What all public pages share: Node, Content, the parts they are made of, and finding one."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from cms.core import ids
from cms.publication.models import Address, Entry

from .core import documents
from .core.access import public, shown
from .core.scalars import Date, DateTime


class Node(graphene.Interface):
    """Anything with an id."""

    id = graphene.ID(required=True, description="Opaque; hand it back as it came.")


class ContentKind(graphene.Enum):
    """The kinds of public pages."""

    DISTRICT = "DISTRICT"
    AREA = "AREA"
    BUILDING = "BUILDING"
    ORGANISATION = "ORGANISATION"
    BRIEF = "BRIEF"
    NOTICE = "NOTICE"
    LESSON = "LESSON"
    COURSE = "COURSE"
    ACTIVITY = "ACTIVITY"
    VENUE = "VENUE"
    ENTERPRISE = "ENTERPRISE"
    JOB = "JOB"
    VACANCY = "VACANCY"
    PUBLIC_SERVICE = "PUBLIC_SERVICE"
    INFO_PAGE = "INFO_PAGE"

    @property
    def description(self) -> str:
        return KIND_WORDS[self.value]


KIND_WORDS = {
    "DISTRICT": "如意湖: the district.",
    "AREA": "片区.",
    "BUILDING": "楼宇 or 商圈.",
    "ORGANISATION": "党组织 or 共建单位.",
    "BRIEF": "信息简报.",
    "NOTICE": "通知公告.",
    "LESSON": "微党课.",
    "COURSE": "课程.",
    "ACTIVITY": "活动.",
    "VENUE": "阵地.",
    "ENTERPRISE": "企业.",
    "JOB": "招聘.",
    "VACANCY": "空置资源.",
    "PUBLIC_SERVICE": "公共服务.",
    "INFO_PAGE": "专页.",
}


class Link(graphene.ObjectType):
    """A title and where it leads."""

    title = graphene.String(required=True, description="The words of the link.")
    url = graphene.String(required=True, description="A public path, or an address elsewhere.")


class Owner(graphene.ObjectType):
    """Whose a page is: the page above it in the district's tree."""

    id = graphene.ID(required=True, description="The owner's id.")
    title = graphene.String(required=True, description="The owner's name.")
    url = graphene.String(required=True, description="The owner's public path.")
    kind = graphene.String(required=True, description="The owner's ContentKind.")


class Point(graphene.ObjectType):
    """A place in a picture, from its top left corner."""

    x = graphene.Float(required=True, description="0 left to 1 right.")
    y = graphene.Float(required=True, description="0 top to 1 bottom.")


class ImageSource(graphene.ObjectType):
    """One size of a picture."""

    url = graphene.String(required=True, description="Where the file is.")
    width = graphene.Int(required=True, description="Pixels.")
    height = graphene.Int(required=True, description="Pixels.")
    mime = graphene.String(required=True, description="image/webp or image/jpeg.")


class Image(graphene.ObjectType):
    """A picture in all its sizes: WebP and JPEG, 320 to 1920 wide, never enlarged."""

    alt = graphene.String(required=True, description="What is to be seen, in words.")
    width = graphene.Int(required=True, description="Pixels of the original.")
    height = graphene.Int(required=True, description="Pixels of the original.")
    color = graphene.String(description="Its main colour, #rrggbb, to stand in while it loads.")
    focal_point = shown(Point, "What must stay visible when it is cropped.")
    sources = shown(ImageSource, "Its sizes.", many=True)


class Block(graphene.Interface):
    """A part of a body."""

    id = graphene.ID(required=True, description="Stable while the block lives.")


class HeadingBlock(graphene.ObjectType):
    """A heading."""

    class Meta:
        interfaces = (Block,)

    text = graphene.String(required=True, description="Its words.")
    level = graphene.Int(required=True, description="2 or 3.")


class ParagraphBlock(graphene.ObjectType):
    """Rich text."""

    class Meta:
        interfaces = (Block,)

    html = graphene.String(
        required=True, description="Sanitised; links between pages are public paths already."
    )


class ImageBlock(graphene.ObjectType):
    """A picture with a caption."""

    class Meta:
        interfaces = (Block,)

    image = shown(Image, "The picture.", required=True)
    caption = graphene.String(required=True, description="May be empty.")


class GalleryBlock(graphene.ObjectType):
    """Pictures that belong together."""

    class Meta:
        interfaces = (Block,)

    images = shown(Image, "The pictures, in order.", many=True)


class FileBlock(graphene.ObjectType):
    """A file to download."""

    class Meta:
        interfaces = (Block,)

    title = graphene.String(required=True, description="What it is.")
    url = graphene.String(required=True, description="Where the file is.")
    bytes = graphene.Int(required=True, description="Its size.")
    mime = graphene.String(required=True, description="Its type, e.g. application/pdf.")


class VideoBlock(graphene.ObjectType):
    """A video."""

    class Meta:
        interfaces = (Block,)

    title = graphene.String(required=True, description="What it shows.")
    url = graphene.String(required=True, description="Where the file is.")
    mime = graphene.String(required=True, description="video/mp4 or video/webm.")
    width = graphene.Int(description="Pixels; null where unknown.")
    height = graphene.Int(description="Pixels; null where unknown.")
    poster = shown(Image, "The picture that stands for it until it plays.")
    captions_url = graphene.String(description="Its captions, WebVTT; null for none.")


class QuoteBlock(graphene.ObjectType):
    """Words of somebody's."""

    class Meta:
        interfaces = (Block,)

    text = graphene.String(required=True, description="The words.")
    source = graphene.String(required=True, description="Whose they are; may be empty.")


class TableBlock(graphene.ObjectType):
    """A table of plain text."""

    class Meta:
        interfaces = (Block,)

    caption = graphene.String(required=True, description="What it shows; may be empty.")
    header = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="Its columns; may be empty."
    )
    rows = graphene.List(
        graphene.NonNull(graphene.List(graphene.NonNull(graphene.String))),
        required=True,
        description="Its lines, each with a cell for every column.",
    )


BLOCKS = [
    *(HeadingBlock, ParagraphBlock, QuoteBlock, TableBlock),
    *(ImageBlock, GalleryBlock, FileBlock, VideoBlock),
]


class Content(graphene.Interface):
    """What every public page has. Comes from the publication, never from drafts."""

    class Meta:
        interfaces = (Node,)

    id = graphene.ID(required=True, description="Opaque; hand it back as it came.")
    title = graphene.String(required=True, description="Its title.")
    slug = graphene.String(required=True, description="The last part of its URL.")
    url = graphene.String(required=True, description="Public path, e.g. /briefs/2026/11/…/")
    summary = graphene.String(required=True, description="A sentence or two; may be empty.")
    published_at = DateTime(required=True, description="When it was first published.")
    updated_at = DateTime(required=True, description="When what the public sees last changed.")
    source_date = Date(description="The date an imported text bears.")
    ordinal = graphene.Int(
        required=True, description="Within its kind, given at first publication, for good."
    )
    former_urls = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="Where it was before; these redirect.",
    )
    cover = shown(Image, "The picture that stands for it.")
    owner = shown(Owner, "Whose it is.", required=True)
    breadcrumb = shown(Link, "The pages above it, the district first.", many=True)
    body = shown(Block, "The text, as blocks.", many=True)


class ContentQuery:
    """Finding one page."""

    node = public(
        graphene.Field(
            Node,
            id=graphene.ID(required=True, description="An id from an earlier answer."),
            description="The public thing with this id; null when there is none.",
        )
    )
    content = public(
        graphene.Field(
            Content,
            url=graphene.String(required=True, description="A public path, present or former."),
            description="The public page at this path; its `url` tells where it is now.",
        )
    )

    def resolve_node(self, info: GraphQLResolveInfo, id: str) -> Any:  # noqa: A002
        named = ids.decode(id)
        if named is None or named[0] not in KIND_WORDS:
            return None
        kind, number = named
        return documents.one(info, Entry.objects.public(kind).filter(page_id=number))

    def resolve_content(self, info: GraphQLResolveInfo, url: str) -> Any:
        if "\0" in url:
            # PostgreSQL holds no text with a NUL, and takes no question with one.
            return None
        page = Address.objects.filter(url=url).values("page_id")
        return documents.one(info, Entry.objects.public().filter(page_id__in=page))
