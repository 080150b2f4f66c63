"""Pictures, pure: the sizes on offer and the colour that stands in."""

import pytest
from PIL import Image as Picture

from media.images import main_color, offered_widths, specs


@pytest.mark.parametrize(
    ("width", "offered"),
    [
        (1, [320]),
        (320, [320]),
        (321, [320, 640]),
        (1000, [320, 640, 960, 1280]),
        (1920, [320, 640, 960, 1280, 1920]),
        (6000, [320, 640, 960, 1280, 1920]),
    ],
)
def test_a_picture_is_offered_up_to_its_own_width(width, offered):
    assert offered_widths(width) == offered


def test_each_size_comes_as_webp_and_as_jpeg():
    assert [(mime, spec.split("|")[0]) for mime, spec in specs(500)] == [
        ("image/webp", "width-320"),
        ("image/webp", "width-640"),
        ("image/jpeg", "width-320"),
        ("image/jpeg", "width-640"),
    ]


@pytest.mark.parametrize(
    ("mode", "color", "shown"),
    [
        ("RGB", "#2a7f86", "#2a7f86"),
        ("L", 128, "#808080"),
        ("RGBA", (255, 0, 0, 255), "#ff0000"),
        ("1", 1, "#ffffff"),
        ("CMYK", (0, 0, 0, 0), "#ffffff"),
    ],
)
def test_the_colour_is_the_mean_of_the_picture(mode, color, shown):
    assert main_color(Picture.new(mode, (9, 7), color)) == shown


def test_two_halves_mix():
    picture = Picture.new("RGB", (2, 1), "#000000")
    picture.putpixel((1, 0), (200, 100, 50))
    assert main_color(picture) == "#643219"
