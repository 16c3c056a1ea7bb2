"""Who is named as chair and as executive leads."""

from typing import Any

from crispy_forms_gds.layout import Fieldset, Layout, Size
from django import forms

from agencies.models import Partnership, PartnershipAgency, User
from agencies.queries import shown_name
from agencies.services.answerable import readers
from scr_tracker.forms import GovForm, dress


class AnswerableForm(GovForm):
    """The chair, and one question for each agency that serves the partnership."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(pk__in=readers(partnership))
        people = people.annotate(shown_name=shown_name("pk", partnership)).order_by("shown_name")
        self.people = {str(person.public_id): person for person in people}
        self._ask("chair", "Chair of the partnership")
        self.links = list(links_of(partnership))
        for link in self.links:
            self._ask(self._name(link), link.agency.name)
            executive = link.executive_lead
            self.initial[self._name(link)] = executive and str(executive.public_id)

    def _ask(self, name: str, label: str) -> None:
        """The people are read once for all questions."""
        choices = [("", "Nobody")]
        choices += [(key, person.shown_name) for key, person in self.people.items()]
        field = forms.TypedChoiceField(
            label=label, choices=choices, required=False, coerce=self.people.get, empty_value=None
        )
        self.fields[name] = dress(name, field)

    def layout(self) -> Layout:
        names = [self._name(link) for link in self.links]
        legend = "Executive lead of each agency"
        return Layout("chair", Fieldset(*names, legend=legend, legend_size=Size.MEDIUM))

    def executives(self) -> dict[int, User | None]:
        return {link.agency_id: self.cleaned_data[self._name(link)] for link in self.links}

    @staticmethod
    def initial_of(partnership: Partnership) -> dict[str, Any]:
        chair = partnership.chair
        return {"chair": chair and str(chair.public_id), "version": partnership.version}

    @staticmethod
    def _name(link: PartnershipAgency) -> str:
        return f"executive_{link.agency.public_id.hex}"


def links_of(partnership: Partnership) -> Any:
    """The agencies that serve the partnership today, with who is named for each."""
    rows = partnership.services.filter(is_active=True)
    return rows.select_related("agency", "executive_lead").order_by("agency__name")
