// The composer: marks the coach's words, takes a better wording, keeps a phone to one language,
// and never loses what was typed. Everything here also works without this file, on the server.
(() => {
  const form = document.querySelector("[data-composer]");
  if (!form) return;
  form.dataset.live = "";
  const status = document.getElementById("saved");
  const areaOf = (key) => form.elements.namedItem(key);
  const findings = (key) => document.getElementById(`findings-${key}`);

  // Offsets of the coach count characters; the browser counts code units.
  const units = (text, characters) => Array.from(text).slice(0, characters).join("").length;

  const readMarks = (key) => {
    try {
      return JSON.parse(findings(key)?.dataset.marks || "[]");
    } catch {
      return [];
    }
  };

  const standing = (text, marks) =>
    marks
      .map((mark) => ({ ...mark, from: units(text, mark.start), to: units(text, mark.end) }))
      .filter((mark) => text.slice(mark.from, mark.to) === mark.excerpt)
      .sort((a, b) => a.from - b.from);

  const mirrorOf = (area) => area.parentElement.querySelector(".composer__mirror");
  const follow = (area) => (mirrorOf(area).scrollTop = area.scrollTop);
  const mark = (area) => {
    const text = area.value;
    const pieces = [];
    let place = 0;
    for (const { from, to, level } of standing(text, readMarks(area.name))) {
      if (from < place) continue;
      const shown = document.createElement("mark");
      shown.dataset.level = level;
      shown.textContent = text.slice(from, to);
      pieces.push(text.slice(place, from), shown);
      place = to;
    }
    mirrorOf(area).replaceChildren(...pieces, `${text.slice(place)}\n`);
  };
  const paint = (area) => {
    mark(area);
    follow(area);
  };

  const dress = (area) => {
    const ink = document.createElement("div");
    ink.className = "composer__ink";
    const mirror = document.createElement("div");
    mirror.className = "composer__mirror";
    mirror.setAttribute("aria-hidden", "true");
    area.replaceWith(ink);
    ink.append(mirror, area);
    area.addEventListener("input", () => paint(area));
    area.addEventListener("scroll", () => follow(area));
    mark(area);
  };

  const undressed = "textarea[data-coach]:not(.composer__ink > *)";
  form.querySelectorAll(undressed).forEach(dress);
  // An answer of the coach comes in many pieces: painted once, when all of them are there. Writing
  // comes before measuring, or the browser lays out the page again for every field.
  let due = 0;
  const repaintAll = () => {
    due = 0;
    const areas = form.querySelectorAll(".composer__ink > textarea");
    areas.forEach(mark);
    areas.forEach(follow);
  };
  const repaint = () => (due ||= requestAnimationFrame(repaintAll));
  document.body.addEventListener("htmx:oobAfterSwap", repaint);
  document.body.addEventListener("htmx:afterSettle", repaint);

  // One tap puts the better wording in the place of just these words.
  const take = (button) => {
    const area = areaOf(button.dataset.take);
    const { excerpt, better } = button.dataset;
    let from = units(area.value, Number(button.dataset.start));
    if (area.value.slice(from, from + excerpt.length) !== excerpt) from = area.value.indexOf(excerpt);
    if (from < 0) return;
    area.setRangeText(better, from, from + excerpt.length, "end");
    button.closest(".h-finding").remove();
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    event.preventDefault();
    take(button);
  });

  // One tap keeps the writer's own words. The form carries it, so that no answer still on its way
  // brings the remark back; the server notes it (the button's own request).
  const next = (card) => {
    const cards = [...card.closest("[data-findings]").querySelectorAll(".h-finding")];
    return cards[cards.indexOf(card) + 1] || cards[cards.indexOf(card) - 1];
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-keep]");
    if (!button) return;
    event.preventDefault();
    const left = document.getElementById("kept-left");
    const card = button.closest(".h-finding");
    const beside = next(card);
    const other = beside?.querySelector("[data-keep]") || beside?.querySelector("[data-take]");
    left.value = `${left.value} ${button.dataset.token}`.trim();
    card.hidden = true;
    (other && !other.closest("details:not([open])") ? other : areaOf(button.dataset.keep)).focus();
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // While a piece of the form grows it waits, for what is typed or tapped in it then would be lost.
  const growing = (button) => button.matches?.("[data-grows] [hx-select]");
  document.body.addEventListener("htmx:beforeRequest", ({ target }) => {
    if (growing(target)) target.closest("[data-grows]").inert = true;
  });
  document.body.addEventListener("htmx:afterRequest", ({ target }) => {
    if (!growing(target)) return; // it grew: the button that was tapped is gone
    target.closest("[data-grows]").inert = false;
    target.focus();
  });

  // A piece of the form that grew: its new fields are dressed, saved and looked at like the others.
  // Only when the piece itself came anew: a remark of the coach that comes inside it is no growth
  // (to answer that with a change would ask the coach again, without end).
  const NEWEST = ".o-line:last-child input:not([type=hidden]), .o-apart:nth-last-of-type(2) textarea";
  document.body.addEventListener("htmx:afterSettle", ({ target: grown }) => {
    if (!grown.matches?.("[data-grows]") || !form.contains(grown)) return;
    form.querySelectorAll(undressed).forEach(dress);
    const seen = [...grown.querySelectorAll(NEWEST)].find((field) => field.offsetParent);
    (seen || grown).focus();
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // What was opened stays open while one types on, and the same words are not announced twice.
  const opened = new Set();
  form.addEventListener(
    "toggle",
    ({ target }) => {
      const key = target.dataset.rest;
      if (key && target.isConnected) opened[target.open ? "add" : "delete"](key);
    },
    true,
  );
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    const words = (node) => node.textContent.replace(/\s+/g, " ").trim();
    if (target.id === "coach-words" && words(target) === words(fragment))
      event.detail.shouldSwap = false;
    const rest = fragment.querySelector?.("[data-rest]");
    if (rest && opened.has(rest.dataset.rest)) rest.open = true;
  });

  // One tap makes the time that stands in the text the promise.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-promise]");
    const other = form.querySelector('[name="next_update"][value="other"]');
    const field = form.elements.namedItem("next_update_at");
    if (!button || !other || !field) return;
    event.preventDefault();
    other.checked = true;
    field.value = button.dataset.promise;
    document.getElementById("offer").replaceChildren();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // A phone shows one language at a time, unless something is wrong in the other one.
  const tabs = form.querySelector("[data-languages]");
  const show = (lang) => {
    form.dataset.only = lang;
    for (const tab of tabs.querySelectorAll("[data-show]"))
      tab.setAttribute("aria-pressed", String(tab.dataset.show === lang));
  };
  if (tabs) {
    tabs.hidden = false;
    const wrong = form.querySelector(".composer__text.h-field--wrong");
    show(wrong ? wrong.dataset.lang : form.dataset.shown);
    tabs.addEventListener("click", (event) => {
      const tab = event.target.closest("[data-show]");
      if (tab) show(tab.dataset.show);
    });
    form.addEventListener("click", (event) => {
      const link = event.target.closest('a[href^="#id_"]');
      const field = link && document.querySelector(`${link.hash}`)?.closest(".composer__text");
      if (field) show(field.dataset.lang);
    });
  }

  // Many services: a field that narrows the chips.
  for (const box of form.querySelectorAll("[data-filter]")) {
    const field = document.createElement("input");
    field.type = "search";
    field.className = "h-input";
    field.placeholder = box.dataset.filter;
    field.setAttribute("aria-label", box.dataset.filter);
    box.querySelector(".h-choices").before(field);
    const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    field.addEventListener("input", (event) => {
      event.stopPropagation();
      for (const chip of box.querySelectorAll(".h-choice"))
        chip.hidden =
          !fold(chip.textContent).includes(fold(field.value)) && !chip.querySelector(":checked");
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const first = box.querySelector(".h-choice:not([hidden]) input:not(:checked)");
      if (field.value && first) {
        first.click();
        field.value = "";
        field.dispatchEvent(new Event("input"));
      }
    });
  }

  // The preview stands open where there is room beside the words.
  const preview = document.getElementById("preview-box");
  const wide = matchMedia("(min-width: 75rem)");
  const fit = () => wide.matches && (preview.open = true);
  wide.addEventListener("change", fit);
  fit();

  // Publishing happens once, however often one taps.
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) return void event.preventDefault();
    sent = true;
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  addEventListener("pageshow", () => (sent = false));
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-publish]"));
    }
  });

  // Saving that fails says so, and the text stays on the page.
  const alarm = (text) => {
    const line = document.createElement("span");
    line.className = "composer__alarm";
    line.textContent = text;
    status.replaceChildren(line);
  };
  let retry = 0;
  const later = () => {
    clearTimeout(retry);
    retry = setTimeout(() => form.dispatchEvent(new Event("keep")), 10000);
  };
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (!form.contains(target)) return;
    const elsewhere = xhr.responseURL && new URL(xhr.responseURL).pathname !== location.pathname;
    if (elsewhere || xhr.status === 403) {
      event.detail.shouldSwap = false;
      alarm(form.dataset.signedOut);
    }
  });
  for (const trouble of ["htmx:sendError", "htmx:timeout", "htmx:responseError"])
    document.body.addEventListener(trouble, (event) => {
      if (event.detail.xhr?.status === 403) return alarm(form.dataset.signedOut);
      alarm(form.dataset.notSaved);
      later();
    });
  // Who types on without a pause is saved as well: at the latest so long after the first new word.
  const AT_LATEST = 10000;
  let unsaved = 0;
  const soon = () => {
    unsaved ||= setTimeout(() => form.dispatchEvent(new Event("keep")), AT_LATEST);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target !== status) return;
    clearTimeout(unsaved);
    unsaved = 0;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { successful, xhr } = event.detail;
    if (successful && event.target === status && xhr.response.includes("kept-draft")) {
      const draft = document.getElementById("kept-draft").value;
      history.replaceState(null, "", `${location.pathname}?draft=${draft}`);
    }
  });

  // After a publish that was stopped: straight to what there is to mend.
  document.querySelector("[data-problems]")?.focus();
})();
