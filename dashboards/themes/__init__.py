"""Themes across reviews and years: what was recommended when, and what became of it.

`recurring.py` says what came back after it had been signed off, `overview.py` counts by theme and
year, `story.py` tells one theme, recommendation by recommendation.
"""
