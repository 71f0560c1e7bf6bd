// Says when the page has expired, by the server's clock where there is one, and loads what renews a page that stays open.
(() => {
  const doc = document, root = doc.documentElement, data = root.dataset, undo = [], isWeb = /^http/.test(location), all = (css) => doc.querySelectorAll(css);
  let skew = 0, live;
  const set = (thing, name, to) => {
    const was = thing[name];
    if (was == to) return;
    thing[name] = to;
    undo.push(() => thing[name] = was);
  };
  const reset = () => {
    while (undo.length) undo.pop()();
  };
  const show = () => {
    const now = Date.now() + skew, isOld = now >= Date.parse(data.expires), isNew = !undo.length;
    root.classList.toggle("stale", isOld);
    if (!isOld) return reset();
    const min = (now - Date.parse(data.taken)) / 6e4;
    const [unit, size] = min < 120 ? ["minute", 1] : min < 2880 ? ["hour", 60] : ["day", 1440];
    const ago = new Intl.RelativeTimeFormat(root.lang).format(-(min / size | 0), unit);
    set(doc, "title", all("title")[0].dataset.stale || doc.title);
    for (const node of all("[data-now]")) {
      const word = node.querySelector("b") || node.querySelector("h1,h2"), was = [...word.childNodes];
      set(node, "className", node.className.split(" ")[0] + " unk");
      set(node.querySelector("use").href, "baseVal", "#s-unk");
      if (isNew) undo.push(() => word.replaceChildren(...was));
      word.textContent = (node.dataset.now || data.word).replace("{ago}", ago);
    }
    for (const icon of all("[rel=icon]")) set(icon, "href", icon.dataset.stale);
  };
  const sync = async () => {
    show();
    if (!isWeb || doc.hidden) return;
    try {
      const { headers } = await fetch(location, { method: "HEAD", cache: "no-store" });
      const date = Date.parse(headers.get("date")) + 1e3 * headers.get("age");
      if (date >= Date.parse(data.taken)) skew = date - Date.now();
    } catch {}
    show();
  };
  show();
  setInterval(() => {
    show();
    if (!isWeb || !data.live || live || doc.hidden) return;
    live = { src: data.live, integrity: data.hash, onerror: () => live = 0 };
    doc.head.append(Object.assign(doc.createElement("script"), live));
  }, 3e4);
  // What is renewed is first as it was published.
  doc.addEventListener("renew", ({ detail }) => { reset(); detail(); show(); });
  addEventListener("visibilitychange", sync);
  addEventListener("pageshow", sync);
})();
