(() => {
  const doc = document, make = (tag) => doc.createElement(tag), base = new URL(".", doc.currentScript.src), tones = {
    slow: "#845400,#e3b341", part: "#b23c00,#ff9a5c", down: "#b3202a,#ff7b80", work: "#1d5fc4,#7db3ff", unk: "#5b6470,#a3adba",
  };
  const paint = (tone) => `:host{all:initial;display:block;color-scheme:inherit}
aside{font:1rem/1.5 system-ui,sans-serif;padding:.6rem 1rem;border-inline-start:4px solid;overflow-wrap:anywhere;
background:#fff;background:light-dark(#fff,#101215);color:${tone.split(",")[0]};color:light-dark(${tone})}
p{display:inline;margin:0;font-weight:600}a{color:inherit;margin-inline-start:.6em}`;
  let said, host, shown;
  const show = () => {
    if (!said) return;
    const late = said.expires_at && Date.now() >= Date.parse(said.expires_at);
    const text = said.is_wrong ? late ? said.late_text : said.text : "";
    if (text === shown) return;
    shown = text;
    host?.remove();
    if (!text) return;
    host = make("div");
    const root = host.attachShadow({ mode: "open" }), sheet = new CSSStyleSheet();
    const bar = make("aside"), words = make("p"), link = make("a");
    sheet.replaceSync(paint(!late && tones[said.tone] || tones.unk));
    root.adoptedStyleSheets = [sheet];
    bar.setAttribute("aria-label", said.label);
    words.setAttribute("role", "status");
    words.dir = "auto";
    words.textContent = text;
    link.textContent = said.link_text;
    link.href = base.href;
    bar.append(words, link);
    root.append(bar);
    doc.body.prepend(host);
  };
  const ask = async () => {
    try {
      const answer = await fetch(new URL("embed/banner.json", base), { cache: "no-cache", credentials: "omit" });
      if (answer.ok) said = await answer.json();
    } catch { }
    show();
  };
  let minutes = 0;
  const begin = () => {
    ask();
    setInterval(() => doc.hidden || (++minutes % 5 ? show() : ask()), 6e4);
  };
  doc.body ? begin() : addEventListener("DOMContentLoaded", begin);
})();
