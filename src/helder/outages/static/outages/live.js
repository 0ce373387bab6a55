// A page that is left open keeps telling the truth: when the status changes, its words are renewed.
// Waits while somebody is busy in the page (a field, an opened text); works without it as well.
(() => {
  const pulse = document.currentScript.dataset.pulse;
  const main = document.getElementById("main");
  const voice = document.createElement("div");
  voice.className = "h-visually-hidden";
  voice.setAttribute("role", "status");
  document.body.append(voice);
  let seen = null;

  const busy = () =>
    (main.contains(document.activeElement) && document.activeElement !== main) ||
    main.querySelector("details[open]") !== null ||
    String(getSelection()) !== "";

  const renew = async () => {
    const answer = await fetch(location.href, { cache: "no-cache" });
    if (!answer.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const words = fresh.getElementById("main");
    if (!words) return false;
    main.replaceChildren(...words.childNodes);
    document.title = fresh.title;
    voice.textContent = main.querySelector("h1")?.textContent ?? "";
    document.dispatchEvent(new Event("helder:renewed"));
    return true;
  };

  const look = async () => {
    if (document.hidden || busy()) return;
    try {
      const answer = await fetch(pulse, { cache: "no-cache" });
      if (!answer.ok) return;
      const { beat } = await answer.json();
      if (seen !== null && beat !== seen && !(await renew())) return; // asked again later
      seen = beat;
    } catch {
      // offline: the page stays as it is, and asks again later
    }
  };

  look();
  setInterval(look, 12000 + Math.random() * 6000);
  document.addEventListener("visibilitychange", look);
})();
