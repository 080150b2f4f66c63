"""Pages of certificates below /accounts/certificates/: one's own, the PDF, and the public proof."""

import unicodedata
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cms.core.errors import Refusal

from . import certificates
from .courses import ALPHABET, DIGITS
from .models import Certificate


@login_required
@never_cache
@require_GET
def list_certificates(request: HttpRequest) -> HttpResponse:
    """The certificates of who is signed in, the latest first."""
    member: Any = request.user
    found = member.certificates.order_by("-day", "-pk")
    return render(request, "learning/certificates.html", {"certificates": found})


@never_cache
@require_GET
def verify_certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Whether there is such a certificate, for whoever was shown it; its name masked.

    Nothing counts the tries: of 31 ** 12 numbers nobody guesses one.
    """
    meant = _number(number)
    if meant and meant != number:
        return redirect("certificate", meant)
    found = Certificate.objects.filter(number=meant).first() if meant else None
    context = {
        "certificate": found,
        "typed": number,
        "issuer": certificates.issuer(),
        "own": found is not None and found.member_id == request.user.pk,
    }
    return render(request, "learning/verified.html", context, status=200 if found else 404)


def _number(typed: str) -> str | None:
    """The number that somebody means who typed it small, wide, or with blanks and dashes."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    number = "".join(sign for sign in plain if sign.isalnum())
    return number if len(number) == DIGITS and set(number) <= set(ALPHABET) else None


@login_required
@never_cache
@require_GET
def show_certificate(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF, for whose it is; of others' there is none."""
    member: Any = request.user
    certificate = member.certificates.filter(number=_number(number)).first()
    if certificate is None:
        raise Http404
    try:
        drawn = certificates.draw(certificate)
    except Refusal as refusal:
        return render(request, "learning/cannot_draw.html", {"words": refusal.message}, status=503)
    name = content_disposition_header(False, f"结业证书 {certificate.number}.pdf")
    return HttpResponse(drawn, "application/pdf", headers={"Content-Disposition": name or "inline"})
