"""Addresses below /accounts/: of allauth's, those that we use and no others."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from . import views

# allauth sends people on by these names.
urlpatterns = [
    path("", views.index, name="account_index"),
    path("login/", account.request_login_code, name="account_login"),
    path("login/", account.request_login_code, name="account_request_login_code"),
    path("login/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("login/password/", account.login, name="account_password_login"),
    path("login/name/", views.recognise, name="account_recognise"),
    path("login/terms/", views.terms, name="account_terms"),
    path("login/second/", mfa.authenticate, name="mfa_authenticate"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("texts/<slug:purpose>/", views.show_text, name="account_text"),
    path("phone/", account.change_phone, name="account_change_phone"),
    path("phone/code/", account.verify_phone, name="account_verify_phone"),
    path("phone/keep/", views.keep_phone, name="account_keep_phone"),
    path("password/", views.password, name="account_password"),
    path("sessions/", views.sessions, name="account_sessions"),
    path("sessions/end/", views.end_session, name="account_end_session"),
    path("export/", views.export, name="account_export"),
    path("erase/", views.erase, name="account_erase"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path(
        "again/code/",
        account.request_reauthentication_code,
        name="account_request_reauthentication_code",
    ),
    path(
        "again/code/confirm/",
        account.confirm_reauthentication_code,
        name="account_confirm_reauthentication_code",
    ),
    path("again/second/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("again/key/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("second/", mfa.index, name="mfa_index"),
    path("second/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "second/codes/file/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("second/keys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("second/keys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("second/keys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("second/keys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
