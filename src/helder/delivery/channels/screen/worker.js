// Keeps the last page of this one screen, with what it is made of, for when there is no network.
// Online everything comes from the server; what was kept says so, with the time it was kept.
const KEPT = "helder-screen";
const SINCE = "helder-kept";
const PATIENCE = 10000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const stamped = async (answer) => {
  const headers = new Headers(answer.headers);
  headers.set(SINCE, String(Date.now()));
  return new Response(await answer.blob(), { status: answer.status, headers });
};

const keep = async (address, answer) => {
  const shelf = await caches.open(KEPT);
  await shelf.put(address, await stamped(answer));
};

const fetched = (request) => {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), PATIENCE);
  return fetch(request, { signal: limit.signal }).finally(() => clearTimeout(timer));
};

const answered = async (request) => {
  const { origin, pathname } = new URL(request.url);
  const address = origin + pathname;
  const kept = () => caches.match(address, { ignoreVary: true });
  try {
    const answer = await fetched(request);
    if (answer.ok) await keep(address, answer.clone());
    else if (answer.status === 404 && pathname.startsWith("/screen/")) await caches.delete(KEPT);
    else if (answer.status >= 500) return (await kept()) ?? answer;
    return answer;
  } catch (error) {
    const found = await kept();
    if (found) return found;
    throw error;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(self.location.origin)) return;
  event.respondWith(answered(request));
});

// the page names what it is made of: that came before this script did
self.addEventListener("message", (event) => {
  const all = (event.data?.keep ?? []).map(async (address) => {
    const answer = await fetch(address);
    if (answer.ok) await keep(address, answer);
  });
  event.waitUntil(Promise.allSettled(all));
});
