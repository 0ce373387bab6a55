// News from IT on any page of the intranet: one script element, and nothing else.
// Keeps no cookie and stores nothing; its styles stay inside it, and those of the page outside.
// Works under a strict Content-Security-Policy that allows this address for scripts and connections.
(() => {
  const { src, dataset } = document.currentScript;
  const page = dataset.lang || document.documentElement.lang;
  const lang = /^en/i.test(page) ? "en" : "nl";
  const list = (name) => (dataset[name] || "").split(/[\s,]+/).filter(Boolean);
  const services = list("services");
  const places = list("places");
  const hours = Number(dataset.planned ?? 0) || 0;
  const has = (asked, those) => !asked.length || asked.some((one) => those.includes(one));

  const wanted = ({ services: some, places: there, starts }) =>
    has(services, some) &&
    (!there.length || has(places, there)) &&
    (!starts || Date.parse(starts) < Date.now() + hours * 36e5);

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
:host{all:initial;display:block;color-scheme:inherit}
article{--b:light-dark(#fbe5e3,#43211f);--e:light-dark(#a4232f,#f4a09d);padding:.75rem 1rem;font:1rem/1.5 system-ui,sans-serif;color:light-dark(#20262a,#ece7de);background:var(--b);border-left:.4rem solid var(--e)}
[data-state=limited]{--b:light-dark(#fbedd0,#382b14);--e:light-dark(#855000,#efbd62)}
[data-state=maintenance]{--b:light-dark(#e6edf8,#1e2f49);--e:light-dark(#2a5798,#9dc0f3)}
[data-state=security]{--b:light-dark(#f0e8f7,#33253f);--e:light-dark(#6a3a94,#cfaaf0)}
p{margin:0;max-width:70ch;white-space:pre-line;overflow-wrap:anywhere}
b{font-size:1.125em}
a{color:var(--e);font-weight:600}
a:focus-visible{outline:3px solid}
@media print{:host{display:none}}`);

  const host = document.createElement("helder-banner");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  // there before its words, so that screen readers say them politely when they come
  const box = document.createElement("section");
  box.setAttribute("role", "status");
  root.append(box);

  const make = (name, props, ...inside) => {
    const made = Object.assign(document.createElement(name), props);
    made.append(...inside);
    return made;
  };

  // more than two become a line each, so that a phone still shows the page itself
  const card = ({ state, url, [lang]: { title, text, next, more } }, _, { length }) => {
    const brief = length > 2;
    const link = make("a", { href: url }, brief ? title : more);
    const lines = brief ? [link] : [make("b", {}, title), text, next, link].filter(Boolean);
    const made = make("article", { lang }, ...lines.map((line) => make("p", {}, line)));
    made.dataset.state = state;
    return made;
  };

  let seen = "[]";
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(new URL("banner.json", src), { credentials: "omit", cache: "no-cache" });
      if (!answer.ok) return;
      const { label, items } = await answer.json();
      const shown = items.filter(wanted);
      const now = JSON.stringify(shown);
      if (now === seen) return;
      seen = now;
      box.ariaLabel = label[lang];
      box.replaceChildren(...shown.map(card));
    } catch {
      // no network: what was said stays, and the page is left in peace
    }
  };

  (document.querySelector(dataset.into || "body") || document.body).prepend(host);
  look();
  setInterval(look, 6e4 + Math.random() * 3e4);
  document.addEventListener("visibilitychange", look);
})();
