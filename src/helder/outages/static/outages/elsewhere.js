// Somebody in another time zone reads their own time beside the organisation's. Without a script,
// and for everybody in the organisation's own zone, nothing changes.
(() => {
  const { zone, words } = document.currentScript.dataset;
  const lang = document.documentElement.lang;
  const at = (moment, options) => new Intl.DateTimeFormat(lang, options).format(moment);
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const day = { year: "numeric", month: "2-digit", day: "2-digit" };

  const here = (moment) => {
    const whole = { ...day, ...clock };
    if (at(moment, whole) === at(moment, { ...whole, timeZone: zone })) return "";
    const moved = at(moment, day) !== at(moment, { ...day, timeZone: zone });
    return at(moment, moved ? { weekday: "short", ...clock } : clock);
  };

  const add = () => {
    for (const time of document.querySelectorAll("#main time[datetime]:not([data-here])")) {
      const moment = new Date(time.dateTime);
      if ("countdown" in time.dataset || !time.dateTime.includes("T") || Number.isNaN(+moment)) continue;
      time.dataset.here = here(moment);
      if (!time.dataset.here) continue;
      const said = document.createElement("span");
      said.className = "o-here";
      said.textContent = ` (${words.replace("TIME", time.dataset.here)})`;
      time.after(said);
    }
  };

  try {
    at(new Date(), { timeZone: zone });
  } catch {
    return; // a zone that this browser does not know
  }
  document.addEventListener("helder:renewed", add);
  add();
})();
