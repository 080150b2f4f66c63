"""Promises about the house: what the documents say is so, every module says what it is."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked(*patterns):
    """Files of the project, as git knows them."""
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).exists()]


MODULES = [
    path
    for path in tracked("*.py")
    if "migrations" not in path.parts and path.read_text(encoding="utf-8").strip()
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_opens_by_saying_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if "tests" not in path.parts],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_a_module_is_no_longer_than_a_reader_bears(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_the_press_folder_never_shadows_the_standard_library():
    assert not (ROOT / "site" / "__init__.py").exists()


@pytest.mark.parametrize("ignored", [".gitignore", ".dockerignore"])
def test_the_source_folders_with_common_names_are_not_ignored(ignored):
    lines = (ROOT / ignored).read_text().splitlines()
    assert not {"site", "/site", "/site/", "media", "/media", "/media/"} & set(lines)


def test_every_command_of_the_readme_is_there():
    makefile = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"`?make ([a-z]+)", (ROOT / "README.md").read_text()))
    assert {"run", "test", "help"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_setting_that_is_read_is_in_the_operators_guide():
    guide = (ROOT / "docs" / "operator.md").read_text()
    read = set()
    for path in ["cms/settings/environment.py", "site/press/config.py", "Procfile"]:
        found = re.findall(r"\b(RUYI_[A-Z_]+|DATABASE_URL)\b", (ROOT / path).read_text())
        read |= set(found)
    assert read
    assert [name for name in sorted(read) if f"`{name}`" not in guide] == []


def test_what_a_server_has_to_have_is_said_alike_everywhere():
    installed = (ROOT / "Dockerfile").read_text().partition("install -y")[2].partition("&&")[0]
    packages = {word for word in installed.split() if re.match(r"[a-z]", word)}
    assert len(packages) == 4
    for path in [
        "parts.sh",
        "docs/operator.md",
        "cms/learning/templates/learning/cannot_draw.html",
    ]:
        said = (ROOT / path).read_text()
        assert {package for package in packages if package not in said} == set(), path


def test_only_the_settings_read_the_environment():
    """Starting processes hands the environment on; that is not reading it."""
    readers = {
        str(path.relative_to(ROOT))
        for path in MODULES
        if path.relative_to(ROOT).parts[0] in {"cms", "schema", "media", "site"}
        and re.search(r"os\.environ|os\.getenv", path.read_text())
    }
    starters = {"cms/__main__.py", "schema/__main__.py", "cms/wsgi.py", "cms/commands/running.py"}
    assert readers - starters == {"cms/settings/environment.py", "site/press/config.py"}


@pytest.mark.parametrize(
    "guide", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
)
def test_links_of_the_documents_lead_somewhere(guide):
    path = ROOT / guide
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
        assert (path.parent / target).exists(), target


def test_the_pinned_requirements_name_no_host():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert all("==" in line for line in text.splitlines() if line and line[0].isalpha())
