"""The challenge log: asked, answered, accepted or not, answered anew."""

import pytest
from django.urls import reverse

from recommendations.models import Challenge
from recommendations.services import (
    answer_challenge,
    ask_challenge,
    close_challenge,
    edit_review,
    name_person,
)
from scr_tracker.errors import InvalidTransition, NotAllowed
from tests.world import add_person

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def challenge(world):
    return ask_challenge(
        actor=world.scrutineer,
        recommendation=world.recommendation,
        agency=world.police,
        question="What difference did it make?",
    )


def route(name, row):
    return reverse(f"recommendations:challenge-{name}", args=[row.public_id])


def answer(world, challenge, words="Referrals are faster.", person="police_lead"):
    return answer_challenge(actor=world.fresh(person), challenge=challenge, answer=words)


@pytest.mark.parametrize("person", ["manager", "board_member", "scrutineer"])
def test_who_reads_the_whole_asks_an_agency_with_a_part(world, sign_in, person):
    data = {"agency": world.health.pk, "question": "Who checks?"}
    client = sign_in(person)
    page = client.post(route("add", world.recommendation), data, follow=True).content.decode()
    asked = Challenge.objects.get()
    assert (asked.agency, asked.recorded_by, asked.outcome) == (
        world.health,
        world.people[person],
        "open",
    )
    assert "Asked. City Health Trust finds your question in My work." in page


def test_an_agency_without_a_part_cannot_be_asked(world, sign_in):
    world.police_action.contributing_agencies.add(world.childrens)
    address = route("add", world.recommendation)
    form = sign_in("scrutineer").get(address).context["form"]
    offered = set(form.fields["agency"].queryset)
    assert offered == {world.police, world.health, world.childrens}
    page = sign_in("scrutineer").post(address, {"agency": world.housing.pk, "question": "Why?"})
    assert list(page.context["form"].errors) == ["agency"]


def test_the_whole_exchange_stays_on_record(world, sign_in, challenge):
    lead, asker = sign_in("police_lead"), sign_in("scrutineer")
    lead.post(route("answer", challenge), {"answer": "It went well."})
    judge = asker.get(route("detail", challenge)).context["judge_form"]
    refused = {"read": judge.initial["read"], "accept": "no", "comment": "Show the figures."}
    asker.post(route("judge", challenge), refused)
    challenge.refresh_from_db()
    assert (challenge.outcome, challenge.closed_at) == ("not_accepted", None)
    lead.post(route("answer", challenge), {"answer": "From nine days to three."})
    judge = asker.get(route("detail", challenge)).context["judge_form"]
    asker.post(route("judge", challenge), {"read": judge.initial["read"], "accept": "yes"})
    challenge.refresh_from_db()
    assert (challenge.outcome, challenge.closed_at is None) == ("accepted", False)
    rows = challenge.answers.values_list(
        "answer", "outcome", "comment", "recorded_by_name", "judged_by__name"
    )
    assert list(rows) == [
        ("It went well.", "not_accepted", "Show the figures.", "Police Lead", "Scrutineer"),
        ("From nine days to three.", "accepted", "", "Police Lead", "Scrutineer"),
    ]
    page = asker.get(route("detail", challenge)).content.decode()
    order = [page.index(words) for words in ("It went well", "Show the figures", "From nine days")]
    assert order == sorted(order)
    assert "All 2 answers" in asker.get(world.recommendation.get_absolute_url()).content.decode()


def test_not_accepting_needs_a_comment(world, sign_in, challenge):
    read = answer(world, challenge).public_id
    data = {"read": read, "accept": "no", "comment": " "}
    page = sign_in("scrutineer").post(route("judge", challenge), data)
    assert page.context["judge_form"].errors == {"comment": ["Say what is missing in the answer."]}


def test_an_answer_that_was_not_read_is_not_judged(world, sign_in, challenge):
    first = answer(world, challenge)
    close_challenge(
        actor=world.scrutineer, challenge=challenge, accept=False, comment="Show the figures."
    )
    answer(world, challenge, "From nine days to three.")
    data = {"read": first.public_id, "accept": "yes"}
    page = sign_in("scrutineer").post(route("judge", challenge), data)
    assert page.context["judge_form"].non_field_errors() == [
        "The agency has answered anew since you opened this page."
    ]
    challenge.refresh_from_db()
    assert challenge.outcome == "answered"


def test_of_two_answers_the_second_is_refused_and_kept_in_its_form(world, sign_in, challenge):
    answer(world, challenge)
    page = sign_in("manager").post(route("answer", challenge), {"answer": "Mine."})
    form = page.context["answer_form"]
    assert form.non_field_errors() == ["The question has already been answered."]
    assert form["answer"].value() == "Mine."
    assert challenge.answers.count() == 1


def test_nobody_answers_the_own_question_nor_judges_the_own_answer(world):
    asked = ask_challenge(
        actor=world.manager,
        recommendation=world.recommendation,
        agency=world.police,
        question="Why?",
    )
    with pytest.raises(NotAllowed):
        answer(world, asked, person="manager")
    answer(world, asked)
    for person in ("police_lead", "scrutineer"):
        with pytest.raises(NotAllowed):
            close_challenge(actor=world.fresh(person), challenge=asked, accept=True)


def test_a_manager_judges_for_an_asker_who_has_left(world, sign_in, challenge):
    read = answer(world, challenge).public_id
    data = {"read": read, "accept": "yes"}
    assert sign_in("manager").post(route("judge", challenge), data).status_code == 404
    world.scrutineer.memberships.update(is_active=False)
    assert sign_in("manager").post(route("judge", challenge), data).status_code == 302
    challenge.refresh_from_db()
    assert challenge.outcome == "accepted"


def test_a_manager_who_answered_leaves_the_judging_to_another(world, sign_in, challenge):
    add_person(world, "deputy", "manager")
    lead = {"role": "agency_lead", "partnership": world.city, "agency": world.police}
    world.manager.memberships.create(**lead)
    data = {"read": answer(world, challenge, person="manager").public_id, "accept": "yes"}
    world.scrutineer.memberships.update(is_active=False)
    assert sign_in("manager").post(route("judge", challenge), data).status_code == 404
    assert sign_in("deputy").post(route("judge", challenge), data).status_code == 302


def test_a_manager_judges_for_an_asker_whom_the_review_hides_the_question_from(
    world, sign_in, challenge
):
    data = {"read": answer(world, challenge).public_id, "accept": "yes"}
    edit_review(actor=world.fresh("manager"), review=world.review, version=1, is_restricted=True)
    assert sign_in("scrutineer").post(route("judge", challenge), data).status_code == 404
    assert sign_in("manager").post(route("judge", challenge), data).status_code == 302
    challenge.refresh_from_db()
    assert challenge.outcome == "accepted"


def test_an_asker_who_is_named_on_the_review_judges(world, sign_in, challenge):
    data = {"read": answer(world, challenge).public_id, "accept": "yes"}
    edit_review(actor=world.fresh("manager"), review=world.review, version=1, is_restricted=True)
    name_person(actor=world.fresh("manager"), review=world.review, user=world.scrutineer)
    assert sign_in("manager").post(route("judge", challenge), data).status_code == 404
    assert sign_in("scrutineer").post(route("judge", challenge), data).status_code == 302


def test_only_the_agency_that_was_asked_reads_and_answers(world, sign_in, challenge):
    assert sign_in("health_lead").get(route("detail", challenge)).status_code == 404
    for person in ("health_lead", "board_member", "outsider"):
        with pytest.raises(NotAllowed):
            answer(world, challenge, person=person)


def test_a_lead_reads_it_while_the_agency_has_its_part(world, challenge):
    assert list(Challenge.objects.visible_to(world.fresh("police_lead"))) == [challenge]
    world.recommendation.responses.filter(agency=world.police).delete()
    world.police_action.delete()
    assert list(Challenge.objects.visible_to(world.fresh("police_lead"))) == []


def test_there_is_nothing_to_judge_before_an_answer(world, challenge):
    with pytest.raises(InvalidTransition):
        close_challenge(actor=world.scrutineer, challenge=challenge, accept=True)


@pytest.mark.parametrize("value", [" ", "x" * 4001, "a\x00b"])
def test_bad_input_comes_back_with_a_message_at_its_field(world, sign_in, challenge, value):
    page = sign_in("police_lead").post(route("answer", challenge), {"answer": value})
    assert list(page.context["answer_form"].errors) == ["answer"]


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_an_exchange(world, sign_in, django_assert_num_queries, challenge, rows):
    for _ in range(rows):
        answer(world, challenge)
        close_challenge(actor=world.scrutineer, challenge=challenge, accept=False, comment="More.")
    client = sign_in("police_lead")
    with django_assert_num_queries(7):
        assert client.get(route("detail", challenge)).status_code == 200
