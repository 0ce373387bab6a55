// Turns the slides of a screen in a hall, fetches them anew, and says how old they are when it
// cannot. The words come from the page, in the language of each slide.
(() => {
  const body = document.body;
  const room = document.querySelector("[data-slides]");
  const { renew, version, worker } = room.dataset;
  const TOO_OLD = 30 * 60 * 1000;
  const CUT = 2.5 * renew * 1000;
  const preview = new URLSearchParams(location.search).has("preview");
  let current = null;
  let turnAt = 0;
  let knownAt = null;
  let serverAhead = null;
  let failed = false;

  const slides = () => Array.from(room.querySelectorAll("[data-slide]"));

  // Words

  const counted = (texts, unit, count) =>
    texts[unit][count === 1 ? 0 : 1].replace("%(n)d", count);

  // the same steps as helder.kit.clock.span
  const span = (texts, milliseconds) => {
    const minutes = Math.round(milliseconds / 60000);
    if (minutes < 1) return texts.moment;
    if (minutes < 90) return counted(texts, "minute", minutes);
    const hours = Math.round(minutes / 60);
    return hours < 36 ? counted(texts, "hour", hours) : counted(texts, "day", Math.round(hours / 24));
  };

  const away = (texts, distance) => {
    const words = distance >= 0 ? texts.ahead : texts.past;
    return words.replace("%(span)s", span(texts, Math.abs(distance)));
  };

  const put = (element, words) => {
    if (element.textContent !== words) element.textContent = words;
  };

  const now = () => Date.now() + (serverAhead ?? 0);

  const speak = () => {
    const ago = knownAt === null ? null : Math.min(knownAt - Date.now(), 0);
    for (const part of document.querySelectorAll("[data-texts]")) {
      const texts = JSON.parse(part.dataset.texts);
      for (const moment of part.querySelectorAll("time[data-away]"))
        put(moment, away(texts, Date.parse(moment.dateTime) - now()));
      for (const words of part.querySelectorAll("[data-fill]"))
        put(words, ago === null ? "" : texts[words.dataset.fill].replace("%(ago)s", ago > -30000 ? texts.past.replace("%(span)s", texts.moment) : away(texts, ago)));
    }
  };

  // How things stand with the screen itself: fine, cut off, too old to trust, taken out of use

  const stand = () => {
    if (body.dataset.stands === "gone") return;
    const age = knownAt === null ? 0 : Date.now() - knownAt;
    const trusted = age >= 0 && age < TOO_OLD;
    const cut = failed && (knownAt === null || age > CUT || age < 0);
    body.dataset.stands = failed && !trusted ? "old" : cut ? "cut" : "fine";
  };

  const clock = document.querySelector("[data-clock]");
  const tellTime = () => {
    if (serverAhead === null) return put(clock, "");
    const style = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: clock.dataset.zone };
    put(clock, new Intl.DateTimeFormat("nl", style).format(new Date(now())));
  };

  // One slide after the other

  const show = (slide) => {
    for (const one of slides()) one.classList.toggle("s-slide--now", one === slide);
    current = slide?.dataset.slide ?? null;
    turnAt = Date.now() + Number(slide?.dataset.seconds ?? renew) * 1000;
  };

  const turn = () => {
    const all = slides();
    const here = all.findIndex((one) => one.dataset.slide === current);
    show(all[(here + 1) % all.length]);
  };

  // The newest slides

  const replace = (html, kept) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-slides]");
    if (!fresh) throw new Error("no slides");
    if (!kept && fresh.dataset.version !== version) return location.reload();
    if (!kept) serverAhead = Date.parse(fresh.dataset.at) - Date.now();
    room.replaceChildren(...fresh.children);
    const all = slides();
    const same = all.find((one) => one.dataset.slide === current);
    const turnsAt = turnAt;
    show(same ?? all[0]);
    if (same) turnAt = turnsAt;
  };

  const look = async () => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), 15000);
    try {
      const address = `${location.pathname}slides/${preview ? "?preview" : ""}`;
      const answer = await fetch(address, { cache: "no-store", signal: limit.signal });
      if (answer.status === 404) {
        body.dataset.stands = "gone";
        return;
      }
      if (!answer.ok) throw new Error(answer.status);
      const kept = Number(answer.headers.get("helder-kept") ?? 0);
      if (body.dataset.stands === "gone") body.dataset.stands = "fine";
      replace(await answer.text(), kept);
      knownAt = kept || Date.now();
      failed = Boolean(kept);
    } catch {
      failed = true;
      if (knownAt === null) knownAt = Date.parse(room.dataset.at);
    } finally {
      clearTimeout(timer);
      stand();
      speak();
      tellTime();
    }
  };

  const tick = () => {
    if (Date.now() >= turnAt && slides().length) turn();
    stand();
    speak();
    tellTime();
  };

  const keepScript = async () => {
    if (preview || !("serviceWorker" in navigator)) return;
    const here = await navigator.serviceWorker.register(worker, { scope: location.pathname });
    const active = here.active ?? here.installing ?? here.waiting;
    const parts = performance.getEntriesByType("resource").map((part) => part.name);
    const own = parts.filter((name) => name.startsWith(location.origin));
    active.postMessage({ keep: [location.href.split("?")[0], ...own] });
  };

  show(slides().find((one) => one.classList.contains("s-slide--now")) ?? slides()[0]);
  look();
  setInterval(look, renew * 1000);
  setInterval(tick, 1000);
  addEventListener("online", look);
  addEventListener("load", () => keepScript().catch(() => {}));
})();
