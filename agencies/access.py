"""What a person may see: the one place that says it.

Every `visible_to(user)` in the house asks here. Answers are built from the person's active
memberships, read once for a request, and nobody without one sees anything: deny by default. Site
administrators get nothing here either; they have Django admin.
"""

from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Q

from scr_tracker.stamps import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from agencies.models import Membership, User

    Person: TypeAlias = "User | AnonymousUser"

#: Roles that read everything in the partnership (DOMAIN: who sees and does what).
WHOLE_PARTNERSHIP = ("manager", "board_member", "scrutineer")


def held(user: "Person") -> "list[Membership]":
    """The active memberships with partnership and agency, kept on the request's user."""
    if not user.is_authenticated or not user.is_active:
        return []
    known: list[Membership] | None = getattr(user, "_held_memberships", None)
    if known is None:
        stamped = _read().annotate(stamp=stamp("partnership_id"))
        known = list(stamped.filter(user_id=user.pk))
        user._held_memberships = known  # type: ignore[attr-defined]
    return known


def read_together(users: "Iterable[User]") -> None:
    """`held` of several people in one query: for the nightly run, which asks for many."""
    kept: dict[int, list[Membership]] = {user.pk: [] for user in users if user.is_active}
    for membership in _read().filter(user_id__in=kept):
        kept[membership.user_id].append(membership)
    for user in users:
        if user.pk in kept:
            user._held_memberships = kept[user.pk]  # type: ignore[attr-defined]


def _read() -> "QuerySet[Membership]":
    from agencies.models import Membership

    return Membership.objects.filter(is_active=True).select_related("partnership", "agency")


def stamps(user: "Person") -> dict[int, str | None]:
    """Partnership id → its stamp (`scr_tracker.stamps`), as it was when the memberships were read.

    It came in the same query, so everything else that a request knows was read with it or later.
    None where it is not known: of memberships that were read for several people at once, too.
    """
    return {m.partnership_id: getattr(m, "stamp", None) for m in held(user)}


def partnership_ids(user: "Person", *roles: str) -> list[int]:
    """Partnerships in which the person holds one of the roles; any role where none is given."""
    return sorted({m.partnership_id for m in held(user) if not roles or m.role in roles})


def reads_whole(user: "Person", partnership: str) -> Q:
    """Condition: the person reads the whole of the partnership at the path `partnership`."""
    return Q(**{f"{partnership}__in": partnership_ids(user, *WHOLE_PARTNERSHIP)})


def leads_for(user: "Person", partnership: str, agency: str) -> Q:
    """Condition: the person leads for the agency at one path in the partnership at the other.

    Both must hold in one membership: leading for an agency in partnership A shows nothing of
    what the same agency does in partnership B.
    """
    condition = Q(pk__in=[])
    for here, agency_ids in led_together(user):
        condition |= Q(**{f"{partnership}__in": here, f"{agency}__in": agency_ids})
    return condition


def is_read_by_role(user: "Person", partnership_id: int, agency_id: int | None) -> bool:
    """`reads_whole` or `leads_for`, of a row whose keys are at hand: for runs over very many.

    Where no agency is given, only to read the whole is enough.
    """
    return any(
        m.partnership_id == partnership_id
        and (m.role in WHOLE_PARTNERSHIP or (m.role == "agency_lead" and m.agency_id == agency_id))
        for m in held(user)
    )


def led_agencies(user: "Person") -> dict[int, list[int]]:
    """Partnership id → ids of the agencies for which the person leads there."""
    led: dict[int, list[int]] = {}
    for membership in held(user):
        if membership.role == "agency_lead" and membership.agency_id:
            led.setdefault(membership.partnership_id, []).append(membership.agency_id)
    return led


def led_together(user: "Person") -> list[tuple[list[int], list[int]]]:
    """Partnerships in which the person leads for the same agencies, and these agencies.

    Conditions are made of these: who leads for one agency in five partnerships needs but one, which
    the database finds by an index; of five it looks through everything.
    """
    together: dict[frozenset[int], list[int]] = {}
    for partnership_id, agency_ids in led_agencies(user).items():
        together.setdefault(frozenset(agency_ids), []).append(partnership_id)
    return [(sorted(found), sorted(agencies)) for agencies, found in together.items()]


def has_role(user: "Person", partnership_id: int, *roles: str) -> bool:
    return partnership_id in partnership_ids(user, *roles)


def is_lead_for(user: "Person", partnership_id: int, *agency_ids: int | None) -> bool:
    return any(pk in agency_ids for pk in led_agencies(user).get(partnership_id, []))


def signature(user: "User", partnership_id: int) -> "dict[str, User | str]":
    """The fields of `Signed`: who acts, with name and role as they are at this moment."""
    roles = [m.role_label for m in held(user) if m.partnership_id == partnership_id]
    return {
        "recorded_by": user,
        "recorded_by_name": user.name,
        "recorded_by_role": ", ".join(roles)[:250] or "Site administrator",
    }
