"""Why a thing is no longer owed, in words: what the outbox says of a row that was left out."""

from evidence.models import EvidenceRequest
from recommendations.models import (
    Action,
    EmbeddingCheck,
    ExtensionRequest,
    Milestone,
    Recommendation,
    Response,
)
from recommendations.status import Status
from scr_tracker.words import long_day


def action(row: Action) -> str:
    return f"No longer open: {_status(row)}."


def request(row: EvidenceRequest) -> str:
    if row.action and row.action.status == Status.WITHDRAWN:
        return "Its action was withdrawn."
    if row.state == EvidenceRequest.State.OPEN:
        return "Answered: what the agency sent in waits for a decision."
    if row.state == EvidenceRequest.State.CLOSED:
        return "Answered: the evidence is accepted."
    return "The request was withdrawn."


def check(row: EmbeddingCheck) -> str:
    if row.outcome:
        return f"The check is recorded: {row.get_outcome_display().lower()}."
    return "The recommendation was reopened."


def milestone(row: Milestone) -> str:
    if row.done_on:
        return f"Done on {long_day(row.done_on)}."
    return f"Its action is no longer open: {_status(row.action)}."


def response(row: Response) -> str:
    return f"The agency has responded: {row.get_position_display().lower()}."


def extension(row: ExtensionRequest) -> str:
    return f"Decided: {row.get_decision_display().lower()}."


def verification(row: Action) -> str:
    if row.status == Status.VERIFIED:
        return "The action is verified."
    return f"It no longer waits to be verified: {_status(row)}."


def sign_off(row: Recommendation) -> str:
    if decided := _decided(row):
        return decided
    if row.awaiting_body:
        return "It waits for another body now."
    return "Not all of its actions are complete any more."


def chase(row: Recommendation) -> str:
    if not row.awaiting_body:
        return "It no longer waits for another body."
    return _decided(row) or "It has no chase date any more."


def _decided(row: Recommendation) -> str:
    """By the sign-off that stands, if one does."""
    standing = next((each for each in row.sign_offs.all() if each.reopened_at is None), None)
    return f"A decision is recorded: {standing.get_outcome_display().lower()}." if standing else ""


def _status(row: Action) -> str:
    return str(Status(row.status).label).lower()
