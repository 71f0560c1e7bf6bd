"""How far a probe came: what its failure means depends on it."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from statusgen.model.words import Layer


@dataclass(slots=True)
class Trail:
    """The steps of one attempt, written down as they happen."""

    began: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    """On the loop's own clock, which no change of the wall clock moves."""
    layer: Layer = Layer.LOCAL
    """The layer being worked on."""
    has_heard: bool = False
    """The target sent at least one byte over the newest connection."""
    heard_at: float | None = None
    """When the target last answered anything; latency ends here, not when we got round to it."""
    certificate_ends: datetime | None = None
    """The soonest end of a certificate shown, None without TLS."""

    def reach(self, layer: Layer) -> None:
        """From here on a failure belongs to this layer."""
        self.layer = layer

    def hear(self) -> None:
        """The target answered just now."""
        self.heard_at = asyncio.get_running_loop().time()

    def saw_certificate(self, ends: datetime) -> None:
        """Remember the certificate that ends first."""
        self.certificate_ends = min(ends, self.certificate_ends or ends)

    @property
    def latency_ms(self) -> int | None:
        """From the start to the last thing heard."""
        return None if self.heard_at is None else round((self.heard_at - self.began) * 1000)
