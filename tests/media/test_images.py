"""Pictures, pure: judged by content, cleaned; the sizes on offer and the colour that stands in."""

import io
import resource
import time
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from PIL import Image as Picture

from media.images import clean, judge, main_color, measure, offered_widths, specs
from tests.media import files

PHOTOS = Path("/work/shared/data/media")


def cleaned(content):
    """The cleaned picture's bytes as a picture."""
    kept = clean(io.BytesIO(content))
    return Picture.open(io.BytesIO(kept.read()))


def near(color, to):
    return all(abs(one - other) < 4 for one, other in zip(color, to, strict=True))


@pytest.mark.parametrize("name", files.HOSTILE_PICTURES)
def test_what_is_no_sound_still_picture_is_refused_in_plain_words(name):
    content, told = files.HOSTILE_PICTURES[name]
    with pytest.raises(ValidationError) as refused:
        clean(io.BytesIO(content))
    message = refused.value.message
    assert told in message
    # What is wrong, and what to do.
    assert message.count("。") >= 2 or "请" in message


@pytest.mark.parametrize("name", ["bomb.png", "bomb.jpg", "bomb.webp", "bomb-of-text.png"])
def test_a_bomb_costs_neither_time_nor_memory(name):
    content, _ = files.HOSTILE_PICTURES[name]
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(ValidationError):
        judge(io.BytesIO(content))
    assert time.process_time() - start < 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_photo_taken_sideways_stands_upright(orientation):
    picture = cleaned(files.from_a_phone(orientation))
    assert picture.size == ((400, 300) if orientation == 3 else (300, 400))
    assert near(picture.getpixel((150, 10)), (254, 0, 0))
    assert near(picture.getpixel((150, 250)), (0, 0, 254))


def test_nothing_of_the_camera_is_kept():
    before = files.from_a_phone()
    assert b"SECRETCAMERA" in before
    assert b"SECRETCOMMENT" in before
    kept = clean(io.BytesIO(before)).read()
    assert b"SECRET" not in kept
    picture = Picture.open(io.BytesIO(kept))
    assert dict(picture.getexif()) == {}
    assert not {"exif", "comment", "icc_profile", "xmp", "photoshop"} & set(picture.info)


def test_what_a_transparent_picture_says_of_itself_is_not_kept():
    picture = Picture.new("RGBA", (40, 30), (10, 20, 30, 99))
    picture.info["comment"] = "SECRET"
    exif = Picture.Exif()
    exif[0x010F] = "SECRET"
    kept = clean(io.BytesIO(files.encoded(picture, "PNG", exif=exif))).read()
    assert b"SECRET" not in kept
    assert b"eXIf" not in kept


@pytest.mark.parametrize(
    ("mode", "kept"),
    [
        ("1", "JPEG"),
        ("L", "JPEG"),
        ("P", "JPEG"),
        ("RGB", "JPEG"),
        ("I;16", "JPEG"),
        ("LA", "PNG"),
        ("RGBA", "PNG"),
    ],
)
def test_pictures_of_every_mode_are_kept_as_plain_rgb(mode, kept):
    picture = cleaned(files.encoded(Picture.new(mode, (33, 22)), "PNG"))
    assert (picture.format, picture.size) == (kept, (33, 22))
    assert picture.mode == ("RGB" if kept == "JPEG" else "RGBA")


def test_alpha_that_hides_nothing_is_dropped():
    opaque = Picture.new("RGBA", (40, 30), (10, 20, 30, 255))
    assert cleaned(files.encoded(opaque, "PNG")).format == "JPEG"


def test_a_printers_picture_becomes_one_for_screens():
    assert near(cleaned(files.cmyk()).getpixel((5, 5)), (0, 255, 255))


def test_bright_sixteen_bit_greys_are_not_cut_to_white():
    grey = Picture.new("I;16", (20, 20), 0x8000)
    assert near(cleaned(files.encoded(grey, "PNG")).getpixel((5, 5)), (128, 128, 128))


def test_colours_are_shown_as_the_pictures_profile_means_them():
    assert near(cleaned(files.jpeg(40, 30)).getpixel((5, 5)), files.MAIN)
    shown = cleaned(files.of_another_colour_space()).getpixel((5, 5))
    assert near(shown, tuple(reversed(files.MAIN)))


def test_a_profile_that_is_none_is_passed_over():
    broken = files.encoded(Picture.new("RGB", (40, 30), files.MAIN), icc_profile=b"nonsense")
    assert near(cleaned(broken).getpixel((5, 5)), files.MAIN)


def test_a_picture_of_sixteen_megapixels_is_kept_at_a_size_that_screens_can_show():
    large = files.encoded(Picture.effect_noise((4900, 3300), 40).convert("RGB"))
    kept = clean(io.BytesIO(large))
    assert (kept.width, kept.height) == (4096, 2759)
    assert kept.size < 8 * 2**20


def test_the_name_is_the_contents_hash():
    first, same, other = (
        clean(io.BytesIO(content)).name for content in (files.png(), files.png(), files.png(9, 9))
    )
    assert first == same != other


def test_a_phones_picture_with_a_second_one_behind_it_is_a_picture():
    """MPO: what many phones write, depth and bright parts in more frames."""
    frames = [Picture.new("RGB", (40, 30), color) for color in ("red", "blue")]
    content = files.encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])
    assert near(cleaned(content).getpixel((5, 5)), (254, 0, 0))


def test_measuring_trusts_nothing():
    assert measure(io.BytesIO(files.SVG)) == (None, None)
    assert measure(io.BytesIO(files.png(7, 5))) == (7, 5)


@pytest.mark.skipif(not PHOTOS.exists(), reason="no photos here")
def test_real_photos_are_kept():
    photos = [path for path in PHOTOS.iterdir() if path.suffix in {".jpg", ".png"}]
    sound = [path for path in photos if path.name.startswith(("photo_", "pano_", "exif_"))]
    assert sound
    for path in sound:
        with path.open("rb") as file:
            kept = clean(file)
        assert max(kept.width, kept.height) <= 4096
        assert b"Exif" not in kept.read()


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
