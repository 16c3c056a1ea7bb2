"""A very large database with truthful history, for benchmarks: `manage.py load_scale`.

It fills every room, so it stands outside of the order, like the demo. Rows are written past the
models and services, because a million actions with what happened to them would take a day through
them; so each maker keeps the rules of the service whose place it takes, and the tests look.
Everything falls from loaded dice: the same seed and day make the same rows. People are roles.
"""
