"""Enters fixtures through the services, each step by the person who would take it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from agencies.models import Partnership, User
from dashboards.demo.actions import Actions
from dashboards.demo.assurance import enter_challenge, enter_earlier, enter_sign_off, make_pack
from dashboards.demo.boards import make_board_pack
from dashboards.demo.diary import Diary
from dashboards.demo.firsts import action_day, first_day, recommendation_day, review_day
from dashboards.demo.news import keep_the_latest
from dashboards.demo.people import Place, enter_place
from dashboards.demo.reading import FixtureError, refusals_at
from dashboards.demo.requests import enter_requests
from dashboards.demo.rows import Fixture, RecommendationRow, ResponseRow, ReviewRow
from evidence.models import evidence_storage
from recommendations import services
from recommendations.models import Recommendation, Review, Theme
from scr_tracker.versions import save_as


def load(fixtures: Iterable[Fixture]) -> list[Fixture]:
    """Enter every fixture whose partnership is not there yet, all or none; those entered.

    Raises:
        FixtureError: a service refused a row, or a partnership has the name and is no demo.
    """
    wanted = [fixture for fixture in fixtures if not _is_there(fixture)]
    password = make_password(settings.DEMO_PASSWORD) if wanted else ""
    files: list[str] = []
    try:
        with transaction.atomic():
            packs = [pack for fixture in wanted for pack in _enter(fixture, password, files)]
    except BaseException:
        for key in files:
            evidence_storage().delete(key)
        raise
    for asker, recommendation in packs:
        make_pack(asker, recommendation)
    for partnership in Partnership.objects.filter(name__in=[fixture.name for fixture in wanted]):
        make_board_pack(partnership)
    return wanted


def _is_there(fixture: Fixture) -> bool:
    partnership = Partnership.objects.filter(name=fixture.name).first()
    if partnership is not None and not partnership.is_demo:
        message = f"{fixture.source}: {fixture.name} is already there, and is not a demo."
        raise FixtureError(message)
    return partnership is not None


def _enter(fixture: Fixture, password: str, files: list[str]) -> list[tuple[User, Recommendation]]:
    """All actions before all evidence before all stories: evidence supports later actions too.

    Returns the packs to make of it: who asks, and about which recommendation.
    """
    diary = Diary()
    diary.at(first_day(fixture, diary.today))
    place = enter_place(fixture, password)
    review = _enter_review(fixture.review, place, diary)
    rows = {row.reference: row for row in fixture.recommendations}
    entered = {
        key: _enter_recommendation(row, fixture.review, review, place, diary)
        for key, row in rows.items()
    }
    actions = Actions(place, files, diary)
    for key, row in rows.items():
        for action in row.actions:
            actions.enter(action, entered[key], action_day(action, fixture.review, diary.today))
    planned = [action for row in fixture.recommendations for action in row.actions]
    for action in planned:
        actions.enter_evidence(action)
    for key, row in rows.items():
        _tell(row, entered[key], actions, place)
    for action in planned:
        actions.enter_evidence(action, later=True)
    for key, row in rows.items():
        enter_requests(row, entered[key], place, actions)
    for earlier in fixture.earlier:
        enter_earlier(earlier, _enter_review(earlier.review, place, diary), entered, place, diary)
    diary.settle()
    keep_the_latest(place.partnership)
    return [(place.people[row.pack_for], entered[key]) for key, row in rows.items() if row.pack_for]


def _tell(
    row: RecommendationRow, recommendation: Recommendation, actions: Actions, place: Place
) -> None:
    for action in row.actions:
        actions.tell_story(action)
    diary, references = actions.diary, {action.reference for action in row.actions}
    by = row.sign_off.meeting_on if row.sign_off else diary.today
    for challenge in row.challenges:
        enter_challenge(challenge, recommendation, place, diary, by)
    if row.sign_off and not actions.unproven & references:
        since = actions.last_day(references)
        enter_sign_off(row.sign_off, recommendation, place, diary, since)


def _enter_review(row: ReviewRow, place: Place, diary: Diary) -> Review:
    diary.at(row.commissioned_on or review_day(row, diary.today))
    with refusals_at(row.entry):
        return services.add_review(
            actor=place.manager,
            partnership=place.partnership,
            pseudonym=row.pseudonym,
            reference=row.reference,
            kind=row.kind,
            summary=row.summary,
            commissioned_on=row.commissioned_on,
            published_on=row.published_on,
            retain_until=row.retain_until,
            is_held=bool(row.hold_reason),
            hold_reason=row.hold_reason,
        )


def _enter_recommendation(
    row: RecommendationRow, about: ReviewRow, review: Review, place: Place, diary: Diary
) -> Recommendation:
    on = diary.at(recommendation_day(row, about, diary.today))
    awaiting: dict[str, Any] = {}
    if row.awaiting:
        awaiting = {
            "awaiting_body": row.awaiting.body,
            "awaiting_sent_on": row.awaiting.sent_on,
            "awaiting_chase_on": row.awaiting.chase_on,
        }
    with refusals_at(row.entry):
        recommendation = services.add_recommendation(
            actor=place.manager,
            review=review,
            agencies=[place.agencies[response.agency] for response in row.responses],
            reference=row.reference,
            wording=row.wording,
            scope=row.scope,
            intended_change=row.intended_change,
            measures=row.measures,
            closing_criteria=row.closing_criteria,
            forum=place.forums[row.forum],
            themes=[_theme(name, place) for name in row.themes],
            **awaiting,
        )
    for response in row.responses:
        diary.at(response.answered_on or on, on)
        _enter_response(response, recommendation, place)
    return recommendation


def _theme(name: str, place: Place) -> Theme:
    return Theme.objects.get_or_create(partnership=place.partnership, name=name)[0]


def _enter_response(row: ResponseRow, recommendation: Recommendation, place: Place) -> None:
    """The agency's lead answers; where the answer is still owed, it gets its due date."""
    response = recommendation.responses.get(agency=place.agencies[row.agency])
    if row.due_on:
        response.due_on = row.due_on
        save_as(response, place.manager)
    if row.position is None:
        return
    with refusals_at(row.entry):
        services.respond(
            actor=place.leads.get(row.agency, place.manager),
            response=response,
            version=response.version,
            position=row.position,
            narrative=row.narrative,
            reason=row.reason,
            responded_on=row.answered_on,
            is_shared=True,
        )
