"""What other tools saw is told in our words, at the right layer, and nothing is claimed that they did not see."""

from datetime import timedelta

import pytest

from statusgen.importing.importers import IMPORTERS
from statusgen.importing.ooni import FAILURES
from statusgen.model.reasons import REASONS
from tests.importing.make import NOW, harvested, imported, lines


def test_oonis_measurements_say_at_which_layer():
    assert lines(imported("ooni", "ooni-measurements.jsonl").rounds) == [
        "10 09:46:03 ooni-pk web failed dns dns_nxdomain",
        "10 09:47:10 ooni-pk-64501 web failed tls reset",
        "10 09:48:00 ooni-pk web failed tcp connect_timeout",
        "10 09:49:00 ooni-us web ok",
    ]


def test_what_ooni_could_not_tell_is_left_out_and_what_nobody_asks_is_named():
    found = imported("ooni", "ooni-measurements.jsonl")

    assert found.strangers == {"other.example"}
    assert found.placeless == 1
    assert "ooni-de" not in {one.vantage for one in found.rounds}


def test_oonis_lists_say_that_something_was_disturbed():
    assert lines(imported("ooni", "ooni-list.json").rounds) == [
        "10 09:46:03 ooni-pk web failed disturbed",
        "10 09:47:03 ooni-us web ok",
    ]


def test_oonis_sums_count_where_they_are_clear_and_over():
    found = imported("ooni", "ooni-aggregation.json").rounds

    assert lines(found) == [
        "08 00:00:00 ooni-pk web ok",
        "09 00:00:00 ooni-pk web failed disturbed",
        "09 00:00:00 ooni-us web ok",
    ]
    assert {one.every for one in found} == {timedelta(days=1)}


def test_a_bucket_of_today_counts_tomorrow():
    found = imported("ooni", "ooni-aggregation.json", now=NOW + timedelta(days=1)).rounds

    assert lines(found)[-1] == "10 00:00:00 ooni-pk web failed disturbed"


def test_globalpings_probes_are_told_apart_by_country_and_kind_of_network():
    assert lines(imported("globalping", "globalping.json").rounds) == [
        "10 09:46:03 globalping-de web failed dns dns_nxdomain",
        "10 09:46:03 globalping-pk-dc web ok 212",
        "10 09:46:03 globalping-pk-homes web failed tcp connect_timeout",
        "10 09:46:03 globalping-us web failed http status 80",
    ]


def test_blackbox_series_say_how_long_it_took_and_why_it_failed():
    found = imported("blackbox", "blackbox.json", vantage="local").rounds

    assert lines(found) == [
        "10 09:46:03 local web ok 212",
        "10 09:47:03 local web slow 2500",
        "10 09:48:03 local web failed http status",
        "10 09:49:03 local web failed content body_mismatch",
        "10 09:50:03 local web failed",
    ]
    assert {one.every for one in found} == {timedelta(minutes=1)}
    assert {one.controls_all for one in found} == {0}


def test_every_round_says_whose_it_is_and_when_we_knew():
    for kind, sample in (("ooni", "ooni-list.json"), ("globalping", "globalping.json")):
        for one in imported(kind, sample).rounds:
            assert (one.source, one.seen_at, one.is_partial) == (kind, NOW, True)
            assert (one.controls_passed, one.controls_all) == (1, 1)


def _measurement(**keys):
    base = {"accessible": False, "blocking": False, "control_failure": None}
    return {
        "test_name": "web_connectivity",
        "measurement_start_time": "2025-03-10 09:46:03",
        "input": "https://chirp.example/",
        "probe_cc": "US",
        "probe_asn": "AS64510",
        "test_keys": base | keys,
    }


OONI = (
    ({"dns_experiment_failure": "dns_nxdomain_error"}, "failed dns dns_nxdomain"),
    ({"http_experiment_failure": "connection_refused"}, "failed tcp refused"),
    ({"http_experiment_failure": "generic_timeout_error"}, "failed http timeout_total"),
    ({"http_experiment_failure": "ssl_unknown_authority"}, "failed tls tls_untrusted"),
    ({}, "failed tcp connect_timeout"),
    ({"blocking": "dns"}, "failed dns dns_differs"),
    ({"blocking": "dns", "dns_experiment_failure": "generic_timeout_error"}, "failed dns dns_timeout"),
    ({"blocking": "dns", "dns_experiment_failure": "unknown_failure: hunter2"}, "failed dns dns_fail"),
    ({"blocking": "http-failure", "http_experiment_failure": "eof_error"}, "failed http empty"),
    ({"blocking": "http-diff"}, "failed content body_mismatch"),
)


@pytest.mark.parametrize(("keys", "words"), OONI, ids=[str(keys) for keys, _ in OONI])
def test_oonis_words_become_ours(keys, words):
    assert lines(harvested("ooni", [_measurement(**keys)]).rounds) == [f"10 09:46:03 ooni-us web {words}"]


NOTHING = (
    {"accessible": None, "blocking": None},
    {"blocking": "something-new"},
    {"control_failure": "connection_refused", "blocking": "dns"},
    {"accessible": "yes"},
    {"blocking": ["dns"]},
)


@pytest.mark.parametrize("keys", NOTHING, ids=str)
def test_what_ooni_cannot_tell_claims_nothing(keys):
    assert harvested("ooni", [_measurement(**keys)]).rounds == []


RUBBISH: list[object] = [
    *(
        None,
        5,
        "x",
        [],
        {},
        [[[]]],
        {"result": None},
        {"results": "x"},
        {"data": {"resultType": "matrix", "result": [1]}},
    ),
    {"result": [{"measurement_start_day": "2025-99-99", "ok_count": 9}]},
    {"result": [{"measurement_start_day": "2025-03-08", "ok_count": "9", "anomaly_count": -3}]},
    {
        "type": "http",
        "createdAt": "2025-03-10T09:46:03Z",
        "results": [{"probe": 3, "result": {"status": "failed"}}],
    },
    {"type": "http", "createdAt": "0001-01-01T00:00:00+23:59", "results": []},
    {
        "data": {
            "resultType": "matrix",
            "result": [
                {"metric": {"__name__": "probe_success"}, "values": [[1e400, "1"], ["x"], 3, [1, "NaN"]]}
            ],
        }
    },
    _measurement(tcp_connect="x", tls_handshakes=[3, {"failure": 5}], http_experiment_failure=3),
]


@pytest.mark.parametrize("kind", IMPORTERS)
@pytest.mark.parametrize("document", RUBBISH, ids=lambda one: str(one)[:60])
def test_what_is_not_as_it_should_be_breaks_nothing(kind, document):
    assert all(one.results for one in harvested(kind, [document], vantage="local").rounds)


def test_every_reason_is_one_that_can_be_looked_up():
    assert {reason for _, reason in FAILURES.values()} <= set(REASONS)
    for kind, sample in (("ooni", "ooni-measurements.jsonl"), ("globalping", "globalping.json")):
        reasons = {r.reason for one in imported(kind, sample).rounds for r in one.results.values()}
        assert reasons - {None} <= set(REASONS)
