(() => {
const doc = document, data = doc.documentElement.dataset;
let fails = 0, timer;
const key = (node) => node.attributes
? node.nodeName + (node.id || (node.matches("a") ? node : node.querySelector("a"))?.getAttribute("href"))
: "#" + (node.nextElementSibling && key(node.nextElementSibling));
const morph = (from, to) => {
if (from.isEqualNode(to)) return;
if (!to.attributes) {
from.data = to.data;
return;
}
for (const { name } of [...from.attributes]) to.hasAttribute(name) || from.removeAttribute(name);
for (const { name, value } of to.attributes) from.setAttribute(name, value);
const rest = [...from.childNodes];
const kept = [...to.childNodes].map((node) => {
const at = rest.findIndex((one) => key(one) == key(node));
if (at < 0) return node;
morph(rest[at], node);
return rest.splice(at, 1)[0];
});
rest.forEach((node) => node.remove());
let here = from.firstChild;
kept.forEach((node) => node == here ? here = here.nextSibling : from.insertBefore(node, here));
};
const put = (page) => {
for (const { id, open } of doc.querySelectorAll("details[id]")) page.getElementById(id)?.toggleAttribute("open", open);
for (const css of ["title", "link[rel=icon]", "link[rel=stylesheet]", "main", "body > footer"]) {
const from = doc.querySelector(css), to = page.querySelector(css);
if (from && to) morph(from, to);
}
for (const name of ["taken", "expires"]) delete data[name];
const { taken, expires } = page.documentElement.dataset;
Object.assign(data, taken && { taken }, expires && { expires });
doc.dispatchEvent(new Event("renewed"));
};
const renew = (page) => {
const change = () => doc.dispatchEvent(new CustomEvent("renew", { detail: () => put(page) }));
const isCalm = !doc.startViewTransition || matchMedia("(prefers-reduced-motion)").matches;
if (isCalm) change();
else doc.startViewTransition(change);
};
const styles = (page) => [...page.querySelectorAll("style")].map((one) => one.textContent).join();
const get = async (url) => {
const answer = await fetch(url, { cache: "no-cache", signal: AbortSignal.timeout(2e4) });
if (!answer.ok) throw new Error(answer.status);
return answer;
};
const look = async () => {
const { taken_at } = await (await get(data.status)).json();
if (!(taken_at > data.taken)) return;
const page = new DOMParser().parseFromString(await (await get(location)).text(), "text/html");
if (!page.querySelector("main") || page.documentElement.dataset.taken <= data.taken) return;
if (styles(page) == styles(doc)) renew(page);
else location.reload();
};
const pause = () => {
const third = (Date.parse(data.expires) - Date.parse(data.taken)) / 3 || 6e4;
return Math.max(1e4, Math.min(6e4, third)) * 2 ** Math.min(fails, 4) * (.75 + Math.random() / 2);
};
const turn = async () => {
if (!doc.hidden) await look().then(() => fails = 0, () => fails++);
clearTimeout(timer);
timer = setTimeout(turn, pause());
};
turn();
doc.addEventListener("visibilitychange", () => doc.hidden || turn());
addEventListener("online", turn);
})();