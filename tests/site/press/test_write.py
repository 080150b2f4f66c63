"""The output folder: swapped in, only what differs, deletions last, one press at a time."""

import gzip
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import brotli
import orjson
import pytest
from press.config import HOME
from press.errors import Busy, NotOurs, Unwritable
from press.sheets import Print, Stage
from press.write import LOCK, PACKERS, STATE, Output, Written


def page(address: str, text: str = "text", stage: Stage = Stage.LEAF) -> Print:
    return Print(address=address, body=f"<html>{text}</html>".encode(), stage=stage)


def write(folder: Path, *prints: Print, number: int = 1) -> Written:
    """Bring a folder to exactly these prints."""
    with Output(folder) as output:
        kept = {print_.address.removeprefix("/") + "index.html" for print_ in prints}
        return output.write(prints, output.files() - kept, number=number, cursor=f"c{number}")


def state(folder: Path) -> dict:
    return orjson.loads((folder / STATE).read_bytes())


def visible(folder: Path) -> set[str]:
    """The files that have an address of their own: neither hidden nor a packed double."""
    return {path for path in files(folder) if not path.endswith(tuple(PACKERS))}


def files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def age(folder: Path) -> None:
    """Move every file's time into the past, so that a touch shows."""
    for path in folder.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))


def touched(folder: Path) -> set[str]:
    return {path for path in visible(folder) if (folder / path).stat().st_mtime > 1_000_000_000}


def python(code: str, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(HOME)},
        stdout=subprocess.PIPE,
    )


def test_a_first_print_makes_the_folder(output_folder: Path) -> None:
    assert write(output_folder, page("/"), page("/jobs/a/")) == Written(2, 0)
    assert visible(output_folder) == {"index.html", "jobs/a/index.html"}
    assert (output_folder / "jobs/a/index.html").read_bytes() == b"<html>text</html>"


def test_only_what_differs_is_touched(output_folder: Path) -> None:
    write(output_folder, page("/a/"), page("/b/"), page("/c/"))
    age(output_folder)
    assert write(output_folder, page("/a/"), page("/b/", "new"), page("/c/")) == Written(1, 0)
    assert touched(output_folder) == {"b/index.html"}


def test_what_the_site_no_longer_has_is_deleted_with_its_empty_folders(
    output_folder: Path,
) -> None:
    write(output_folder, page("/"), page("/briefs/2026/11/a/"))
    assert write(output_folder, page("/")) == Written(0, 1)
    assert visible(output_folder) == {"index.html"}
    assert not (output_folder / "briefs").exists()


def test_the_state_tells_what_the_folder_shows(output_folder: Path) -> None:
    write(output_folder, page("/"), number=42)
    told = state(output_folder)
    assert (told["number"], told["cursor"]) == (42, "c42")
    assert told["builtAt"].endswith("+00:00")


def test_assets_go_before_leaves_before_lists_before_deletions_before_the_number(
    output_folder: Path,
) -> None:
    """Each step in turn is made to fail: what comes before it is done, what comes after is not."""
    order = [
        ("assets/new", page("/assets/new/", stage=Stage.ASSET)),
        ("leaf", page("/leaf/", stage=Stage.LEAF)),
        ("list", page("/list/", stage=Stage.LIST)),
    ]
    for place, (name, _) in enumerate(order):
        folder = output_folder / str(place)
        write(folder, page("/old/"))
        (folder / name).mkdir(parents=True)
        (folder / name / "index.html").mkdir()
        shuffled = [print_ for _, print_ in reversed(order)]
        with Output(folder) as output, pytest.raises(Unwritable):
            output.write(shuffled, {"old/index.html"}, number=2, cursor="c2")
        done = {f"{name}/index.html" for name, _ in order[:place]}
        assert visible(folder) == done | {"old/index.html"}
        assert state(folder)["number"] == 1


def test_a_deletion_that_fails_keeps_the_number_back(output_folder: Path) -> None:
    write(output_folder, page("/old/"))
    (output_folder / "old" / "index.html").unlink()
    (output_folder / "old" / "index.html" / "below").mkdir(parents=True)
    with Output(output_folder) as output, pytest.raises(Unwritable):
        output.write([page("/new/")], {"old/index.html"}, number=2, cursor="c2")
    assert visible(output_folder) == {"new/index.html"}
    assert state(output_folder)["number"] == 1


def test_the_next_run_finishes_what_a_failure_left(output_folder: Path) -> None:
    write(output_folder, page("/old/"))
    (output_folder / "list" / "index.html").mkdir(parents=True)
    with Output(output_folder) as output, pytest.raises(Unwritable):
        output.write([page("/list/", stage=Stage.LIST)], {"old/index.html"}, number=2, cursor="c2")
    (output_folder / "list" / "index.html").rmdir()
    assert write(output_folder, page("/list/", stage=Stage.LIST), number=2) == Written(1, 1)
    assert state(output_folder)["number"] == 2


def test_a_folder_of_other_things_is_refused_and_left_alone(output_folder: Path) -> None:
    output_folder.mkdir(parents=True)
    (output_folder / "thesis.txt").write_text("years of work")
    with pytest.raises(NotOurs, match=r"thesis\.txt"):
        write(output_folder, page("/"))
    assert [path.name for path in output_folder.iterdir()] == ["thesis.txt"]


def test_an_empty_folder_is_taken(output_folder: Path) -> None:
    output_folder.mkdir(parents=True)
    assert write(output_folder, page("/")).written == 1


@pytest.mark.parametrize(
    "address", ["/../escape/", "//etc/passwd", "/a/%2e%2e/b/", "/.ruyi.json", "/a\\b/", "/a%00/"]
)
def test_no_address_leads_out_of_the_folder_or_to_its_hidden_files(
    output_folder: Path, address: str
) -> None:
    with Output(output_folder) as output, pytest.raises(NotOurs, match="leads out"):
        output.write([page("/"), page(address)], (), number=1, cursor="c1")
    assert visible(output_folder) == set()
    assert visible(output_folder.parent) == set()


def test_a_symbolic_link_in_the_folder_is_refused(output_folder: Path, tmp_path: Path) -> None:
    write(output_folder, page("/"))
    (tmp_path / "elsewhere").mkdir()
    (output_folder / "jobs").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotOurs, match="symbolic link"):
        write(output_folder, page("/"), page("/jobs/"))


def test_hidden_files_that_are_not_the_presss_stay(output_folder: Path) -> None:
    write(output_folder, page("/"), page("/old/"))
    (output_folder / ".well-known").mkdir()
    (output_folder / ".well-known" / "proof.txt").write_text("theirs")
    write(output_folder, page("/"))
    assert (output_folder / ".well-known" / "proof.txt").read_text() == "theirs"


def test_a_second_press_learns_who_holds_the_folder_and_stops(output_folder: Path) -> None:
    with Output(output_folder) as first:
        with pytest.raises(Busy, match=f"process {os.getpid()}, since 20"):
            write(output_folder, page("/", "second"))
        first.write([page("/", "first")], (), number=1, cursor="c1")
    assert (output_folder / "index.html").read_bytes() == b"<html>first</html>"
    assert write(output_folder, page("/", "second")).written == 1


def test_a_lock_dies_with_its_press(output_folder: Path) -> None:
    holder = python(
        "import sys, time; from pathlib import Path; from press.write import Output\n"
        "with Output(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)",
        output_folder,
    )
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(Busy, match=f"process {holder.pid}"):
        write(output_folder, page("/"))
    holder.kill()
    holder.wait()
    assert write(output_folder, page("/")).written == 1


KILLED = """
import sys
from pathlib import Path
from press.sheets import Print, Stage
from press.write import Output

with Output(Path(sys.argv[1])) as output:
    output.files()
    print("on", flush=True)
    for number in range(int(sys.argv[2]), 10**9):
        body = (f"<html>{number}" + "湖" * 50_000 + "</html>").encode()
        prints = [Print(f"/p{n}/", body, Stage.LEAF) for n in range(20)]
        output.write(prints, (), number=number, cursor=None)
"""


def number_of(body: bytes) -> int:
    return int(re.match(rb"<html>(\d+)", body)[1])


def test_a_press_killed_at_any_moment_leaves_no_half_page(output_folder: Path) -> None:
    for moment in range(6):
        # Each press prints later numbers than the one before it.
        press = python(KILLED, output_folder, (moment + 1) * 10**6)
        press.stdout.readline()
        time.sleep(0.05 + moment * 0.017)
        press.kill()
        press.wait()
        for path in visible(output_folder):
            body = (output_folder / path).read_bytes()
            assert body.startswith(b"<html>")
            assert body.endswith(b"</html>")
            packed = (output_folder / f"{path}.br").read_bytes()
            assert number_of(brotli.decompress(packed)) >= number_of(body)
            packed = (output_folder / f"{path}.gz").read_bytes()
            assert number_of(gzip.decompress(packed)) >= number_of(body)
        assert state(output_folder)["number"] >= 0
    write(output_folder, page("/"))
    assert visible(output_folder) == {"index.html"}
    assert {path.name for path in output_folder.rglob(".*")} == {STATE, LOCK}


def test_a_large_text_has_packed_doubles_that_hold_the_same(output_folder: Path) -> None:
    long = page("/long/", "湖" * 1000)
    picture = Print(address="/a.png", body=b"x" * 5000, stage=Stage.ASSET)
    with Output(output_folder) as output:
        output.write([long, page("/short/"), picture], (), number=1, cursor="c1")
    doubles = {"long/index.html.br", "long/index.html.gz"}
    assert files(output_folder) - visible(output_folder) == doubles
    folder = output_folder / "long"
    assert brotli.decompress((folder / "index.html.br").read_bytes()) == long.body
    assert gzip.decompress((folder / "index.html.gz").read_bytes()) == long.body


def test_doubles_follow_their_page_and_go_with_it(output_folder: Path) -> None:
    write(output_folder, page("/"), page("/a/", "old" * 1000))
    write(output_folder, page("/"), page("/a/", "new" * 1000))
    assert b"new" in brotli.decompress((output_folder / "a/index.html.br").read_bytes())
    assert write(output_folder, page("/"), page("/a/", "small")) == Written(1, 0)
    assert files(output_folder) == {"index.html", "a/index.html"}
    write(output_folder, page("/"), page("/a/", "new" * 1000))
    write(output_folder, page("/"))
    assert files(output_folder) == {"index.html"}


def test_a_double_that_is_missing_is_made_and_one_without_a_page_cleared(
    output_folder: Path,
) -> None:
    write(output_folder, page("/", "long" * 1000))
    (output_folder / "index.html.br").unlink()
    (output_folder / "gone.html.gz").write_bytes(b"")
    assert write(output_folder, page("/", "long" * 1000)).written == 1
    assert files(output_folder) == {"index.html", "index.html.br", "index.html.gz"}


FULL = """
import resource, sys
from pathlib import Path
from press.errors import Unwritable
from press.sheets import Print, Stage
from press.write import Output

resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
with Output(Path(sys.argv[1])) as output:
    large = Print("/large/", b"<html>" + b"x" * 200_000 + b"</html>", Stage.LEAF)
    try:
        output.write([large], ("old/index.html",), number=2, cursor="c2")
    except Unwritable as error:
        print(error)
"""


def test_a_write_the_disk_cuts_short_leaves_the_old_page_and_nothing_half(
    output_folder: Path,
) -> None:
    write(output_folder, page("/large/", "small"), page("/old/"))
    press = python(FULL, output_folder)
    told, _ = press.communicate()
    assert b"Cannot write" in told
    assert (output_folder / "large/index.html").read_bytes() == b"<html>small</html>"
    assert visible(output_folder) == {"large/index.html", "old/index.html"}
    assert {path.name for path in output_folder.rglob(".*")} == {STATE, LOCK}
    assert state(output_folder)["number"] == 1
