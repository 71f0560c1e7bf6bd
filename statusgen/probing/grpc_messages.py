"""Messages of grpc.health.v1 become bytes and back.

Each has one field and has not changed since 2015, so this is all of protobuf that we need; a test
holds it against the official messages.
"""

from enum import IntEnum

_SERVICE, _STATUS = 1, 1
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_SIZES = {_FIXED64: 8, _FIXED32: 4}
_PREFIX = 5
"""Bytes before a message: whether it is packed, and its length."""
_LONGEST_VARINT = 10


class Serving(IntEnum):
    """HealthCheckResponse.ServingStatus."""

    UNKNOWN = 0
    SERVING = 1
    NOT_SERVING = 2
    SERVICE_UNKNOWN = 3


def encode_request(service: str) -> bytes:
    """A HealthCheckRequest, framed; an empty service is the server as a whole."""
    name = service.encode()
    message = bytes([_SERVICE << 3 | _BYTES]) + _varint(len(name)) + name if name else b""
    return b"\0" + len(message).to_bytes(4) + message


def decode_response(data: bytes) -> Serving | None:
    """The status in a framed HealthCheckResponse; None for one we do not know. Raises ValueError."""
    length = int.from_bytes(data[1:_PREFIX])
    if data[:1] != b"\0" or len(data) != _PREFIX + length:
        raise ValueError("not one message")
    status, at = 0, _PREFIX
    while at < len(data):
        tag, at = _read_varint(data, at)
        value, at = _read_field(tag & 7, data, at)
        if tag == _STATUS << 3 | _VARINT:
            status = value
    return Serving(status) if status in list(Serving) else None


def _read_field(kind: int, data: bytes, at: int) -> tuple[int, int]:
    """A field's number (fields that hold none are zero) and where the next begins."""
    if kind == _VARINT:
        return _read_varint(data, at)
    if kind == _BYTES:
        size, at = _read_varint(data, at)
    elif kind in _SIZES:
        size = _SIZES[kind]
    else:
        raise ValueError("not a field")
    if at + size > len(data):
        raise ValueError("cut short")
    return 0, at + size


def _varint(number: int) -> bytes:
    packed = bytearray()
    while number > 0x7F:
        packed.append(number & 0x7F | 0x80)
        number >>= 7
    packed.append(number)
    return bytes(packed)


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    number = 0
    for place, byte in enumerate(data[at : at + _LONGEST_VARINT]):
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return number, at + place + 1
    raise ValueError("not a number")
