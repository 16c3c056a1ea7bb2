"""Saving views as people do, on the page."""

from django.urls import reverse

from recommendations.models import SavedView

LIST = reverse("recommendations:view-list")


def add_url(query="", page="actions", **more):
    return reverse("recommendations:view-add", query={"page": page, "query": query, **more})


def save(client, name, query="rating=overdue", page="actions", follow=True, place=None, **data):
    more = {"place": place} if place else {}
    url = add_url(query, page, **more)
    return client.post(url, {"name": name, **data}, follow=follow)


def saved(name):
    return SavedView.objects.get(name=name)


def url_of(view, what="open"):
    return reverse(f"recommendations:view-{what}", args=[view.public_id])


def messages_of(page):
    return [str(message) for message in page.context["messages"]]
