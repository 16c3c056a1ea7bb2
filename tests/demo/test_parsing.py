"""A fixture with a mistake is refused with file, line and what is wrong."""

from datetime import date

import pytest

from dashboards.demo.parsing import parse
from dashboards.demo.reading import FixtureError

GOOD = """\
partnership:
  name: Northfield Board
  short name: Northfield
  kind: Safeguarding adults board
agencies:
  - name: Northfield Police
    kind: Police
    also called: [The force]
  - name: Northfield Hub
    kind: Other
forums: [Learning Group]
people:
  - e-mail: M@example.test
    name: Manager
    role: Partnership manager
  - e-mail: p@example.test
    name: Police lead
    leads for: [The force]
review:
  pseudonym: Ash
  reference: R-1
  kind: Thematic review
  undated means: 1 December 2020
recommendations:
  - reference: 1
    wording: Talk to each other.
    scope: Local
    intended change: People talk.
    closing criteria: They did.
    themes: [Talking]
    forum: Learning Group
    responses:
      - agency: The force
        position: Accepted
        answered: undated
        narrative: We will.
    actions:
      - title: Talk
        lead: The force
        with: [Northfield Hub]
        strength: Weaker
        due: +3 days
        milestones:
          - [Say hello, today, done]
        evidence:
          - title: Minutes
            kind: Document
            level: Output
            dated: November 2019
            figures:
              - [Talks, 5, talks]
            also supports: [1.1]
        story:
          - started: We talk.
"""


@pytest.fixture
def write(tmp_path):
    def _write(text: str):
        path = tmp_path / "ash.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def read(path):
    return parse(path, date(2026, 11, 2))


def test_names_are_found_by_any_name_of_the_agency(write):
    fixture = read(write(GOOD))

    [recommendation] = fixture.recommendations
    assert recommendation.responses[0].agency == "Northfield Police"
    assert recommendation.actions[0].lead == "Northfield Police"
    assert [person.email for person in fixture.people] == ["m@example.test", "p@example.test"]


def test_an_action_is_read_whole(write):
    [action] = read(write(GOOD)).recommendations[0].actions

    assert action.reference == "1.1"
    assert action.due_on == date(2026, 11, 5)
    assert [(m.title, m.due_on, m.is_done) for m in action.milestones] == [
        ("Say hello", date(2026, 11, 2), True)
    ]
    [item] = action.evidence
    assert [(f.label, f.value, f.unit) for f in item.figures] == [("Talks", 5, "talks")]
    assert (item.dated.first, item.dated.last) == (date(2019, 11, 1), date(2019, 11, 30))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("lead: The force", "lead: The fork", "line 39 (action 1.1): lead: unknown agency"),
        ("forum: Learning", "forum: Earning", "line 31 (recommendation 1): forum: unknown forum"),
        ("lead: The force", "lead: Northfield Hub", "line 39 (action 1.1): lead: nobody leads"),
        ("title: Talk\n", "title: Talk\n        colour: red\n", "line 39 (action 1.1): colour"),
        (
            "title: Talk\n",
            "title: Talk\n        lead: X\n",
            "line 40 (recommendation 1, actions 1): “lead” stands",
        ),
        ("        strength: Weaker\n", "", "line 38 (action 1.1): “strength” is missing"),
        ("strength: Weaker", "strength: Strong", "line 41 (action 1.1): strength: “Strong” must"),
        ("due: +3 days", "due: soon", "line 42 (action 1.1): due: “soon” is no date"),
        ("due: +3 days", "due: May 2027", "line 42 (action 1.1): due: “May 2027” must name"),
        ("today, done]", "today, gone]", "line 44 (action 1.1): milestones: “gone”"),
        ("[Say hello, today, done]", "Say hello", "line 44 (action 1.1): milestones: each row"),
        ("[Talks, 5, talks]", "[Talks, five, talks]", "figures: “five” is no number"),
        ("[1.1]", "[1.2]", "also supports: unknown action “1.2”"),
        ("started: We", "begun: We", "line 54 (action 1.1, story 1): Say one of: started"),
        ("dated: November", "dated: Movember", "dated: “Movember 2019” is no date"),
        ("narrative: We will.", "narrative:", "narrative: is empty"),
        ("leads for: [The force]", "role: Board member", "lead: nobody leads"),
        ("    role: Partnership manager\n", "", "Either a role, or “leads for”"),
        ("role: Partnership manager", "role: Board member", "people: one at least must be"),
        ("name: Northfield Hub", "name: The force", "“The force” names two agencies"),
        ("forums: [Learning Group]", "forums: Learning Group", "line 11: forums: must be a list"),
        (
            "forums: [Learning Group]",
            "forums: [Learning Group]\nmeetings:\n  - forum: Learning Group\n    on: [soon]",
            "line 14 (meetings 1): on: “soon” is no date.",
        ),
        (
            "  kind: Safeguarding adults board",
            "  kind: Safeguarding adults board\n  board: Other",
            "line 5 (partnership): board: unknown forum “Other”.",
        ),
        ("forums: [Learning Group]", "forums: [Learning", "ash.yaml, line 1"),
        ("partnership:\n", "partnership: x\nother:\n", "partnership: must hold"),
    ],
)
def test_a_mistake_is_told_with_its_line(write, old, new, message):
    assert GOOD.count(old) >= 1
    path = write(GOOD.replace(old, new, 1))

    with pytest.raises(FixtureError) as refused:
        read(path)

    assert str(refused.value).startswith("ash.yaml, line ")
    assert message in str(refused.value)


def test_evidence_holds_a_file_a_link_or_figures(write):
    text = GOOD.replace("            figures:\n              - [Talks, 5, talks]\n", "")

    with pytest.raises(FixtureError, match="needs a file, a url or figures"):
        read(write(text))
