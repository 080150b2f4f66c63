"""Hundreds of seeded acts through the admin's own views; then every document must be true."""

import pytest

from cms.commands.management.commands import tick
from cms.publication.checking import check
from cms.publication.models import Dirty, Entry
from tests import factories
from tests.cms.publication.editing import Editing


def edit_for_a_while(editing, acts):
    for _ in range(acts):
        editing.act()
    wrong = list(check())
    assert wrong == [], "\n".join(map(str, editing.done))
    assert Entry.objects.public().count() > 5
    # Forms that come back with a mistake would prove nothing.
    carried_out = sum("302" in str(result) for _, result in editing.done)
    assert carried_out > acts / 2, "\n".join(map(str, editing.done))


@pytest.fixture
def editing(admin_client, settled, clock, tmp_path, monkeypatch, request):
    """The administrator before a small district, with the reconciler off."""
    monkeypatch.setattr(tick, "reconcile", lambda: 0)
    with settled():
        district = factories.district()
        building = factories.building(factories.area(district))
        factories.job(factories.enterprise(building, cover=factories.image()))
        factories.organisation(building, cover=factories.image())
    seed = getattr(request, "param", 20261123)
    return Editing(admin_client, settled, clock, tmp_path, seed)


def test_after_sixty_random_acts_every_document_is_true(editing):
    edit_for_a_while(editing, 60)
    assert not Dirty.objects.exists()


@pytest.mark.prove
@pytest.mark.parametrize("editing", [1, 2, 3], indirect=True)
def test_after_five_hundred_random_acts_every_document_is_true(editing):
    edit_for_a_while(editing, 500)
