"""What `notify:` must agree with: one way to each receiver, and components that there are."""

from collections.abc import Iterator

from statusgen.model.codes import Code
from statusgen.model.errors import Problem
from statusgen.model.nodes import Source
from statusgen.model.project import Settings
from statusgen.model.receivers import Receiver
from statusgen.reading.ids import told_apart
from statusgen.reading.wording import did_you_mean

_ONLY = {"secret": "webhook", "headers": "webhook", "sender": "email", "server": "email"}
"""Keys that mean something for one way alone."""


def receivers_are_told_apart(settings: Settings, source: Source) -> Iterator[Problem]:
    """What was told is remembered under the id."""
    return told_apart(settings.notify, "notify", "receiver", source)


def receivers_can_be_reached(settings: Settings, source: Source) -> Iterator[Problem]:
    """One way to each, with all that it needs and nothing that it does not."""
    for number, receiver in enumerate(settings.notify):
        path = ("notify", number)
        if len(receiver.kinds) != 1:
            what = f"receiver '{receiver.id}' has {' and '.join(receiver.kinds) or 'no address'}"
            yield source.problem(path, what, "write one of webhook, email and apprise")
            continue
        for key, kind in _ONLY.items():
            if getattr(receiver, key) and receiver.kinds != (kind,):
                yield source.problem((*path, key), f"'{key}' is of {kind} alone", "remove it", of_key=True)
        for key in _lacking(receiver):
            what = f"receiver '{receiver.id}' has no {key}"
            yield source.problem((*path, "email"), what, f"write {key}:", of_key=True)


def _lacking(receiver: Receiver) -> Iterator[str]:
    if receiver.email:
        yield from (key for key in ("sender", "server") if getattr(receiver, key) is None)


def what_receivers_hear_exists(settings: Settings, source: Source) -> Iterator[Problem]:
    """A name that nothing has would mean silence."""
    known = list(settings.canonical_ids())
    for number, receiver in enumerate(settings.notify):
        for index, name in enumerate(receiver.components):
            if name not in known:
                what, hint = f"unknown component or group '{name}'", did_you_mean(name, known)
                path = ("notify", number, "components", index)
                yield source.problem(path, what, hint, code=Code.UNKNOWN_COMPONENT)
        if not receiver.tell:
            what = "'tell' is empty"
            yield source.problem(("notify", number, "tell"), what, "name a topic, or remove the receiver")
        quiet = receiver.quiet
        if quiet and quiet.start == quiet.end:
            what = "quiet hours end when they begin"
            hint = "remove the receiver for silence"
            yield source.problem(("notify", number, "quiet", "end"), what, hint)
