"""What the press's tests share: an address of the site, and the print of a believable district."""

from pathlib import Path

import pytest
from press.read import read_assets
from press.render import render
from press.sheets import path_of

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


@pytest.fixture
def output_folder(tmp_path: Path) -> Path:
    return tmp_path / "var" / "site"
