"""What a manager sends to the page of a policy."""

from django.urls import reverse

ANSWERS = {
    "is_on": "on",
    "days_before": "14, 3",
    "on_the_day": "on",
    "days_after": "1, 2, 4, 8",
    "then_every": "14",
    "leads_after": "1",
    "executives_after": "14",
    "top_after": "28",
    "digest_weekday": "0",
    "digest_hour": "7",
    "is_quiet_at_weekends": "on",
    "is_quiet_on_bank_holidays": "on",
    "allows_weekly": "on",
    "allows_overdue_only": "on",
    "version": "0",
}


def address(partnership):
    return reverse("reminders:policy", args=[partnership.public_id])


def errors(response):
    return dict(response.context["form"].errors.items())


def post(client, partnership, **changes):
    """The defaults with these changes; None for a box that is not ticked."""
    answers = {key: value for key, value in {**ANSWERS, **changes}.items() if value is not None}
    return client.post(address(partnership), answers)
