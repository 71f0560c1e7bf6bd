"""Lines of reports become buckets."""

from datetime import UTC, datetime
from pathlib import Path

from statusgen.model.evidence import Report
from statusgen.reading.load import load
from tests.reading.make import complaints, project

TEN = datetime(2025, 3, 10, 10, tzinfo=UTC)
LINE = '{"at":"2025-03-10T10:00:00Z","minutes":15,"country":"pk","component":"web","count":%s}\n'


def reports(tmp_path: Path, files: dict[str, str | bytes]) -> tuple[Report, ...]:
    return load(project(tmp_path, {f"reports/{name}": text for name, text in files.items()})).project.reports


def test_json_and_csv_say_the_same(tmp_path: Path):
    table = "component,at,count,minutes,country,more\nweb,2025-03-10 15:00 Asia/Karachi,65,15,PK,x\n"

    as_json = reports(tmp_path / "a", {"a.jsonl": LINE % 65})
    as_csv = reports(tmp_path / "b", {"a.CSV": table})

    assert as_json == as_csv == (Report(at=TEN, minutes=15, count=65, country="PK", component="web"),)


def test_a_table_may_begin_with_a_mark_and_end_lines_as_windows_does(tmp_path: Path):
    table = b'\xef\xbb\xbfat,minutes,count,city\r\n2025-03-10T10:00Z,15,65,"Lahore, Punjab"\r\n\r\n'

    assert reports(tmp_path, {"a.csv": table})[0].city == "Lahore, Punjab"


def test_of_lines_about_one_bucket_the_last_one_wins(tmp_path: Path):
    found = reports(tmp_path, {"a.jsonl": LINE % 1 + LINE % 2, "b.jsonl": LINE % 3})

    assert [report.count for report in found] == [3]


def test_an_old_id_is_the_same_bucket_as_todays(tmp_path: Path):
    old, new = ((LINE % count).replace("web", name) for count, name in ((1, "post"), (2, "mail")))

    assert [(r.component, r.count) for r in reports(tmp_path, {"a.jsonl": old + new})] == [("mail", 2)]


def test_buckets_are_in_order_of_time(tmp_path: Path):
    late, early = (LINE % 1).replace("10:00", "11:00"), LINE % 2

    assert [report.count for report in reports(tmp_path, {"a.jsonl": late + early})] == [2, 1]


def test_keys_that_are_not_known_are_ignored_and_null_is_nothing(tmp_path: Path):
    line = '{"at":"2025-03-10T10:00:00Z","minutes":15,"count":0,"city":null,"note":[1]}\n'

    assert reports(tmp_path, {"a.jsonl": line}) == (Report(at=TEN, minutes=15, count=0),)


def test_a_thousand_wrong_lines_give_twenty_complaints(tmp_path: Path):
    said = complaints(project(tmp_path, {"reports/a.jsonl": "x\n" * 1000}))

    assert len(said) == 20


def test_an_empty_file_has_no_reports_yet(tmp_path: Path):
    assert reports(tmp_path, {"a.jsonl": ""}) == ()


def test_an_empty_table_lacks_its_first_line(tmp_path: Path):
    assert len(complaints(project(tmp_path, {"reports/a.csv": ""}))) == 1


def test_other_files_beside_them_are_not_read(tmp_path: Path):
    assert reports(tmp_path, {"README.md": "words", ".a.jsonl.swp": "x"}) == ()
