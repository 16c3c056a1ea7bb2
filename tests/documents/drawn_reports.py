"""Reports as hypothesis draws them: any text, any figures, any order of blocks."""

from datetime import UTC, date
from decimal import Decimal

from hypothesis import strategies as st

from documents.report import model
from tests.documents.reports import BAR

#: Anything that a string of Python can be, halves of characters among it.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
NUMBERS = st.integers(-(2**40), 2**40) | st.decimals(
    Decimal("-1e9"), Decimal("1e9"), places=2, allow_nan=False
)
DATES = st.dates(date(1, 1, 1), date(9999, 12, 31))
VALUES = {
    model.Kind.TEXT: st.none() | ANY_TEXT,
    model.Kind.NUMBER: st.none() | NUMBERS,
    model.Kind.PERCENT: st.none() | NUMBERS,
    model.Kind.DATE: st.none() | DATES,
}
FIGURES = st.builds(model.Figure, ANY_TEXT, st.none() | ANY_TEXT | NUMBERS | DATES)
COLUMNS = st.builds(
    model.Column, ANY_TEXT, st.sampled_from(model.Kind), st.integers(min_value=1, max_value=99)
)


def few(strategy):
    return st.lists(strategy, max_size=3).map(tuple)


@st.composite
def tables(draw):
    columns = tuple(draw(st.lists(COLUMNS, min_size=1, max_size=4)))
    row = st.tuples(*(VALUES[column.kind] for column in columns))
    rows = draw(few(row))
    return model.Table(draw(ANY_TEXT), draw(ANY_TEXT), columns, rows, draw(ANY_TEXT))


ENTRIES = st.builds(
    model.Entries,
    *[ANY_TEXT] * 4,
    few(st.builds(model.Entry, *[ANY_TEXT] * 4, few(FIGURES))),
)
BLOCKS = st.one_of(
    st.builds(model.Paragraph, ANY_TEXT),
    st.builds(model.Bullets, few(ANY_TEXT)),
    st.builds(model.Figures, ANY_TEXT, ANY_TEXT, few(FIGURES)),
    tables(),
    # Typst takes no picture without words in its place.
    st.builds(model.Chart, ANY_TEXT, ANY_TEXT.map("A bar. {}".format), st.just(BAR), tables()),
    ENTRIES,
)
SECTIONS = few(st.builds(model.Section, ANY_TEXT, ANY_TEXT, few(BLOCKS)))
COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
REPORTS = st.builds(
    model.Report,
    title=ANY_TEXT.map("T{}".format),
    partnership=ANY_TEXT,
    marking=st.sampled_from(["OFFICIAL", "OFFICIAL-SENSITIVE"]),
    as_at=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    covers=ANY_TEXT,
    made_at=st.datetimes(timezones=st.just(UTC)).filter(lambda at: 1980 < at.year < 9000),
    made_by=ANY_TEXT,
    sections=SECTIONS,
    period_from=st.none() | DATES,
    period_to=st.none() | DATES,
    meeting=ANY_TEXT,
    legend=few(st.builds(model.Meaning, ANY_TEXT, COLOURS, ANY_TEXT)),
)
