"""The form that venues are edited in."""

from typing import Any

from cms.pages.forms import ContentPageForm

from .hours import overlaps


class VenueForm(ContentPageForm):
    """Refuses opening hours that overlap, each in its own row."""

    class Media:
        js = ["venues/hours.js"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        rows = [row for row in self.formsets["opening_hours"].forms if row.is_valid()]
        kept = [row for row in rows if row.cleaned_data and not row.cleaned_data["DELETE"]]
        for place, words in overlaps(row.instance for row in kept):
            kept[place].add_error("weekdays", words)
        return cleaned
