"""How far a probe came, and what it saw on the way: what its failure means depends on it."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from statusgen.model.words import Layer
from statusgen.probing.findings import Finding, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a server showed in a verified handshake."""

    subject: str
    issuer: str
    ends: datetime


@dataclass(slots=True, kw_only=True)
class Leg:
    """One connection of an attempt; a redirect or a step begins another. None is what it never came to."""

    tried: list[str] = field(default_factory=list)
    """Addresses in the order in which they were tried."""
    address: str | None = None
    """The one that answered."""
    dns_ms: float | None = None
    """The name became addresses."""
    tcp_ms: float | None = None
    """An address took the connection."""
    proxy_ms: float | None = None
    """The proxy opened its way to the target."""
    tls_ms: float | None = None
    """The handshake."""
    first_byte_ms: float | None = None
    """From the connection's being ready to the first byte of the answer."""
    total_ms: float | None = None
    """From the leg's start to the last thing heard."""
    tls_version: str | None = None
    http_version: str | None = None
    status: int | None = None
    certificate: Certificate | None = None


@dataclass(slots=True)
class Trail:
    """The steps of one attempt, written down as they happen."""

    began: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    """On the loop's own clock, which no change of the wall clock moves."""
    layer: Layer = Layer.LOCAL
    """The layer being worked on."""
    has_heard: bool = False
    """The target sent at least one byte over the newest connection."""
    awaits_words: bool = False
    """Something was said over it, but not yet what is expected."""
    heard_at: float | None = None
    """When the target last answered anything; latency ends here, not when we got round to it."""
    certificate_ends: datetime | None = None
    """The soonest end of a certificate shown, None without TLS."""
    is_at_proxy: bool = False
    """The proxy is being worked on: what fails now is not the target's."""
    legs: list[Leg] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    """Every assertion that was looked at, in that order."""
    secrets: list[str] = field(default_factory=list, repr=False)
    """Values that no finding may show."""
    _leg_began: float = 0.0
    _lap_began: float = 0.0

    def reach(self, layer: Layer) -> None:
        """From here on a failure belongs to this layer."""
        self.layer = layer

    def hear(self) -> None:
        """The target answered just now."""
        self.heard_at = asyncio.get_running_loop().time()
        if self.legs:
            self.leg.total_ms = _ms(self.heard_at - self._leg_began)

    def hear_words(self) -> None:
        """The target said something over the newest connection just now."""
        if not self.has_heard:
            self.leg.first_byte_ms = self.lap()
        self.has_heard = True
        self.hear()

    def begin_leg(self) -> None:
        """Another connection is made from here on."""
        self.legs.append(Leg())
        self._leg_began = self._lap_began = asyncio.get_running_loop().time()

    @property
    def leg(self) -> Leg:
        """The newest connection."""
        return self.legs[-1]

    def lap(self) -> float:
        """Milliseconds since the last lap of this leg, or its start."""
        now = asyncio.get_running_loop().time()
        lap, self._lap_began = _ms(now - self._lap_began), now
        return lap

    def saw_certificate(self, certificate: Certificate) -> None:
        """Remember the certificate, and which ends first."""
        self.leg.certificate = certificate
        self.certificate_ends = min(certificate.ends, self.certificate_ends or certificate.ends)

    def note(self, finding: Finding) -> None:
        """Write a finding down, without what nobody may see."""
        found = None if finding.found is None else shown(finding.found, self.secrets)
        wanted = shown(finding.wanted, self.secrets)
        self.findings.append(Finding(name=finding.name, wanted=wanted, found=found, holds=finding.holds))

    @property
    def latency_ms(self) -> int | None:
        """From the start to the last thing heard."""
        return None if self.heard_at is None else round((self.heard_at - self.began) * 1000)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
