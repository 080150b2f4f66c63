"""Pages as an operator names them."""

import pytest

from cms.commands.nodes import find_node
from cms.core import ids
from cms.publication.services import settle_all
from tests import factories


@pytest.fixture
def area(district):
    area = factories.area(district, slug="dong")
    settle_all()
    return area


def test_a_page_goes_by_its_number_its_id_and_its_addresses(area):
    names = [str(area.pk), ids.encode("AREA", area.pk), "/areas/dong/", "/areas/dong"]
    names += ["https://ruyi.example.cn/areas/dong/", "http://127.0.0.1:8000/areas/dong?a=1#b"]
    assert [find_node(name) for name in names] == [area.page_ptr] * len(names)


def test_a_former_address_leads_to_the_page_too(area):
    area.slug = "xi"
    area.save_revision().publish()
    settle_all()
    assert find_node("/areas/dong/").pk == find_node("/areas/xi/").pk == area.pk


def test_the_front_page_is_the_district(area, district):
    for name in ("/", "https://ruyi.example.cn", "https://ruyi.example.cn/"):
        assert find_node(name).pk == district.pk


@pytest.mark.parametrize(
    "name", ["", " ", "0", "999999", "1" * 30, "²", "/no/", "如意", "areas/dong"]
)
def test_nothing_else_is_a_page(area, name):
    assert find_node(name) is None
