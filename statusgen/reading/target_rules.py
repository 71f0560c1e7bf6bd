"""What `publish:` must agree with: one address for each target, and what belongs to it."""

from collections.abc import Iterator

from statusgen.model.errors import Problem
from statusgen.model.nodes import Source
from statusgen.model.project import Settings
from statusgen.model.publishing import PublishTarget, TargetKind
from statusgen.reading.ids import told_apart

_ONLY = {
    "remote": (TargetKind.BRANCH,),
    "domain": (TargetKind.BRANCH,),
    "keep_history": (TargetKind.BRANCH,),
    "options": (TargetKind.BUCKET,),
    "ssh_config": (TargetKind.RSYNC,),
    "account": (TargetKind.CLOUDFLARE_PAGES,),
    "deploy_branch": (TargetKind.CLOUDFLARE_PAGES,),
    "token": (TargetKind.NETLIFY, TargetKind.CLOUDFLARE_PAGES),
}
"""Keys that mean something for these kinds alone."""
_NEEDS = {
    TargetKind.NETLIFY: ("token",),
    TargetKind.CLOUDFLARE_PAGES: ("token", "account"),
}


def targets_are_told_apart(settings: Settings, source: Source) -> Iterator[Problem]:
    """`--target` and what is told of a target name it."""
    return told_apart(settings.publish, "publish", "target", source)


def targets_can_be_reached(settings: Settings, source: Source) -> Iterator[Problem]:
    """One address each, with all that it needs and nothing that it does not."""
    for number, target in enumerate(settings.publish):
        path = ("publish", number)
        if len(target.kinds) != 1:
            what = f"target '{target.id}' has {' and '.join(target.kinds) or 'no address'}"
            yield source.problem(path, what, f"write one of {', '.join(TargetKind)}")
            continue
        for key, kinds in _ONLY.items():
            if target.kind not in kinds and source.has((*path, key)):
                what = f"'{key}' is of {' and '.join(kinds)} alone"
                yield source.problem((*path, key), what, "remove it", of_key=True)
        for key in _NEEDS.get(target.kind, ()):
            if getattr(target, key) is None:
                what = f"target '{target.id}' has no {key}"
                hint = f"write {key}: ${_example(target, key)}"
                yield source.problem((*path, target.kind), what, hint, of_key=True)


def _example(target: PublishTarget, key: str) -> str:
    if target.kind is TargetKind.NETLIFY:
        return "NETLIFY_AUTH_TOKEN"
    return "CLOUDFLARE_API_TOKEN" if key == "token" else "CLOUDFLARE_ACCOUNT_ID"


def targets_may_run(settings: Settings, source: Source) -> Iterator[Problem]:
    """What runs a program is never there by the way."""
    for number, target in enumerate(settings.publish):
        if target.command and not settings.allow_commands:
            hint = "write allow_commands: true at the top of the settings, or remove the target"
            what = "a target runs a program, and the settings allow none"
            yield source.problem(("publish", number, "command"), what, hint, of_key=True)
