"""The demo: reads `fixtures/*.yaml` and enters them through the services, as people would.

`reading` turns YAML into entries that know their line, `days` reads dates, `rows` is what a fixture
may say, `people` and `loading` write it, `papers` makes the files of the evidence.
"""
