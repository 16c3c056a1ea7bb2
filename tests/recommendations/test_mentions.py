"""“@” and a name: who is meant, and who is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.mentions import fitting, mentioned, spots

PEOPLE = {
    1: "Jo Smith",
    2: "Jo Smithson",
    3: "Jo",
    4: "Siân O’Neill",
    5: "Ann-Marie Weiß",
    6: "Ann",
    7: "José Núñez",
    8: "Police lead",
    9: "Police lead (West)",
    10: "",
}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@Jo Smith please look", {1}),
        ("@jo SMITH", {1}),
        ("Thanks,@Jo Smith", {1}),
        ("(@Jo Smith)", {1}),
        ("@Jo Smith’s report, and @Ann's", {1, 6}),
        ("@Jo  Smith, @Jo\u00a0Smith and @Jo\nSmith", {1}),
        ("@Jo Smithson", {2}),
        ("@Jo Smithsonian", {3}),
        ("@Jo, can you?", {3}),
        ("@Siân O’Neill", {4}),
        ("@Siân O'Neill", {4}),
        ("@sian o'neill", {4}),
        ("@Sia\u0302n O\u2019Neill", {4}),
        ("@Ann-Marie Weiss", {5}),
        ("@ANN‑MARIE WEISS", {5}),
        ("@Ann-Marie", set()),
        ("@Ann – see below", {6}),
        ("@Jose Nunez", {7}),
        ("@Police lead (West) and @Police lead", {8, 9}),
        ("@Police lead (East)", {8}),
        ("@Jo Smith @Ann", {1, 6}),
    ],
)
def test_names_as_people_type_them(text, meant):
    assert mentioned(text, PEOPLE) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Jo Smith",
        "jo@Ann",
        "jo.b@Ann",
        "a_@Ann and b-@Ann and c+@Ann",
        "@ Ann",
        "@@Ann",
        "@Jo@Ann",
        "@Annabel",
        "@Ann_B",
        "@Ann@example.org",
        "mail to @",
        "@",
        "",
    ],
)
def test_no_mention(text):
    assert mentioned(text, PEOPLE) == set()


def test_accents_tell_two_people_apart_where_they_are_typed():
    people = {1: "Andre Roy", 2: "André Roy"}
    assert mentioned("@André Roy", people) == {2}
    assert mentioned("@Andre Roy", people) == {1}
    assert mentioned("@Andrè Roy", people) == {1, 2}


def test_two_people_of_one_name_are_both_meant():
    assert mentioned("@Duty manager", {1: "Duty manager", 2: "Duty Manager", 3: "Duty"}) == {1, 2}


@given(st.text(max_size=60), st.text(min_size=1, max_size=15))
def test_whatever_is_typed_only_known_people_are_found(text, name):
    assert mentioned(f"{text}@{name}", {1: name, 2: text}) <= {1, 2}


@given(st.text(alphabet="abcdefg éÉßİ", max_size=15).map(str.strip).filter(bool))
def test_a_name_that_is_typed_as_it_is_shown_is_found(name):
    assert mentioned(f"Dear @{name}.", {1: name}) == {1}


def test_all_names_fit_that_stand_at_the_beginning_of_what_is_written():
    assert fitting("@Jo Smithson, @ann-marie weiss", PEOPLE) == {2, 3, 5}
    assert fitting("@Police lead (West)", PEOPLE) == {8, 9}
    assert fitting("Ann, jo@Ann, @Annabel", PEOPLE) == set()


@given(st.text(alphabet="@ aAáb-'", max_size=40), st.lists(st.text("aAáb -'", max_size=6)))
def test_names_that_fit_nowhere_change_nothing(text, typed):
    names = dict(enumerate(typed))
    kept = {person: names[person] for person in fitting(text, names)}
    assert list(spots(text, kept)) == list(spots(text, names))
