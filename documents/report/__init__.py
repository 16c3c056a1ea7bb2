"""A report as data, and the four formats that are written from it (`writers.py`)."""
