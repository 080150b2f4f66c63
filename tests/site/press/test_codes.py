"""QR codes: what a phone's camera needs, and no byte more."""

import re

import segno
from press.codes import encode
from press.sheets import Code

ADDRESS = "https://ruyi.example/briefs/2026/11/ru-yi-hu-pian-qu-jian-bao/"


def dark(svg: str) -> set[tuple[int, int]]:
    """The dark squares of a code, by column and row, as its path draws them."""
    column, row, squares = 0, 0, set()
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", re.search(r' d="(M4[^"]+)"', svg)[1]):
        moves = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "h":
            squares |= {(column + step, row) for step in range(int(moves[0]))}
            column += int(moves[0])
        elif command == "M":
            column, row = int(moves[0]), int(moves[1])
        else:
            column, row = column + int(moves[0]), row + int(moves[1])
    return squares


def test_a_code_says_its_address_inside_its_quiet_zone() -> None:
    matrix = segno.make(ADDRESS, error="m", micro=False).matrix
    expected = {
        (column + 4, row + 4)
        for row, squares in enumerate(matrix)
        for column, is_dark in enumerate(squares)
        if is_dark
    }
    svg = encode(Code(ADDRESS)).decode()
    assert dark(svg) == expected
    assert f'viewBox="0 0 {len(matrix) + 8} {len(matrix) + 8}"' in svg


def test_a_code_is_a_small_picture_without_ceremony_or_style() -> None:
    svg = encode(Code(ADDRESS))
    assert svg.startswith(b"<svg xmlns=")
    assert b"style" not in svg
    assert b"class" not in svg
    assert len(svg) < 3000


def test_a_codes_address_changes_with_what_it_says_and_with_nothing_else() -> None:
    assert Code(ADDRESS).address == Code(ADDRESS).address
    assert Code(ADDRESS).address != Code(ADDRESS + "2/").address
    assert re.fullmatch(r"/made/code\.[0-9a-f]{16}\.svg", Code(ADDRESS).address)
