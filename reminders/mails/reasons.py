"""Why something stands in a person's mail: the rule, and its words for managers."""

from datetime import date

from agencies.models import User
from reminders.audiences import Reach, manages, owes
from reminders.models import Reminder
from reminders.sources import SOURCES, Due, Why

Audience = Reminder.Audience

WORDS = {
    Why.COVER: "covering for somebody who is away",
    Why.STANDING_IN: "as manager, because it reaches nobody who owes it",
    Why.ESCALATED: "escalated",
    Why.DIGEST: "in the weekly digest",
}
#: Where the reason at the moment of sending is not known (yet).
OF_AUDIENCES = {
    Audience.OWNER.value: Why.OWN,
    Audience.ESCALATED.value: Why.ESCALATED,
    Audience.MANAGER.value: Why.DIGEST,
}


def why(audience: str, person: User, due: Due, reach: Reach, day: date) -> Why:
    if audience != Audience.OWNER:
        return OF_AUDIENCES[audience]
    if reach.covering(person.pk, due, day):
        return Why.COVER
    if not owes(person, due) and manages(person, due.partnership_id):
        return Why.STANDING_IN
    return Why.OWN


def in_words(reason: Why, kind: str) -> str:
    """ "as owner or agency lead", "in the weekly digest"."""
    return WORDS.get(reason) or f"as {SOURCES[kind].told_as}"
