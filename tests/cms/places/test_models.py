"""What districts, areas, buildings and organisations say of themselves in public."""

import json

import pytest
from django.core.exceptions import ValidationError

from cms.places.models import Figure, FooterLink
from cms.publication.models import Entry
from cms.publication.services import settle_all
from tests import factories


def document(page):
    settle_all()
    return json.loads(Entry.objects.public().get(page_id=page.pk).document)


def test_the_district_shows_its_figures_and_its_foot(district):
    district.figures.add(Figure(label="入驻率", value="92", unit="%"))
    district.footer_links.add(FooterLink(title="政务服务", url="https://example.cn/"))
    district.organiser = "党工委"
    district.save_revision().publish()
    shown = document(district)
    assert shown["figures"] == [{"label": "入驻率", "value": "92", "unit": "%"}]
    assert shown["footer"] == {
        "organiser": "党工委",
        "icp": None,
        "publicSecurity": None,
        "siteCode": None,
        "complaintsUrl": None,
        "links": [{"title": "政务服务", "url": "https://example.cn/"}],
    }


def test_the_district_is_the_front_page_and_its_own_owner(district):
    shown = document(district)
    assert (shown["url"], shown["slug"], shown["breadcrumb"]) == ("/", "", [])
    assert shown["owner"]["id"] == shown["id"]


def test_a_building_names_its_area(district):
    area = factories.area(district, number=3)
    building = factories.building(area, floors=28, occupancy_percent=92, address="商务外环路")
    shown = document(building)
    assert (shown["area"], shown["floors"], shown["occupancyPercent"]) == (area.pk, 28, 92)
    assert document(area)["number"] == 3


@pytest.mark.parametrize("percent", [101, 200])
def test_a_building_cannot_be_fuller_than_full(district, percent):
    with pytest.raises(ValidationError):
        factories.building(factories.area(district), occupancy_percent=percent)


def test_an_organisation_names_the_nearest_places(district):
    area = factories.area(district)
    building = factories.building(area)
    places = {
        district: (None, None),
        area: (None, area.pk),
        building: (building.pk, area.pk),
    }
    for owner, expected in places.items():
        shown = document(factories.organisation(owner))
        assert (shown["building"], shown["area"]) == expected


def test_a_building_is_found_by_its_address_and_its_keeper(district):
    building = factories.building(
        factories.area(district), address="商务外环路", property_company="卓越物业"
    )
    settle_all()
    for word in ("外环路", "卓越物业"):
        assert [e.page_id for e in Entry.objects.public().found_by(word)] == [building.pk]
