"""What rows say: invented, in the manner of such records, and as long as they usually are."""

from itertools import product

from recommendations.models import Action

Strength = Action.Strength

_WHAT = (
    "the threshold guidance",
    "the escalation route",
    "the form for notifications",
    "the template of the chronology",
    "the agenda of strategy meetings",
    "the induction of new staff",
    "the supervision policy",
    "the pathway for missed appointments",
    "the protocol for bruising",
    "the guidance on information sharing",
    "the record of the household",
    "the list of named professionals",
)
_WHOM = (
    "with front-line staff",
    "in every team",
    "with schools and early years settings",
    "across the partnership",
    "with commissioned providers",
    "with out-of-hours services",
    "in primary care",
    "with designated leads",
)
_DO = {
    Strength.WEAKER: ("Brief staff on", "Hold workshops on", "Remind managers of"),
    Strength.INTERMEDIATE: ("Audit the use of", "Dip-sample records for", "Add capacity to check"),
    Strength.STRONGER: ("Build into the system", "Make mandatory", "Redesign"),
}


def _titles(strength: Strength) -> tuple[str, ...]:
    return tuple(" ".join(words) for words in product(_DO[strength], _WHAT, _WHOM))


#: By the strength of the action; where nobody has said how strong it is, of any.
TITLES = {strength.value: _titles(strength) for strength in Strength}
TITLES[""] = TITLES[Strength.WEAKER] + TITLES[Strength.STRONGER]

DESCRIPTIONS = (
    "The lead agrees the content with the learning group, tries it out in two teams, and then "
    "brings it to all of them. What changes is written into the procedures.",
    "Each service names a person who sees to it. The named people meet every six weeks and tell "
    "the partnership’s team what holds them up.",
    "The present practice is described first, from ten records of each agency. The new way is "
    "agreed with those who will work with it, and introduced team by team.",
    "A short guide for practitioners, a longer one for supervisors, and a slot in the induction "
    "of everybody who joins. The guide is reviewed after a year.",
    "",
)
EXPECTED = (
    "An audit of twenty records shows it in nine of ten.",
    "Attendance lists, and what practitioners say three months later.",
    "The minutes of the forum that adopted it, and a sample of records.",
    "Families say that they were asked and heard.",
    "",
)
WORDINGS = tuple(
    f"The partnership should be assured that {who} {does}, {when}, so that {why}."
    for who, does, when, why in product(
        (
            "all agencies",
            "health services and the police",
            "schools and children’s services",
            "services for adults",
        ),
        (
            "share what they know with those who hold the case",
            "record the voice of the child or adult and act on it",
            "challenge each other where a decision seems wrong",
            "see every member of the household, and not the referred person alone",
        ),
        (
            "at the first contact and whenever a plan is reviewed",
            "within a working day of hearing of a new risk",
            "also where a family has moved between areas",
        ),
        (
            "risk is seen as a whole and in time",
            "nobody has to tell their story again to be helped",
            "a drift in the plan is noticed within weeks and not years",
        ),
    )
)
CHANGES = (
    "Children are seen and heard by every service that works with their family.",
    "Adults at risk are asked what they want to happen, and the answer is on record.",
    "Practitioners know whom to call, and what to do when nobody answers.",
    "Plans say what has to change by when, and somebody notices when it does not.",
)
CRITERIA = (
    "Two audits six months apart show the practice in nine of ten records.",
    "The forum has seen quality evidence of each lead agency.",
    "No case of the last quarter shows the same gap.",
    "",
)
NARRATIVES = (
    "We accept the finding. The service had begun to change its practice before the review ended; "
    "what is still missing is part of the action plan, with an owner for each step.",
    "The recommendation matches what our own inquiry found. Two of the steps need money that is "
    "agreed for the next financial year.",
    "Our staff took part in the learning events. The service will report to the forum each quarter "
    "until the audit shows that the change has lasted.",
)
REASONS = (
    "The duty lies with another body; we have written to it and will report the answer.",
    "The proposed form would double a record that exists already. We suggest to change that one.",
    "The service that this was about has ended. Its successor answers in its own right.",
)
STARTED = (
    "The group has met and agreed who does what. The first draft is due next month.",
    "Work has begun: the present practice is described, and two teams have offered to try it.",
    "The lead has been named and has met the agencies that contribute.",
)
UPDATES = (
    "The draft went to the agencies for comment. Most of it was welcomed; the part on consent is "
    "being written anew.",
    "Six sessions were held, with staff of nine teams. Those who could not come have new dates.",
    "The sample was drawn and is being read by two people who do not work in the service.",
    "The change of the system is tested. Three faults are with the supplier.",
    "No change since the last update: we wait for the procedure to be adopted.",
    "The pilot ended well. The rest of the teams start after the holidays.",
)
CLAIMED = (
    "All steps are done: the guidance is out, staff are briefed, and the audit was read by the "
    "service’s board.",
    "Completed as agreed. The evidence shows the sessions and what became of them.",
    "The change is live in all teams since the beginning of the month.",
)
VERIFIED = (
    "The evidence shows what was agreed, and a sample of records bears it out.",
    "Seen and accepted: the audit was done by people from outside the service.",
    "The attendance and the feedback match what was claimed.",
)
BARE = (
    "The post was filled, which everybody in the partnership can see.",
    "Nothing written is needed: the two services were merged by law.",
)
SENT_BACK = (
    "The evidence shows that sessions were held, and not yet what they changed.",
    "One of the two services is missing. Please add its part.",
    "The audit is older than the change that it should show.",
)
REOPENED = (
    "A later case showed the same gap, so the action is taken up again.",
    "The new procedure was withdrawn with the system that held it.",
)
BARRIERS = (
    "The supplier of the system cannot change it before the next release.",
    "The lead has left the post, and it is not filled yet.",
    "The funding has not been confirmed.",
    "We wait for the outcome of the national consultation.",
)
RESUMED = (
    "The obstacle is out of the way, and work goes on.",
    "A new lead is in post and has taken this up.",
)
WITHDRAWN = (
    "Another action of the same review now covers this.",
    "The service has ended; its successor has a plan of its own.",
    "The learning group agreed that this is no longer needed.",
)
MORE_TIME = (
    "The supplier is late with the part that we need.",
    "Too few staff could be released for the sessions before the summer.",
    "The audit found more than expected, and takes longer to read.",
    "The person who leads this was away for six weeks.",
)
AGREED_BY = ("Learning group", "Partnership manager", "Executive of the partnership")
DECLINED = (
    "The date was moved before for the same reason.",
    "The forum needs the result at its next meeting.",
)
MILESTONES = (
    "Draft ready for comment",
    "Pilot begun",
    "Half of the teams briefed",
    "First audit read",
    "Adopted by the forum",
)
EVIDENCE = {
    "training": "Attendance and feedback of the sessions",
    "audit": "Audit of records",
    "inspection": "Extract of an inspection report",
    "feedback": "What families and practitioners said",
    "policy": "The procedure as adopted",
    "document": "Minutes of the meeting that adopted it",
    "link": "Page of the procedures online",
    "other": "Letter of the service’s director",
}
SHOWS = (
    "What was done, with whom and when.",
    "Twenty records, read by two people who do not work in the service.",
    "",
)
RETURNED = (
    "Attendance alone: add what participants said, or what has changed.",
    "The pages with the results are missing.",
)
WANTED = (
    "The attendance list of the briefings, with the teams that took part.",
    "An audit of records that shows whether the change has lasted.",
    "What families say about it.",
)
NO_LONGER = ("The inspection has shown it meanwhile.",)
QUESTIONS = (
    "How do you know that what was agreed has reached the night teams?",
    "The audit shows seven of ten. What is being done about the other three?",
    "What do families say about the change?",
)
ANSWERS = (
    "The night teams were briefed on two dates, and their managers sample a record a week.",
    "The three come from one team. It has a new manager and is sampled again in the autumn.",
    "Ten families were asked. Eight had noticed the change, and two had moved away.",
)
MISSING = ("This says what was planned. Please say what was found.",)
BASES = (
    "The forum read the audit and the feedback, and saw that the practice has changed.",
    "The evidence of each agency was presented and questioned; nothing is left open.",
)
CLOSED = ("The duty to which it belonged has ended, and nothing will be done.",)
OUTPUTS_ONLY = ("The ask was for a procedure, and the procedure is there.",)
CHECKS = {
    "embedded": "A sample of twelve records shows the practice in eleven.",
    "partly": "It is there in two services, and hardly in the third.",
    "not_embedded": "The sample shows no trace of the new practice.",
}
AGAIN = ("New information came from a later review, so the forum takes it up again.",)
REPEATS = ("Asked for in nearly the same words.", "The same gap, in another service.", "")
BODIES = (
    "Department for Education",
    "Home Office",
    "NHS England",
    "Child Safeguarding Practice Review Panel",
)
SUMMARIES = (
    "The review looked at how services worked together over two years.",
    "The review was commissioned after a serious incident, and asked what could be learned.",
)
HELD = ("Proceedings are under way, and the court may ask for what is held.",)
THEMES = (
    "Information sharing",
    "Professional curiosity",
    "Voice of the child",
    "Thresholds",
    "Domestic abuse",
    "Neglect",
    "Substance misuse",
    "Mental health",
    "Transitions",
    "Missing from care",
    "Self-neglect",
    "Escalation",
)
STONES = (
    "Agate", "Basalt", "Chalk", "Dolomite", "Flint", "Gneiss", "Granite", "Gypsum", "Limestone",
    "Marl", "Obsidian", "Pumice", "Quartz", "Sandstone", "Schist", "Slate",
)  # fmt: skip
"""Pseudonyms of reviews: nobody's name."""
