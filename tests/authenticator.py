"""An authenticator app, as a member of staff has it on the phone."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

PERIOD_SECONDS = 30


def shown(secret: str) -> str:
    """The number that the app shows for this secret just now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD_SECONDS))
