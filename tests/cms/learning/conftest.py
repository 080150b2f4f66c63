"""A member, and an area to teach in."""

import pytest

from cms.members.models import User
from tests import factories


@pytest.fixture
def member(db):
    return User.objects.create_user("member", phone="+8613800138000")


@pytest.fixture
def area(district):
    return factories.area(district)
