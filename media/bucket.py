"""S3, or what speaks its language: one bucket anyone may read, one that only we may."""

from collections.abc import Iterator
from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

from .files import mime_of
from .storage import DOCUMENTS, LINK_SECONDS


class Bucket(S3Storage):
    """One side as a bucket (with a prefix). Credentials come from the usual AWS variables."""

    cache_control: str
    default_acl = None
    file_overwrite = False
    # Signs with the version that all services know; adds no checksums that some do not.
    client_config = Config(
        signature_version="s3v4",
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=5,
        read_timeout=30,
        retries={"max_attempts": 3, "mode": "standard"},
    )

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        # A bucket cannot say "nosniff"; it can say what a file is, and that it is to be saved.
        # Unsaid, it would be what the browser that uploaded it has claimed.
        parameters = {"ContentType": mime_of(name), "CacheControl": self.cache_control}
        if DOCUMENTS in name.split("/"):
            parameters["ContentDisposition"] = "attachment"
        return parameters

    def put(self, name: str, content: Any) -> str:
        """Store under exactly this name. Only for names by content: they cannot collide."""
        return self._save(name, content)

    def names(self) -> Iterator[str]:
        prefix = f"{self.location}/" if self.location else ""
        for found in self.bucket.objects.filter(Prefix=prefix):
            yield found.key.removeprefix(prefix)


class PublicBucket(Bucket):
    """Anyone may read it, so its addresses carry no signature and hold for ever."""

    querystring_auth = False
    # Names are hashes: what lies under one never changes.
    cache_control = "public, max-age=31536000, immutable"

    def get_default_settings(self) -> dict[str, Any]:
        return {**super().get_default_settings(), "base_url": ""}

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        if self.base_url:
            return f"{self.base_url}/{name}"
        return super().url(name, *args, **kwargs)


class PrivateBucket(Bucket):
    """Only we may read it; its addresses are signed and soon expire."""

    querystring_auth = True
    querystring_expire = LINK_SECONDS
    cache_control = "private, no-store"
