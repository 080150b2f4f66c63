"""Image, Document and Video: what editors upload."""

from typing import Any

import structlog
from django.db import models
from django.dispatch import Signal
from PIL import Image as Picture
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition, SourceImageIOError
from wagtail.images.models import Image as WagtailImage
from wagtailmedia.models import AbstractMedia

from .images import main_color, specs

log = structlog.get_logger(__name__)

# Sent with instance=<Image> once a changed image and all its sizes can be shown.
picture_changed = Signal()


class Image(AbstractImage):
    """A picture with its main colour; every size the public may get is made when it is saved."""

    color = models.CharField("主色", max_length=7, blank=True, editable=False)
    # Wagtail's own Image stands beside ours: the two may not share a name on the tag's side.
    tags = TaggableManager(help_text=None, blank=True, verbose_name="标签", related_name="images")

    admin_form_fields = WagtailImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        default_related_name = "images"
        verbose_name = "图片"
        verbose_name_plural = "图片"
        permissions = [("choose_image", "Can choose image")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Make what is missing of the sizes, measure the colour, tell who shows the picture."""
        try:
            self.get_renditions(*(spec for _, spec in specs(self.width)))
            with self.open_file() as file, Picture.open(file) as picture:
                self.color = main_color(picture)
        except (OSError, SourceImageIOError):
            # The original is lost; its words can still be mended, and its sizes shown.
            log.exception("media.original_lost", image=self.pk)
        type(self).objects.filter(pk=self.pk).update(color=self.color)
        picture_changed.send(sender=type(self), instance=self)

    def public(self) -> dict[str, Any]:
        """The picture as the public sees it: alt, width, height, color, focalPoint and sources."""
        wanted = specs(self.width)
        made = self.get_renditions(*(spec for _, spec in wanted))
        sources = [(mime, made[spec]) for mime, spec in wanted]
        return {
            "alt": self.default_alt_text,
            "width": self.width,
            "height": self.height,
            "color": self.color or None,
            "focalPoint": self._focal_point(),
            "sources": [
                {"url": size.url, "width": size.width, "height": size.height, "mime": mime}
                for mime, size in sources
            ],
        }

    def _focal_point(self) -> dict[str, float] | None:
        if self.focal_point_x is None or self.focal_point_y is None:
            return None
        return {
            "x": round(self.focal_point_x / self.width, 4),
            "y": round(self.focal_point_y / self.height, 4),
        }


class Rendition(AbstractRendition):
    """One size of an image."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="media_one_rendition"
            )
        ]


class Document(AbstractDocument):
    """A file to download."""

    tags = TaggableManager(
        help_text=None, blank=True, verbose_name="标签", related_name="documents"
    )

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        default_related_name = "documents"
        verbose_name = "文件"
        verbose_name_plural = "文件"
        permissions = [("choose_document", "Can choose document")]


class Video(AbstractMedia):
    """A video or a sound recording."""

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "duration",
        "width",
        "height",
        "thumbnail",
        "tags",
    )

    class Meta(AbstractMedia.Meta):
        verbose_name = "视频"
        verbose_name_plural = "视频"
