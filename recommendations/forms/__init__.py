"""Input of this room, not policy: what is legal, and who may, the services say."""

from recommendations.forms.actions import (
    ActionForm,
    DecideExtensionForm,
    DueDateForm,
    ExtensionForm,
    ReasonForm,
    UpdateForm,
)
from recommendations.forms.reviews import (
    NamePersonForm,
    RecommendationForm,
    ReopenForm,
    ResponseForm,
    ReviewForm,
    SignOffForm,
)

__all__ = [
    "ActionForm",
    "DecideExtensionForm",
    "DueDateForm",
    "ExtensionForm",
    "NamePersonForm",
    "ReasonForm",
    "RecommendationForm",
    "ReopenForm",
    "ResponseForm",
    "ReviewForm",
    "SignOffForm",
    "UpdateForm",
]
