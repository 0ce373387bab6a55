// How old a copy of the status page is, kept true; and a warning when it is too old to trust.
(() => {
  const texts = JSON.parse(document.currentScript.dataset.texts);
  const rules = new Intl.PluralRules(document.documentElement.lang || "nl");
  const age = document.querySelector("[data-age]");
  const old = document.querySelector("[data-old]");
  const fresh = document.querySelector("[data-fresh]");
  const made = Date.parse(age.dataset.age);

  const counted = (unit, count) =>
    texts[unit][rules.select(count) === "one" ? 0 : 1].replace("%(n)d", count);

  // the same steps as helder.kit.clock.span
  const span = (minutes) => {
    if (minutes < 1) return texts.moment;
    if (minutes < 90) return counted("minute", minutes);
    const hours = Math.round(minutes / 60);
    return hours < 36 ? counted("hour", hours) : counted("day", Math.round(hours / 24));
  };

  const say = () => {
    const minutes = Math.max(0, Math.round((Date.now() - made) / 60000));
    age.textContent = `(${texts.past.replace("%(span)s", span(minutes))})`;
    age.hidden = false;
    const late = old !== null && minutes >= Number(old.dataset.old);
    if (old) old.hidden = !late;
    if (fresh) fresh.hidden = true;
  };

  say();
  setInterval(say, 15000);
  document.addEventListener("visibilitychange", () => document.hidden || say());
})();
