"""Tells the CMS how far the site stands, so that editors see what became of their work."""

import logging
import time

import httpx

from press.errors import AddressClash, BadSheet, Busy, OutputError, PressError
from press.read import report

# The CMS takes a press for gone that is silent for several of these.
EVERY_SECONDS = 10
# The CMS's own words (schema.press) for what may be in the way; anything else is PRESS.
_WORDS: tuple[tuple[type[PressError] | tuple[type[PressError], ...], str], ...] = (
    ((AddressClash, BadSheet), "PAGE"),
    (Busy, "BUSY"),
    (OutputError, "TARGET"),
)

log = logging.getLogger("press")


class Reporter:
    """Speaks at each step, and every ten seconds; a CMS that does not listen stops nothing."""

    def __init__(self, client: httpx.Client, url: str, secret: str) -> None:
        self._client, self._url, self._secret = client, url, secret
        self._said: tuple[int, str] | None = None
        self._next = 0.0
        self._deaf = ""
        if not secret:
            log.warning("RUYI_PRESS_SECRET is not set: editors will not see what is on the site")

    def tell(self, number: int, error: Exception | None = None) -> None:
        """Report a number of the publication, and what keeps the site from coming further."""
        now, said = time.monotonic(), (number, trouble(error) if error else "")
        if not self._secret or (now < self._next and (said == self._said or self._deaf)):
            return
        self._next = now + EVERY_SECONDS
        try:
            report(self._client, self._url, self._secret, *said)
        except PressError as deaf:
            if str(deaf) != self._deaf:
                log.warning("%s", deaf)
            self._deaf = str(deaf)
        else:
            self._said, self._deaf = said, ""


def trouble(error: Exception) -> str:
    """Return the CMS's word for an error."""
    return next((word for kinds, word in _WORDS if isinstance(error, kinds)), "PRESS")
