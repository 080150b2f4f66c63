"""The district's plan: everything is on the paper, each thing once, whatever the district has."""

import re

import pytest
from press.drawing import TOWERS, drawing

from tests.site.press.documents import Document, building
from tests.site.press.documents import area as area_of
from tests.site.press.documents import district as top

TOP = top()


def group(number: int, towers: int, **facts: object) -> Document:
    area = area_of(number, TOP, title=f"{number}号片区")
    homes = [building(number * 100 + n, area, **facts) for n in range(towers)]
    card = {"title": area["title"], "url": area["url"]}
    return {**card, "cards": [{"doc": home} for home in homes]}


@pytest.mark.parametrize("areas", [1, 2, 5, 8])
@pytest.mark.parametrize("towers", [0, 1, 6, 12])
@pytest.mark.parametrize("floors", [None, 1, 30, 200])
def test_everything_lies_on_the_paper(areas: int, towers: int, floors: int | None) -> None:
    plan = drawing([group(n, towers, floors=floors) for n in range(1, areas + 1)])
    assert plan is not None
    assert len(plan["areas"]) == areas
    assert len(plan["towers"]) == areas * towers
    for tower in plan["towers"]:
        assert tower["height"] - 1 <= tower["y"] <= plan["height"]
        assert tower["width"] / 2 <= tower["x"] <= plan["width"] - tower["width"] / 2
    for area in plan["areas"]:
        numbers = [int(number) for number in re.findall(r"-?\d+", area["path"])]
        assert all(0 <= number <= plan["width"] for number in numbers)
        assert 0 < area["x"] < plan["width"]


def test_no_two_towers_stand_on_one_spot_and_nearer_ones_are_painted_last() -> None:
    plan = drawing([group(n, TOWERS) for n in range(1, 6)])
    assert plan is not None
    feet = [(tower["x"], tower["y"]) for tower in plan["towers"]]
    assert len(set(feet)) == len(feet)
    assert [y for _, y in feet] == sorted(y for _, y in feet)


def test_a_full_area_shows_its_first_and_a_district_without_areas_has_no_plan() -> None:
    plan = drawing([group(1, TOWERS + 5)])
    assert plan is not None
    assert len(plan["towers"]) == TOWERS
    assert drawing([]) is None
    assert drawing([{"title": "全区", "url": "", "cards": []}]) is None


def test_a_name_on_the_plan_is_short() -> None:
    plan = drawing([{"title": "湖心片区", "url": "/areas/huxin/", "cards": []}])
    assert plan is not None
    assert plan["areas"][0]["name"] == "湖心"
    assert plan["areas"][0]["title"] == "湖心片区"
