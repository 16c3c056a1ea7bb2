"""Which partnership the menu is about, and the way to the others."""

import re

import pytest
from django.urls import reverse

from agencies.models import Membership


def menu(response):
    html = response.content.decode()
    nav = re.search(r'<ul class="govuk-service-navigation__list".*?</ul>', html, re.DOTALL)[0]
    return re.findall(r'href="([^"]+)"', nav)


def switch(response):
    nav = re.search(r'<nav class="app-header__partnership".*?</nav>', response.content.decode())
    return re.findall(r'href="([^"]+)"( aria-current="true")?', nav[0]) if nav else []


def people_of(partnership):
    return reverse("agencies:person-list", args=(partnership.public_id,))


def board_of(partnership):
    return reverse("dashboards:board", args=(partnership.public_id,))


@pytest.fixture
def manager_of_two(world, sign_in):
    Membership.objects.create(user=world.manager, partnership=world.coast, role="manager")
    return sign_in("manager")


def test_only_partnership_is_the_current_one_everywhere(world, sign_in):
    response = sign_in("manager").get(reverse("help"))
    assert people_of(world.city) in menu(response)
    assert switch(response) == []


def test_address_says_which_of_several_is_current(world, manager_of_two):
    response = manager_of_two.get(people_of(world.coast))
    assert people_of(world.coast) in menu(response)
    assert people_of(world.city) not in menu(response)
    assert switch(response) == [
        (board_of(world.city), ""),
        (board_of(world.coast), ' aria-current="true"'),
    ]


def test_page_without_partnership_offers_each_and_chooses_none(world, manager_of_two):
    response = manager_of_two.get(reverse("help"))
    assert not {people_of(world.city), people_of(world.coast)} & set(menu(response))
    assert switch(response) == [(board_of(world.city), ""), (board_of(world.coast), "")]


def test_managers_links_follow_the_managers_role(world, sign_in):
    Membership.objects.create(user=world.manager, partnership=world.coast, role="scrutineer")
    client = sign_in("manager")
    assert people_of(world.city) in menu(client.get(reverse("help")))
    there = menu(client.get(board_of(world.coast)))
    assert not {people_of(world.city), people_of(world.coast)} & set(there)


@pytest.mark.parametrize("person", ["police_lead", "board_member", "scrutineer", "nobody"])
def test_others_have_no_managers_links(world, sign_in, person):
    found = menu(sign_in(person).get(reverse("help")))
    assert not [url for url in found if "/people/" in url or "/agencies/" in url]
