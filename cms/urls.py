"""Addresses that Django answers; all others are the printed site's."""

from csp.decorators import csp_replace
from django.conf import settings
from django.urls import include, path, re_path
from wagtail.admin import urls as admin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as document_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.learning.views import list_certificates, show_certificate, verify_certificate
from cms.members.staff import for_staff
from cms.members.views import AdminAccountView, to_sign_in
from cms.pages.sharing import show_shared
from cms.points.views import show_rules
from cms.publication import views

looser_policy = csp_replace(settings.ADMIN_CSP)
decorate_urlpatterns(admin_urls.urlpatterns, for_staff)
decorate_urlpatterns(admin_urls.urlpatterns, looser_policy)

account = looser_policy(for_staff(require_admin_access(AdminAccountView.as_view())))

urlpatterns = [
    # Before Wagtail's own door, which knows neither second factors nor phones.
    path("admin/login/", to_sign_in),
    path("admin/account/", account),
    path("admin/", include(admin_urls)),
    path("accounts/points/", show_rules, name="points_explained"),
    path("accounts/certificates/", list_certificates, name="certificates"),
    path("accounts/certificates/<str:number>/", verify_certificate, name="certificate"),
    path(
        "accounts/certificates/<str:number>/certificate.pdf",
        show_certificate,
        name="certificate_pdf",
    ),
    path("accounts/", include("cms.members.urls")),
    path("documents/", include(document_urls)),
    # By name: the language is a room above this one.
    path("graphql/", include("schema.urls")),
    path("healthz", views.health),
    path("preview/<str:token>/", show_shared, name="preview"),
    path("", include("media.urls")),
    # By this name Wagtail sends on who asks for a file of a closed collection.
    path("sign-in/", to_sign_in, name="wagtailcore_login"),
    # The catch-all below would take these for pages that are not there.
    re_path(r"^(?P<name>accounts|admin|graphql|documents)$", views.with_slash),
    re_path("", views.moved_or_missing),
]
