"""Very many people, each with as many things to be told of: what is sent at scale starts here."""

from datetime import timedelta

from django.utils import timezone

from agencies.models import Agency, Membership, Partnership, PartnershipAgency, User
from recommendations.models import Action, Recommendation, Review
from tests.reminders.things import send_every_day


def build(people, each, name="Crowded"):
    """Each leads for an agency of their own, which owes `each` actions in the next two weeks."""
    here = Partnership.objects.create(name=name, short_name=name, kind="lscp")
    agencies = Agency.objects.bulk_create(
        Agency(name=f"{name} agency {n:05}", short_name=f"A{n:05}", kind="other")
        for n in range(people)
    )
    PartnershipAgency.objects.bulk_create(
        PartnershipAgency(partnership=here, agency=agency) for agency in agencies
    )
    leads = User.objects.bulk_create(
        User(email=f"lead-{n:05}@{name.lower()}.example", name=f"Lead {n:05}", password="!")
        for n in range(people)
    )
    Membership.objects.bulk_create(
        Membership(user=user, partnership=here, role="agency_lead", agency=agency)
        for user, agency in zip(leads, agencies, strict=True)
    )
    send_every_day()
    review = Review.objects.create(
        partnership=here, pseudonym="Crowd", reference="SCR-9", kind="scr"
    )
    recommendations = Recommendation.objects.bulk_create(
        Recommendation(review=review, reference=str(n), position=n, wording="Share what is known.")
        for n in range(1, each + 1)
    )
    today = timezone.localdate()
    Action.objects.bulk_create(
        Action(
            recommendation=recommendation,
            number=number,
            title="Brief staff on the new form",
            lead_agency=agency,
            status="in_progress",
            due_on=today + timedelta(days=number % 14),
            first_due_on=today + timedelta(days=number % 14),
        )
        for number, agency in enumerate(agencies, 1)
        for recommendation in recommendations
    )
