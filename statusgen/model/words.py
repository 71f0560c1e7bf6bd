"""The words of the field: statuses, outcomes, scopes, and what counts as worse."""

from enum import StrEnum

from statusgen.model.sentences import say


class Status(StrEnum):
    """A component's status, in Statuspage's words plus `unknown`, best first."""

    OPERATIONAL = "operational"
    UNDER_MAINTENANCE = "under_maintenance"
    UNKNOWN = "unknown"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"

    @property
    def badness(self) -> int:
        """0 for operational; higher is worse (DESIGN rule 7)."""
        return _BADNESS[self]

    @property
    def is_red(self) -> bool:
        """An outage, partial or major."""
        return self in (Status.PARTIAL_OUTAGE, Status.MAJOR_OUTAGE)

    @property
    def formal(self) -> str:
        """The word in titles and alternative text."""
        return _FORMAL_STATUS[self]


_FORMAL_STATUS: dict[Status, str] = {
    Status.OPERATIONAL: say("Operational"),
    Status.UNDER_MAINTENANCE: say("Under maintenance"),
    Status.UNKNOWN: say("Unknown"),
    Status.DEGRADED_PERFORMANCE: say("Degraded performance"),
    Status.PARTIAL_OUTAGE: say("Partial outage"),
    Status.MAJOR_OUTAGE: say("Major outage"),
}
_BADNESS = {status: rank for rank, status in enumerate(Status)}


def worst(*statuses: Status) -> Status:
    """The worst of the statuses; operational when there is none."""
    return max(statuses, key=_BADNESS.__getitem__, default=Status.OPERATIONAL)


class Kind(StrEnum):
    """What a file in `incidents/` tells."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"
    ANNOUNCEMENT = "announcement"


class UpdateStatus(StrEnum):
    """Where an incident or a maintenance stands."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    POSTMORTEM = "postmortem"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"

    @property
    def formal(self) -> str:
        """The word in titles."""
        return _FORMAL_UPDATE[self]


_FORMAL_UPDATE: dict[UpdateStatus, str] = {
    UpdateStatus.INVESTIGATING: say("Investigating"),
    UpdateStatus.IDENTIFIED: say("Identified"),
    UpdateStatus.MONITORING: say("Monitoring"),
    UpdateStatus.RESOLVED: say("Resolved"),
    UpdateStatus.POSTMORTEM: say("Postmortem"),
    UpdateStatus.SCHEDULED: say("Scheduled"),
    UpdateStatus.IN_PROGRESS: say("In progress"),
    UpdateStatus.VERIFYING: say("Verifying"),
    UpdateStatus.COMPLETED: say("Completed"),
}
INCIDENT_STATUSES = (
    UpdateStatus.INVESTIGATING,
    UpdateStatus.IDENTIFIED,
    UpdateStatus.MONITORING,
    UpdateStatus.RESOLVED,
    UpdateStatus.POSTMORTEM,
)
MAINTENANCE_STATUSES = (
    UpdateStatus.SCHEDULED,
    UpdateStatus.IN_PROGRESS,
    UpdateStatus.VERIFYING,
    UpdateStatus.COMPLETED,
)


class Author(StrEnum):
    """Who wrote, where that was no person."""

    MONITOR = "monitor"


class Severity(StrEnum):
    """How bad an incident is, in Statuspage's words for impact."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class Outcome(StrEnum):
    """What one probe saw. `unknown`: nothing can be claimed."""

    OK = "ok"
    SLOW = "slow"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Layer(StrEnum):
    """Where a probe failed; `local` is the vantage itself."""

    DNS = "dns"
    TCP = "tcp"
    TLS = "tls"
    HTTP = "http"
    CONTENT = "content"
    LOCAL = "local"


class ScopeKind(StrEnum):
    """Where a condition holds."""

    GLOBAL = "global"
    COUNTRY = "country"
    NETWORK = "network"
    PARTIAL = "partial"
    UNCONFIRMED = "unconfirmed"
    MONITOR_OFFLINE = "monitor_offline"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How sure a verdict is."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    UNCONFIRMED = "unconfirmed"
    UNKNOWN = "unknown"


class Trend(StrEnum):
    """Where counts of reports are going."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"


class FindingKind(StrEnum):
    """What failures of one place have in common, by the layer at which they happen."""

    INTERFERENCE = "interference"
    DISRUPTION = "disruption"
    MONITOR_OFFLINE = "monitor_offline"


class NetworkKind(StrEnum):
    """What kind of network a vantage stands in: `eyeball` is people's homes and phones."""

    DATACENTER = "datacenter"
    EYEBALL = "eyeball"
    CI = "ci"


class CheckKind(StrEnum):
    """The kinds of check, by the scheme of their URL."""

    HTTP = "http"
    HTTPS = "https"
    TCP = "tcp"
    TLS = "tls"
    DNS = "dns"
    ICMP = "icmp"
    UDP = "udp"
    WS = "ws"
    WSS = "wss"
    GRPC = "grpc"
    GRPCS = "grpcs"
    SMTP = "smtp"
    SMTPS = "smtps"
    IMAP = "imap"
    IMAPS = "imaps"
    SSH = "ssh"
    HEARTBEAT = "heartbeat"
    PROMETHEUS_HTTP = "prometheus+http"
    PROMETHEUS_HTTPS = "prometheus+https"
    STATUSPAGE_HTTP = "statuspage+http"
    STATUSPAGE_HTTPS = "statuspage+https"
    COMMAND = "command"

    @property
    def formal(self) -> str:
        """The word in sentences: `HTTPS`, `Heartbeat`."""
        return _FORMAL.get(self, self.value.upper())


_FORMAL = {
    CheckKind.WS: "WebSocket",
    CheckKind.WSS: "WebSocket",
    CheckKind.GRPC: "gRPC",
    CheckKind.GRPCS: "gRPC",
    CheckKind.HEARTBEAT: say("Heartbeat"),
    CheckKind.PROMETHEUS_HTTP: "Prometheus",
    CheckKind.PROMETHEUS_HTTPS: "Prometheus",
    CheckKind.STATUSPAGE_HTTP: say("Status page"),
    CheckKind.STATUSPAGE_HTTPS: say("Status page"),
    CheckKind.COMMAND: say("Command"),
}
HOSTLESS = (CheckKind.HEARTBEAT, CheckKind.COMMAND)
"""Kinds that ask this machine."""
HEARSAY = (
    *(CheckKind.PROMETHEUS_HTTP, CheckKind.PROMETHEUS_HTTPS),
    *(CheckKind.STATUSPAGE_HTTP, CheckKind.STATUSPAGE_HTTPS),
)
"""Kinds that ask somebody else about the target."""
NO_USUAL_PORT = (CheckKind.TCP, CheckKind.UDP, CheckKind.GRPC, CheckKind.GRPCS)


class Family(StrEnum):
    """The two kinds of address."""

    IPV4 = "ipv4"
    IPV6 = "ipv6"


class Method(StrEnum):
    """Methods of HTTP."""

    GET = "GET"
    HEAD = "HEAD"
    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    DELETE = "DELETE"
    OPTIONS = "OPTIONS"
    PROPFIND = "PROPFIND"
    QUERY = "QUERY"
    REPORT = "REPORT"


class Redirects(StrEnum):
    """Where an answer that points elsewhere may lead."""

    FOLLOW = "follow"
    SAME_ORIGIN = "same_origin"
    NONE = "none"


class TlsVersion(StrEnum):
    """Versions of TLS that are still good."""

    V1_2 = "1.2"
    V1_3 = "1.3"


class Record(StrEnum):
    """Kinds of DNS records that can be asked for."""

    A = "A"
    AAAA = "AAAA"
    CAA = "CAA"
    CNAME = "CNAME"
    DNSKEY = "DNSKEY"
    DS = "DS"
    HTTPS = "HTTPS"
    MX = "MX"
    NS = "NS"
    PTR = "PTR"
    SOA = "SOA"
    SRV = "SRV"
    SVCB = "SVCB"
    TLSA = "TLSA"
    TXT = "TXT"


# Peers' words, accepted on reading and written canonically (FIELD.md section 2).
STATUS_ALIASES = {
    "up": Status.OPERATIONAL,
    "ok": Status.OPERATIONAL,
    "success": Status.OPERATIONAL,
    "healthy": Status.OPERATIONAL,
    "degraded": Status.DEGRADED_PERFORMANCE,
    "degradedperformance": Status.DEGRADED_PERFORMANCE,
    "performance_issues": Status.DEGRADED_PERFORMANCE,
    "slow": Status.DEGRADED_PERFORMANCE,
    "sick": Status.DEGRADED_PERFORMANCE,
    "partialoutage": Status.PARTIAL_OUTAGE,
    "partial": Status.PARTIAL_OUTAGE,
    "disrupted": Status.PARTIAL_OUTAGE,
    "majoroutage": Status.MAJOR_OUTAGE,
    "major": Status.MAJOR_OUTAGE,
    "down": Status.MAJOR_OUTAGE,
    "downtime": Status.MAJOR_OUTAGE,
    "dead": Status.MAJOR_OUTAGE,
    "unhealthy": Status.MAJOR_OUTAGE,
    "outage": Status.MAJOR_OUTAGE,
    "undermaintenance": Status.UNDER_MAINTENANCE,
    "maintenance": Status.UNDER_MAINTENANCE,
    "no_data": Status.UNKNOWN,
    "not_monitored": Status.UNKNOWN,
}
UPDATE_STATUS_ALIASES = {
    "watching": UpdateStatus.MONITORING,
    "fixed": UpdateStatus.RESOLVED,
    "closed": UpdateStatus.RESOLVED,
    "notstartedyet": UpdateStatus.SCHEDULED,
    "upcoming": UpdateStatus.SCHEDULED,
    "ready": UpdateStatus.SCHEDULED,
    "inprogress": UpdateStatus.IN_PROGRESS,
    "ongoing": UpdateStatus.IN_PROGRESS,
    "complete": UpdateStatus.COMPLETED,
    "ended": UpdateStatus.COMPLETED,
}
