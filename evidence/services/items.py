"""Items: added, edited, linked to actions, with newer files, and downloaded."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypedDict, Unpack

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from agencies import access
from agencies.models import Agency, Partnership, User
from evidence import scanning, storing, verification
from evidence.figures import FigureRow, set_figures
from evidence.models import (
    Evidence,
    EvidenceDownload,
    EvidenceLink,
    EvidenceRequest,
    EvidenceVersion,
    PendingUpload,
)
from evidence.periods import wrong_dates
from evidence.permissions import may_add_evidence, may_edit, may_offer, may_read, sources
from evidence.services import answers as requests
from recommendations.models import Action
from recommendations.services.checks import allow
from recommendations.services.holding import hold_actions
from recommendations.services.progress import take_back_verifications
from scr_tracker.errors import InvalidTransition
from scr_tracker.once import Once, writing
from scr_tracker.versions import lock_unchanged, locked, save_as

#: A change of these makes a new submission: a decision on the old one no longer stands.
JUDGED = ("url", "dated_on", "dated_until", "kind", "level")
#: A change of these, or of figures, makes the person who changed it the submitter; and who it was
#: is kept there.
PROOF = {"url": "url_by", "dated_on": "dated_by", "dated_until": "dated_by"}
HIDES = (
    "A restricted review keeps its evidence to itself: linked to another review too, the item "
    "would vanish for people who read it now. Add a copy to this action instead."
)


class Facts(TypedDict, total=False):
    """What may be said of an item. `title`, `kind`, `level` and `dated_on` are needed."""

    title: str
    kind: str
    level: str
    dated_on: date
    dated_until: date | None
    description: str
    url: str
    marking: str
    is_shared: bool


def add_evidence(
    *,
    actor: User,
    action: Action,
    agency: Agency | None = None,
    file: File | PendingUpload | None = None,
    figures: Sequence[FigureRow] = (),
    also_supports: Iterable[Action] = (),
    answers: EvidenceRequest | None = None,
    once: Once | None = None,
    **facts: Unpack[Facts],
) -> Evidence:
    """A new item for the action: a file, a link or figures, or several of these.

    `agency` is where it comes from: None is the partnership itself for a manager, and the own
    agency for a lead. `answers` is the request to which it is offered, if that still waits.
    """
    allow(may_add_evidence(actor, action))
    allow(answers is None or may_offer(actor, answers, action))
    agency = source_of(actor, action, agency)
    if not (file or facts.get("url") or figures):
        raise InvalidTransition("Choose a file, give a link, or give a figure.")
    _check_dates(facts)
    with storing.stored(file) as stored, writing(once) as note:
        evidence = new_item(actor, action.recommendation.review.partnership, agency, facts)
        link_all(actor, evidence, [action, *also_supports])
        set_figures(actor, evidence, figures)
        if stored:
            record_version(actor, evidence, stored)
        if answers:
            requests.offer_new(actor, answers, evidence)
        note(evidence)
    return evidence


def add_version(
    *, actor: User, evidence: Evidence, file: File, once: Once | None = None
) -> EvidenceVersion:
    """A newer file of the item. The older ones stay as they are; a decision no longer stands.

    The file that is the current one already is none. An older one may come back: it is judged anew.
    """
    allow(may_read(actor, evidence) and may_edit(actor, evidence))
    with storing.stored(file) as stored, writing(once) as note:
        fresh = locked(Evidence.objects.all()).get(pk=evidence.pk)
        _must_be_new(fresh, stored)
        verification.hold_behind(fresh)
        version = record_version(actor, fresh, stored)
        _submit_again(fresh, actor)
        fresh.version += 1
        save_as(fresh, actor, f"Version {version.number} of the file")
        verification.take_back_all(actor, fresh, verification.CHANGED)
        requests.submitted_again(actor, fresh)
        note(version)
    return version


@transaction.atomic
def edit_evidence(
    *,
    actor: User,
    evidence: Evidence,
    version: int,
    figures: Sequence[FigureRow] | None = None,
    also_supports: Iterable[Action] = (),
    **facts: Unpack[Facts],
) -> Evidence:
    """Change what is said of an item. What has been judged is judged again after a change of it."""
    allow(may_read(actor, evidence) and may_edit(actor, evidence))
    fresh: Evidence = lock_unchanged(evidence, version)
    linked = set(fresh.links.values_list("action_id", flat=True))
    new = [action for action in also_supports if action.pk not in linked]
    hold_actions(Action.objects.filter(pk__in=linked.union(action.pk for action in new)))
    _check_dates(facts, fresh)
    changed = {name for name, value in facts.items() if getattr(fresh, name) != value}
    if figures is not None and set_figures(actor, fresh, figures):
        changed.add("figures")
    for name, value in facts.items():
        setattr(fresh, name, value)
    _must_hold_something(fresh)
    if changed & {"figures", *JUDGED}:
        for name in changed & PROOF.keys():
            setattr(fresh, PROOF[name], actor)
        is_proof = changed & {"figures", *PROOF}
        _submit_again(fresh, actor if is_proof else fresh.resubmitted_by)
        verification.take_back_all(actor, fresh, verification.CHANGED)
        requests.submitted_again(actor, fresh)
    save_as(fresh, actor, "Details or figures changed")
    link_all(actor, fresh, new)
    return fresh


@transaction.atomic
def link_to_action(*, actor: User, evidence: Evidence, action: Action) -> EvidenceLink:
    """Say that the item supports one more action of the same partnership."""
    allow(may_read(actor, evidence) and may_edit(actor, evidence))
    fresh = locked(Evidence.objects.all()).get(pk=evidence.pk)
    return link_all(actor, fresh, [action])[0]


def record_download(*, actor: User, version: EvidenceVersion) -> EvidenceDownload:
    allow(may_read(actor, version.evidence))
    signature = access.signature(actor, version.evidence.partnership_id)
    return EvidenceDownload.objects.create(version=version, **signature)


def new_item(
    actor: User,
    partnership: Partnership,
    agency: Agency | None,
    facts: Facts,
    brought_from: Evidence | None = None,
) -> Evidence:
    signature = access.signature(actor, partnership.pk)
    evidence = Evidence(partnership=partnership, agency=agency, **facts, **signature)
    evidence.brought_from = brought_from
    save_as(evidence, actor, "Brought in" if brought_from else "Added")
    return evidence


def source_of(actor: User, action: Action, agency: Agency | None) -> Agency | None:
    offered = sources(actor, action)
    if agency is not None:
        allow(agency in offered)
        return agency
    is_manager = access.has_role(actor, action.recommendation.review.partnership_id, "manager")
    return None if is_manager else offered[0]


def _check_dates(facts: Facts, item: Evidence | None = None) -> None:
    for field, why in wrong_dates({**facts}, item).items():
        raise InvalidTransition(why, field)


def _submit_again(evidence: Evidence, by: User | None) -> None:
    evidence.submission += 1
    evidence.resubmitted_by = by


def link_all(actor: User, evidence: Evidence, actions: Sequence[Action]) -> list[EvidenceLink]:
    """Links to actions that the person sees and may add evidence to, in the same partnership."""
    seen = set(
        Action.objects.visible_to(actor)
        .filter(pk__in=[action.pk for action in actions])
        .values_list("pk", flat=True)
    )
    hold_actions(Action.objects.filter(pk__in=seen))
    links = []
    for action in actions:
        allow(action.pk in seen and may_add_evidence(actor, action))
        _check_company(evidence, action)
        link = EvidenceLink(evidence=evidence, action=action, linked_by=actor)
        save_as(link, actor)
        links.append(link)
    take_back_verifications(actor=actor, actions=actions, why=verification.ADDED)
    return links


def _check_company(evidence: Evidence, action: Action) -> None:
    """What an item supports already bounds what else it may support. The item is locked."""
    review = action.recommendation.review
    if review.partnership_id != evidence.partnership_id:
        raise InvalidTransition(
            "Evidence of one partnership cannot support an action of another.", "also_supports"
        )
    if not Evidence.objects.filter(pk=evidence.pk).that_may_join(review).exists():
        raise InvalidTransition(HIDES, "also_supports")


def record_version(
    actor: User, evidence: Evidence, stored: storing.Stored | None
) -> EvidenceVersion:
    """The row of a stored file. The item is locked, or nobody else knows it yet."""
    if stored is None:
        raise InvalidTransition("Choose a file.", "file")
    stored.become(evidence)
    newest = evidence.versions.aggregate(number=Max("number"))["number"] or 0
    states = EvidenceVersion.Scan
    version = EvidenceVersion.objects.create(
        evidence=evidence,
        number=newest + 1,
        file=stored.key,
        original_name=stored.name,
        sha256=stored.sha256,
        size=stored.size,
        content_type=stored.content_type,
        scan_state=states.WAITING if settings.CLAMAV_URL else states.NOT_CHECKED,
        uploaded_by=actor,
    )

    def check_it() -> None:
        scanning.queue(version.pk)

    # Robust: a broker that is down must not undo what is saved; the periodic rescan finds it.
    # (Not a partial: Django's log of a failed one asks for a name that partials do not have.)
    transaction.on_commit(check_it, robust=True)
    return version


def _must_be_new(evidence: Evidence, stored: storing.Stored | None) -> None:
    """Of the item, which is locked. A file that was disposed of may be brought in again."""
    newest = evidence.versions.first()
    if stored and newest and not newest.disposed_at and newest.sha256 == stored.sha256:
        raise InvalidTransition(f"This is the same file as version {newest.number}.", "file")


def _must_hold_something(evidence: Evidence) -> None:
    if not (evidence.url or evidence.versions.exists() or evidence.figures.exists()):
        raise InvalidTransition("Keep a file, a link or a figure: evidence needs one.")
