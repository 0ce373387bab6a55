// Keeps "over 12 minuten" true. The words come from the page, so they are in the reader's language.
(() => {
  const script = document.currentScript;
  const texts = JSON.parse(script.dataset.texts);
  const rules = new Intl.PluralRules(document.documentElement.lang || "nl");

  const counted = (unit, count) =>
    texts[unit][rules.select(count) === "one" ? 0 : 1].replace("%(n)d", count);

  // the same steps as helder.kit.clock.span
  const span = (milliseconds) => {
    const minutes = Math.round(milliseconds / 60000);
    if (minutes < 1) return texts.moment;
    if (minutes < 90) return counted("minute", minutes);
    const hours = Math.round(minutes / 60);
    return hours < 36 ? counted("hour", hours) : counted("day", Math.round(hours / 24));
  };

  const words = (moment) => {
    const distance = moment - Date.now();
    const text = distance >= 0 ? texts.ahead : texts.past;
    return text.replace("%(span)s", span(Math.abs(distance)));
  };

  const refresh = () => {
    for (const element of document.querySelectorAll("time[data-countdown]")) {
      const now = words(Date.parse(element.dateTime));
      if (element.textContent !== now) element.textContent = now;
    }
  };

  refresh();
  setInterval(refresh, 15000);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
})();
