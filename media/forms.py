"""The forms of the admin: what is wrong with a file is said at its field, before it is stored."""

from typing import Any

from django import forms
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtailmedia.forms import BaseMediaForm

from . import files, images

ALT_HELP = (
    "替代文字：说出图片里有什么，读给看不见图片的人听，图片打不开时也会显示。"
    "例如“志愿者在湖边捡拾垃圾”，不要写“图片1”。"
)


class PictureField(WagtailImageField):
    """A file field whose value is the cleaned picture, ready to be stored."""

    # The name says nothing, neither for a picture nor against it.
    default_validators: list[Any] = []

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_upload_size = images.MAX_BYTES
        self.error_messages["empty"] = images.EMPTY
        self.help_text = "JPEG、PNG 或 WebP，最大 20 MB、5000 万像素。拍摄地点等信息会自动去除。"

    def to_python(self, data: Any) -> Any:
        # Past Wagtail's own: it trusts the name, and lets other formats be opened.
        file = forms.FileField.to_python(self, data)
        return images.clean(file) if file is not None else None


class ImageForm(BaseImageForm):
    """The image form: pictures are judged by content, and say in words what they show."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail would delete the replaced file's sizes after saving, the new ones with them;
        # Image.save has taken care of it.
        self.original_file = None
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = PictureField(
                label="图片文件", widget=given.widget, required=given.required
            )
            told = self.fields["file"].help_text
            self.fields["file"].help_text = f"{self._what_changes_with_it()}{told}"
        if "description" in self.fields:
            alt = self.fields["description"]
            alt.required, alt.label, alt.help_text = True, "替代文字", ALT_HELP
            alt.error_messages["required"] = "请写一句话说明图片里有什么。"

    def _what_changes_with_it(self) -> str:
        """Another file in a picture's place is shown wherever the picture is."""
        if not self.instance.pk:
            return ""
        used = self.instance.get_usage().count()
        everywhere = (
            f"有 {used} 页在用这张图片，换了文件，每一页都会变。只想改其中一页，"
            "请打开那一页，点图片旁边的“…”，选“换一张图片”。"
        )
        return f"{everywhere if used else ''}换了文件，请把标题和替代文字也改成新图片的。"


class DocumentForm(BaseDocumentForm):
    """The document form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = f"{files.KINDS}，最大 50 MB。"
            self.fields["file"].error_messages["empty"] = files.EMPTY

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            files.document_extension(file, file.name)
        return file


class VideoForm(BaseMediaForm):
    """The video form."""

    class Meta(BaseMediaForm.Meta):
        widgets = {
            **BaseMediaForm.Meta.widgets,
            "thumbnail": forms.ClearableFileInput({"accept": "image/jpeg,image/png,image/webp"}),
            "captions": forms.ClearableFileInput({"accept": ".vtt,text/vtt"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"file", "thumbnail", "captions"} & self.fields.keys():
            self.fields[name].error_messages["empty"] = files.EMPTY

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            files.video_extension(file)
        return file

    def clean_thumbnail(self) -> Any:
        # False: the box to remove it is ticked.
        picture = self.cleaned_data["thumbnail"]
        if picture and "thumbnail" in self.changed_data:
            return images.clean(picture, images.POSTER_SIDE)
        return picture

    def clean_captions(self) -> Any:
        captions = self.cleaned_data["captions"]
        if captions and "captions" in self.changed_data:
            files.check_captions(captions)
        return captions
