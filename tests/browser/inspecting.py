"""Pages are opened and provoked in a browser: what ran, and what strained the policy."""

import re
from collections.abc import Mapping, Sequence

from statusgen.model.snapshot import Snapshot
from statusgen.rendering.assets import gather
from statusgen.rendering.engine import templates_folder
from statusgen.rendering.press import Press
from statusgen.rendering.scene import Sheet, set_scene
from statusgen.rendering.site import OUTPUTS
from tests.browser.make import serve

WATCH = """
window.ran = []; window.violations = [];
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => window.ran.push(name);
addEventListener("securitypolicyviolation", (e) =>
  window.violations.push(e.blockedURI + " " + e.violatedDirective));
"""
_TELL = "for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => told();"
_PROVOKE = """async () => {
  // What payloads name like a method of ours is not called in its place.
  const all = (page, what) => [...Document.prototype.querySelectorAll.call(page, what)];
  const isScript = (address) => URL.canParse(address) && new URL(address).protocol == "javascript:";
  const provoke = (node) => {
    for (const name of Element.prototype.getAttributeNames.call(node)) {
      if (/^on/i.test(name)) node.dispatchEvent(new Event(name.slice(2)));
      const value = Element.prototype.getAttribute.call(node, name);
      if (/(href|action|to|values)$/i.test(name) && isScript(value)) {
        node.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
        const form = node.closest("form");
        // In drawings and formulas an element of that name is no form.
        if (form?.namespaceURI.endsWith("xhtml")) HTMLFormElement.prototype.submit.call(form);
      }
    }
  };
  const within = (frame) => {
    const page = frame.contentDocument;
    return page ? [page, ...all(page, "iframe").flatMap(within)] : [];
  };
  for (const page of all(document, "iframe").flatMap(within)) all(page, "*").forEach(provoke);
  // What a link of that kind says runs in a task of its own.
  await new Promise((done) => setTimeout(done, 100));
}"""
_REFRESH = re.compile(rb'<meta http-equiv="refresh"[^>]*>')
_HOST = "<!doctype html><meta http-equiv=Content-Security-Policy content=\"frame-src 'self'\">"
"""Frames may not leave for other documents, as a page of its own may not."""
_AT_ONCE = 60
"""Frames of one page."""
_PATIENCE = 300_000
"""Milliseconds for one page of frames, on a machine that has much else to do."""


def pages(snapshot: Snapshot, names: Sequence[str]) -> dict[str, bytes]:
    """The pages of these outputs alone, then the files that every page needs."""
    scene = set_scene(snapshot)
    assets = gather(templates_folder(), None, snapshot.page)
    press = Press(scene, assets, None)
    made = (item for output in OUTPUTS if output.name in names for item in output.make(scene))
    sheets = {item.path: press.page(item) for item in made if isinstance(item, Sheet)}
    return sheets | {blob.path: blob.data for blob in assets.blobs}


def ran(chromium, files: Mapping[str, bytes], *, policy: bool, paths: Sequence[str] = ()) -> set[str]:
    """In which of them, or of the pages, anything ran; for what reached out of its frame, the page of frames."""
    paths = paths or [path for path in files if path.endswith(".html")]
    bundles = [paths[n : n + _AT_ONCE] for n in range(0, len(paths), _AT_ONCE)]
    hosts = {
        f"host-{n}.htm": (_HOST + "".join(f'<iframe src="/{path}"></iframe>' for path in bundle)).encode()
        for n, bundle in enumerate(bundles)
    }
    found: set[str] = set()
    context = chromium.new_context()
    context.set_default_timeout(_PATIENCE)
    context.expose_binding("told", lambda source: found.add(source["frame"].url))
    context.add_init_script(_TELL)
    page = context.new_page()
    # A page that leads on stays, to be looked at.
    served = {path: _REFRESH.sub(b"", data) for path, data in files.items()} | hosts
    with serve(served, policy=policy) as address:
        for host in hosts:
            page.goto(address + host)
            page.evaluate(_PROVOKE)
        context.close()
    return {url.removeprefix(address) for url in found}


def strained(chromium, files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """By page: what its policy had to forbid, and what it asked elsewhere."""
    wrong = {}
    with serve({path: _REFRESH.sub(b"", data) for path, data in files.items()}) as address:
        page = chromium.new_page()
        page.add_init_script(WATCH)
        strangers: list[str] = []
        ours = (address, "data:", "about:")
        page.on("request", lambda r: r.url.startswith(ours) or strangers.append(r.url))
        for path in (path for path in files if path.endswith(".html")):
            page.goto(address + path)
            if found := page.evaluate("[...window.violations, ...window.ran]") + strangers:
                wrong[path] = found
                strangers.clear()
        page.close()
    return wrong
