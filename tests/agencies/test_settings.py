"""How a partnership signs off: who must agree, and when a change is looked at again."""

from django.urls import reverse

from agencies.services import edit_settings


def address(world):
    return reverse("agencies:settings-edit", args=[world.city.public_id])


def test_manager_sets_partners_and_months_with_history(world, sign_in):
    data = {
        "asks_partner_agreement": "on",
        "partners": [world.police.pk, world.health.pk],
        "embedding_months": "12",
        "version": "1",
    }
    page = sign_in("manager").post(address(world), data, follow=True)
    assert "Saved. It holds from the next sign-off on." in page.content.decode()
    world.city.refresh_from_db()
    assert (world.city.asks_partner_agreement, world.city.embedding_months) == (True, 12)
    partners = world.city.services.filter(is_safeguarding_partner=True)
    assert {link.agency for link in partners} == {world.police, world.health}
    last = world.city.history.first()
    assert (last.history_user, last.history_change_reason) == (
        world.manager,
        "Safeguarding partners: Police, Health",
    )
    form = sign_in("manager").get(address(world)).context["form"]
    assert sorted(form.initial["partners"]) == sorted([world.police.pk, world.health.pk])


def test_asking_for_agreement_needs_a_partner(world, sign_in):
    data = {"asks_partner_agreement": "on", "embedding_months": "6", "version": "1"}
    page = sign_in("manager").post(address(world), data)
    assert page.context["form"].errors == {
        "partners": ["Choose the partners whose agreement is asked for."]
    }


def save_first(world, **values):
    """What another manager saved before, of the same version."""
    edit_settings(
        actor=world.manager,
        partnership=world.city,
        version=1,
        partners=[world.police],
        **values,
    )


def test_two_managers_do_not_overwrite_each_other(world, sign_in):
    save_first(world, asks_partner_agreement=False, embedding_months=6)
    page = sign_in("manager").post(address(world), {"embedding_months": "12", "version": "1"})
    assert page.context["form"].stale_changes == ["Safeguarding partners: Police (by Manager)"]
    assert world.city.services.get(is_safeguarding_partner=True).agency == world.police


def test_a_switch_that_somebody_else_turned_is_said_in_words(world, sign_in):
    save_first(world, asks_partner_agreement=True, embedding_months=12)
    page = sign_in("manager").post(address(world), {"embedding_months": "6", "version": "1"})
    assert page.context["form"].stale_changes == [
        "Ask each safeguarding partner to agree to a sign-off: no → yes (by Manager)",
        "Months until the embedding check: 6 months after sign-off → "
        "12 months after sign-off (by Manager)",
    ]


def test_bad_input_comes_back_with_a_message_at_the_field(world, sign_in):
    data = {"embedding_months": "7", "partners": [world.housing.pk], "version": "1"}
    page = sign_in("manager").post(address(world), data)
    assert sorted(page.context["form"].errors) == ["embedding_months", "partners"]
