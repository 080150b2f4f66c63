"""Where the press reads and prints, by its environment."""

from pathlib import Path

import pytest
from press import config


def test_without_settings_everything_is_local_and_beside_the_site_folder() -> None:
    settings = config.load({})
    assert settings.graphql_url == "http://127.0.0.1:8000/graphql/"
    assert settings.origin == "http://127.0.0.1:8000"
    assert settings.output == config.HOME.parent / "var" / "site"


def test_the_port_moves_both_addresses() -> None:
    settings = config.load({"RUYI_PORT": "9001"})
    assert settings.graphql_url == "http://127.0.0.1:9001/graphql/"
    assert settings.origin == "http://127.0.0.1:9001"


def test_each_setting_is_followed(tmp_path: Path) -> None:
    settings = config.load(
        {
            "RUYI_GRAPHQL_URL": "https://cms.example/graphql/",
            "RUYI_VAR": str(tmp_path),
            "RUYI_SITE_URL": "https://ruyi.example/",
        }
    )
    assert settings.graphql_url == "https://cms.example/graphql/"
    assert settings.output == tmp_path / "site"
    assert settings.origin == "https://ruyi.example"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RUYI_SITE_URL", "ruyi.example"),
        ("RUYI_GRAPHQL_URL", "ftp://cms.example/graphql/"),
        ("RUYI_GRAPHQL_URL", "http://"),
        ("RUYI_PORT", "eighty"),
        ("RUYI_PORT", "99999"),
    ],
)
def test_an_address_that_is_none_is_refused_by_its_settings_name(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        config.load({name: value})
