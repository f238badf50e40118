// The desk's own behaviour: evidence beside a sentence, autosave, dialogs, keys. No words of any language here.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  let token = document.body.dataset.csrf;

  document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRF-Token"] = token; });

  // Evidence: the post of a sentence, its words marked.
  const word = /[\p{L}\p{N}][\p{L}\p{N}'’.\-]*/gu;
  const words = (text) => [...text.matchAll(word)].map((m) => ({ at: m.index, end: m.index + m[0].length, word: m[0].toLowerCase().replace(/[.\-]+$/, "") }));

  function runs(sentence, post) {
    // Longest shared runs first, at least three words or the whole sentence; each word of the post once.
    const wanted = words(sentence).map((w) => w.word), there = words(post), found = [];
    const least = Math.min(3, wanted.length), taken = new Set();
    const places = new Map();
    there.forEach((w, i) => places.set(w.word, [...(places.get(w.word) ?? []), i]));
    for (let from = 0; from < wanted.length;) {
      let best = { size: 0, at: 0 };
      for (const at of places.get(wanted[from]) ?? []) {
        let size = 0;
        while (from + size < wanted.length && at + size < there.length && there[at + size].word === wanted[from + size] && !taken.has(at + size)) size += 1;
        if (size > best.size) best = { size, at };
      }
      if (best.size >= least) {
        for (let i = 0; i < best.size; i += 1) taken.add(best.at + i);
        found.push([there[best.at].at, there[best.at + best.size - 1].end]);
      }
      from += Math.max(1, best.size >= least ? best.size : 1);
    }
    return found;
  }

  function mark(sentence, post) {
    const box = one(".words", post);
    if (!box || !window.Highlight) return [];
    const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT), nodes = [];
    let text = "";
    while (walker.nextNode()) { nodes.push([text.length, walker.currentNode]); text += walker.currentNode.data; }
    const place = (offset) => { let last = nodes[0]; for (const each of nodes) { if (each[0] > offset) break; last = each; } return [last[1], Math.min(offset - last[0], last[1].length)]; };
    return runs(sentence, text).map(([from, to]) => { const range = new Range(); range.setStart(...place(from)); range.setEnd(...place(to - 1)); range.setEnd(range.endContainer, Math.min(range.endOffset + 1, range.endContainer.length)); return range; });
  }

  let shown = null;
  function show(sentence) {
    if (sentence === shown) return;
    shown = sentence;
    all(".at").forEach((each) => { if (!each.matches(".row")) each.classList.remove("at"); });
    const ranges = [], plain = sentence.cloneNode(true);
    all("sup", plain).forEach((each) => each.remove());
    sentence.classList.add("at");
    sentence.dataset.posts.split(" ").filter(Boolean).forEach((number, i) => {
      const post = document.getElementById(`post-${number}`);
      if (!post) return;
      post.closest("details").open = true;
      post.classList.add("at");
      ranges.push(...mark(plain.textContent, post));
      const column = one(".evidence");
      if (i === 0 && column && column.scrollHeight > column.clientHeight) {
        const box = column.getBoundingClientRect(), at = post.getBoundingClientRect();
        if (at.top < box.top + 48 || at.bottom > box.bottom) column.scrollTop += at.top - box.top - 60;
      }
    });
    if (window.Highlight) CSS.highlights.set("cited", new Highlight(...ranges));
    const hint = one("#evidence-hint");
    if (hint && sentence.dataset.kind) {
      const kind = hint.dataset[sentence.dataset.kind] ?? "", percent = Math.round(100 * sentence.dataset.score);
      hint.textContent = ["own", "unchecked"].includes(sentence.dataset.kind) ? kind : `${kind} · ${hint.dataset.said.replace("{percent}", percent)}`;
    }
  }
  for (const kind of ["mouseover", "focusin"]) document.addEventListener(kind, (event) => { const at = event.target.closest?.(".sentence"); if (at && one(".evidence")) show(at); });

  // Where the columns stand one above the other, only the first thread is unfolded.
  if (matchMedia("(max-width: 60rem)").matches) all(".evidence .thread details").slice(1).forEach((each) => { each.open = false; });

  // Writing: kept a second after the last key, and in the browser until the desk has it.
  const box = one("#text");
  if (box) {
    const status = one("[data-saved]"), say = (name, bad = false) => { status.textContent = status.dataset[`words${name}`]; status.classList.toggle("bad", bad); };
    const place = `kbminer ${box.dataset.save}`;
    let version = Number(box.dataset.version), cited = JSON.parse(box.dataset.cited), kept = box.value, timer = 0, busy = false, stopped = false;
    const remember = () => { try { localStorage.setItem(place, JSON.stringify({ text: box.value, version })); } catch { /* a browser that keeps nothing */ } };
    const forget = () => { try { localStorage.removeItem(place); } catch { /* likewise */ } };
    const send = (address, body) => fetch(address, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRF-Token": token }, body: JSON.stringify(body) });
    const sendAgain = async (address, body) => {
      const first = await send(address, body);
      if (first.status !== 403) return first;
      token = await (await fetch("/csrf")).text(); // the desk was started anew since this page was opened
      all("form[action*='csrf=']").forEach((form) => { form.action = form.action.replace(/csrf=\w+/, `csrf=${token}`); });
      return send(address, body);
    };
    async function save() {
      if (busy || stopped || box.value === kept) return;
      busy = true;
      const text = box.value;
      say("Saving");
      try {
        const answer = await sendAgain(box.dataset.save, { text, base: version, cited });
        const told = await answer.json();
        if (answer.ok) {
          version = told.version; kept = text; say("Saved");
          if (box.value === text) forget();
          all("[data-follows-version]").forEach((each) => { each.value = version; });
          all("[data-accept]").forEach((each) => { each.textContent = each.dataset.other; });
        } else if (answer.status === 409) {
          stopped = true; kept = text; forget();
          status.textContent = `${told.conflict} `; status.classList.add("bad");
          const way = document.createElement("a"); way.href = told.merge; way.textContent = status.dataset.wordsMerge; status.append(way);
        } else throw new Error(String(answer.status));
      } catch { say("Failed", true); timer = setTimeout(save, 3000); }
      busy = false;
      if (box.value !== kept && !timer) timer = setTimeout(save, 800);
    }
    async function preview() {
      const answer = await sendAgain(box.dataset.preview, { text: box.value, cited });
      if (answer.ok) { const html = await answer.text(); for (const id of ["preview", "read"]) document.getElementById(id).innerHTML = html; shown = null; }
    }
    let soon = 0;
    box.addEventListener("input", () => {
      remember();
      if (stopped) { stopped = false; }
      say("Unsaved");
      clearTimeout(timer); timer = setTimeout(() => { timer = 0; save(); }, 800);
      clearTimeout(soon); soon = setTimeout(preview, 350);
    });
    addEventListener("beforeunload", (event) => { if (box.value !== kept && !stopped) { save(); event.preventDefault(); } });
    one("#decide")?.addEventListener("submit", async (event) => {
      if (box.value === kept) return;
      event.preventDefault();
      clearTimeout(timer);
      const by = event.submitter;
      await save();
      if (box.value === kept && !stopped) event.target.requestSubmit(by);
    });
    const toggle = one("[data-edit]");
    const label = toggle.textContent;
    toggle.addEventListener("click", () => {
      const writing = one("#write").hidden;
      one("#write").hidden = !writing; one("#read").hidden = writing;
      toggle.textContent = writing ? toggle.dataset.other : label;
      if (writing) box.focus(); else save();
    });
    try {
      const left = JSON.parse(localStorage.getItem(place) ?? "null");
      if (left && left.text !== box.value) { box.value = left.text; version = left.version; toggle.click(); save(); preview(); }
    } catch { /* nothing was left */ }
  }

  // Dialogs, copying, bulk choices, changes.
  document.addEventListener("click", async (event) => {
    const at = event.target.closest?.("[data-dialog], [data-close], [data-copy], [data-jump]");
    if (!at) { if (!event.target.closest?.(".menu")) all(".menu[open]").forEach((menu) => { menu.open = false; }); return; }
    if (at.dataset.dialog) open(at.dataset.dialog);
    if ("close" in at.dataset) at.closest("dialog").close();
    if (at.dataset.jump) jump(Number(at.dataset.jump));
    if (at.dataset.copy) { await navigator.clipboard.writeText(document.getElementById(at.dataset.copy).textContent.trim()); at.textContent = at.dataset.done; }
  });
  function open(name) {
    const dialog = document.getElementById(name);
    all(".menu[open]").forEach((menu) => { menu.open = false; });
    const form = one("form[data-threads]", dialog);
    if (form) { all("input[name=thread]", form).forEach((each) => each.remove()); all("#members input[name=thread]:checked").forEach((each) => { const copy = document.createElement("input"); copy.type = "hidden"; copy.name = "thread"; copy.value = each.value; form.append(copy); }); }
    dialog.showModal();
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches?.("dialog input[type=search]")) event.preventDefault(); });
  function jump(step) {
    const changes = all("#diff [data-change]").filter((each, i, list) => i === 0 || list[i - 1].dataset.change !== each.dataset.change);
    if (!changes.length) return;
    const now = changes.indexOf(document.activeElement);
    changes[(now < 0 ? (step > 0 ? 0 : changes.length - 1) : now + step + changes.length) % changes.length].focus();
  }
  function bulk() {
    const form = one("#rows"), kind = form && one("[data-bulk]", form);
    if (!kind) return;
    all("[data-for]", form).forEach((each) => { each.hidden = each.dataset.for !== kind.value; });
    const count = all("input[name=group]:checked", form).length, told = one("[data-selected]", form);
    told.hidden = !count;
    told.textContent = told.dataset.words.replace("{n}", count);
  }
  document.addEventListener("change", (event) => { if (event.target.closest?.("#rows")) bulk(); });
  document.addEventListener("htmx:afterSwap", bulk);
  bulk();

  // Keys: single letters, unless somebody types or has switched them off.
  const typing = (target) => target.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const rows = () => all("[data-row]");
  function step(by) {
    const list = rows(), now = list.findIndex((row) => row.classList.contains("at")), next = list[Math.max(0, Math.min(list.length - 1, now < 0 ? (by > 0 ? 0 : list.length - 1) : now + by))];
    list.forEach((row) => row.classList.remove("at"));
    if (next) { next.classList.add("at"); one(".title", next).focus({ preventScroll: true }); next.scrollIntoView({ block: "nearest" }); }
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const dialog = one("dialog[open]");
    if (dialog) { const choice = !typing(event.target) && one(`[data-digit="${CSS.escape(event.key)}"]`, dialog); if (choice) { event.preventDefault(); choice.click(); } return; }
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); if (!one("#write")?.hidden) one("[data-edit]")?.focus(); return; }
    if (document.body.dataset.keys !== "on" || typing(event.target)) return;
    if (rows().length) {
      if (event.key === "j" || event.key === "k") { event.preventDefault(); step(event.key === "j" ? 1 : -1); return; }
      const at = one("[data-row].at");
      if (at && event.key === "o") { one(".title", at).click(); return; }
      if (at && event.key === "x") { one("input[type=checkbox]", at)?.click(); return; }
    }
    const target = one(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target || target.disabled) return;
    event.preventDefault();
    if (target.matches("input")) target.focus(); else target.click();
  });
})();
