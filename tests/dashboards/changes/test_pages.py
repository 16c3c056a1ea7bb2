"""The pages of what changed: what their address asks for, and that each number opens its rows."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from dashboards.changes import Kind
from recommendations.models import Action
from tests.dashboards.changes.autumn import HAPPENED, MET, ONCE, board_meets, build
from tests.dashboards.test_numbers import Numbers
from tests.world import TODAY, add_review

pytestmark = pytest.mark.long
WHOLE = ("manager", "board_member", "scrutineer")


@pytest.fixture
def happened(world):
    wanted = (
        (world.review, world.police, "police_lead"),
        (world.review, world.health, "health_lead"),
    )
    return build(world, *wanted)


@pytest.fixture
def address(world):
    return reverse("dashboards:change-summary", args=[world.city.public_id])


@pytest.fixture
def list_address(address):
    return f"{address}list/"


def rows_on(page):
    return page.content.decode().count("data-row>")


#: What the board reads of the autumn.
CHANGED = "2 signed off or closed, 4 reopened, 2 newly late, 2 no longer late, 2 due dates moved"


def text_of(page, element="app-sentence"):
    part = page.content.decode().split(element, 1)[1].split(">", 1)[1].split("</p>")[0]
    return " ".join(re.sub("<[^>]+>", "", part).split())


def test_counts_since_the_board_met_unless_the_address_says_otherwise(happened, address, sign_in):
    page = sign_in("board_member").get(address)
    assert text_of(page) == (f"Since the meeting on 9 October 2026: {CHANGED}, 2 claimed as done.")
    page = sign_in("board_member").get(f"{address}?from={HAPPENED}")
    assert text_of(page) == (
        "Since the end of 20 October 2026: "
        "nothing was closed or reopened, nothing became late, and no due date moved."
    )


def test_dashboard_says_it_of_the_whole_partnership_alone(world, happened, sign_in):
    client, board = (
        sign_in("board_member"),
        reverse("dashboards:board", args=[world.city.public_id]),
    )
    page = client.get(board)
    assert page.context["changed"].text == f"Since the meeting on 9 October 2026: {CHANGED}."
    assert page.context["changed"].url in page.content.decode()
    then = client.get(f"{board}?as-at={HAPPENED}").context["changed"]
    assert then.text == (
        f"Since the meeting on 9 October 2026, and until the end of 20 October 2026: {CHANGED}."
    )
    narrowed = client.get(f"{board}?agency={world.police.public_id}")
    assert narrowed.context["changed"] is None
    assert b"Since the meeting on" not in narrowed.content


def test_without_a_meeting_of_the_board_it_is_of_late(world, address, sign_in):
    world.city.forums.update(is_board=False)
    assert text_of(sign_in("manager").get(address)).startswith("Since the end of 3 October 2026:")


def test_lead_does_not_read_when_forums_meet(happened, address, sign_in):
    page = sign_in("police_lead").get(address)
    assert text_of(page) == (
        "Since the end of 3 October 2026: 1 signed off or closed, 2 reopened, 1 newly late, "
        "1 due date moved, 1 claimed as done."
    )
    assert "meeting" not in page.context["form"].fields
    assert "meeting" in sign_in("manager").get(address).context["form"].fields


@pytest.mark.parametrize("person", [*WHOLE, "police_lead"])
def test_each_number_opens_exactly_so_many_rows(happened, address, sign_in, person):
    client = sign_in(person)
    for day, least in ((None, 20), (date(2026, 10, 16), 3), (HAPPENED, 20)):
        page = client.get(f"{address}?from={MET}" + (f"&as-at={day}" if day else ""))
        numbers = Numbers(page.content.decode()).found
        assert len(numbers) >= least
        for url, number, text in numbers:
            listed = client.get(url)
            assert listed.context["page"].paginator.count == number == rows_on(listed), text
            assert parse_qs(urlsplit(url).query).get("as-at") == ([str(day)] if day else None)


def test_sections_show_the_rows_that_they_count(happened, address, sign_in):
    for person, many in [(who, 2) for who in WHOLE] + [("police_lead", 1)]:
        page = sign_in(person).get(f"{address}?from={MET}")
        parts = page.context["summary"].parts
        assert {part.kind.value: part.number.value for part in parts} == {
            kind: many * count for kind, count in ONCE.items()
        }
        assert rows_on(page) == many * sum(ONCE.values())
        for part in parts:
            assert page.content.decode().count(f'id="{part.kind.value}"') == 1


def test_long_section_is_cut_and_the_list_has_all(world, address, list_address, sign_in):
    review = add_review(world)
    build(world, *[(review, world.police, "police_lead")] * 6)
    client = sign_in("manager")
    page = client.get(address)
    assert rows_on(page) == 5 * len(ONCE)
    assert page.content.decode().count("The first 5 are shown.") == len(ONCE)
    listed = client.get(list_address)
    assert listed.context["page"].paginator.count == 6 * sum(ONCE.values())
    urls = []
    for number in listed.context["page"].paginator.page_range:
        rows = client.get(f"{list_address}?page={number}").context["page"].object_list
        urls += [(row.kind, row.about.url, row.at) for row in rows]
    assert len(urls) == len(set(urls)) == 6 * sum(ONCE.values())
    kinds = [kind for kind, _, _ in urls]
    assert kinds == sorted(kinds, key=list(Kind).index)
    assert [kind for kind, _, _ in urls] == sorted(
        (k for k, _, _ in urls), key=list(type(urls[0][0])).index
    )


def test_addresses_of_forms_become_plain(world, address, sign_in):
    client = sign_in("manager")

    def goes_to(query):
        answer = client.get(f"{address}?{query}")
        assert answer.status_code == 302, answer.context["form"].errors
        return answer["Location"].removeprefix(address)

    parts = "from_day=9&from_month=10&from_year=2026&to_day={}&to_month={}&to_year=2026&review="
    assert goes_to(parts.format(2, 11)) == f"?from={MET}"
    assert goes_to(parts.format(20, 10)) == f"?from={MET}&as-at={HAPPENED}"
    assert goes_to(f"from={MET}&to={HAPPENED}") == f"?from={MET}&as-at={HAPPENED}"
    assert goes_to(f"from={MET}&to={HAPPENED}&as-at=2026-10-29") == f"?from={MET}&as-at={HAPPENED}"
    police = world.police.public_id
    assert (
        goes_to(f"to={HAPPENED}&agency={police}") == f"?from={MET}&as-at={HAPPENED}&agency={police}"
    )


def test_meeting_that_is_chosen_is_the_first_day(world, address, sign_in):
    earlier = board_meets(world, date(2026, 6, 5))
    world.forum.meetings.create(held_on=date(2026, 10, 23))
    client = sign_in("scrutineer")
    form = client.get(address).context["form"]
    assert [label for _, label in form.fields["meeting"].choices][1:] == [
        "9 October 2026, Executive board",
        "5 June 2026, Executive board",
        "23 October 2026, Learning Group",
    ]
    answer = client.get(
        f"{address}?meeting={earlier.public_id}&from_day=nonsense&from_month=&from_year="
    )
    assert answer["Location"] == f"{address}?from=2026-06-05"
    assert text_of(client.get(answer["Location"])).startswith("Since the meeting on 5 June 2026:")


MISTAKES = [
    (f"from={HAPPENED}&to={MET}", "The first day must be before 9 October 2026"),
    (f"from={MET}&to={MET}", "The first day must be before 9 October 2026"),
    (f"from={TODAY}", "The first day must be before 2 November 2026"),
    (f"from={HAPPENED}&as-at={MET}", "The first day must be before 9 October 2026"),
    ("from=yesterday", "First day must be a real date, like 27 3 2027"),
    (f"from={MET}&to=2026-02-30", "Last day must be a real date, like 27 3 2027"),
    (f"from={MET}&to=2026-11-03", "The last day can be today, or an earlier one"),
    ("from=2027-01-01", "The first day must be before 2 November 2026"),
    ("review=nonsense", "Select the review from the list"),
]


def test_mistakes_are_said_and_nothing_is_shown(happened, address, sign_in):
    client, list_address = sign_in("manager"), f"{address}list/"
    assert rows_on(client.get(list_address)) == 2 * sum(ONCE.values())
    for query, message in MISTAKES:
        for url in (address, list_address):
            page = client.get(f"{url}?{query}")
            assert page.status_code == 200
            errors = [error for errors in page.context["form"].errors.values() for error in errors]
            assert errors == [message]
            assert "<title>Error: " in page.content.decode()
            assert rows_on(page) == 0
        assert client.get(f"{list_address}?{query}&download=csv").status_code == 302


def test_nothing_changed_is_said(world, address, list_address, sign_in):
    client = sign_in("manager")
    assert b"Nothing changed between the two days" in client.get(address).content
    assert b"Nothing changed so between the two days" in client.get(list_address).content


def test_page_of_a_past_day_says_what_stood_then(happened, list_address, sign_in):
    row = happened[0].late
    row.title = "Another title"
    row.save()
    client = sign_in("manager")
    now, then = (
        client.get(f"{list_address}?kind=late{more}") for more in ("", "&as-at=2026-10-21")
    )
    assert now.context["page"][0].about.title == "Another title"
    assert [change.about.title for change in then.context["page"]] == [
        "Brief staff on the new form"
    ] * 2
    assert [change.days for change in then.context["page"]] == [6, 6]
    assert b"As at 21 October 2026." in then.content
    assert f"{row.get_absolute_url()}?as-at=2026-10-21" in then.content.decode()


#: From session and person to the last row; nothing costs a query more where there is more of it.
QUERIES = {
    "": 20,
    "list/": 20,
    "list/?kind=late": 12,
    "list/?kind=reopened": 16,
    "list/?kind=accepted": 10,
    "list/?kind=judged": 8,
}


@pytest.mark.parametrize("person", ["manager", "police_lead"])
def test_queries_do_not_grow(
    world, address, sign_in, person, settings, django_assert_max_num_queries
):
    settings.KEEP_FIGURES = False
    client, review, counted = sign_in(person), add_review(world), []
    for sets in (1, 29):
        build(world, *[(review, world.police, "police_lead")] * sets)
        found = {}
        for more in QUERIES:
            url = f"{address}{more}{'&' if '?' in more else '?'}from={MET}"
            client.get(url)
            with django_assert_max_num_queries(QUERIES[more]) as asked:
                assert rows_on(client.get(url)) > 0
            found[more] = len(asked)
        counted.append(found)
    one, many = counted
    assert one == QUERIES
    # The first page of a long list may hold no evidence, of which there is then nothing to read.
    assert many == QUERIES | {"list/": many["list/"]}
    assert Action.objects.count() > 30 * 8


def test_list_of_one_kind_reads_only_what_tells_of_it(happened, list_address, sign_in):
    client = sign_in("manager")
    for kind in Kind:
        alone = client.get(f"{list_address}?from={MET}&kind={kind.value}").context["page"]
        assert [row.kind for row in alone] == [kind] * 2 * ONCE[kind.value]
