"""Who agreed to what: a ledger, the standing answer, and the texts in force."""

from pathlib import Path

from django.db import transaction

from cms.core import clock
from cms.core.errors import Refusal

from .models import Consent, ConsentText, Purpose, User

FIRST_TITLES = {
    Purpose.TERMS: "用户协议与隐私政策",
    Purpose.MEMBERSHIP: "党员信息处理同意书",
    Purpose.BADGE: "亮身份同意书",
    Purpose.RANKING: "参加个人排行同意书",
}
_TEXTS = Path(__file__).parent / "texts"


def in_force(purpose: Purpose) -> ConsentText:
    """The newest version whose time has come; every purpose has one from the start."""
    texts = ConsentText.objects.filter(purpose=purpose, in_force_from__lte=clock.now())
    return texts.order_by("-version")[0]


def stands(user: User, purpose: Purpose) -> Consent | None:
    """The consent that the user has given and not taken back, whichever version it was to."""
    last = Consent.objects.filter(user=user, text__purpose=purpose).select_related("text").last()
    return last if last and last.given else None


def text_due(user: User, purpose: Purpose) -> ConsentText | None:
    """The text in force, if the user has not agreed to this very version."""
    text, standing = in_force(purpose), stands(user, purpose)
    return None if standing and standing.text_id == text.pk else text


@transaction.atomic
def agree(*, user: User, text: ConsentText) -> None:
    """Add to the ledger; refuses OUTDATED_TEXT when what was shown is not in force any more."""
    User.objects.select_for_update().get(pk=user.pk)
    purpose = Purpose(text.purpose)
    if text != in_force(purpose):
        raise Refusal("OUTDATED_TEXT", "内容刚刚更新过，请看过新的再决定。")
    if text_due(user, purpose):
        Consent.objects.create(user=user, text=text, given=True, at=clock.now())


@transaction.atomic
def withdraw(*, user: User, purpose: Purpose) -> bool:
    """Take a consent back; returns whether there was one. What hangs on it is the caller's."""
    User.objects.select_for_update().get(pk=user.pk)
    standing = stands(user, purpose)
    if standing:
        Consent.objects.create(user=user, text=standing.text, given=False, at=clock.now())
    return bool(standing)


def write_first_texts(using: str) -> None:
    """A first version of each purpose's text, where there is none."""
    texts = ConsentText.objects.using(using)
    for purpose in Purpose:
        if not texts.filter(purpose=purpose).exists():
            body = (_TEXTS / f"{purpose.lower()}.txt").read_text(encoding="utf-8").strip()
            given = {"title": FIRST_TITLES[purpose], "body": body, "in_force_from": clock.now()}
            texts.get_or_create(purpose=purpose, version=1, defaults=given)
