"""The image form: a replaced picture gets its new sizes before anyone asks for them."""

from typing import Any

from wagtail.images.forms import BaseImageForm

from .models import Image


class ImageForm(BaseImageForm):
    """Wagtail drops all sizes after it has saved a replaced file; ours are made again here."""

    def save(self, commit: bool = True) -> Image:
        image: Any = super().save(commit=commit)
        if commit and "file" in self.changed_data:
            image.prepare()
        return image
