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
from press.pack import PACKERS, pack
from press.sheets import File, path_of
from press.write import LOCK, STATE, Output


def page(address: str, text: str = "text") -> File:
    path, body = path_of(address), f"<html>{text}</html>".encode()
    return File(path, body, pack(path, body))


def write(folder: Path, *files: File, number: int = 1) -> tuple[int, int]:
    """Bring a folder to exactly these files; return how many were written, and deleted."""
    with Output(folder) as output:
        gone = output.files().keys() - {file.path for file in files}
        written = sum([output.put(file)[0] for file in files])
        deleted = output.delete(sorted(gone))
        output.save(number=number, cursor=f"c{number}")
        return written, deleted


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
    assert write(output_folder, page("/"), page("/jobs/a/")) == (2, 0)
    assert visible(output_folder) == {"index.html", "jobs/a/index.html"}
    assert (output_folder / "jobs/a/index.html").read_bytes() == b"<html>text</html>"


def test_only_what_differs_is_touched(output_folder: Path) -> None:
    write(output_folder, page("/a/"), page("/b/"), page("/c/"))
    age(output_folder)
    assert write(output_folder, page("/a/"), page("/b/", "new"), page("/c/")) == (1, 0)
    assert touched(output_folder) == {"b/index.html"}


def test_what_the_site_no_longer_has_is_deleted_with_its_empty_folders(
    output_folder: Path,
) -> None:
    write(output_folder, page("/"), page("/briefs/2026/11/a/"))
    assert write(output_folder, page("/")) == (0, 1)
    assert visible(output_folder) == {"index.html"}
    assert not (output_folder / "briefs").exists()


def test_the_state_tells_what_the_folder_shows(output_folder: Path) -> None:
    write(output_folder, page("/"), number=42)
    told = state(output_folder)
    assert (told["number"], told["cursor"]) == (42, "c42")
    assert told["builtAt"].endswith("+00:00")


def test_a_stamp_tells_that_a_file_or_one_of_its_doubles_changed(output_folder: Path) -> None:
    with Output(output_folder) as output:
        _, stamp = output.put(page("/", "long" * 1000))
        assert output.files() == {"index.html": stamp}
        (output_folder / "index.html.br").unlink()
        assert output.files() != {"index.html": stamp}
        assert output.put(page("/", "long" * 1000)) != (False, stamp)
        again = output.put(page("/", "long" * 1000))
        assert again == (False, output.files()["index.html"])
        output.put(page("/", "lang" * 1000))
        assert output.files() != {"index.html": again[1]}


def test_a_deletion_that_fails_is_told_and_can_be_done_later(output_folder: Path) -> None:
    write(output_folder, page("/old/"))
    (output_folder / "old" / "index.html").unlink()
    (output_folder / "old" / "index.html" / "below").mkdir(parents=True)
    with Output(output_folder) as output, pytest.raises(Unwritable):
        output.delete(["old/index.html"])
    (output_folder / "old" / "index.html" / "below").rmdir()
    (output_folder / "old" / "index.html").rmdir()
    with Output(output_folder) as output:
        assert output.delete(["old/index.html"]) == 0


def test_what_is_noted_is_found_again_and_served_to_nobody(output_folder: Path) -> None:
    with Output(output_folder) as output:
        assert output.noted(".search.json") is None
        output.note(".search.json", b"{}")
        assert output.noted(".search.json") == b"{}"
        assert output.files() == {}


def test_a_folder_of_other_things_is_refused_and_left_alone(output_folder: Path) -> None:
    output_folder.mkdir(parents=True)
    (output_folder / "thesis.txt").write_text("years of work")
    with pytest.raises(NotOurs, match=r"thesis\.txt"):
        write(output_folder, page("/"))
    assert [path.name for path in output_folder.iterdir()] == ["thesis.txt"]


def test_an_empty_folder_is_taken(output_folder: Path) -> None:
    output_folder.mkdir(parents=True)
    assert write(output_folder, page("/"))[0] == 1


@pytest.mark.parametrize(
    "address", ["/../escape/", "//etc/passwd", "/a/%2e%2e/b/", "/.ruyi.json", "/a\\b/", "/a%00/"]
)
def test_no_address_leads_out_of_the_folder_or_to_its_hidden_files(
    output_folder: Path, address: str
) -> None:
    with Output(output_folder) as output:
        with pytest.raises(NotOurs, match="leads out"):
            output.put(page(address))
        with pytest.raises(NotOurs, match="leads out"):
            output.delete([path_of(address)])
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
        first.put(page("/", "first"))
    assert (output_folder / "index.html").read_bytes() == b"<html>first</html>"
    assert write(output_folder, page("/", "second"))[0] == 1


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
    assert write(output_folder, page("/"))[0] == 1


KILLED = """
import sys
from pathlib import Path
from press.pack import pack
from press.sheets import File
from press.write import Output

with Output(Path(sys.argv[1])) as output:
    output.files()
    print("on", flush=True)
    for number in range(int(sys.argv[2]), 10**9):
        body = (f"<html>{number}" + "湖" * 50_000 + "</html>").encode()
        packed = pack("index.html", body)
        for n in range(20):
            output.put(File(f"p{n}/index.html", body, packed))
        output.save(number=number, cursor=None)
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
            for suffix, unpack in ((".br", brotli.decompress), (".gz", gzip.decompress)):
                double = output_folder / f"{path}{suffix}"
                # It may be on its way still; an old one never stands beside a new page.
                if double.exists():
                    assert number_of(unpack(double.read_bytes())) == number_of(body)
        assert state(output_folder)["number"] >= 0
    write(output_folder, page("/"))
    assert visible(output_folder) == {"index.html"}
    assert {path.name for path in output_folder.rglob(".*")} == {STATE, LOCK}


def test_a_large_text_has_packed_doubles_that_hold_the_same(output_folder: Path) -> None:
    long = page("/long/", "湖" * 1000)
    picture = File("a.png", b"x" * 5000, pack("a.png", b"x" * 5000))
    write(output_folder, long, page("/short/"), picture)
    doubles = {"long/index.html.br", "long/index.html.gz"}
    assert files(output_folder) - visible(output_folder) == doubles
    folder = output_folder / "long"
    assert brotli.decompress((folder / "index.html.br").read_bytes()) == long.body
    assert gzip.decompress((folder / "index.html.gz").read_bytes()) == long.body


def test_doubles_follow_their_page_and_go_with_it(output_folder: Path) -> None:
    write(output_folder, page("/"), page("/a/", "old" * 1000))
    write(output_folder, page("/"), page("/a/", "new" * 1000))
    assert b"new" in brotli.decompress((output_folder / "a/index.html.br").read_bytes())
    assert write(output_folder, page("/"), page("/a/", "small")) == (1, 0)
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
    assert write(output_folder, page("/", "long" * 1000))[0] == 1
    assert files(output_folder) == {"index.html", "index.html.br", "index.html.gz"}


FULL = """
import resource, sys
from pathlib import Path
from press.errors import Unwritable
from press.sheets import File
from press.write import Output

resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
with Output(Path(sys.argv[1])) as output:
    large = File("large/index.html", b"<html>" + b"x" * 200_000 + b"</html>")
    try:
        output.put(large)
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
