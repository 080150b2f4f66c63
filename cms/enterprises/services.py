"""Writing enterprises: one firm is one page, found by its name."""

from typing import Any

from wagtail.models import Page

from cms.core.errors import Refusal
from cms.pages.services import add_live

from .models import Enterprise


def find_or_add_enterprise(*, under: Page, name: str, **fields: Any) -> tuple[Enterprise, bool]:
    """The enterprise of this name in the district, added under `under` if there is none.

    Returns (enterprise, whether it was added). A firm that is there already keeps its fields.
    """
    if not name:
        raise Refusal("NO_ENTERPRISE_NAME", "没有企业名称，请补上。", "company")
    found = Enterprise.objects.filter(title=name).order_by("pk").first()
    if found and not found.live:
        words = f"企业“{name}”还没有公开，请先发布它。"
        raise Refusal("ENTERPRISE_HIDDEN", words, "company")
    if found:
        return found, False
    enterprise = Enterprise(title=name, **fields)
    add_live(under=under, page=enterprise)
    return enterprise, True
