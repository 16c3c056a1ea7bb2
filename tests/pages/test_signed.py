"""A name and a role beside it: once, where an account has its role for a name."""

import pytest

from scr_tracker.templatetags import site
from tests.evidence.samples import add


@pytest.mark.parametrize(
    ("name", "role", "words"),
    [
        ("Jo Smith", "Partnership manager", "Jo Smith, Partnership manager"),
        ("Partnership manager", "Partnership manager", "Partnership manager"),
        ("Jo Smith", "", "Jo Smith"),
        ("Jo Smith", None, "Jo Smith"),
    ],
)
def test_name_and_role(name, role, words):
    assert site.signed(name, role) == words


def test_the_page_of_an_item_says_it_once(world, today, sign_in):
    item = add(world)
    type(item).objects.update(recorded_by_name="Police lead", recorded_by_role="Police lead")
    page = sign_in("police_lead").get(item.get_absolute_url()).content.decode()
    assert page.count("by Police lead</dd>") == 1
