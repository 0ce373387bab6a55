// A composer without a network: what was typed is kept in this browser until the server has it, and
// a publish waits for the connection. Nothing is kept once it is saved or published.
(() => {
  const form = document.querySelector("[data-composer]");
  const box = document.querySelector("[data-offline]");
  if (!form || !box) return;
  const PREFIX = `helder.typed.${box.dataset.person}.`;
  const WEEK = 7 * 24 * 3600 * 1000;
  const TOO_LONG = 30 * 60 * 1000;
  const OURS = new Set(["csrfmiddlewaretoken", "draft", "version", "page", "opened", "do"]);
  const draft = () => document.getElementById("kept-draft").value;
  const part = (name) => document.querySelector(`[data-offline-${name}]`);

  const store = {
    read: (key) => {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    },
    write: (key, value) => {
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        // a full or closed store: the page itself still has the text
      }
    },
    all: () => {
      try {
        return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
      } catch {
        return [];
      }
    },
    drop: (key) => {
      try {
        localStorage.removeItem(key);
      } catch {
        // nothing was kept
      }
    },
  };

  // Kept as typed, until the server says that it has it.
  let typed = 0;
  const fields = () => [...new FormData(form)].filter(([name]) => !OURS.has(name));
  const keep = () => {
    typed = Date.now();
    store.write(PREFIX + draft(), { path: location.pathname, at: typed, fields: fields() });
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  let asked = 0;
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.id === "saved") asked = Date.now();
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.id === "saved" && event.detail.successful && typed <= asked)
      store.drop(PREFIX + draft());
  });
  addEventListener("online", () => form.dispatchEvent(new Event("keep")));

  // Bringing back what this browser has and the server does not.
  const bring = (entry) => {
    const values = new Map();
    for (const [name, value] of entry.fields)
      values.set(name, [...(values.get(name) || []), value]);
    for (const control of form.elements) {
      if (!control.name || OURS.has(control.name)) continue;
      const given = values.get(control.name) || [];
      if (control.type === "checkbox" || control.type === "radio")
        control.checked = given.includes(control.value);
      else if (control.tagName === "TEXTAREA" || control.tagName === "INPUT")
        control.value = given[0] ?? "";
    }
    for (const area of form.querySelectorAll("textarea"))
      area.dispatchEvent(new Event("input", { bubbles: true }));
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const stillDraft = async (key, entry) => {
    try {
      const id = key.slice(PREFIX.length);
      const answer = await fetch(`${entry.path}?draft=${id}`, { credentials: "same-origin" });
      return !answer.ok || new URL(answer.url).pathname === entry.path;
    } catch {
      return true;
    }
  };

  const offer = (key, entry) => {
    part("when").textContent = new Date(entry.at).toLocaleString(document.documentElement.lang, {
      weekday: "long",
      hour: "2-digit",
      minute: "2-digit",
    });
    part("kept").hidden = false;
    part("bring").addEventListener("click", () => {
      part("kept").hidden = true;
      if (key === PREFIX + draft()) bring(entry);
      else location.assign(`${entry.path}?draft=${key.slice(PREFIX.length)}#typed`);
    });
    part("drop").addEventListener("click", () => {
      part("kept").hidden = true;
      store.drop(key);
    });
  };

  const look = async () => {
    const found = store
      .all()
      .map((key) => [key, store.read(key)])
      .filter(([key, entry]) => {
        const fresh = entry && Array.isArray(entry.fields) && Date.now() - entry.at < WEEK;
        if (!fresh) store.drop(key);
        return fresh;
      })
      .sort(([, a], [, b]) => b.at - a.at);
    const own = found.find(([key]) => key === PREFIX + draft());
    if (own && location.hash === "#typed") return bring(own[1]);
    for (const [key, entry] of own ? [own, ...found] : found) {
      if (await stillDraft(key, entry)) return offer(key, entry);
      store.drop(key);
    }
  };
  addEventListener("load", look); // when whatever listens to the form is there

  // Publishing asks first whether the server can be reached; if not, it waits.
  let through = false;
  let waiting = 0;
  let since = 0;
  const reachable = async () => {
    try {
      const answer = await fetch(box.dataset.alive, {
        method: "HEAD",
        cache: "no-store",
        signal: AbortSignal.timeout(5000),
      });
      return answer.ok;
    } catch {
      return false;
    }
  };
  const stop = () => {
    clearInterval(waiting);
    waiting = 0;
    part("waiting").hidden = true;
  };
  const attempt = async () => {
    if (!(await reachable())) return false;
    const long = since && Date.now() - since > TOO_LONG;
    stop();
    if (long) {
      part("back").hidden = false;
      return true;
    }
    through = true;
    form.requestSubmit(form.querySelector("[data-publish]"));
    return true;
  };
  document.addEventListener(
    "submit",
    async (event) => {
      if (event.target !== form || !event.submitter?.matches("[data-publish]")) return;
      if (through) return void (through = false);
      event.preventDefault();
      event.stopImmediatePropagation();
      part("back").hidden = true;
      if (waiting) return;
      since = 0;
      if (await attempt()) return;
      keep();
      since = Date.now();
      part("waiting").hidden = false;
      waiting = setInterval(attempt, 5000);
    },
    true,
  );
  addEventListener("online", () => waiting && attempt());
  part("stop").addEventListener("click", stop);
})();
