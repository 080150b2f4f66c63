"""Tells the CMS how far the site stands, so that editors see what became of their work."""

import logging
from collections.abc import Iterable
from threading import Event, Thread

from press.errors import Busy, OutputError, PageFailure, PressError
from press.read import connect, report

# The CMS takes a press for gone that is silent for several of these.
EVERY_SECONDS = 10
# The CMS's own words (schema.press) for what may be in the way; anything else is PRESS.
_WORDS: tuple[tuple[type[PressError], str], ...] = (
    (PageFailure, "PAGE"),
    (Busy, "BUSY"),
    (OutputError, "TARGET"),
)

log = logging.getLogger("press")


class Reporter:
    """Speaks at each step, and every ten seconds, whatever the press is at meanwhile.

    A CMS that does not listen stops nothing.
    """

    def __init__(self, url: str, secret: str) -> None:
        self._url, self._secret = url, secret
        self._news, self._ended = Event(), Event()
        self._said: tuple[int, str, tuple[str, ...]] = (0, "", ())
        if secret:
            Thread(target=self._speak, daemon=True).start()
        else:
            log.warning("RUYI_PRESS_SECRET is not set: editors will not see what is on the site")

    def tell(
        self, number: int, left_out: Iterable[str] = (), error: Exception | None = None
    ) -> None:
        """Report a number of the publication, the ids of pages that the site has to do without,
        and what keeps it from coming further."""
        said = (number, trouble(error) if error else "", tuple(left_out))
        if said != self._said:
            self._said = said
            self._news.set()

    def close(self) -> None:
        """Say nothing more."""
        self._ended.set()
        self._news.set()

    def _speak(self) -> None:
        deaf = ""
        with connect() as client:
            while not self._ended.is_set():
                self._news.wait(EVERY_SECONDS)
                self._news.clear()
                if self._ended.is_set():
                    return
                try:
                    report(client, self._url, self._secret, *self._said)
                    deaf = ""
                except PressError as error:
                    if str(error) != deaf:
                        log.warning("%s", error)
                    deaf = str(error)
                    # What came meanwhile is told then: at each step would be too often.
                    self._ended.wait(EVERY_SECONDS)
                    self._news.set()


def trouble(error: Exception) -> str:
    """Return the CMS's word for an error."""
    return next((word for kind, word in _WORDS if isinstance(error, kind)), "PRESS")
