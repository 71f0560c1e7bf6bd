"""The table of hosts."""

from datetime import timedelta

import pytest

from statusgen.writing.filling import TEMPLATES, cron
from statusgen.writing.pipelines import PIPELINES


@pytest.mark.parametrize(
    ("every", "schedule"),
    [
        (timedelta(seconds=30), "*/1 * * * *"),
        (timedelta(minutes=1), "*/1 * * * *"),
        (timedelta(minutes=5), "3-59/5 * * * *"),
        (timedelta(minutes=7), "3-59/6 * * * *"),
        (timedelta(minutes=59), "3-59/30 * * * *"),
        (timedelta(hours=1), "7 * * * *"),
        (timedelta(days=1), "7 * * * *"),
    ],
)
def test_a_schedule_is_never_rarer_than_the_promise(every, schedule):
    assert cron(every) == schedule


def test_every_template_belongs_to_a_host():
    named = {file.template for pipeline in PIPELINES.values() for file in pipeline.files}
    there = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file()}

    assert there == named | {"macros.txt"}


def test_no_two_hosts_write_different_files_to_one_path():
    templates: dict[str, set[str]] = {}
    for pipeline in PIPELINES.values():
        for file in pipeline.files:
            templates.setdefault(file.path, set()).add(file.template)

    assert {path: names for path, names in templates.items() if len(names) > 1} == {}
