"""The statuses in plain words, for the help page: the rows come from the enums and the moves."""

from dataclasses import dataclass

from django import template

from agencies.models import Membership
from recommendations.legend import HOUSE, Entry
from recommendations.status import TRANSITIONS, Need, Status
from recommendations.templatetags.legends import tag

register = template.Library()

STATUS_MEANS = {
    Status.NOT_STARTED: "Agreed, and nothing has been done yet.",
    Status.IN_PROGRESS: "The lead agency is working on it.",
    Status.COMPLETED: "The lead agency says that it is done. The manager has not checked it yet.",
    Status.VERIFIED: "The manager has checked the claim against the evidence.",
    Status.ON_HOLD: "Something stops the work. What it is, is written down.",
    Status.WITHDRAWN: "It will not be done. The reason is written down, and it is not counted.",
}
NEED_MEANS = {
    Need.REASON: "a reason",
    Need.BARRIER: "what stops the work",
    Need.CLAIM: "what was done, and when",
}


@dataclass(frozen=True)
class Row:
    value: str
    label: str
    meaning: str
    who: str = ""
    asks: str = ""
    tag: str = ""


@register.simple_tag
def action_statuses() -> list[Row]:
    return [
        Row(s.value, s.label, STATUS_MEANS[s], ", ".join(_who(s)), ", ".join(_asks(s)))
        for s in Status
    ]


@register.simple_tag
def action_ratings() -> list[Row]:
    return [_row(entry) for entry in HOUSE.of("rating")]


@register.simple_tag
def recommendation_progress() -> list[Row]:
    return [_row(entry) for entry in HOUSE.of("progress")]


def _row(entry: Entry) -> Row:
    return Row(entry.key, entry.label, entry.meaning, tag=tag(entry, ""))


def _who(status: Status) -> list[str]:
    """The roles that may move some action here, in the order of the roles."""
    roles = {role for moves in TRANSITIONS.values() for role in _roles(moves, status)}
    return [role.label for role in Membership.Role if role.value in roles]


def _roles(moves: dict, status: Status) -> frozenset[str]:
    move = moves.get(status)
    return move.roles if move else frozenset()


def _asks(status: Status) -> list[str]:
    needs = {moves[status].need for moves in TRANSITIONS.values() if status in moves}
    words = [words for need, words in NEED_MEANS.items() if need in needs]
    return [f"{each}, when it goes back" for each in words] if None in needs else words
