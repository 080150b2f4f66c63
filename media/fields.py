"""Model fields for what people upload: judged, cleaned and named by content as it is stored."""

from typing import Any

from django.db.models import FileField
from django.db.models.fields.files import FieldFile
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile
from wagtail.utils.file import hash_filelike

from . import files, storage
from .images import POSTER_SIDE, CleanPicture, clean, measure


class StoredFile(FieldFile):
    """A file of a model. Forms, uploaders and scripts all store it through `save`."""

    def save(self, name: str, content: Any, save: bool = True) -> None:
        field: Any = self.field
        name, content = field.admit(self.instance, name, content)
        super().save(name, content, save)


class StoredPicture(StoredFile, WagtailImageFieldFile):
    """An image's file, measured by its header alone: nothing else of it is trusted yet."""

    def get_image_dimensions(self) -> Any:
        close = self.closed
        self.open()
        try:
            return measure(self.file)
        finally:
            if close:
                self.close()
            else:
                self.seek(0)


class PictureField(WagtailImageField):
    """The picture an image is made of; only sizes of it are for the public."""

    attr_class = StoredPicture

    def admit(self, image: Any, _name: str, content: Any) -> tuple[str, Any]:
        picture = content if isinstance(content, CleanPicture) else clean(content)
        image.color = picture.color
        image.file_size, image.file_hash = picture.size, picture.sha1
        return picture.stored_name, picture

    def generate_filename(self, _image: Any, filename: str) -> str:
        return storage.content_name(storage.ORIGINALS, filename)


class ShelvedField(FileField):
    """A file that lies on the public side, unless the collection of its model is closed."""

    attr_class = StoredFile
    folder: str

    def admit(self, owner: Any, name: str, content: Any) -> tuple[str, Any]:
        raise NotImplementedError

    def generate_filename(self, owner: Any, filename: Any) -> str:
        return storage.content_name(self.folder, filename, private=owner.is_closed())


class DocumentField(ShelvedField):
    folder = storage.DOCUMENTS

    def admit(self, document: Any, name: str, content: Any) -> tuple[str, Any]:
        extension = files.document_extension(content, name)
        document.file_size, document.file_hash = content.size, hash_filelike(content)
        return f"{files.digest(content)}.{extension}", content


class VideoField(ShelvedField):
    folder = storage.VIDEOS

    def admit(self, _video: Any, _name: str, content: Any) -> tuple[str, Any]:
        extension = files.video_extension(content)
        return f"{files.digest(content)}.{extension}", content


class CaptionsField(ShelvedField):
    folder = storage.VIDEOS

    def admit(self, _video: Any, _name: str, content: Any) -> tuple[str, Any]:
        files.check_captions(content)
        return f"{files.digest(content)}.vtt", content


class PosterField(ShelvedField):
    """The picture that stands for a video until it plays."""

    folder = storage.IMAGES

    def admit(self, video: Any, _name: str, content: Any) -> tuple[str, Any]:
        poster = content if isinstance(content, CleanPicture) else clean(content, POSTER_SIDE)
        video.poster_width, video.poster_height = poster.width, poster.height
        video.poster_color = poster.color
        return poster.stored_name, poster
