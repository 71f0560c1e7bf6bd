"""Every text a person can write, poisoned."""

from datetime import timedelta

from statusgen.model.heard import Finding, ReportCount
from statusgen.model.incidents import Announcement, DeclaredScope, Exclusion, Incident, Update
from statusgen.model.places import CountryState, LocalState
from statusgen.model.project import Group, Page, Vantage
from statusgen.model.snapshot import Conflict, Headline, Snapshot, VantageState
from statusgen.model.words import Confidence, FindingKind, NetworkKind, Status, UpdateStatus
from tests.rendering.make import (
    DOWN,
    MINUTE,
    NOW,
    component,
    incident,
    maintenance,
    snapshot,
    spike,
    uptime,
    words,
)

PAYLOADS = (
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<script\x0c>alert(1)</script>",
    "<script/x>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script>alert(1)",
    "<script src=//127.0.0.2/x.js></script>",
    "<script src=data:,alert(1)></script>",
    "<script type=module>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<img/src='x'/onerror='alert(1)'>",
    "<IMG SRC=x ONERROR=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<img src=x onerror=&#97;lert(1)>",
    "<img srcset=http://127.0.0.2/x.png>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=data:,alert(1) />",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><set attributeName=href to=javascript:alert(1)>",
    "<svg><a href=javascript:alert(1)><text y=9>x</text></a></svg>",
    "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><mi><table><mi><mglyph><svg><mtext><textarea><path id='</textarea><img onerror=alert(1) src=1>'>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<iframe onload=alert(1)></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button autofocus>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)></select>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=http://127.0.0.2/x.css>",
    "<base href=http://127.0.0.2/>",
    "<style>@import 'http://127.0.0.2/x.css';</style>",
    "<div style='background:url(http://127.0.0.2/x)'>x</div>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<a href=javascript:alert(1) autofocus onfocus=alert(1)>x</a>",
    "<x onpointerrawupdate=alert(1) style=display:block>x</x>",
    '" onmouseover="alert(1)" autofocus onfocus="alert(1)" x="',
    "' onmouseover='alert(1)' autofocus onfocus='alert(1)' x='",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    "` onmouseover=alert(1) x=`",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](http://127.0.0.2/x.png)",
    "![x](//127.0.0.2/x.png)",
    "![x](/\\127.0.0.2/x.png)",
    '![x](x.png "\\" onerror=alert(1)")',
    '![x" onerror="alert(1)](x)',
    '[x](https://a.example/ "\\" onmouseover=alert(1)")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "```\n</code></pre><script>alert(1)</script>\n```",
    '``` "><script>alert(1)</script>\nx\n```',
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "# <img src=x onerror=alert(1)>",
    "| a | b |\n|---|---|\n| <img src=x onerror=alert(1)> | x |",
    "> <script>alert(1)</script>",
    "- <svg onload=alert(1)>\n- x",
    "*<img src=x onerror=alert(1)>*",
    "<p>x</p>\n\n<script>\nalert(1)\n</script>",
    "<div markdown=1>\n<script>alert(1)</script>\n</div>",
    "<!--<img src='--><img src=x onerror=alert(1)>'>",
    "<?xml <img src=x onerror=alert(1)> ?>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!DOCTYPE x [<!ENTITY y '<script>alert(1)</script>'>]>&y;",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\u003cscript\u003ealert(1)\u003c/script\u003e",
    "\ufeff<script>alert(1)</script>",
    "\x00<script>alert(1)</script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\u202e<script>alert(1)</script>",
    "\x02wzxhzdk:0\x03<script>alert(1)</script>",
    "klzzwxh:0000<img src=x onerror=alert(1)>",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "{{ 7*191 }}",
    "{% include 'base.html' %}",
    "{{ frame.__class__.__mro__ }}",
    "{# x #}{{ ''.__class__ }}<script>alert(1)</script>",
    "{{ '<script>alert(1)</script>' | safe }}",
    "${alert(1)}",
    "\u2028<script>alert(1)</script>\u2029",
)


def everywhere(payloads: tuple[str, ...]) -> Snapshot:
    """A page on which every text that a person can write holds a payload; singular ones hold the first."""
    first = payloads[0]
    numbered = list(enumerate(payloads))
    return snapshot(
        [_component(n, payload) for n, payload in numbered],
        page=Page(
            name=words(first),
            description=words(first),
            contact=_link(first),
            timezones=("Asia/Karachi",),
            report_url=_link(first),
            try_from_browser={f"part-{n}": _address(n, payload) for n, payload in numbered},
        ),
        headline=Headline(
            status=DOWN, text=first, detail=first, confidence=Confidence.CONFIRMED, is_all_clear=False
        ),
        conflicts=tuple(_conflict(n, payload) for n, payload in numbered),
        incidents=tuple(_incident(n, payload) for n, payload in numbered),
        maintenances=tuple(_maintenance(n, payload) for n, payload in numbered),
        announcements=tuple(
            Announcement(id=f"note-{n}", title=words(payload), pin=True, updates=(_update(payload, 0),))
            for n, payload in numbered
        ),
        vantages=tuple(_vantage(n, payload) for n, payload in numbered),
        withdrawn=tuple(
            Incident(id=f"gone-{n}", title=words(payload), withdrawn=words(payload))
            for n, payload in numbered
        ),
        reports=tuple(_reported(payload) for payload in payloads[:6]),
        countries=tuple(_country(n, payload) for n, payload in numbered),
        findings=tuple(_finding(payload) for payload in payloads),
    )


def _link(payload: str) -> str:
    """A link's text as it would be, had reading let it through."""
    return payload


def _address(number: int, payload: str) -> str:
    """The text itself, or as the path of an address that passes."""
    return payload if number % 3 == 0 else f"https://asked.example/{payload}"


def _component(number: int, payload: str):
    return component(
        f"part-{number}",
        payload,
        DOWN,
        group=Group(id=f"group-{number}", name=words(payload)),
        description=words(payload),
        reasons=(payload,),
        note=payload,
        warnings=(payload,),
        reports=(_reported(payload),),
        uptime={"90d": uptime(excluded_time=timedelta(hours=1), exclusions=(payload,))},
    )


def _reported(payload: str) -> ReportCount:
    return spike(country=payload, cities=(payload,), source=payload, problems=((payload, 0.6), ("x", 0.4)))


def _country(number: int, payload: str) -> CountryState:
    part = LocalState(
        component=f"part-{number}", status=DOWN, since=NOW, failing=1, looking=1, reason=payload
    )
    names, told = (f"v-{number}",), (f"incident-{number}",)
    return CountryState(country=payload, vantages=names, parts=(part,), conditions=told)


def _finding(payload: str) -> Finding:
    kind = FindingKind.INTERFERENCE
    return Finding(kind=kind, country=payload, vantages=(payload,), components=(payload,), text=payload)


def _conflict(number: int, payload: str) -> Conflict:
    return Conflict(
        component=f"part-{number}",
        declared=Status.OPERATIONAL,
        observed=DOWN,
        since=NOW,
        declared_at=None,
        observed_at=NOW,
        kind=payload,
        text=payload,
    )


def _update(payload: str, minutes: int) -> Update:
    return Update(
        at=NOW - (60 - minutes) * MINUTE,
        status=UpdateStatus.IDENTIFIED,
        text=words(payload),
        impact={"part-0": DOWN},
        eta=NOW,
        next_update_by=NOW,
        posted_at=NOW,
        recovered=0.5,
    )


def _incident(number: int, payload: str):
    return incident(
        f"incident-{number}",
        payload,
        {f"part-{number}": DOWN},
        (_update(payload, 0), _update("x " + payload, 1), _update("- " + payload, 2)),
        cause=payload,
        postmortem=words(payload),
        scope=DeclaredScope(filtering=payload, source=_link(payload)),
        related=(f"incident-{number}",),
        exclude=(Exclusion(starts_at=NOW, ends_at=NOW, reason=words(payload)),),
        ends_at=NOW if number % 2 else None,
    )


def _maintenance(number: int, payload: str):
    return maintenance(
        f"work-{number}",
        payload,
        NOW - 30 * MINUTE,
        timedelta(hours=1),
        updates=(_update(payload, 40),),
        postmortem=words(payload),
        related=(f"incident-{number}",),
    )


def _vantage(number: int, payload: str) -> VantageState:
    place = Vantage(country=payload, city=payload, network=NetworkKind.EYEBALL, asn=1)
    return VantageState(id=f"v-{number}", vantage=place, as_of=NOW, is_online=True, interval=5 * MINUTE)
