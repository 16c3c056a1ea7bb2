"""What somebody says of a board pack: what it is of, and what it holds."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crispy_forms_gds.choices import Choice
from django import forms

from agencies.models import Forum, Meeting, Partnership
from documents.board.sections import SECTIONS, USUAL
from recommendations.models import Review
from scr_tracker.forms import GovForm
from scr_tracker.words import long_day

if TYPE_CHECKING:
    from agencies.access import Person

#: Meetings that can be chosen: those of so many days before and after today.
BACK, AHEAD = timedelta(days=120), timedelta(days=400)
#: Days before a meeting.
MOST_DAYS = 60


class ReviewChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, row: Any) -> str:
        return f"{row.pseudonym} ({row.reference})"


class MeetingChoice(forms.ModelChoiceField):
    def label_from_instance(self, row: Any) -> str:
        return f"{row.forum.name}, {long_day(row.held_on)}"


class _ContentsForm(GovForm):
    """What a pack holds; its meeting or forum comes with the form that asks for it."""

    reveals = {"which": {"chosen": ["reviews"]}}

    title = forms.CharField(label="Title", max_length=200)
    which = forms.ChoiceField(
        label="Which reviews?",
        choices=(("all", "All reviews that I may see"), ("chosen", "Only some of them")),
        widget=forms.RadioSelect,
        initial="all",
    )
    reviews = ReviewChoices(
        label="Reviews",
        queryset=Review.objects.none(),
        to_field_name="public_id",
        required=False,
    )
    sections = forms.MultipleChoiceField(
        label="Sections",
        choices=[Choice(key, kind.label, hint=kind.hint) for key, kind in SECTIONS.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=list(USUAL),
        error_messages={"required": "Choose at least one section"},
    )

    def __init__(self, *args: Any, user: "Person", partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Review.objects.visible_to(user).filter(partnership=partnership)
        self._choose("reviews", seen.order_by("pseudonym", "pk"))
        self.fields["title"].initial = f"Board report: {partnership.short_name}"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_open = cleaned.get("which") == "chosen" and "reviews" not in self.errors
        if is_open and not cleaned.get("reviews"):
            self.add_error("reviews", "Choose at least one review")
        return cleaned

    def asked(self) -> dict[str, Any]:
        """What the services take."""
        values = {key: value for key, value in self.cleaned_data.items() if key != "which"}
        return {**values, "is_all_reviews": self.cleaned_data["which"] == "all"}

    def _choose(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows


class BoardPackForm(_ContentsForm):
    field_order = ("title", "meeting", "as_at", "period_from", "period_to", "which", "reviews")

    meeting = MeetingChoice(
        label="For which meeting?",
        queryset=Meeting.objects.none(),
        to_field_name="public_id",
        required=False,
    )
    as_at = forms.DateField(
        label="Figures as at",
        help_text="Today, or a day before: the pack then shows what stood at the end of that day.",
    )
    period_from = forms.DateField(
        label="Changes and decisions since the end of",
        required=False,
        help_text="For example the day of the last meeting.",
    )
    period_to = forms.DateField(
        label="Changes and decisions by the end of",
        required=False,
        help_text="Leave this empty for all up to the day of the figures.",
    )

    def __init__(
        self, *args: Any, user: "Person", partnership: Partnership, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, user=user, partnership=partnership, **kwargs)
        rows: Any = Meeting.objects.visible_to(user).filter(forum__partnership=partnership)
        rows = rows.filter(held_on__range=(today - BACK, today + AHEAD)).select_related("forum")
        self._choose("meeting", rows.order_by("held_on", "forum__name"))
        yesterday = today - timedelta(days=1)
        self.fields["meeting"].initial = rows.of_board(partnership.pk).next_after(yesterday)
        self.fields["as_at"].initial = today
        last = Meeting.objects.of_board(partnership.pk).last_before(today)
        self.fields["period_from"].initial = last.held_on if last else None


class BoardScheduleForm(_ContentsForm):
    field_order = ("title", "forum", "days_before", "which", "reviews")

    forum = forms.ModelChoiceField(
        label="Before each meeting of which forum?",
        queryset=Forum.objects.none(),
        to_field_name="public_id",
    )
    days_before = forms.IntegerField(
        label="How many days before?",
        min_value=0,
        max_value=MOST_DAYS,
        initial=7,
        help_text=f"0 to {MOST_DAYS}. It is made that morning, from what you may see then.",
    )

    def __init__(self, *args: Any, user: "Person", partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, user=user, partnership=partnership, **kwargs)
        self._choose("forum", partnership.forums.filter(is_active=True).order_by("name"))


class ConfirmForm(GovForm):
    """Nothing to fill in: the button is the answer."""
