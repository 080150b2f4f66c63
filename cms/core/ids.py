"""Opaque ids: what the public calls a page instead of its row number."""

import base64
import binascii

# No number of ours, and every database and JSON reader can hold it.
BEYOND = 2**53


def encode(kind: str, number: int) -> str:
    """('JOB', 12) -> an opaque, URL-safe text."""
    return base64.urlsafe_b64encode(f"{kind}:{number}".encode()).decode().rstrip("=")


def decode(text: str) -> tuple[str, int] | None:
    """The (kind, number) of an id that encode() made; None for anything else."""
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        kind, digits = plain.split(":")
        number = int(digits)
    except (binascii.Error, UnicodeError, ValueError):
        return None
    # Only the spelling that encode() gives is an id: no second name for one thing.
    return (kind, number) if encode(kind, number) == text and 0 < number < BEYOND else None
