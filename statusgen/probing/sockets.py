"""A port is connected to, with or without a TLS handshake: that is the whole question."""

from statusgen.model.evidence import ProbeResult
from statusgen.probing.answers import good, judge_address
from statusgen.probing.dialing import dial, open_stream
from statusgen.probing.network import Network
from statusgen.probing.questions import Question, host_of, port_of
from statusgen.probing.trails import Trail


async def probe_tcp(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """Connect. Raises what the world does; see `faults`."""
    port, family = port_of(question.url) or 0, question.check.family
    connection = await dial(host_of(question.url), port, network, trail, family=family)
    connection.close()
    return judge_address(question.check, trail) or good(question.check, trail.latency_ms)


async def probe_tls(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """Connect and shake hands, verified. Raises what the world does; see `faults`."""
    host, check = host_of(question.url), question.check
    trust = network.trusts.of(check.tls, question.root)
    connection = await dial(host, port_of(question.url) or 0, network, trail, family=check.family)
    stream = await open_stream(connection, trail, trust, check.tls.name or host)
    stream.abort()
    return judge_address(question.check, trail) or good(question.check, trail.latency_ms)
