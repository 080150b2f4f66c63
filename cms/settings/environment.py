"""The process environment: read here and nowhere else, and refused here when it cannot work."""

import os
import re
import secrets
import sys
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = os.environ.get("RUYI_ENV", "development") == "production"
VAR = Path(os.environ.get("RUYI_VAR") or ROOT / "var").resolve()
DEMO_PASSWORD = os.environ.get("RUYI_DEMO_PASSWORD", "")


def refuse(message: str) -> NoReturn:
    """Stop the process before it serves anything, with one line that says what to set."""
    sys.exit(f"ruyi: {message}")


def media_sides() -> dict[str, Any]:
    """Both sides of the files' storage: folders under RUYI_VAR, or the buckets of RUYI_MEDIA."""
    public, private = (os.environ.get(name, "") for name in ("RUYI_MEDIA", "RUYI_MEDIA_PRIVATE"))
    if not public and not private:
        return {
            "public": {"BACKEND": "media.storage.Folder"},
            "private": {"BACKEND": "media.storage.PrivateFolder"},
        }
    sides = [_bucket("RUYI_MEDIA", public), _bucket("RUYI_MEDIA_PRIVATE", private)]
    if sides[0]["bucket_name"] == sides[1]["bucket_name"]:
        refuse("RUYI_MEDIA and RUYI_MEDIA_PRIVATE name one bucket: private files need their own")
    base = os.environ.get("RUYI_MEDIA_URL", "").rstrip("/")
    return {
        "public": {
            "BACKEND": "media.bucket.PublicBucket",
            "OPTIONS": {**sides[0], "base_url": base},
        },
        "private": {"BACKEND": "media.bucket.PrivateBucket", "OPTIONS": sides[1]},
    }


def media_origins() -> list[str]:
    """Origins that pictures and videos come from, beside our own."""
    if not os.environ.get("RUYI_MEDIA"):
        return []
    urls = [os.environ.get(name, "") for name in ("RUYI_MEDIA_URL", "RUYI_S3_ENDPOINT")]
    parts = [urlsplit(url) for url in urls if url]
    return [f"{part.scheme}://{part.netloc}" for part in parts]


def _bucket(name: str, value: str) -> dict[str, str | None]:
    found = re.fullmatch(r"s3://([a-z0-9][a-z0-9.-]+)(?:/([\w./-]*))?", value)
    if not found:
        refuse(f"{name} is {value!r}, and must be like s3://bucket/prefix")
    bucket, prefix = found.groups()
    return {
        "bucket_name": bucket,
        "location": (prefix or "").strip("/"),
        "endpoint_url": os.environ.get("RUYI_S3_ENDPOINT") or None,
    }


def answers_cache() -> dict[str, Any]:
    """Where answers are kept: Redis at REDIS_URL for all processes, else in each one's memory."""
    url = os.environ.get("REDIS_URL", "")
    if not url:
        # At most 200 of at most 512 kB in a process.
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "answers",
            "TIMEOUT": None,
            "OPTIONS": {"MAX_ENTRIES": 200},
        }
    if not url.startswith(("redis://", "rediss://", "unix://")):
        refuse("REDIS_URL must be like redis://host:6379/0")
    return {"BACKEND": "cms.core.caches.Redis", "LOCATION": url, "TIMEOUT": 3600}


def port() -> int:
    """RUYI_PORT, 8000 by default."""
    value = os.environ.get("RUYI_PORT") or "8000"
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        refuse(f"RUYI_PORT is {value!r}, and must be a number from 1 to 65535")
    return int(value)


def database_url() -> str:
    """DATABASE_URL, or the embedded SQLite database under RUYI_VAR."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{VAR / 'ruyi.sqlite3'}"


def secret_key() -> str:
    """RUYI_SECRET_KEY in production; else a key of this installation's own under RUYI_VAR."""
    key = os.environ.get("RUYI_SECRET_KEY", "")
    if PRODUCTION:
        if len(key) < 50:
            refuse("set RUYI_SECRET_KEY to a random text of at least 50 characters")
        return key
    return key or _kept("secret-key")


def press_secret() -> str:
    """RUYI_PRESS_SECRET: by it the press and the CMS know each other; else one kept for both."""
    secret = os.environ.get("RUYI_PRESS_SECRET", "")
    if secret and (len(secret) < 32 or not secret.isascii()):
        refuse("RUYI_PRESS_SECRET must be a random text of at least 32 letters and digits")
    return secret or _kept("press-secret")


def preview_url() -> str:
    """RUYI_PREVIEW_URL: where the press shows drafts to the CMS."""
    return os.environ.get("RUYI_PREVIEW_URL") or f"http://127.0.0.1:{port() + 1}"


def sms() -> str:
    """RUYI_SMS: console, file, or the https:// address of a gateway; console by default."""
    value = os.environ.get("RUYI_SMS", "")
    if not value and not PRODUCTION:
        return "console"
    if value == "console" and PRODUCTION:
        refuse("RUYI_SMS=console would write people's codes to the log: name your gateway, or file")
    if value not in {"console", "file"} and not value.startswith(("https://", "http://127.0.0.1:")):
        refuse("set RUYI_SMS to the https:// address of your SMS gateway, or to file")
    return value


def sms_secret() -> str:
    """RUYI_SMS_SECRET: what messages to the gateway are signed with."""
    secret = os.environ.get("RUYI_SMS_SECRET", "")
    if "://" in sms() and len(secret) < 32:
        refuse("set RUYI_SMS_SECRET to a random text of at least 32 characters")
    return secret


def proxies() -> int:
    """RUYI_PROXIES: how many of ours a request comes through; each adds to X-Forwarded-For."""
    value = os.environ.get("RUYI_PROXIES") or ("1" if PRODUCTION else "0")
    if not (value.isascii() and value.isdigit() and int(value) < 10):
        refuse(f"RUYI_PROXIES is {value!r}, and must be a small number, such as 1")
    return int(value)


def second_factor() -> bool:
    """RUYI_SECOND_FACTOR: whether staff must have one; required, or optional."""
    value = os.environ.get("RUYI_SECOND_FACTOR") or ("required" if PRODUCTION else "optional")
    if value not in {"required", "optional"}:
        refuse(f"RUYI_SECOND_FACTOR is {value!r}, and must be required or optional")
    return value == "required"


def _kept(name: str) -> str:
    try:
        return _made_once(VAR / name)
    except OSError as error:
        refuse(f"{VAR} cannot be used: {error.strerror}")


def _made_once(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Linked into place, so that two processes starting at once agree on one.
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def origin() -> str:
    """RUYI_SITE_URL: where the public reaches us, such as https://ruyi.example.cn (no slash)."""
    value = os.environ.get("RUYI_SITE_URL", "").rstrip("/")
    if PRODUCTION and not value.startswith("https://"):
        refuse("set RUYI_SITE_URL to the public https:// address, such as https://ruyi.example.cn")
    return value or f"http://127.0.0.1:{port()}"
