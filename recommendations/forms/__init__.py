"""Input of this room, not policy: what is legal, and who may, the services say."""

from recommendations.forms.actions import (
    ActionForm,
    DecideExtensionForm,
    DueDateForm,
    ExtensionForm,
    ReasonForm,
    UpdateForm,
)
from recommendations.forms.answers import ActionAnswerForm
from recommendations.forms.assurance import (
    AnswerForm,
    ChallengeForm,
    EmbeddingCheckForm,
    JudgeForm,
    SignOffForm,
)
from recommendations.forms.bulk import BulkActionForm, BulkThemeForm
from recommendations.forms.legend import LegendForm
from recommendations.forms.planning import MilestoneForm, RepeatForm
from recommendations.forms.reviews import (
    NamePersonForm,
    RecommendationForm,
    ReopenForm,
    ResponseForm,
    ReviewForm,
)
from recommendations.forms.saved_views import EditViewForm, SaveViewForm

__all__ = [
    "ActionAnswerForm",
    "ActionForm",
    "AnswerForm",
    "BulkActionForm",
    "BulkThemeForm",
    "ChallengeForm",
    "DecideExtensionForm",
    "DueDateForm",
    "EditViewForm",
    "EmbeddingCheckForm",
    "ExtensionForm",
    "JudgeForm",
    "LegendForm",
    "MilestoneForm",
    "NamePersonForm",
    "ReasonForm",
    "RecommendationForm",
    "ReopenForm",
    "RepeatForm",
    "ResponseForm",
    "ReviewForm",
    "SaveViewForm",
    "SignOffForm",
    "UpdateForm",
]
