"""Evidence of one partnership brought into another: a copy that stands on its own."""

from agencies.models import Agency, User
from evidence import disposing, scanning, storing
from evidence.duplicates import same_bytes
from evidence.figures import FigureRow, set_figures
from evidence.models import Disposal, Evidence, EvidenceVersion
from evidence.permissions import may_add_evidence, may_edit, may_read, sources
from evidence.services.items import Facts, link_all, new_item, record_version, source_of
from recommendations.models import Action, highest
from recommendations.services.checks import allow
from scr_tracker.errors import InvalidTransition
from scr_tracker.once import Once, writing
from scr_tracker.versions import locked

RESTRICTED = (
    "A restricted review keeps its evidence to itself: nothing is copied from one or into one."
)
HERE = "Evidence of the same partnership is linked, not copied."
BEING_DECIDED = "It cannot be copied now: whether its files are kept is being decided."
CHANGED = "Its file was replaced while it was being copied. Nothing was saved: try again."


def bring_in(
    *, actor: User, evidence: Evidence, action: Action, once: Once | None = None
) -> Evidence:
    """A copy of the item for an action of another partnership, by who may edit it where it is.

    From then on it stands on its own: checked for viruses, decided on, kept and disposed of by
    itself, and read in its partnership without a word of where it came from.
    """
    allow(may_read(actor, evidence) and may_edit(actor, evidence))
    allow(may_add_evidence(actor, action))
    file = _file_to_copy(evidence, action)
    with storing.stored(file) as stored, writing(once) as note:
        fresh = locked(Evidence.objects.all()).get(pk=evidence.pk)
        if _file_to_copy(fresh, action) != file:
            raise InvalidTransition(CHANGED)
        _must_be_new(actor, fresh, action, file)
        partnership = action.recommendation.review.partnership
        agency = _agency(actor, fresh, action)
        copy = new_item(actor, partnership, agency, _facts(fresh), brought_from=fresh)
        link_all(actor, copy, [action])
        set_figures(actor, copy, [FigureRow(f.label, f.value, f.unit) for f in fresh.figures.all()])
        if stored:
            record_version(actor, copy, stored)
        note(copy)
    return copy


def _file_to_copy(evidence: Evidence, action: Action) -> EvidenceVersion | None:
    """The newest file; None where the item has none.

    Raises:
        InvalidTransition: why the item is not copied.
    """
    review = action.recommendation.review
    if evidence.partnership_id == review.partnership_id:
        raise InvalidTransition(HERE)
    if review.is_restricted or disposing.reviews_of(evidence).filter(is_restricted=True).exists():
        raise InvalidTransition(RESTRICTED)
    if evidence.disposals.filter(state=Disposal.State.PROPOSED).exists():
        raise InvalidTransition(BEING_DECIDED)
    newest = evidence.versions.first()
    if newest is not None and not scanning.is_readable(newest):
        raise InvalidTransition(f"The file cannot be copied: {scanning.why_not(newest)}")
    return newest


def _must_be_new(
    actor: User, evidence: Evidence, action: Action, file: EvidenceVersion | None
) -> None:
    """Not what the actor finds in the partnership already: a copy, its origin, or the same file."""
    partnership = action.recommendation.review.partnership_id
    here = Evidence.objects.visible_to(actor).filter(partnership=partnership)
    found = here.filter(brought_from=evidence).first()
    if found is None and evidence.brought_from_id:
        found = here.filter(pk=evidence.brought_from_id).first()
    if found is None and file is not None:
        same = same_bytes(actor, action, [file.sha256]).get(file.sha256)
        found = same.evidence if same else None
    if found is not None:
        is_free = Evidence.objects.linkable_to(action, actor).filter(pk=found.pk).exists()
        advice = " Link that instead." if is_free else ""
        raise InvalidTransition(f"It is here already, as “{found.title}”.{advice}")


def _agency(actor: User, evidence: Evidence, action: Action) -> Agency | None:
    """The same one where it acts here; else the one for which the actor adds evidence."""
    acting = (each for each in sources(actor, action) if each.pk == evidence.agency_id)
    return source_of(actor, action, next(acting, None))


def _facts(evidence: Evidence) -> Facts:
    """What is said of it. It is marked as its pages were, and shared with nobody yet."""
    reviews = disposing.reviews_of(evidence).values_list("marking", flat=True)
    return {
        "title": evidence.title,
        "kind": evidence.kind,
        "level": evidence.level,
        "dated_on": evidence.dated_on,
        "dated_until": evidence.dated_until,
        "description": evidence.description,
        "url": evidence.url,
        "marking": highest([evidence.marking, *reviews]) or evidence.marking,
    }
