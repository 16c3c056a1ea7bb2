"""What stands in the HTML of charts: links by where they are, ids, roles."""

from html.parser import HTMLParser


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.roles, self._where = {}, [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        if tag == "svg" and "role" in attrs:
            self._where = attrs.get("class", "").split(" ")[-1]
            self.roles.append(attrs["role"])
        if tag == "table":
            self._where = "table"
        if tag == "a" and "data-rows" in attrs:
            found = self.links.setdefault(self._where, [])
            found.append((attrs["href"], int(attrs["data-rows"])))
