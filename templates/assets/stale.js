(() => {
  const doc = document, root = doc.documentElement, title = doc.title, undo = [];
  const taken = Date.parse(root.dataset.taken), expires = Date.parse(root.dataset.expires);
  let skew = 0;
  const swap = (node, change) => {
    const copy = node.cloneNode(true);
    change(copy);
    node.replaceWith(copy);
    undo.push(() => copy.replaceWith(node));
  };
  const ago = (ms) => {
    const min = Math.max(0, Math.floor(ms / 6e4)), h = Math.floor(min / 60), d = Math.floor(h / 24);
    return d > 1 ? d + " days" : h ? h + " h " + (min % 60) + " min" : min + " min";
  };
  const show = () => {
    while (undo.length) undo.pop()();
    const now = Date.now() + skew, stale = now >= expires;
    root.classList.toggle("stale", stale);
    doc.title = stale && root.dataset.stale || title;
    if (!stale) return;
    doc.querySelectorAll("[data-now]").forEach((node) => swap(node, (copy) => {
      const lead = copy.dataset.now, word = copy.querySelector("h1,h2"), state = copy.querySelector("b");
      copy.className = copy.className.split(" ")[0] + " unk";
      copy.querySelector("use").setAttribute("href", "#s-unk");
      if (state) state.textContent = "Not known";
      if (lead) (state || word).textContent = lead + " " + ago(now - taken) + " ago";
    }));
    swap(doc.querySelector("link[rel=icon]"), (copy) => {
      copy.href = copy.dataset.stale;
    });
  };
  const sync = async () => {
    show();
    if (!location.protocol.startsWith("http")) return;
    try {
      const head = (await fetch(location.href, { method: "HEAD", cache: "no-store" })).headers;
      const date = Date.parse(head.get("date")) + 1e3 * (head.get("age") || 0);
      if (date >= taken) skew = date - Date.now();
    } catch { }
    show();
  };
  sync();
  setInterval(show, 3e4);
  doc.addEventListener("visibilitychange", () => doc.hidden || sync());
  addEventListener("pageshow", (event) => event.persisted && sync());
})();
