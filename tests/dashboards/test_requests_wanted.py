"""The dashboard's number of open requests for evidence, and the list behind it."""

import pytest
from django.urls import reverse

from tests.dashboards.test_numbers import Numbers, rows_behind
from tests.evidence.asking import answer, ask, decide, judge
from tests.evidence.samples import add

pytestmark = pytest.mark.usefixtures("today")


def shown(client, world):
    page = client.get(reverse("dashboards:board", args=[world.city.public_id]))
    numbers = Numbers(page.content.decode()).found
    found = [number for number in numbers if "evidence-requests" in number[0]]
    return page.content.decode(), found


@pytest.mark.parametrize(("person", "count"), [("board_member", 3), ("police_lead", 2)])
def test_it_counts_what_is_open_and_opens_the_list_of_it(world, sign_in, person, count):
    closed, offered, _, _ = ask(world), ask(world), ask(world, due_in=3), ask(world, world.health)
    item = add(world)
    decide(world, item)
    answer(world, closed, item)
    judge(world, closed, answers=True)
    answer(world, offered, add(world))
    page, [(url, number, text)] = shown(sign_in(person), world)
    assert (number, text, rows_behind(sign_in(person), url)) == (
        count,
        f"{count} open requests for evidence",
        count,
    )
    assert (
        "for evidence</a> without an accepted answer, the first wanted by 5 November 2026." in page
    )


def test_where_nothing_is_open_the_list_is_still_a_click_away(world, sign_in):
    page, numbers = shown(sign_in("board_member"), world)
    listed = reverse("evidence:request-list", args=[world.city.public_id])
    assert (numbers, "No request for evidence is open." in page) == ([], True)
    assert f'href="{listed}"' in page
