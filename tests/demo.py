"""The demo: a copy of this repository's own project, probing live local targets, served with live reload."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / ".demo"
TARGETS = {
    "healthy": ("web", "mobile", "fernpost", "lumivid", "okapix"),
    "slow": ("api",),
    "failing": ("sign-in",),
}
"""Which local target stands in for which components."""


def main() -> int:
    """Start the targets, write the copy, serve it until stopped."""
    processes = {kind: _start(kind) for kind in TARGETS}
    try:
        _write({kind: port for kind, (_, port) in processes.items()})
        for kind, (process, port) in processes.items():
            names = ", ".join(TARGETS[kind])
            print(f"{kind} target: http://127.0.0.1:{port}/  for {names}  (stop it: kill {process.pid})")
        print("edit files in .demo/incidents/ and the page reloads; Ctrl-C ends the demo", flush=True)
        return subprocess.call(
            [sys.executable, "-m", "statusgen", "-C", str(DEMO), "dev", "--probe", *sys.argv[1:]]
        )
    except KeyboardInterrupt:
        return 130
    finally:
        for process, _ in processes.values():
            process.kill()


def _start(kind: str) -> tuple["subprocess.Popen[str]", int]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.targets", kind], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def _write(ports: dict[str, int]) -> None:
    """The incidents as they are; settings whose checks ask the local targets every five seconds."""
    shutil.rmtree(DEMO, ignore_errors=True)
    DEMO.mkdir()
    shutil.copytree(ROOT / "incidents", DEMO / "incidents")
    settings = yaml.safe_load((ROOT / "statusgen.yaml").read_text(encoding="utf-8"))
    for key in ("vantages", "controls"):
        settings.pop(key)
    settings["every"] = "5s"
    for group in settings["groups"]:
        for component in group["components"]:
            _aim(component, ports)
    (DEMO / "statusgen.yaml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")


def _aim(component: dict[str, Any], ports: dict[str, int]) -> None:
    for key in ("check", "checks"):
        component.pop(key, None)
    for kind, names in TARGETS.items():
        if component["id"] in names:
            component["check"] = {"url": f"http://127.0.0.1:{ports[kind]}/", "slow_after": "200ms"}


if __name__ == "__main__":
    sys.exit(main())
