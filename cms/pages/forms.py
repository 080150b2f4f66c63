"""The form that pages are edited in."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm

from cms.core import clock

from .slugs import slug_from


class ContentPageForm(WagtailAdminPageForm):
    """A blank slug is made from the title, one taken in the kind is refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_go_live_at(self) -> Any:
        moment = self.cleaned_data["go_live_at"]
        if moment and "go_live_at" in self.changed_data and moment < clock.now():
            raise ValidationError("上线时间已经过去。要现在就发布，把它留空。")
        return moment

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if self._is_made_from_an_old_title(slug):
            return ""
        others = type(self.instance).objects.filter(slug=slug).exclude(pk=self.instance.pk)
        # One that is kept stands: Wagtail's copy form may have made it, and it has its address.
        if slug and slug != self.instance.slug and others.exists():
            raise ValidationError("同类内容中已有页面使用这个网址名，请换一个。")
        return slug

    def _is_made_from_an_old_title(self, slug: str) -> bool:
        """Whether the draft was saved with half a title, or a boilerplate's, and has no address."""
        page = self.instance
        if not page.pk or page.first_published_at or slug != page.slug:
            return False
        made = re.fullmatch(rf"{slug_from(page.title)}(?:-\d+)?", slug)
        return bool(made) and "title" in self.changed_data
