"""The agencies that serve a partnership."""

from collections.abc import Sequence

from django.db import transaction

from agencies.models import Agency, AgencyAlias, Partnership, PartnershipAgency, User
from agencies.services.checks import allow_manager, save_lawful
from scr_tracker.errors import InvalidTransition, NotAllowed
from scr_tracker.versions import lock_unchanged, locked, save_as


@transaction.atomic
def add_agency(
    *,
    actor: User,
    partnership: Partnership,
    name: str,
    kind: str,
    short_name: str = "",
) -> tuple[Agency, bool]:
    """The agency now serves the partnership; True where it had to be made.

    One organisation is one agency in the whole house: a name or other name that is known already,
    in any partnership, links that agency and leaves what is recorded of it alone.
    """
    allow_manager(actor, partnership)
    known = _known_as(name)
    agency = known or Agency(name=name, kind=kind, short_name=short_name)
    if known is None:
        save_lawful(agency, actor, "name")
    link = PartnershipAgency.objects.filter(partnership=partnership, agency=agency).first()
    if link is not None and link.is_active:
        raise InvalidTransition(f"{agency} already belongs to this partnership.", "name")
    link = link or PartnershipAgency(partnership=partnership, agency=agency)
    link.is_active = True
    save_lawful(link, actor, "name")
    return agency, known is None


@transaction.atomic
def edit_agency(
    *,
    actor: User,
    partnership: Partnership,
    agency: Agency,
    version: int,
    name: str,
    kind: str,
    short_name: str = "",
    aliases: Sequence[str] = (),
) -> Agency:
    """Change name, kind and other names of an agency that serves this partnership alone."""
    allow_manager(actor, partnership)
    if not agency.services.filter(partnership=partnership).exists():
        raise NotAllowed("This agency does not serve the partnership.")
    if is_shared(agency, partnership):
        raise InvalidTransition(
            f"{agency} also serves another partnership. "
            "Ask the site administrator to change its details."
        )
    agency = lock_unchanged(agency, version)
    agency.name, agency.kind, agency.short_name = name, kind, short_name
    save_lawful(agency, actor, "name")
    _set_aliases(agency, aliases, actor)
    return agency


@transaction.atomic
def set_agency_active(
    *, actor: User, partnership: Partnership, agency: Agency, is_active: bool
) -> PartnershipAgency:
    """End or restore the agency's service. What it did stays; pickers offer active ones only."""
    allow_manager(actor, partnership)
    links = PartnershipAgency.objects.filter(partnership=partnership, agency=agency)
    link = locked(links).first()
    if link is None:
        raise NotAllowed("This agency does not serve the partnership.")
    if link.is_active != is_active:
        link.is_active = is_active
        save_as(link, actor)
    return link


def is_shared(agency: Agency, partnership: Partnership) -> bool:
    """Another partnership has the agency on record too, even if its service there has ended."""
    return agency.services.exclude(partnership=partnership).exists()


def _known_as(name: str) -> Agency | None:
    """The agency of this name, else the only one that has it as an other name."""
    exact = Agency.objects.filter(name__iexact=name).first()
    if exact is not None:
        return exact
    found = list(Agency.objects.filter(aliases__name__iexact=name)[:2])
    if len(found) > 1:
        raise InvalidTransition(
            "Several agencies are known by this name. Enter the full name of the one you mean.",
            "name",
        )
    return found[0] if found else None


def _set_aliases(agency: Agency, names: Sequence[str], actor: User) -> None:
    wanted = {name.lower(): name for name in names if name.lower() != agency.name.lower()}
    for alias in agency.aliases.all():
        if wanted.pop(alias.name.lower(), None) is None:
            alias._history_user = actor  # type: ignore[attr-defined]
            alias.delete()
    for name in wanted.values():
        save_lawful(AgencyAlias(agency=agency, name=name), actor, "aliases")
