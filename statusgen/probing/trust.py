"""A check's `tls:` block becomes a context to verify with, built once for all checks that have the same."""

import ssl
from collections.abc import Callable
from pathlib import Path

import certifi

from statusgen.model.checks import Tls
from statusgen.model.words import Layer, TlsVersion
from statusgen.probing.faults import FaultError

MOST = 1024 * 1024
"""Bytes of a file of certificates or a key."""
_VERSIONS = {TlsVersion.V1_2: ssl.TLSVersion.TLSv1_2, TlsVersion.V1_3: ssl.TLSVersion.TLSv1_3}
PLAIN = Tls()


def public_trust() -> ssl.SSLContext:
    """The web's certificate authorities and those this machine trusts; TLS 1.2 and later.

    Building it takes some 30 ms: share it. Built by hand, since `create_default_context` obeys
    SSLKEYLOGFILE and SSL_CERT_FILE; a company's own authority stands in the system's store.
    """
    context = bare_trust()
    context.load_verify_locations(certifi.where())
    system = ssl.get_default_verify_paths()
    if Path(system.openssl_cafile).is_file():
        context.load_verify_locations(cafile=system.openssl_cafile)
    if Path(system.openssl_capath).is_dir():
        context.load_verify_locations(capath=system.openssl_capath)
    return context


def bare_trust() -> ssl.SSLContext:
    """Trusts nobody yet."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Trusts:
    """The contexts of one round, by what they are made of."""

    def __init__(self, public: Callable[[], ssl.SSLContext] = public_trust) -> None:
        self._public = public
        self._made: dict[tuple[object, ...], ssl.SSLContext | FaultError] = {}

    def of(self, tls: Tls, root: Path, *, alpn: tuple[str, ...] = ()) -> ssl.SSLContext:
        """The context for a check of a project. Raises FaultError for files that cannot be used."""
        key = (tls.authority, tls.certificate, tls.key, tls.minimum, root, alpn)
        if key not in self._made:
            self._made[key] = self._build(tls, root, alpn)
        made = self._made[key]
        if isinstance(made, FaultError):
            # A new one for each check: an exception that is raised again grows with each.
            raise FaultError(made.layer, made.reason)
        return made

    def _build(self, tls: Tls, root: Path, alpn: tuple[str, ...]) -> ssl.SSLContext | FaultError:
        try:
            context = _authority(root / tls.authority) if tls.authority else self._public()
            if tls.certificate:
                _show(context, root / tls.certificate, root / tls.key if tls.key else None)
        except (OSError, ValueError):
            return FaultError(Layer.LOCAL, "check_invalid")
        if tls.minimum:
            context.minimum_version = _VERSIONS[tls.minimum]
        if alpn:
            context.set_alpn_protocols(list(alpn))
        return context


def _authority(path: Path) -> ssl.SSLContext:
    """Trusts those of the file alone: whoever names an authority of their own means no other."""
    context = bare_trust()
    context.load_verify_locations(cadata=_ordinary(path).read_text("utf-8"))
    return context


def _show(context: ssl.SSLContext, certificate: Path, key: Path | None) -> None:
    # An encrypted key would make OpenSSL ask at the terminal.
    context.load_cert_chain(_ordinary(certificate), key and _ordinary(key), password=lambda: b"")


def _ordinary(path: Path) -> Path:
    """A file that can be read to its end: no pipe, no device, nothing huge."""
    if not path.is_file() or path.stat().st_size > MOST:
        raise ValueError("not an ordinary file")
    return path
