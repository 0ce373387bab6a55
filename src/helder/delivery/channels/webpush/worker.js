// The service worker of the site: shows a notification, opens its page on a tap, tells Helder when
// the browser got a new address. It keeps no pages: what you see is always from the server.
const MINE = "helder-push";
const OLD = "/push/mine";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const read = (data) => {
  try {
    return data ? data.json() : {};
  } catch {
    return { title: data.text() };
  }
};

self.addEventListener("push", (event) => {
  const said = read(event.data);
  event.waitUntil(
    self.registration.showNotification(said.title || self.location.hostname, {
      body: said.body || "",
      lang: said.lang || "",
      tag: said.tag || "",
      renotify: Boolean(said.tag),
      requireInteraction: Boolean(said.urgent),
      icon: "/static/kit/app-192.png",
      badge: "/static/kit/badge-96.png",
      data: { url: said.url || "/" },
    })
  );
});

const open = async (address) => {
  const target = new URL(address, self.location.origin);
  if (target.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((one) => new URL(one.url).pathname === target.pathname);
  if (there) return there.focus();
  return self.clients.openWindow(target.href);
};

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url || "/"));
});

const told = async () => {
  const kept = await (await caches.open(MINE)).match(OLD);
  return kept ? kept.json() : null;
};

const tell = async (event) => {
  const old = event.oldSubscription ? event.oldSubscription.toJSON() : await told();
  if (!old) return;
  const options = event.oldSubscription?.options ?? {
    userVisibleOnly: true,
    applicationServerKey: old.key,
  };
  const fresh = event.newSubscription ?? (await self.registration.pushManager.subscribe(options));
  const now = fresh.toJSON();
  const flat = (one) => ({ endpoint: one.endpoint, ...one.keys });
  const answer = await fetch("/push/renew/", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ old: flat(old), new: flat(now) }),
  });
  if (answer.ok) {
    const kept = new Response(JSON.stringify({ ...now, key: old.key }));
    await (await caches.open(MINE)).put(OLD, kept);
  }
};

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(tell(event)));
