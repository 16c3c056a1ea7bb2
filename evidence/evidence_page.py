"""What the page of one evidence item shows, read once."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q, QuerySet

from agencies import access
from evidence import duplicates, permissions, scanning
from evidence.deciders import NOBODY, of_disposal
from evidence.models import Disposal, Evidence, EvidenceDownload, EvidenceVersion
from evidence.request_page import answers
from evidence.states import decisions_left, is_spent, state_of
from evidence.timeline import entries_of
from recommendations.models import Action, Review
from scr_tracker import as_at

if TYPE_CHECKING:
    from agencies.access import Person

#: The page lists so many downloads, the latest first; it says how many there were.
SHOWN_DOWNLOADS = 50
PROPOSED, DONE = Disposal.State.PROPOSED, Disposal.State.DONE
MISTAKE = Disposal.Ground.MISTAKE


def items() -> "QuerySet[Evidence]":
    """Items with what every page of them prints."""
    versions = EvidenceVersion.objects.select_related("uploaded_by")
    return (
        Evidence.objects.with_decision()
        .with_scan()
        .select_related("partnership", "agency")
        .prefetch_related("figures", "decisions", Prefetch("versions", queryset=versions))
    )


def supported(user: "Person", evidence: Evidence) -> "QuerySet[Action]":
    """The actions that it supports, of those that the person sees."""
    actions = Action.objects.visible_to(user).filter(evidence_links__evidence=evidence)
    return actions.with_parents().in_report_order()


def evidence_page(user: "Person", evidence: Evidence) -> dict[str, Any]:
    actions = list(supported(user, evidence))
    today = as_at.today()
    claimed = {evidence.pk for action in actions if action.claimed_by_id == user.pk}
    is_manager = permissions.may_manage(user, evidence.partnership_id)
    may_decide = permissions.may_decide(user, evidence, claimed)
    return {
        "evidence": evidence,
        "state": state_of(evidence),
        "is_spent": is_spent(evidence),
        "versions": [
            (version, scanning.is_readable(version)) for version in evidence.versions.all()
        ],
        **kin(user, evidence),
        "happened": entries_of(evidence),
        "actions": actions,
        "action": actions[0],
        "answers": answers(user, evidence, today),
        "today": today,
        "may_edit": permissions.may_edit(user, evidence),
        "decisions_left": decisions_left(evidence) if may_decide else "",
        **_disposal(evidence, actions, is_manager=is_manager),
        **_downloads(evidence, is_manager=is_manager),
    }


def _disposal(evidence: Evidence, actions: list[Action], *, is_manager: bool) -> dict[str, Any]:
    """Of its files: what was disposed of, what a manager proposes, and what stops it."""
    rows = list(evidence.disposals.select_related("decided_by"))
    has_files = any(not version.disposed_at for version in evidence.versions.all())
    return {
        "has_files": has_files,
        "may_dispose": is_manager and has_files and all(row.state != PROPOSED for row in rows),
        "hold": hold_among(actions) if is_manager else None,
        "disposals": [row for row in rows if is_manager or row.state != PROPOSED],
        "may_see_reasons": is_manager,
        "deciders": of_disposal(rows, actions) if is_manager else NOBODY,
    }


def _gone_by_mistake(evidence: Evidence, disposals: Iterable[Disposal]) -> list[EvidenceVersion]:
    """Files that should not have been uploaded, and that were disposed of."""
    done = [row for row in disposals if (row.state, row.ground) == (DONE, MISTAKE)]
    newest = max((row.newest_number for row in done), default=0)
    gone = (version for version in evidence.versions.all() if version.disposed_at)
    return [version for version in gone if version.number <= newest]


def _downloads(evidence: Evidence, *, is_manager: bool) -> dict[str, Any]:
    rows = EvidenceDownload.objects.filter(version__evidence=evidence)
    return {
        "may_see_downloads": is_manager,
        "downloads": rows.select_related("version")[:SHOWN_DOWNLOADS] if is_manager else [],
        "downloads_count": rows.count() if is_manager else 0,
    }


def hold_among(actions: "Iterable[Action]") -> Review | None:
    """Of the reviews of these actions, one that is under legal hold: it stops every disposal.

    A manager who sees the item sees every action that it supports.
    """
    reviews = (action.recommendation.review for action in actions)
    return next((review for review in reviews if review.is_held), None)


def item_page(user: "Person", evidence: Evidence) -> dict[str, Any]:
    """The same page, with `also_in`: where a manager finds what went as a mistake once more."""
    page = evidence_page(user, evidence)
    gone = _gone_by_mistake(evidence, page["disposals"]) if page["may_see_reasons"] else []
    return {**page, "also_in": duplicates.also_in(user, evidence, gone)}


def disposal_page(
    user: "Person", evidence: Evidence, disposal: Disposal | None = None
) -> dict[str, Any]:
    """The same page, with `going` and `staying`: which files go, and which came after it.

    `also_in`: the other items with a file that goes, for their files stay.
    """
    page = evidence_page(user, evidence)
    here = [row for row in page["versions"] if not row[0].disposed_at]
    page["going"] = [row for row in here if not disposal or row[0].number <= disposal.newest_number]
    page["staying"] = [row for row in here if row not in page["going"]]
    page["also_in"] = duplicates.also_in(user, evidence, (row[0] for row in page["going"]))
    return page


def kin(user: "Person", evidence: Evidence) -> dict[str, Any]:
    """Of what a copy was made and what copies were made: of these, what the person may read.

    Both are of other partnerships, so nothing is asked for who is in one only.
    """
    if len(access.partnership_ids(user)) < 2:
        return {}
    related = Q(pk=evidence.brought_from_id) | Q(brought_from=evidence)
    rows = Evidence.objects.visible_to(user).filter(related).select_related("partnership")
    copies = list(rows.order_by("recorded_at", "pk"))
    origin = next((row for row in copies if row.pk == evidence.brought_from_id), None)
    return {"origin": origin, "copies": [row for row in copies if row != origin]}
