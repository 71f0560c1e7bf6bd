"""Our few bytes of protobuf are those of the official messages."""

import contextlib

import pytest
from google.protobuf.message import DecodeError
from grpc_health.v1 import health_pb2
from hypothesis import given
from hypothesis import strategies as st

from statusgen.probing.grpc_messages import Serving, decode_response, encode_request

Response = health_pb2.HealthCheckResponse


def framed(message: bytes) -> bytes:
    return b"\0" + len(message).to_bytes(4) + message


@given(st.text(max_size=300))
def test_a_request_reads_as_the_service_that_was_meant(service):
    wire = encode_request(service)
    request = health_pb2.HealthCheckRequest.FromString(wire[5:])
    assert (request.service, wire) == (service, framed(request.SerializeToString()))


@pytest.mark.parametrize("state", list(Serving), ids=lambda state: state.name)
def test_every_official_state_is_ours(state):
    assert Response.ServingStatus.Value(state.name) == state
    assert decode_response(framed(Response(status=state.value).SerializeToString())) is state


def test_there_is_no_official_state_that_we_do_not_know():
    assert set(Response.ServingStatus.keys()) == {state.name for state in Serving}


def test_fields_of_later_versions_are_passed_over():
    later = b"\x12\x03abc" + b"\x19" + bytes(8) + b"\x25" + bytes(4) + b"\x28\x96\x01" + b"\x08\x01"
    assert Response.FromString(later).status == Serving.SERVING
    assert decode_response(framed(later)) is Serving.SERVING


@given(st.binary(max_size=40))
def test_no_bytes_are_more_than_a_complaint(data):
    with contextlib.suppress(ValueError):
        decode_response(framed(data))


@given(st.binary(max_size=40))
def test_what_both_can_read_they_read_alike(data):
    try:
        ours, official = decode_response(framed(data)), Response.FromString(data).status
    except (ValueError, DecodeError):
        return
    assert (Serving.UNKNOWN if ours is None else ours) == (official if official in list(Serving) else 0)
