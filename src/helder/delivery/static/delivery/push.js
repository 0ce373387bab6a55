// Asks for notifications on this device, only after a tap, and tells Helder where to send them.
// The words come from the page; this script only chooses which of them show.
(() => {
  const card = document.querySelector("[data-push]");
  if (!card) return;
  const form = card.querySelector("[data-push-form]");
  const button = form.querySelector("button");
  const MINE = ["helder-push", "/push/mine"];

  const show = (name, words) => {
    for (const part of card.querySelectorAll("[data-push-says]")) {
      part.hidden = part.dataset.pushSays !== name;
      if (!part.hidden && words) part.querySelector("p").textContent = words;
    }
    form.hidden = !["", "failed", "refused"].includes(name);
  };

  const able =
    "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  const apple =
    /iPhone|iPad|iPod/.test(navigator.userAgent) ||
    (navigator.userAgent.includes("Mac") && navigator.maxTouchPoints > 1);
  if (!able) return show(apple ? "home-screen" : "unable");

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };

  const same = (one, other) =>
    one && one.byteLength === other.length && new Uint8Array(one).every((b, i) => b === other[i]);

  const mark = async (endpoint) => {
    const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
    const hex = Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0"));
    return hex.join("").slice(0, 16);
  };

  const mine = async () => {
    const found = await navigator.serviceWorker.getRegistration("/");
    const subscription = found ? await found.pushManager.getSubscription() : null;
    if (!subscription) return null;
    return card.querySelector(`[data-device="${await mark(subscription.endpoint)}"]`)
      ? subscription
      : null;
  };

  const look = async () => {
    const subscription = await mine();
    if (subscription) {
      const row = card.querySelector(`[data-device="${await mark(subscription.endpoint)}"]`);
      row.querySelector("[data-push-here]").hidden = false;
      row.querySelector("form").addEventListener("submit", () => subscription.unsubscribe());
      return show("here");
    }
    show(Notification.permission === "denied" ? "denied" : "");
  };

  const subscribed = async (key) => {
    const worker = await navigator.serviceWorker.register(card.dataset.worker, { scope: "/" });
    await navigator.serviceWorker.ready;
    const before = await worker.pushManager.getSubscription();
    if (before && same(before.options.applicationServerKey, key)) return before;
    if (before) await before.unsubscribe();
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  };

  const tell = async (subscription) => {
    const said = subscription.toJSON();
    const body = new FormData(form);
    body.set("endpoint", said.endpoint);
    body.set("p256dh", said.keys.p256dh);
    body.set("auth", said.keys.auth);
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) {
      await subscription.unsubscribe();
      const problem = await answer.json().catch(() => ({}));
      return show(problem.detail ? "refused" : "failed", problem.detail);
    }
    const kept = new Response(JSON.stringify({ ...said, key: card.dataset.key }));
    await (await caches.open(MINE[0])).put(MINE[1], kept);
    location.reload();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const answer = await Notification.requestPermission();
      if (answer !== "granted") return show(answer === "denied" ? "denied" : "");
      await tell(await subscribed(bytes(card.dataset.key)));
    } catch {
      show("failed");
    } finally {
      button.disabled = false;
    }
  });

  look().catch(() => show(""));
})();
