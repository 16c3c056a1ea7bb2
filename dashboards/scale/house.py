"""The tables that are filled, the dice, and the moment up to which things have happened."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Model

from agencies.models import (
    Agency,
    Forum,
    Meeting,
    Membership,
    Partnership,
    PartnershipAgency,
    User,
)
from dashboards.scale.dice import DAY, Dice
from dashboards.scale.tables import Pile, Table
from evidence.models import (
    Evidence,
    EvidenceDecision,
    EvidenceLink,
    EvidenceRequest,
    Figure,
    RequestEvent,
)
from recommendations.models import (
    Action,
    Barrier,
    Challenge,
    ChallengeAnswer,
    DueDateChange,
    EmbeddingCheck,
    ExtensionRequest,
    KeepingChange,
    Milestone,
    ProgressUpdate,
    Recommendation,
    Repeat,
    Response,
    Review,
    ReviewPerson,
    SignOff,
    SignOffAgreement,
    Theme,
    Verification,
)


class House:
    """`first`: the number of the first partnership, so that a second run throws other dice."""

    def __init__(self, seed: int, first: int, today: date) -> None:
        self.first, self.dice = first, Dice(f"{seed} {first}")
        self.today = today.toordinal()
        #: Nothing has happened today: whoever looks may do so at any hour.
        self.now = (self.today - 1) * DAY + 17 * 3600
        self._tables: list[Table] = []
        self.user, self.agency = self._table(User), self._table(Agency)
        self.partnership, self.forum = self._table(Partnership), self._table(Forum)
        self.service, self.membership = self._table(PartnershipAgency), self._table(Membership)
        self.meeting, self.theme = self._table(Meeting), self._table(Theme)
        self.review, self.named = self._table(Review), self._table(ReviewPerson)
        self.keeping = self._table(KeepingChange)
        self.recommendation = self._table(Recommendation, "themes")
        self.response, self.repeat = self._table(Response), self._table(Repeat)
        self.action = self._table(Action, "contributing_agencies")
        self.milestone, self.update = self._table(Milestone), self._table(ProgressUpdate)
        self.barrier, self.date_change = self._table(Barrier), self._table(DueDateChange)
        self.more_time = self._table(ExtensionRequest)
        self.verification = self._table(Verification)
        self.evidence, self.link = self._table(Evidence), self._table(EvidenceLink)
        self.figure, self.decision = self._table(Figure), self._table(EvidenceDecision)
        self.request, self.event = self._table(EvidenceRequest), self._table(RequestEvent)
        self.sign_off, self.agreement = self._table(SignOff), self._table(SignOffAgreement)
        self.check = self._table(EmbeddingCheck)
        self.challenge, self.answer = self._table(Challenge), self._table(ChallengeAnswer)

    @property
    def piles(self) -> list[Pile]:
        return [pile for table in self._tables for pile in table.piles]

    @property
    def models(self) -> Iterator[type[Model]]:
        return (pile.model for pile in self.piles)

    def _table(self, model: type[Model], related: str = "") -> Table:
        table = Table(model, self.dice, related)
        self._tables.append(table)
        return table
