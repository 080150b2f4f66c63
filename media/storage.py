"""Where files lie: on the public side what anyone may fetch, on the private side all the rest.

Each side is a folder or a bucket (media.bucket), as the settings say; nothing else knows which.
"""

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core import signing
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage, storages
from django.urls import reverse
from django.utils.deconstruct import deconstructible

# Folders of the public side. A name that begins with anything else is private.
IMAGES, DOCUMENTS, VIDEOS = "images", "documents", "videos"
PUBLIC = (IMAGES, DOCUMENTS, VIDEOS)
# Pictures as they came from the cleaning; the public gets sizes of them.
ORIGINALS = "original_images"
PRIVATE = "private/"
CONTENT_NAME = re.compile(
    rf"(?:{ORIGINALS}|(?:{PRIVATE})?(?:{'|'.join(PUBLIC)}))/[0-9a-f]{{2}}/[0-9a-f]{{32}}\.\w+"
)
LINK_SECONDS = 300
LINK_SALT = "media.private"


def content_name(folder: str, filename: str, *, private: bool = False) -> str:
    """The name of a file that is called by its content's hash, on the side it belongs to."""
    return f"{PRIVATE if private else ''}{folder}/{filename[:2]}/{filename}"


def is_public(name: str) -> bool:
    return name.partition("/")[0] in PUBLIC


def other_side(name: str) -> str:
    """The same content's name on the other side."""
    return PRIVATE + name if is_public(name) else name.removeprefix(PRIVATE)


def names_in(text: str) -> set[str]:
    """The files whose addresses stand in a text, such as a public document."""
    return set(CONTENT_NAME.findall(text))


def linked_name(token: str) -> str:
    """The file that a private link leads to; raises signing.BadSignature when it has expired."""
    return cast(str, signing.loads(token, salt=LINK_SALT, max_age=LINK_SECONDS))


class Folder(FileSystemStorage):
    """One side as a folder; a file is there whole or not at all."""

    def put(self, name: str, content: Any) -> str:
        """Store under exactly this name. Only for names by content: they cannot collide."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            with beside.open("wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        return name

    def names(self) -> Iterator[str]:
        for folder, _, files in os.walk(self.location):
            for file in files:
                yield Path(folder, file).relative_to(self.location).as_posix()


class PrivateFolder(Folder):
    """The private side as a folder; its addresses are links that soon expire."""

    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    def url(self, name: str | None) -> str:
        return reverse("private_file", args=[signing.dumps(name, salt=LINK_SALT)])


@deconstructible
class Store(Storage):
    """Both sides as one storage; the name of a file says on which it lies."""

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        name = name or content.name
        if not hasattr(content, "chunks"):
            content = File(content, name)
        if CONTENT_NAME.fullmatch(name):
            # The same content again is written again: it is as new as its last use.
            return self._side(name).put(name, content)
        return self._side(name).save(name, content, max_length=max_length)

    def delete(self, name: str) -> None:
        """Nothing at once, for a file named by content: public documents may still name it.

        Wagtail deletes files in many places; what nobody needs any more, `services.sweep` takes.
        """
        if not CONTENT_NAME.fullmatch(name):
            self._side(name).delete(name)

    def remove(self, name: str) -> None:
        """Delete it now."""
        self._side(name).delete(name)

    def names(self) -> Iterator[str]:
        """All files that are named by content, on both sides."""
        for side in ("public", "private"):
            found = cast(Any, storages[side]).names()
            yield from (name for name in found if CONTENT_NAME.fullmatch(name))

    def exists(self, name: str) -> bool:
        return self._side(name).exists(name)

    def size(self, name: str) -> int:
        return self._side(name).size(name)

    def path(self, name: str) -> str:
        return self._side(name).path(name)

    def url(self, name: str | None) -> str:
        return self._side(name or "").url(name)

    def get_modified_time(self, name: str) -> Any:
        return self._side(name).get_modified_time(name)

    def _open(self, name: str, mode: str = "rb") -> Any:
        return self._side(name).open(name, mode)

    def _side(self, name: str) -> Any:
        return storages["public" if is_public(name) else "private"]


def store() -> Store:
    """The storage of all models' files."""
    return cast(Store, default_storage)
