"""What ratings and progress mean, in plain words: for the help page and the legends."""

from recommendations.status import AT_RISK_DAYS, Progress, Rating

RATING_MEANS = {
    Rating.VERIFIED: "Done, and checked by the manager.",
    Rating.AWAITING: "The lead agency says that it is done; it waits for the manager’s check. "
    "It is not overdue: the wait is the manager’s.",
    Rating.ON_TRACK: "In hand, and the due date is not near or work has begun.",
    Rating.AT_RISK: f"Due in {AT_RISK_DAYS} days or fewer and not started, or the lead agency "
    "says that the date may not be kept.",
    Rating.OVERDUE: "The due date was before today, and the work is not completed. "
    "Due today is not overdue.",
    Rating.ON_HOLD: "Stopped for a stated reason, and the due date has not passed.",
    Rating.WITHDRAWN: "It will not be done.",
}
PROGRESS_MEANS = {
    Progress.NOT_STARTED: "No action has begun.",
    Progress.IN_PROGRESS: "At least one action has begun, and none is overdue.",
    Progress.OVERDUE: "At least one action is overdue.",
    Progress.ACTIONS_COMPLETE: "Every action is verified. It waits for a forum’s sign-off.",
    Progress.SIGNED_OFF: "A forum has recorded that it is assured.",
    Progress.CLOSED: "A forum has recorded that it is closed without being carried out.",
    Progress.NOT_ACCEPTED: "Every agency that was asked has said no, with a reason.",
    Progress.AWAITING_BODY: "It is in the hands of another body, such as a department. "
    "It is shown, and not counted in the partnership’s percentage.",
}
