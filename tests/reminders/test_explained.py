"""A policy in words, whatever it holds: what readers may count on."""

from datetime import date, timedelta

import pytest

from agencies.models import Partnership
from agencies.queries import Answerable
from reminders.mails.explained import (
    days_in_words,
    escalation_in_words,
    gaps,
    quiet_in_words,
    rules,
)
from reminders.models import Policy
from tests.world import TODAY


def policy(nation="england", **fields):
    return Policy(partnership=Partnership(name="City", nation=nation), **fields)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {},
            "14 and 3 days before the due date, on the day, 1, 2, 4 and 8 days after it, "
            "then every 14 days",
        ),
        (
            {"days_before": [], "days_after": [1, 2]},
            "on the due date, 1 and 2 days after it, then every 14 days",
        ),
        (
            {"days_before": [1], "on_the_day": False, "days_after": [1], "then_every": 7},
            "1 day before the due date, 1 day after it, then every 7 days",
        ),
        (
            {"days_after": []},
            "14 and 3 days before the due date, on the day, then every 14 days while it is late",
        ),
        (
            {"days_before": [], "on_the_day": False, "days_after": [5], "then_every": 1},
            "5 days after the due date, then every day",
        ),
        (
            {"days_before": [], "on_the_day": False, "days_after": []},
            "every 14 days while it is late",
        ),
        (
            {"days_before": [3, 30, 14], "days_after": [8, 1]},
            "30, 14 and 3 days before the due date, on the day, 1 and 8 days after it, "
            "then every 14 days",
        ),
    ],
)
def test_days(fields, words):
    assert days_in_words(policy(**fields)) == words


@pytest.mark.parametrize(
    ("leads", "executives", "top", "words"),
    [
        (
            *(1, 14, 28),
            "the agency’s leads after 1 day, its executive lead after 14, "
            "and the managers and the chair after 28",
        ),
        (
            0,
            14,
            28,
            "the agency’s executive lead after 14 days and the managers and the chair after 28",
        ),
        (5, None, 28, "the agency’s leads after 5 days and the managers and the chair after 28"),
        (0, None, 1, "the managers and the chair after 1 day"),
        (2, None, None, "the agency’s leads after 2 days"),
        (0, None, None, ""),
    ],
)
def test_escalation(leads, executives, top, words):
    found = policy(leads_after=leads, executives_after=executives, top_after=top)
    assert escalation_in_words(found) == words


@pytest.mark.parametrize(
    ("weekends", "holidays", "words"),
    [
        (True, True, "Nothing is sent at weekends or on bank holidays in Northern Ireland."),
        (True, False, "Nothing is sent at weekends."),
        (False, True, "Nothing is sent on bank holidays in Northern Ireland."),
        (False, False, ""),
    ],
)
def test_quiet_days(weekends, holidays, words):
    found = policy(
        "northern_ireland", is_quiet_at_weekends=weekends, is_quiet_on_bank_holidays=holidays
    )
    assert quiet_in_words(found) == words


def test_all_rules_of_the_defaults():
    assert rules(policy(), TODAY) == [
        "Who owes something is told 14 and 3 days before the due date, on the day, "
        "1, 2, 4 and 8 days after it, then every 14 days.",
        "What stays late is told to the agency’s leads after 1 day, its executive lead after 14, "
        "and the managers and the chair after 28.",
        "The managers get a digest of everything that is late on Mondays from 7:00.",
        "Nothing is sent at weekends or on bank holidays in England.",
        "Mails hold references, dates and links: no titles and no pseudonyms.",
    ]


def test_what_is_switched_off_says_nothing_else():
    assert rules(policy(is_on=False), TODAY) == ["Reminders and digests are switched off."]


def test_pause_wording_and_leads_from_the_start():
    found = rules(
        policy(
            leads_after=0,
            executives_after=None,
            top_after=None,
            paused_from=date(2026, 12, 21),
            paused_until=date(2027, 1, 3),
            shows_wording=True,
        ),
        TODAY,
    )
    assert found[0] == (
        "Paused from 21 December 2026 to 3 January 2027: nothing is sent on these days."
    )
    assert found[2] == "The agency’s leads are told from the start, as the owner is."
    assert found[3].startswith("The managers get a digest")
    assert found[-1] == "Mails hold titles and pseudonyms, too; never those of a restricted review."


@pytest.mark.parametrize(("until", "is_said"), [(TODAY, True), (TODAY - timedelta(1), False)])
def test_a_pause_is_said_until_it_is_over(until, is_said):
    found = rules(policy(paused_from=date(2026, 10, 1), paused_until=until), TODAY)
    assert found[0].startswith("Paused from 1 October 2026 to ") is is_said
    assert any("Paused" in line for line in found) is is_said


@pytest.mark.parametrize(
    ("fields", "answerable", "said"),
    [
        (
            {},
            Answerable(9, 1, has_chair=True),
            [
                "8 of 9 agencies have no executive lead: what stays late there goes no further "
                "than its leads until the managers are told, after 28 days."
            ],
        ),
        (
            {"top_after": None},
            Answerable(1, 0, has_chair=False),
            [
                "1 of 1 agency has no executive lead: what stays late there goes no further than "
                "its leads."
            ],
        ),
        (
            {"executives_after": None, "top_after": 1},
            Answerable(9, 0, has_chair=False),
            ["There is no chair: the managers alone are told after 1 day."],
        ),
        ({}, Answerable(9, 9, has_chair=True), []),
        ({"is_on": False}, Answerable(9, 0, has_chair=False), []),
    ],
)
def test_who_is_named_nowhere(fields, answerable, said):
    assert gaps(policy(**fields), answerable) == said
