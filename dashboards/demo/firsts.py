"""The days on which what a fixture tells began: as its own dates say, and as work goes.

A review is entered when it is commissioned. What it recommends is entered when it is published, and
what was begun before that, when it was begun.
"""

from datetime import date

from dashboards.demo.rows import ActionRow, Fixture, RecommendationRow, ReviewRow


def review_day(row: ReviewRow, today: date) -> date:
    """When it is known what it recommends."""
    return row.published_on or row.commissioned_on or today


def action_day(row: ActionRow, review: ReviewRow, today: date) -> date:
    told = [item.dated.day for item in row.evidence]
    told += [line.when.day for line in row.story if line.is_dated]
    first = min([review_day(review, today), *told])
    return max(first, review.commissioned_on or first)


def recommendation_day(row: RecommendationRow, review: ReviewRow, today: date) -> date:
    days = (action_day(action, review, today) for action in row.actions)
    return min([review_day(review, today), *days])


def first_day(fixture: Fixture, today: date) -> date:
    """Of the partnership: before the first of its reviews."""
    reviews = (fixture.review, *(earlier.review for earlier in fixture.earlier))
    return min(row.commissioned_on or review_day(row, today) for row in reviews)
