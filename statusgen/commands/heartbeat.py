"""`heartbeat`: a job that did its work touches the file that its check looks at."""

from statusgen.commands.session import Session
from statusgen.commands.touching import touch_for
from statusgen.model.checks import Check
from statusgen.model.errors import UsageError
from statusgen.model.project import Settings
from statusgen.model.times import format_moment
from statusgen.model.words import CheckKind
from statusgen.reading.settings import read_settings


def run(session: Session, name: str) -> int:
    """Touch the job's file. Returns the exit code. Only the settings are read: a job must not fail for
    the sake of an incident's file."""
    settings, _source, _warnings = read_settings(session.root)
    check = _check(settings, name)
    moment = session.now()
    touch_for(session.root, check, moment.timestamp())
    session.say(f"{name} was heard of at {format_moment(moment)}")
    session.data({"heartbeat": name, "at": format_moment(moment), "file": check.heartbeat_file})
    return 0


def _check(settings: Settings, name: str) -> Check:
    checks = [check for _, component in settings.all_components() for check in component.all_checks]
    known = {check.name: check for check in checks if check.kind is CheckKind.HEARTBEAT}
    if name not in known:
        hint = f"write {' or '.join(sorted(known))}" if known else f"write check: heartbeat://{name}"
        raise UsageError(f"the settings have no check heartbeat://{name} ({hint})")
    return known[name]
