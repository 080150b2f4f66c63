"""What can go wrong while printing, each with words for the person who ran the press.

PressError                exit code 1
├─ Misconfigured          a setting cannot be used
├─ Unreachable            the CMS gives no answer (exit code 3)
├─ Refused                the CMS answers, but not with what the press asked for
│  └─ RecordLost          the record has to be read from its start
├─ CrewLost               a process that planned and rendered was ended from outside
├─ PageFailure            one sheet cannot be made
│  ├─ AddressClash        two sheets claim its address
│  └─ BadSheet            its template asks for something that it does not hold
├─ NoSearch               the search index cannot be made
├─ NoStore                the press's own memory cannot be used
└─ OutputError            the output folder cannot be used
   ├─ NotOurs             it holds, or would hold, what the press did not print
   ├─ Busy                another press is at work on it (exit code 4)
   ├─ BucketTrouble       the bucket it is published to gives no answer, or a bad one
   └─ Unwritable          the disk is full, or the folder may not be written
"""


class PressError(Exception):
    """A failure the press can explain; `str()` of it is one plain sentence or two."""

    exit_code = 1


class Misconfigured(PressError):
    """A setting cannot be used."""


class Unreachable(PressError):
    """The CMS gives no answer; trying again later may help."""

    exit_code = 3


class Refused(PressError):
    """The CMS answers, but not with what the press asked for."""


class RecordLost(Refused):
    """The place that was reached in the record is none any more; it is to be read anew."""


class CrewLost(PressError):
    """A process that planned and rendered was ended from outside, as for want of memory."""


class PageFailure(PressError):
    """One sheet cannot be made; address: where it would stand."""

    def __init__(self, message: str, address: str) -> None:
        super().__init__(message, address)
        self.address = address

    def __str__(self) -> str:
        return str(self.args[0])


class AddressClash(PageFailure):
    """Two sheets claim one address."""


class BadSheet(PageFailure):
    """A template asks for something its sheet does not hold."""


class NoSearch(PressError):
    """The search index cannot be made; the pages stand without."""


class NoStore(PressError):
    """The press's own memory cannot be used."""


class OutputError(PressError):
    """The output folder, or the bucket it is published to, cannot be used."""


class NotOurs(OutputError):
    """The folder holds, or would hold, what the press did not print."""


class Busy(OutputError):
    """Another press is at work on the folder, or the bucket."""

    exit_code = 4


class BucketTrouble(OutputError):
    """The bucket gives no answer, or a bad one; trying again later may help."""


class Unwritable(OutputError):
    """The disk is full, or the folder may not be written."""
