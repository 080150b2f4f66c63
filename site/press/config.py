"""The press's settings, and the only place in it that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

HOME = Path(__file__).resolve().parents[1]
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Config:
    """Where the press reads, where it prints, and under which public address the print stands.

    target: the bucket to which it is published, as s3://bucket/prefix, or ""; endpoint: of the
    service that has it, None for AWS. secret: what the CMS knows the press by, "" for none;
    preview_url: where the press shows drafts to it.
    """

    graphql_url: str
    output: Path
    store: Path
    origin: str
    target: str = ""
    endpoint: str | None = None
    secret: str = ""
    preview_url: str = ""


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """Return the settings; raise ValueError for an address that is none."""
    port = environ.get("RUYI_PORT") or "8000"
    local = f"http://127.0.0.1:{port}"
    beside = f"http://127.0.0.1:{int(port) + 1 if port.isdecimal() else port}"
    # The default stands beside site/, so that the press prints to one place from any folder.
    var = environ.get("RUYI_VAR") or HOME.parent / "var"
    return Config(
        graphql_url=_address(
            "RUYI_GRAPHQL_URL", environ.get("RUYI_GRAPHQL_URL"), f"{local}/graphql/"
        ),
        output=Path(var).resolve() / "site",
        store=Path(var).resolve() / "press.sqlite3",
        origin=_address("RUYI_SITE_URL", environ.get("RUYI_SITE_URL"), local).rstrip("/"),
        target=_bucket(environ.get("RUYI_SITE_TARGET") or ""),
        endpoint=_endpoint(environ.get("RUYI_S3_ENDPOINT") or ""),
        secret=_secret(environ.get("RUYI_PRESS_SECRET") or _kept(Path(var) / "press-secret")),
        preview_url=_address("RUYI_PREVIEW_URL", environ.get("RUYI_PREVIEW_URL"), beside),
    )


def _secret(text: str) -> str:
    if not text.isascii():
        raise ValueError("RUYI_PRESS_SECRET must be a random text of letters and digits.")
    return text


def _kept(path: Path) -> str:
    """Return what a CMS on this machine has put there for us, if one has."""
    try:
        return path.read_text("utf-8")
    except OSError:
        return ""


def _endpoint(url: str) -> str | None:
    return _address("RUYI_S3_ENDPOINT", url, url) if url else None


def _bucket(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme != "s3" or not parts.netloc or parts.query):
        raise ValueError(
            f"RUYI_SITE_TARGET is {url!r}, which is no bucket. It should look like s3://bucket/site."
        )
    return url


def _address(name: str, given: str | None, default: str) -> str:
    address = given or default
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ValueError(
            f"{name if given else 'RUYI_PORT'} makes the address {address!r}, which cannot be "
            "used. It should look like http://127.0.0.1:8000."
        )
    return address
