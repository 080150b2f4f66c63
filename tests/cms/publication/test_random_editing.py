"""Hundreds of seeded acts through the admin's own views; then every document must be true."""

import pytest
from wagtail.models import Page

from cms.commands.management.commands import tick
from cms.publication.checking import check
from cms.publication.models import Dirty, Entry
from cms.publication.services import settle_all
from tests import factories
from tests.cms.publication.editing import Editing, at_work, edit_beside_others, turn_the_clock


def edit_for_a_while(editing, acts):
    for _ in range(acts):
        editing.act()
    wrong = list(check())
    assert wrong == [], "\n".join(map(str, editing.done))
    assert Entry.objects.public().count() > 5
    # Forms that come back with a mistake would prove nothing.
    carried_out = sum("302" in str(result) for _, result in editing.done)
    assert carried_out > acts / 2, "\n".join(map(str, editing.done))


def small_district():
    district = factories.district()
    building = factories.building(factories.area(district))
    factories.job(factories.enterprise(building, cover=factories.image()))
    factories.organisation(building, cover=factories.image())


@pytest.fixture
def editing(admin_client, settled, clock, tmp_path, monkeypatch, request):
    """The administrator before a small district, with the reconciler off."""
    monkeypatch.setattr(tick, "reconcile", lambda: 0)
    with settled():
        small_district()
    seed = getattr(request, "param", 20261123)
    return Editing(admin_client, settled, clock, tmp_path, seed)


def test_after_sixty_random_acts_every_document_is_true(editing):
    edit_for_a_while(editing, 60)
    assert not Dirty.objects.exists()


@pytest.mark.prove
@pytest.mark.parametrize("editing", [1, 2, 3], indirect=True)
def test_after_five_hundred_random_acts_every_document_is_true(editing):
    edit_for_a_while(editing, 500)


EDITORS = 4


def edit_for_a_month(crew, folder, acts, seed):
    """Four editors and a clock, each a process of its own, and what is true when all is over."""
    small_district()
    settle_all()
    month, done = EDITORS * acts, crew.number()
    clock = crew.start(turn_the_clock, folder, done, month)
    editors = [
        crew.start(
            *(edit_beside_others, factories.admin().pk, folder / str(number)),
            *(seed * EDITORS + number, acts, done, month),
        )
        for number in range(EDITORS)
    ]
    results = [act for editor in editors for act in editor.result()]
    assert clock.result() > 0
    with at_work(folder, done, month):
        tick.tick()
        wrong = list(check())
    told = "\n".join(map(str, results))
    assert wrong == [], told
    assert Page.find_problems() == ([], [], [], [], [])
    assert not Dirty.objects.exists()
    assert Entry.objects.count() > 5
    assert sum("302" in str(result) for _, result in results) > month / 2, told


def test_after_a_month_of_four_editors_at_once_every_document_is_true(crew, tmp_path):
    edit_for_a_month(crew, tmp_path, 15, 20261125)


@pytest.mark.prove
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_a_busy_month_of_four_editors_at_once_every_document_is_true(crew, tmp_path, seed):
    edit_for_a_month(crew, tmp_path, 250, seed)
