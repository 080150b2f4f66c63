"""How people sign in: allauth by phone, code and password; a second factor; limits on guessing."""

import datetime

from . import environment

__all__ = [
    "ACCOUNT_ADAPTER",
    "ACCOUNT_EMAIL_VERIFICATION",
    "ACCOUNT_FORMS",
    "ACCOUNT_LOGIN_BY_CODE_ENABLED",
    "ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS",
    "ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND",
    "ACCOUNT_LOGIN_BY_CODE_TIMEOUT",
    "ACCOUNT_LOGIN_METHODS",
    "ACCOUNT_LOGOUT_REDIRECT_URL",
    "ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS",
    "ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND",
    "ACCOUNT_PHONE_VERIFICATION_TIMEOUT",
    "ACCOUNT_PREVENT_ENUMERATION",
    "ACCOUNT_RATE_LIMITS",
    "ACCOUNT_REAUTHENTICATION_REQUIRED",
    "ACCOUNT_SESSION_REMEMBER",
    "ACCOUNT_SIGNUP_FIELDS",
    "ALLAUTH_TRUSTED_PROXY_COUNT",
    "AUTHENTICATION_BACKENDS",
    "AXES_ALLOWED_CORS_ORIGINS",
    "AXES_CLIENT_IP_CALLABLE",
    "AXES_COOLOFF_TIME",
    "AXES_DISABLE_ACCESS_LOG",
    "AXES_FAILURE_LIMIT",
    "AXES_LOCKOUT_CALLABLE",
    "AXES_LOCKOUT_PARAMETERS",
    "AXES_RESET_ON_SUCCESS",
    "AXES_USERNAME_CALLABLE",
    "AXES_VERBOSE",
    "LOGIN_REDIRECT_URL",
    "LOGIN_URL",
    "MFA_ADAPTER",
    "MFA_FORMS",
    "MFA_RECOVERY_CODES_SHOW_ONCE",
    "MFA_SUPPORTED_TYPES",
    "MFA_TOTP_ISSUER",
    "MFA_TOTP_TOLERANCE",
    "SECOND_FACTOR_REQUIRED",
    "SESSION_COOKIE_AGE",
    "SMS",
    "SMS_OUTBOX",
    "SMS_SECRET",
]

SMS = environment.sms()
SMS_SECRET = environment.sms_secret()
SMS_OUTBOX = environment.VAR / "sms" / "outbox.jsonl"
SECOND_FACTOR_REQUIRED = environment.second_factor()

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
SESSION_COOKIE_AGE = 30 * 24 * 3600
AUTHENTICATION_BACKENDS = [
    # First: an address that has guessed too often gets no further.
    "axes.backends.AxesBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

ACCOUNT_ADAPTER = "cms.members.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"phone", "username"}
# Nobody signs up: signing in by code begins an account. But allauth knows only the ways to sign in
# that are named here, and lets nobody in by password without a phone that is required here.
ACCOUNT_SIGNUP_FIELDS = ["username*", "phone", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Of the whole step: each code's own five minutes are counted in members.codes.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
# Codes are counted in members.codes and wrong passwords by axes, both in the database; allauth
# counts in each process by itself.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": None,
    "verify_phone": None,
    "change_phone": None,
    "login_failed": None,
    "login": "60/m/ip",
}
ACCOUNT_FORMS = {
    "request_login_code": "cms.members.forms.RequestCodeForm",
    "confirm_login_code": "cms.members.forms.ConfirmCodeForm",
    "login": "cms.members.forms.PasswordLoginForm",
    "change_phone": "cms.members.forms.ChangePhoneForm",
    "verify_phone": "cms.members.forms.ConfirmPhoneForm",
    "request_reauthentication_code": "cms.members.forms.RequestAgainForm",
    "confirm_reauthentication_code": "cms.members.forms.ConfirmAgainForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.proxies()

MFA_FORMS = {
    "add_webauthn": "cms.members.forms.KeyForm",
    "authenticate": "cms.members.forms.SecondForm",
    "reauthenticate": "cms.members.forms.SecondAgainForm",
}
MFA_ADAPTER = "cms.members.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "如意"
# Phones' clocks are off by some seconds.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True

# Five wrong passwords for one account from one address, and both wait a quarter of an hour. By
# the address alone a whole tower would be locked out, by the account alone anybody could lock it.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = datetime.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "cms.members.guessing.refuse"
AXES_USERNAME_CALLABLE = "cms.members.guessing.account_of"
AXES_CLIENT_IP_CALLABLE = "cms.members.guessing.address_of"
AXES_RESET_ON_SUCCESS = True
# Who signed in from where is in the sessions that everybody sees for themselves.
AXES_DISABLE_ACCESS_LOG = True
AXES_ALLOWED_CORS_ORIGINS = environment.origin()
AXES_VERBOSE = False
