"""What the address asks for: two days, a review, an agency, a kind of change."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import CharField, F, Value
from django.db.models.functions import Coalesce, NullIf

from agencies.models import Meeting, Partnership
from dashboards.changes.kinds import Kind
from dashboards.scope import agencies_known
from recommendations.models import Review
from scr_tracker.forms import FilterForm
from scr_tracker.words import long_day

if TYPE_CHECKING:
    from agencies.access import Person

#: How the address calls the fields whose names Python keeps for itself.
CALLED = {"first": "from", "last": "to"}


class ChangesForm(FilterForm):
    """`today`: the last day that can be asked for. A meeting that is chosen is the first day."""

    meeting = forms.ChoiceField(label="Since a meeting")
    first = forms.DateField(label="First day", help_text="Not counted itself")
    last = forms.DateField(label="Last day", help_text="Counted")
    review = forms.ChoiceField(label="Review")
    agency = forms.ChoiceField(label="Agency")
    kind = forms.ChoiceField(label="What changed", choices=[("", "Everything"), *Kind.choices])

    def __init__(
        self,
        *args: Any,
        user: "Person",
        partnership: Partnership,
        meetings: Sequence[Meeting],
        today: date,
        usual: date,
        has_kind: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.usual, self.meetings = today, usual, meetings
        named = [(str(each.public_id), _called(each)) for each in meetings]
        self.fields["meeting"].choices = [("", "Choose a meeting"), *named]  # type: ignore[attr-defined]
        reviews, agencies = _choices(user, partnership)
        self.fields["review"].choices = [("", "All reviews"), *reviews]  # type: ignore[attr-defined]
        self.fields["agency"].choices = [("", "All agencies"), *agencies]  # type: ignore[attr-defined]
        for name, is_asked in (("meeting", bool(meetings)), ("kind", has_kind)):
            if not is_asked:
                del self.fields[name]

    def add_prefix(self, field_name: str) -> str:
        return CALLED.get(field_name, field_name)

    def clean_last(self) -> date:
        last: date = self.cleaned_data["last"] or self.today
        if last > self.today:
            raise forms.ValidationError("The last day can be today, or an earlier one")
        return last

    def clean(self) -> dict[str, Any]:
        """`first` is always there in the end: the meeting's day, what was typed, or the usual."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if asked := said.get("meeting"):
            chosen = next(each for each in self.meetings if str(each.public_id) == asked)
            said["first"] = chosen.held_on
            self.errors.pop("first", None)
        first, last = said.get("first") or self.usual, said.get("last")
        if "first" not in self.errors and last and first >= last:
            self.add_error("first", f"The first day must be before {long_day(last)}")
        said["first"] = first
        return said


def _called(meeting: Meeting) -> str:
    """ "4 September 2026, Executive board"."""
    return f"{long_day(meeting.held_on)}, {meeting.forum.name}"


def _choices(
    user: "Person", partnership: Partnership
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The partnership's reviews and agencies, as far as the person knows them: one query."""
    kind = Value("review", CharField())
    reviews: Any = Review.objects.visible_to(user).filter(partnership=partnership).order_by()
    rows = reviews.values_list(kind, "public_id", F("pseudonym"))
    label = Coalesce(NullIf("short_name", Value("")), "name")
    agencies = agencies_known(user, partnership).order_by()
    others = agencies.values_list(Value("agency", CharField()), "public_id", label)
    named: dict[str, list[tuple[str, str]]] = {"review": [], "agency": []}
    for each, public_id, words in rows.union(others, all=True):
        named[each].append((str(public_id), words))
    return sorted(named["review"], key=_by_name), sorted(named["agency"], key=_by_name)


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
