"""What the press's tests share: an address of the site, and the print of a believable district."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from press.read import read_assets
from press.render import render
from press.sheets import path_of

from tests.media import weed as _weed
from tests.site.press.district import believable_district
from tests.site.press.documents import reached
from tests.site.press.planning import plan

ORIGIN = "https://ruyi.example"


@pytest.fixture(scope="session")
def printed() -> dict[str, bytes]:
    """Every file of a believable district's site, by its path."""
    assets = read_assets()
    addresses = {name: asset.address for name, asset in assets.items()}
    documents = believable_district()
    sheets = plan(documents, reached(*documents.values()), addresses, ORIGIN)
    prints = [*assets.values(), *render(sheets)]
    return {path_of(print_.address): print_.body for print_ in prints}


@pytest.fixture(scope="session")
def weed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_weed.Weed]:
    """An S3 that runs; its keys are in the environment of who asks for `bucket`."""
    with _weed.Weed(tmp_path_factory.mktemp("weed")) as running:
        yield running


@pytest.fixture
def bucket(weed: _weed.Weed, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty place of its own in a bucket that anyone may read."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", _weed.KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", _weed.SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return f"s3://{_weed.OPEN}/{uuid.uuid4().hex}"


@pytest.fixture
def output_folder(tmp_path: Path) -> Path:
    return tmp_path / "var" / "site"
