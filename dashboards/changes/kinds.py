"""The kinds of change, in the order in which a board reads them, and what each means exactly."""

from django.db.models import TextChoices


class Kind(TextChoices):
    LATE = "late", "Newly late"
    NOT_LATE = "not_late", "No longer late"
    DONE = "done", "Newly claimed as done"
    VERIFIED = "verified", "Verified"
    SIGNED_OFF = "signed_off", "Signed off or closed"
    REOPENED = "reopened", "Reopened"
    MOVED = "moved", "Due dates moved"
    EVIDENCE = "evidence", "New evidence"
    ACCEPTED = "accepted", "Evidence accepted"
    RETURNED = "returned", "Evidence sent back"
    ASKED = "asked", "Challenges put"
    ANSWERED = "answered", "Challenges answered"
    JUDGED = "judged", "Answers accepted or not"
    CHECKED = "checked", "Embedding checks made"
    ON_HOLD = "on_hold", "Put on hold"
    WITHDRAWN = "withdrawn", "Withdrawn"
    NEW_RECOMMENDATION = "new_recommendation", "New recommendations"
    NEW_ACTION = "new_action", "New actions"

    @property
    def meaning(self) -> str:
        """As the page says it, after the two days."""
        return MEANINGS[self]

    @property
    def is_compared(self) -> bool:
        """It follows from two evenings: there is no moment at which anybody recorded it."""
        return self in (Kind.LATE, Kind.NOT_LATE)

    def words(self, number: int) -> str:
        """ "actions", "recommendation"."""
        one, _, many = NOUNS.get(self, "action,actions").partition(",")
        return one if number == 1 else many

    def counted(self, number: int) -> str:
        """ "3 actions", "1 recommendation"."""
        return f"{number or 'no'} {self.words(number)}"


NOUNS = {
    Kind.SIGNED_OFF: "recommendation,recommendations",
    Kind.REOPENED: "decision,decisions",
    Kind.MOVED: "move of a date,moves of dates",
    Kind.EVIDENCE: "evidence item,evidence items",
    Kind.ACCEPTED: "evidence item,evidence items",
    Kind.RETURNED: "evidence item,evidence items",
    Kind.ASKED: "challenge,challenges",
    Kind.ANSWERED: "answer,answers",
    Kind.JUDGED: "answer,answers",
    Kind.CHECKED: "check,checks",
    Kind.NEW_RECOMMENDATION: "recommendation,recommendations",
}

MEANINGS = {
    Kind.LATE: "Overdue at the end of the last day, and not at the end of the first. "
    "What was entered in between counts.",
    Kind.NOT_LATE: "Overdue at the end of the first day, and not at the end of the last.",
    Kind.DONE: "Claimed as done at the end of the last day, and not at the end of the first. "
    "Of a claim that was taken back in between only that is said, under “Reopened”.",
    Kind.VERIFIED: "Verified in between, and still so at the end of the last day.",
    Kind.SIGNED_OFF: "Decided by a forum, recorded in between and not reopened. "
    "The day of the meeting may be earlier.",
    Kind.REOPENED: "A claim sent back or taken back, a verification taken back, a withdrawn action "
    "taken up again, a sign-off reopened: each time that it happened.",
    Kind.MOVED: "Each time that a due date was moved, or agreed where there was none.",
    Kind.EVIDENCE: "Brought in in between, decided or not.",
    Kind.ACCEPTED: "Accepted in between, and unchanged since.",
    Kind.RETURNED: "Sent back in between, and unchanged since.",
    Kind.ASKED: "Questions to an agency.",
    Kind.ANSWERED: "Each answer that was given.",
    Kind.JUDGED: "Each answer that was accepted or not.",
    Kind.CHECKED: "Whether a change has lasted, recorded in between.",
    Kind.ON_HOLD: "Put on hold in between, and still so at the end of the last day.",
    Kind.WITHDRAWN: "Withdrawn in between, and still so at the end of the last day.",
    Kind.NEW_RECOMMENDATION: "Entered in between.",
    Kind.NEW_ACTION: "Entered in between, the next occurrence of a recurring action too.",
}
