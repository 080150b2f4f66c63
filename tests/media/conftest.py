"""Where the files of these tests lie: in folders, in real buckets, or both in turn."""

import uuid

import pytest
from wagtail.models import Collection, CollectionViewRestriction

from cms.settings import environment
from media.models import media_changed
from tests.media import weed


@pytest.fixture(scope="session")
def _weed(tmp_path_factory):
    with weed.Weed(tmp_path_factory.mktemp("weed")) as running:
        yield running


@pytest.fixture
def buckets(_weed, monkeypatch, settings):
    """Two buckets in place of the folders, set by the environment as an operator would."""
    prefix = uuid.uuid4().hex
    monkeypatch.setenv("RUYI_MEDIA", f"s3://{weed.OPEN}/{prefix}")
    monkeypatch.setenv("RUYI_MEDIA_PRIVATE", f"s3://{weed.SHUT}/{prefix}")
    monkeypatch.setenv("RUYI_S3_ENDPOINT", _weed.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", weed.KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", weed.SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    settings.STORAGES = {**settings.STORAGES, **environment.media_sides()}
    return _weed


@pytest.fixture(params=["folders", "buckets"])
def sides(request):
    """The same test on each kind of storage."""
    if request.param == "buckets":
        request.getfixturevalue("buckets")
    return request.param


@pytest.fixture
def told():
    """What was announced as changed: (kind, number)."""
    seen = []

    def note(instance, **_):
        seen.append((type(instance).__name__, instance.pk))

    media_changed.connect(note)
    yield seen
    media_changed.disconnect(note)


@pytest.fixture
def closed(db):
    """A collection that only those who are signed in may see into."""
    collection = Collection.get_first_root_node().add_child(name="内部资料")
    close(collection)
    return collection


def close(collection):
    return CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
