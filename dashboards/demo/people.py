"""The partnership of a fixture: its agencies, forums, people and their roles."""

from dataclasses import dataclass

from agencies import services
from agencies.models import Agency, Forum, Membership, Partnership, User
from dashboards.demo.reading import refusals_at
from dashboards.demo.rows import AgencyRow, Fixture, PersonRow
from scr_tracker.versions import save_as


@dataclass(frozen=True)
class Place:
    """A partnership as it was entered: agencies and forums by name, people by e-mail.

    `manager` is the first of the managers, who enters everything.
    """

    partnership: Partnership
    manager: User
    managers: tuple[User, ...]
    agencies: dict[str, Agency]
    forums: dict[str, Forum]
    people: dict[str, User]
    leads: dict[str, User]


def enter_place(fixture: Fixture, password: str) -> Place:
    """Make the partnership; people who are new get the password, given as its hash."""
    partnership = Partnership.objects.create(
        name=fixture.name, short_name=fixture.short_name, kind=fixture.kind, is_demo=True
    )
    people = {row.email: _person(row, password) for row in fixture.people}
    manager = _appoint_manager(fixture, partnership)
    agencies = {row.name: _enter_agency(row, partnership, manager) for row in fixture.agencies}
    forums = _enter_forums(fixture, partnership, manager)
    if fixture.partners:
        services.edit_settings(
            actor=manager,
            partnership=partnership,
            version=partnership.version,
            asks_partner_agreement=True,
            embedding_months=partnership.embedding_months,
            partners=[agencies[name] for name in fixture.partners],
        )
        partnership.refresh_from_db()
    leads: dict[str, User] = {}
    for row in fixture.people:
        if people[row.email] != manager:
            _enter_roles(row, people[row.email], partnership, agencies, manager)
        leads |= dict.fromkeys(row.agencies, people[row.email])
    people[manager.email] = manager
    _name_answerable(fixture, partnership, people, agencies, manager)
    role = Membership.Role.MANAGER
    managers = tuple(people[row.email] for row in fixture.people if row.role == role)
    return Place(partnership, manager, managers, agencies, forums, people, leads)


def _enter_forums(fixture: Fixture, partnership: Partnership, manager: User) -> dict[str, Forum]:
    """By name, with the days on which they meet."""
    forums = {
        name: services.add_forum(
            actor=manager, partnership=partnership, name=name, is_board=name == fixture.board
        )
        for name in fixture.forums
    }
    for row in fixture.meetings:
        with refusals_at(row.entry):
            services.add_meetings(actor=manager, forum=forums[row.forum], days=row.days)
    return forums


def _name_answerable(
    fixture: Fixture,
    partnership: Partnership,
    people: dict[str, User],
    agencies: dict[str, Agency],
    manager: User,
) -> None:
    """The chair, and the executive leads of agencies, where the fixture names any."""
    chair = next((people[row.email] for row in fixture.people if row.is_chair), None)
    executives = {
        agencies[name].pk: people[row.email] for row in fixture.people for name in row.executive_of
    }
    if chair or executives:
        partnership.refresh_from_db()
        services.name_answerable(
            actor=manager,
            partnership=partnership,
            version=partnership.version,
            chair=chair,
            executives=executives,
        )
        partnership.refresh_from_db()


def _person(row: PersonRow, password: str) -> User:
    """Who is known by this address stays as they are, password included."""
    known = User.objects.filter(email=row.email).first()
    if known is not None:
        return known
    user = User(email=row.email, name=row.name, password=password)
    save_as(user, None)
    return user


def _appoint_manager(fixture: Fixture, partnership: Partnership) -> User:
    row = next(row for row in fixture.people if row.role == Membership.Role.MANAGER)
    return services.appoint_manager(partnership=partnership, email=row.email, name=row.name)


def _enter_agency(row: AgencyRow, partnership: Partnership, manager: User) -> Agency:
    """An agency that another partnership knows already joins as it is."""
    agency, is_new = services.add_agency(
        actor=manager,
        partnership=partnership,
        name=row.name,
        kind=row.kind,
        short_name=row.short_name,
    )
    if not is_new:
        return agency
    return services.edit_agency(
        actor=manager,
        partnership=partnership,
        agency=agency,
        version=agency.version,
        name=row.name,
        kind=row.kind,
        short_name=row.short_name,
        aliases=row.aliases,
    )


def _enter_roles(
    row: PersonRow,
    user: User,
    partnership: Partnership,
    agencies: dict[str, Agency],
    manager: User,
) -> None:
    """Without `services.add_person`, which would send an invitation by mail."""
    held: list[Agency | None] = [agencies[name] for name in row.agencies]
    for agency in held or [None]:
        membership = Membership(user=user, partnership=partnership, role=row.role, agency=agency)
        save_as(membership, manager)
