"""A forum's decision follows the one before it, and nobody agreed before there was a review."""

from datetime import date

import pytest

from agencies.models import Partnership, PartnershipAgency
from recommendations.services import reopen_sign_off
from recommendations.services.deciding import Agreement
from scr_tracker.errors import InvalidTransition
from tests.recommendations.deciding import forum_decides

pytestmark = pytest.mark.usefixtures("today")


def decide(world, meeting_on, agreements=()):
    world.recommendation.refresh_from_db()
    more = {"version": world.recommendation.version, "agreements": agreements}
    values = {"outcome": "closed_not_implemented", "meeting_on": meeting_on, **more}
    return forum_decides(world, world.recommendation, **values)


def test_a_decision_is_not_dated_before_the_one_that_it_follows(world):
    decide(world, date(2026, 10, 12))
    values = {"recommendation": world.recommendation, "reason": "It came back."}
    reopen_sign_off(actor=world.fresh("manager"), **values)
    why = r"An earlier decision was taken later, on 12 October 2026\."
    with pytest.raises(InvalidTransition, match=why):
        decide(world, date(2026, 10, 11))
    assert decide(world, date(2026, 10, 12)).meeting_on == date(2026, 10, 12)


def test_nobody_agreed_before_there_was_a_review(world):
    Partnership.objects.filter(pk=world.city.pk).update(asks_partner_agreement=True)
    links = PartnershipAgency.objects.filter(partnership=world.city, agency=world.police)
    links.update(is_safeguarding_partner=True)
    world.review.commissioned_on = date(2025, 1, 1)
    world.review.save()
    world.recommendation.review.refresh_from_db()
    early = Agreement(world.police, "Chief constable", date(2015, 1, 1))
    with pytest.raises(InvalidTransition, match=r"commissioned later, on 1 January 2025\."):
        decide(world, date(2026, 10, 12), [early])
