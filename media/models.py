"""Image, Document and Video: what editors upload, and what the public gets of it."""

import hashlib
import os
import re
from typing import Any

import structlog
from django.core.files import File
from django.db import models
from django.dispatch import Signal
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, SourceImageIOError
from wagtail.images.models import Image as WagtailImage
from wagtailmedia.models import AbstractMedia

from . import privacy, storage
from .fields import CaptionsField, DocumentField, PictureField, PosterField, VideoField
from .files import mime_of
from .images import specs

log = structlog.get_logger(__name__)

# Sent with instance=<Image, Document or Video> once what the public gets of it may have changed.
media_changed = Signal()


class Shelved:
    """A thing of a collection. Closed collections keep their files on the private side."""

    collection_id: int
    _meta: Any

    def save(self, *args: Any, **kwargs: Any) -> None:
        _store_files(self)
        super().save(*args, **kwargs)  # type: ignore[misc]

    def is_closed(self) -> bool:
        return privacy.is_closed(self.collection_id)

    def files(self) -> list[tuple[Any, str]]:
        """(row, name of its field) of every file the public would get, were it not closed."""
        raise NotImplementedError

    def is_misplaced(self) -> bool:
        """Whether a file lies on the wrong side; `services.place_files` puts that right."""
        closed = self.is_closed()
        return any(closed == storage.is_public(getattr(*file).name) for file in self.files())

    def is_public(self) -> bool:
        """Whether its collection is open, and all its files are where the public gets them."""
        return not self.is_closed() and not self.is_misplaced()


class Image(Shelved, AbstractImage):
    """A picture with its main colour; every size the public may get is made when it is saved."""

    file = PictureField(verbose_name="图片文件", width_field="width", height_field="height")
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
        before = _stored(self, "file")
        super().save(*args, **kwargs)
        if before and before != self.file.name:
            self.renditions.all().delete()
        self.prepare()

    def prepare(self) -> None:
        """Make what is missing of the sizes, tell who shows the picture."""
        try:
            self.get_renditions(*(spec for _, spec in specs(self.width)))
        except (OSError, SourceImageIOError):
            # The original is lost; its words can still be mended, and its sizes shown.
            log.exception("media.original_lost", image=self.pk)
        media_changed.send(sender=type(self), instance=self)

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:  # noqa: A002
        """The size, called by its content's hash: another picture's size never takes its place."""
        made = super().generate_rendition_file(filter, source=source)
        made.seek(0)
        digest = hashlib.file_digest(made, "sha256").hexdigest()[:32]
        made.name = digest + os.path.splitext(made.name)[1]
        return made

    def files(self) -> list[tuple[Any, str]]:
        return [(size, "file") for size in self.renditions.all()]

    def public(self) -> dict[str, Any] | None:
        """The picture as the public sees it: alt, width, height, color, focalPoint and sources.

        None while it is not public.
        """
        if self.is_closed():
            return None
        wanted = specs(self.width)
        made = self.get_renditions(*(spec for _, spec in wanted))
        sources = [(mime, made[spec]) for mime, spec in wanted]
        if not all(storage.is_public(size.file.name) for _, size in sources):
            return None
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


class RenditionQuerySet(models.QuerySet):
    """Wagtail makes all sizes of an image at once."""

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        for size in objs:
            _store_files(size)
        return super().bulk_create(objs, *args, **kwargs)


class Rendition(AbstractRendition):
    """One size of an image."""

    objects = RenditionQuerySet.as_manager()
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="media_one_rendition"
            )
        ]

    def get_upload_to(self, filename: str) -> str:
        return storage.content_name(storage.IMAGES, filename, private=self.image.is_closed())


class Document(Shelved, AbstractDocument):
    """A file to download."""

    file = DocumentField(verbose_name="文件")
    tags = TaggableManager(
        help_text=None, blank=True, verbose_name="标签", related_name="documents"
    )

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        default_related_name = "documents"
        verbose_name = "文件"
        verbose_name_plural = "文件"
        permissions = [("choose_document", "Can choose document")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        media_changed.send(sender=type(self), instance=self)

    @property
    def filename(self) -> str:
        """What it is called on the disk of who downloads it: the stored name means nothing."""
        extension = os.path.splitext(str(self.file.name))[1]
        words = re.sub(r"[^\w-]+", "_", self.title.removesuffix(extension)).strip("_")
        return f"{words or 'document'}{extension}"

    def files(self) -> list[tuple[Any, str]]:
        return [(self, "file")]

    def public(self) -> dict[str, Any] | None:
        """The document as the public gets it: title, url, bytes and mime; None if it does not."""
        if not self.is_public():
            return None
        return {
            "title": self.title,
            "url": self.file.url,
            "bytes": self.get_file_size(),
            "mime": mime_of(str(self.file.name)),
        }


class Video(Shelved, AbstractMedia):
    """A video with a picture that stands for it, and captions."""

    file = VideoField(
        verbose_name="视频文件",
        help_text="MP4（H.264）或 WebM，最大 200 MB。建议不超过 720p，手机流量下也能看。",
    )
    thumbnail = PosterField(
        verbose_name="封面图",
        blank=True,
        help_text="播放之前显示的图片：JPEG、PNG 或 WebP。",
    )
    captions = CaptionsField(
        verbose_name="字幕",
        blank=True,
        help_text="WebVTT（.vtt）文件，UTF-8 编码。听不见或不便外放的人靠它看懂视频。",
    )
    poster_width = models.PositiveIntegerField(null=True, editable=False)
    poster_height = models.PositiveIntegerField(null=True, editable=False)
    poster_color = models.CharField(max_length=7, blank=True, editable=False)

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "duration",
        "width",
        "height",
        "thumbnail",
        "captions",
        "tags",
    )

    class Meta(AbstractMedia.Meta):
        verbose_name = "视频"
        verbose_name_plural = "视频"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        media_changed.send(sender=type(self), instance=self)

    def files(self) -> list[tuple[Any, str]]:
        return [(self, name) for name in ("file", "thumbnail", "captions") if getattr(self, name)]

    def public(self) -> dict[str, Any] | None:
        """The video as the public gets it: title, url, poster, captionsUrl, mime, width, height.

        The poster is a picture in the form of `Image.public`. None while it is not public.
        """
        if not self.is_public():
            return None
        return {
            "title": self.title,
            "url": self.file.url,
            "poster": self._poster() if self.thumbnail else None,
            "captionsUrl": self.captions.url if self.captions else None,
            "mime": mime_of(str(self.file.name)),
            "width": self.width,
            "height": self.height,
        }

    def _poster(self) -> dict[str, Any]:
        size = {"width": self.poster_width, "height": self.poster_height}
        mime = mime_of(str(self.thumbnail.name))
        return {
            "alt": self.title,
            **size,
            "color": self.poster_color or None,
            "focalPoint": None,
            "sources": [{"url": self.thumbnail.url, **size, "mime": mime}],
        }


class Spare(models.Model):
    """A stored file that nothing names any more, and since when; see `services.sweep`."""

    name = models.CharField(max_length=100, unique=True)
    since = models.DateTimeField()


class Sweep(models.Model):
    """The one row that says when files were last swept."""

    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="media_one_sweep_at_a_time")
        ]


def _store_files(thing: Any) -> None:
    """Store its new files before the database hears of it.

    One that is refused must break no transaction, and one that takes long must hold no lock.
    """
    for field in thing._meta.concrete_fields:
        file = getattr(thing, field.attname) if isinstance(field, models.FileField) else None
        if file and not file._committed:
            file.save(file.name, file.file, save=False)


def _stored(thing: models.Model, field: str) -> str:
    """The name of the file the thing's row has, "" if it has none yet."""
    rows = type(thing)._default_manager.filter(pk=thing.pk)
    return str(rows.values_list(field, flat=True).first() or "") if thing.pk else ""
