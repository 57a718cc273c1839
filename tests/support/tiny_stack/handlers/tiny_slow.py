"""Never answers."""

from threading import Event


def handle(event, context):
    Event().wait()
