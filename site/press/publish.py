"""Publishes the printed folder to a bucket of S3, or of what speaks its language."""

import logging
import mimetypes
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from socket import gethostname
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import orjson
from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from markupsafe import escape

from press.errors import BucketTrouble, Busy, NotOurs
from press.lease import Lease
from press.pack import CLOSEST, PACKERS, digest_of
from press.read import connect
from press.search import NOTES
from press.shipment import Parcel, Shipment, Tags
from press.store import Store
from press.write import STATE, Output

LEASE = ".ruyi.lease"
AT_ONCE = 16
READ_SECONDS = 15
# In which order what a folder holds goes out; the last are the ways into the search.
ASSET, LEAF, LIST, FRONT, ENTRY, LAST = range(6)
NAMES_ALL = "pagefind/pagefind-entry.json"
MEDIA = "media/"
MADE_BEHIND = ("made/", "pagefind/")
HASHED = ("assets/", "made/", MEDIA, "pagefind/")
FOREVER = "public, max-age=31536000, immutable"
# Seen anew at each visit, and for a while also when the bucket is away.
FRESH = "public, max-age=0, must-revalidate, stale-if-error=86400"
ENCODINGS = {".br": "br", ".gz": "gzip"}
TYPES = {".webmanifest": "application/manifest+json", ".ics": "text/calendar"}
# For services that know nothing of redirects; a bucket served as a website answers 301.
MOVED = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>页面已移动</title>'
    '<meta name="robots" content="noindex"><meta http-equiv="refresh" content="0;url={url}">'
    '<p>页面已移到<a href="{url}">新地址</a>。</p></html>'
)
NOT_THERE = {"404", "NoSuchKey"}
CONDITION = {"412", "PreconditionFailed", "409", "ConditionalRequestConflict"}

log = logging.getLogger("press")


@dataclass(frozen=True)
class Published:
    """What one publishing changed in the bucket, in objects."""

    uploaded: int
    deleted: int


class Bucket:
    """A bucket below a prefix. Raises BucketTrouble when it gives no answer, or a bad one."""

    def __init__(self, url: str, endpoint: str | None) -> None:
        parts = urlsplit(url)
        self.name = url
        self._bucket, self._prefix = parts.netloc, parts.path.strip("/")
        self._client = Session().client(
            "s3",
            endpoint_url=endpoint,
            config=Config(
                signature_version="s3v4",
                connect_timeout=3,
                read_timeout=READ_SECONDS,
                max_pool_connections=AT_ONCE,
                retries={"max_attempts": 4, "mode": "standard"},
            ),
        )

    def listed(self) -> dict[str, str]:
        """Return all objects with their tags."""
        pages = self._client.get_paginator("list_objects_v2")
        prefix = f"{self._prefix}/" if self._prefix else ""
        found: dict[str, str] = {}
        with self._told():
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                for each in page.get("Contents", ()):
                    found[each["Key"].removeprefix(prefix)] = each["ETag"].strip('"')
        return found

    def get(self, key: str) -> tuple[bytes, Mapping[str, Any]] | None:
        """Return an object and what is said of it; None where there is none."""
        with self._told():
            try:
                said = self._client.get_object(Bucket=self._bucket, Key=self._key(key))
                return said["Body"].read(), said
            except ClientError as error:
                if error.response["Error"]["Code"] in NOT_THERE:
                    return None
                raise

    def put(self, key: str, body: bytes, was: str | None, **headers: str) -> str | None:
        """Write an object where it is as it was: has a tag, or with None is not there.

        Returns its tag; None where the condition does not hold, and what is there is not the same.
        """
        condition = {"IfMatch": was} if was else {"IfNoneMatch": "*"}
        with self._told():
            try:
                said = self._client.put_object(
                    Bucket=self._bucket, Key=self._key(key), Body=body, **condition, **headers
                )
            except ClientError as error:
                if error.response["Error"]["Code"] not in CONDITION | NOT_THERE:
                    raise
                # It may be our own: the answer to it was lost, and it was sent again.
                there = self.get(key)
                return digest_of(body) if there and there[0] == body else None
        tag = str(said["ETag"]).strip('"')
        if tag != digest_of(body):
            raise BucketTrouble(f"{self.name} did not keep {key} as it was sent. Try again.")
        return tag

    def delete(self, keys: list[str]) -> None:
        """Delete objects, whether they are there or not."""
        with self._told():
            for start in range(0, len(keys), 1000):
                doomed = [{"Key": self._key(key)} for key in keys[start : start + 1000]]
                said = self._client.delete_objects(
                    Bucket=self._bucket, Delete={"Objects": doomed, "Quiet": True}
                )
                for error in said.get("Errors", ()):
                    raise BucketTrouble(
                        f"{self.name} does not delete {error['Key']}: {error.get('Message')}"
                    )

    def _key(self, key: str) -> str:
        return f"{self._prefix}/{key}" if self._prefix else key

    def _told(self) -> "_Told":
        return _Told(self.name)


class _Told:
    """Turns what the library raises into words."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, ClientError):
            said = error.response["Error"]
            raise BucketTrouble(
                f"{self._name} refuses ({said.get('Code')}: {said.get('Message')}). "
                "Check RUYI_SITE_TARGET and the AWS_ variables."
            ) from error
        if isinstance(error, BotoCoreError):
            raise BucketTrouble(
                f"{self._name} gives no answer ({error}). The site there stays as it is; "
                "check RUYI_S3_ENDPOINT."
            ) from error


class Publisher:
    """Brings a bucket to what stands in a folder, held by one press at a time.

    `media` is where the CMS serves its files. Entering it raises Busy when another press publishes
    there, NotOurs when the bucket holds what no press put there.
    """

    def __init__(self, bucket: Bucket, store: Store, folder: Path, media: str) -> None:
        self._bucket, self._folder, self._media = bucket, folder, media
        self._shipment = Shipment(store)
        self._lease = Lease(bucket, LEASE, f"{gethostname()}, {folder}")
        self._is_sure = False
        self._noted: dict[str, str] = {}
        # Of the publication, as this press last left the bucket.
        self.number = 0

    def __enter__(self) -> Self:
        self._look()
        return self

    def _look(self) -> None:
        """Take the lease, and see what stands in the bucket."""
        self._noted.clear()
        self._refuse_what_is_not_ours(self._bucket.listed())
        self._lease.take()
        try:
            listed = self._bucket.listed()
            if STATE not in listed:
                # Marked before the first page, so that a press that dies in its first may return.
                self._note(STATE, orjson.dumps({"number": 0}))
            self._shipment.take_stock(_by_path(listed))
        except BaseException:
            self._lease.give_back()
            raise
        self._is_sure = True

    def _refuse_what_is_not_ours(self, listed: dict[str, str]) -> None:
        listed.pop(LEASE, None)
        if listed and STATE not in listed:
            raise NotOurs(
                f"{self._bucket.name} holds what the press did not publish (such as "
                f"{min(listed)}), and it would delete it. Empty it, or set RUYI_SITE_TARGET."
            )

    def __exit__(self, *_: object) -> None:
        self._lease.give_back()

    def restore(self, output: Output) -> None:
        """Fetch what was made behind the printing into a folder that lost it: it takes long to
        make, and pages refer to it."""
        keys = [
            key
            for key in self._bucket.listed()
            if key == NOTES or (key.startswith(MADE_BEHIND) and ".." not in key.split("/"))
            if not (self._folder / key).exists()
        ]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for key, found in zip(keys, pool.map(self._bucket.get, keys), strict=True):
                if found:
                    output.note(key, found[0])

    def is_due(self) -> bool:
        """Return whether the folder has what the bucket has not, or the other way round."""
        return not (self._is_sure and self._shipment.is_empty())

    def publish(self, number: int, progress: Callable[[str, int, int], None]) -> Published:
        """Bring the bucket to the folder, which shows a number of the publication.

        First what is new, to which nothing leads as yet; then what changes: assets, leaves, lists,
        the front, the ways into the search; then deletions, and last the number. An end at any
        point leaves every link whole, and the next run finishes it. Raises Busy, BucketTrouble.
        """
        if not self._is_sure:
            self._look()
        # Until it has ended well, nobody knows what the bucket holds.
        self._is_sure = False
        self._lease.check()
        waiting = self._shipment.outward()
        # A page that gives way to its new address changes, but what leads to it changes first.
        order = sorted(waiting, key=lambda p: (p.tags is not None, bool(p.moved), _rank(p)))
        uploaded = done = 0
        for _, group in groupby(order, lambda p: (p.tags is not None, bool(p.moved), _rank(p))):
            parcels = list(group)
            uploaded += self._send(parcels)
            done += len(parcels)
            progress("Publishing", done, len(waiting))
        deleted = self._clear()
        self._note(STATE, orjson.dumps({"number": number}))
        if (self._folder / NOTES).exists():
            self._note(NOTES, (self._folder / NOTES).read_bytes())
        self._shipment.settle()
        self._is_sure = True
        self.number = number
        return Published(uploaded, deleted)

    def _send(self, parcels: list[Parcel]) -> int:
        """Put files, many at once; what was put when one fails stays entered."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            futures = {pool.submit(self._put, parcel): parcel for parcel in parcels}
            try:
                wait(futures, return_when=FIRST_EXCEPTION)
            finally:
                # At a failure, and when the press is told to end: what has not begun will not.
                for future in futures:
                    future.cancel()
        ended = [future for future in futures if not future.cancelled()]
        put = [future for future in ended if not future.exception()]
        self._shipment.sent((futures[future], future.result()[0]) for future in put)
        for future in ended:
            future.result()
        return sum(future.result()[1] for future in put)

    def _put(self, parcel: Parcel) -> tuple[Tags, int]:
        """Put a file, its packed doubles first; return their tags, and how many were put."""
        known, found, puts = parcel.tags or {}, {}, 0
        bodies = dict(self._bodies(parcel))
        self._lease.check()
        if stale := [f"{parcel.path}{suffix}" for suffix in known.keys() - bodies.keys()]:
            self._bucket.delete(stale)
        for suffix, body in bodies.items():
            tag, was = digest_of(body), known.get(suffix)
            same = known.get("") == digest_of(bodies[""])
            if same and suffix == ".br" and was not in {None, tag}:
                # What a press packed closer, and then forgot, need not go out again.
                closer = digest_of(CLOSEST(bodies[""]))
                tag = closer if was == closer else tag
            if was != tag:
                self._lease.check()
                headers = _headers(parcel, suffix)
                if self._bucket.put(f"{parcel.path}{suffix}", body, was, **headers) is None:
                    raise Busy(
                        f"{parcel.path} in {self._bucket.name} was changed by somebody else "
                        "meanwhile. Run this again."
                    )
                puts += 1
            found[suffix] = tag
        return found, puts

    def _bodies(self, parcel: Parcel) -> Iterator[tuple[str, bytes]]:
        if parcel.moved:
            yield "", MOVED.format(url=escape(parcel.moved)).encode()
        elif parcel.is_media:
            body = _fetch(f"{self._media}/{parcel.path}")
            if body is not None:
                yield "", body
        else:
            for suffix in (*PACKERS, ""):
                file = self._folder / f"{parcel.path}{suffix}"
                if not suffix or file.exists():
                    yield suffix, file.read_bytes()

    def _clear(self) -> int:
        doomed = self._shipment.doomed()
        keys = [f"{path}{suffix}" for path, tags in doomed.items() for suffix in sorted(tags)]
        if keys:
            self._lease.check(surely=True)
            self._bucket.delete(keys)
            self._shipment.deleted(doomed)
        return len(keys)

    def _note(self, key: str, body: bytes) -> None:
        if self._noted.get(key) == digest_of(body):
            return
        there = self._bucket.get(key)
        if not there or there[0] != body:
            was = str(there[1]["ETag"]).strip('"') if there else None
            if self._bucket.put(key, body, was, CacheControl="no-store") is None:
                raise Busy(f"{key} in {self._bucket.name} was changed by somebody else meanwhile.")
        self._noted[key] = digest_of(body)


def _by_path(listed: Mapping[str, str]) -> dict[str, Tags]:
    """Return what is listed but for what is hidden, packed doubles with their files."""
    found: dict[str, Tags] = {}
    for key, tag in listed.items():
        path, dot, end = key.rpartition(".")
        # Of a file whose double went out first, that may be all there is.
        is_double = f"{dot}{end}" in PACKERS and not key.startswith(MEDIA)
        if not key.startswith("."):
            found.setdefault(path if is_double else key, {})[f".{end}" if is_double else ""] = tag
    return found


def _headers(parcel: Parcel, suffix: str) -> dict[str, str]:
    headers = {"ContentType": type_of(parcel.path), "CacheControl": lasting(parcel.path)}
    if suffix:
        headers["ContentEncoding"] = ENCODINGS[suffix]
    if parcel.moved:
        headers["WebsiteRedirectLocation"] = parcel.moved
    return headers


def type_of(path: str) -> str:
    """Return what a file is, with how its text is written."""
    suffix = Path(path).suffix
    kind = TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    is_text = kind.startswith("text/") or kind in {"application/xml", "image/svg+xml"}
    return f"{kind}; charset=utf-8" if is_text else kind


def lasting(path: str) -> str:
    """Return for how long a file may be kept: for good where its name changes with it."""
    return FOREVER if path.startswith(HASHED) and not _is_way_in(path) else FRESH


def _is_way_in(path: str) -> bool:
    return path.startswith("pagefind/") and path.count("/") == 1 and not path.endswith("_meta")


def _rank(parcel: Parcel) -> int:
    if _is_way_in(parcel.path):
        return LAST if parcel.path == NAMES_ALL else ENTRY
    if parcel.path == "index.html":
        # It leads to all else, also where nothing stood before.
        return FRONT
    if parcel.leaf is None:
        return ASSET
    return LEAF if parcel.leaf else LIST


def _fetch(url: str) -> bytes | None:
    """Return a file of the CMS; None where it has none by that name: the rest is not held up."""
    try:
        with connect() as client:
            response = client.get(url, follow_redirects=True)
            if response.is_client_error:
                log.warning("%s is shown by a page, but is not there", url)
                return None
            return response.raise_for_status().content
    except httpx.HTTPError as error:
        raise BucketTrouble(f"{url} cannot be copied ({error}). Is the CMS up?") from error
