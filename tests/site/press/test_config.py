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


def test_what_the_cms_knows_us_by_is_told_or_found_where_it_put_it(tmp_path: Path) -> None:
    told = {"RUYI_VAR": str(tmp_path)}
    assert config.load(told).secret == ""
    (tmp_path / "press-secret").write_text("kept there")
    assert config.load(told).secret == "kept there"
    assert config.load({**told, "RUYI_PRESS_SECRET": "given"}).secret == "given"
    with pytest.raises(ValueError, match="RUYI_PRESS_SECRET"):
        config.load({**told, "RUYI_PRESS_SECRET": "如意" * 20})


def test_drafts_are_shown_beside_the_cms_unless_told_where() -> None:
    assert config.load({"RUYI_PORT": "9001"}).preview_url == "http://127.0.0.1:9002"
    told = {"RUYI_PREVIEW_URL": "http://press.internal:8001"}
    assert config.load(told).preview_url == "http://press.internal:8001"
    with pytest.raises(ValueError, match="RUYI_PREVIEW_URL"):
        config.load({"RUYI_PREVIEW_URL": "press.internal"})
