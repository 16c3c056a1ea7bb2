"""The menu marks the section to which a page belongs."""

import re

import pytest
from django.urls import reverse

from tests.evidence.asking import ask
from tests.evidence.samples import add

pytestmark = pytest.mark.usefixtures("today")

SECTIONS = {
    "evidence:evidence-add": ("action", "Actions"),
    "evidence:evidence-link": ("action", "Actions"),
    "recommendations:milestone-add": ("action", "Actions"),
    "evidence:evidence-detail": ("item", "Reviews"),
    "evidence:evidence-decide": ("item", "Reviews"),
    "evidence:version-add": ("item", "Reviews"),
    "evidence:request-detail": ("request", "Reviews"),
    "evidence:request-answer": ("request", "Reviews"),
    "evidence:request-add": ("recommendation", "Reviews"),
    "evidence:disposal-list": ("partnership", "Reviews"),
    "recommendations:challenge-add": ("recommendation", "Reviews"),
    "evidence:request-list": ("partnership", "Dashboard"),
    "dashboards:evidence-list": ("partnership", "Dashboard"),
    "dashboards:challenge-list": ("partnership", "Dashboard"),
    "evidence:queue": ("partnership", "To verify"),
}


@pytest.fixture
def rows(world):
    return {
        "action": world.police_action,
        "item": add(world),
        "request": ask(world),
        "recommendation": world.recommendation,
        "partnership": world.city,
    }


@pytest.mark.parametrize("name", SECTIONS)
def test_one_section_is_current(world, rows, sign_in, name):
    about, section = SECTIONS[name]
    page = sign_in("manager").get(reverse(name, args=[rows[about].public_id]))
    marked = re.findall(r'active-fallback">([^<]+)<', page.content.decode())
    assert (page.status_code, marked) == (200, [section])
