/* The editor of the minutes. The page works without it; it adds a toolbar, saves while one types, keeps what could not be
   sent on this device, and shows both texts where two people wrote at once. Words come from the page; texts are only ever
   put in as text. */
"use strict";
(() => {
  // The page of a conflict: what is chosen there takes the place of the copy on this device, with the mark it saw.
  const settling = document.querySelector("form[data-settles]");
  if (settling) settling.addEventListener("submit", () => {
    for (const box of settling.querySelectorAll("textarea[name^=text_]")) {
      const key = `minutes:${settling.dataset.settles}:${box.name}`, mark = settling.elements["mark_" + box.name.slice(5)];
      try {
        if (localStorage.getItem(key)) localStorage.setItem(key, JSON.stringify({ text: box.value, mark: mark.value }));
      } catch (_) { /* nothing was kept */ }
    }
  });
  const form = document.querySelector("form[data-editor]");
  if (!form) return;
  const words = form.dataset, status = form.querySelector("[data-status]");
  const boxes = [...form.querySelectorAll("textarea[name^=text_]")];
  const PAUSE = 2500, AGAIN = 20000;
  const timers = new Map(), saved = new Map(), clashes = new Set();
  let busy = Promise.resolve(), isOver = false;

  const markOf = box => form.elements["mark_" + box.name.slice(5)];
  const keyOf = box => `minutes:${words.editor}:${box.name}`;
  const isOpen = box => box.value !== saved.get(box) && !clashes.has(box);

  // What could not be sent stays on this device, with the text that it was typed over.
  const keep = box => {
    try { localStorage.setItem(keyOf(box), JSON.stringify({ text: box.value, mark: markOf(box).value })); }
    catch (_) { say(words.full); }
  };
  const kept = box => {
    try { return JSON.parse(localStorage.getItem(keyOf(box))); } catch (_) { return null; }
  };
  const forget = box => { try { localStorage.removeItem(keyOf(box)); } catch (_) { /* nothing was kept */ } };

  const say = text => { if (status) status.textContent = text; };
  const clock = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const tell = () => {
    const waiting = boxes.filter(box => box.value !== saved.get(box)).length;
    say(isOver ? words.session : clashes.size ? words.conflict : waiting ? `${words.kept} ${waiting}` : `${words.saved} ${clock()}`);
  };

  const send = async box => {
    if (!isOpen(box) || isOver) return;
    const text = box.value, body = new URLSearchParams();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set(box.name, text);
    body.set(markOf(box).name, markOf(box).value);
    say(words.saving);
    let answer;
    try {
      answer = await fetch(words.save, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
    } catch (_) {
      later(box, AGAIN);
      return tell();
    }
    const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (!isOurs) {
      // A redirect or a page: the session is over. A server in trouble is asked again.
      if (answer.type === "opaqueredirect" || answer.status === 400 || answer.status === 403) isOver = true;
      else later(box, AGAIN);
      return tell();
    }
    const found = await answer.json();
    if (found.refused) return say(found.refused);
    const mark = found.marks[markOf(box).name];
    if (found.conflicts[box.name] !== undefined) return clash(box, found.conflicts[box.name], mark);
    markOf(box).value = mark;
    saved.set(box, text);
    if (box.value === text) forget(box); else { keep(box); later(box, PAUSE); }
    tell();
  };
  const later = (box, pause) => {
    clearTimeout(timers.get(box));
    // One at a time: an answer brings the mark that the next one needs.
    timers.set(box, setTimeout(() => { busy = busy.then(() => send(box)); }, pause));
  };

  // Until the person has chosen, the box keeps the mark of the text it was typed over: whatever is sent or kept before
  // then meets the other's text again.
  const clash = (box, theirs, mark) => {
    clashes.add(box);
    const place = document.createElement("div");
    place.className = "notice notice-warn";
    place.setAttribute("role", "alert");
    const title = document.createElement("p"), other = document.createElement("pre"), acts = document.createElement("div");
    title.textContent = words.conflict;
    other.className = "bytes";
    other.textContent = theirs;
    acts.className = "actions";
    const choose = (name, text) => {
      const button = press(name, () => {
        box.value = text();
        markOf(box).value = mark;
        clashes.delete(box);
        place.remove();
        keep(box);
        box.focus();
        if (box.value === theirs) { saved.set(box, theirs); forget(box); tell(); } else { tell(); later(box, 0); }
      });
      acts.append(button);
    };
    choose(words.both, () => `${theirs}\n\n${box.value}`);
    choose(words.mine, () => box.value);
    choose(words.theirs, () => theirs);
    place.append(title, other, acts);
    box.before(place);
    keep(box);
    tell();
  };

  const press = (name, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-second";
    button.textContent = name;
    button.addEventListener("click", act);
    return button;
  };

  // The toolbar changes the text as if it had been typed, so that « undo » of the browser takes it back.
  const put = (box, text, from, to) => {
    box.focus();
    box.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, text)) {
      box.setRangeText(text, from, to, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const around = (box, before, after, sample) => {
    const { selectionStart: from, selectionEnd: to } = box;
    const inside = box.value.slice(from, to) || sample;
    put(box, before + inside + after, from, to);
    box.setSelectionRange(from + before.length, from + before.length + inside.length);
  };
  const lines = (box, mark) => {
    const from = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
    const end = box.value.indexOf("\n", box.selectionEnd), to = end < 0 ? box.value.length : end;
    const rows = box.value.slice(from, to).split("\n");
    put(box, rows.map((row, at) => mark(at) + row).join("\n"), from, to);
  };
  const toolbar = box => {
    const bar = document.createElement("div"), name = document.getElementById(box.id).labels[0];
    bar.className = "toolbar";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", `${words.tools} (${name ? name.textContent.trim() : box.name})`);
    bar.append(
      press(words.bold, () => around(box, "**", "**", words.bold)),
      press(words.list, () => lines(box, () => "- ")),
      press(words.number, () => lines(box, at => `${at + 1}. `)),
      press(words.heading, () => lines(box, () => "# ")),
      press(words.quote, () => lines(box, () => "> ")),
      press(words.link, () => around(box, "[", "](https://)", words.link)),
    );
    box.before(bar);
  };

  for (const box of boxes) {
    saved.set(box, box.value);
    toolbar(box);
    const found = kept(box);
    if (found && found.text !== box.value) {
      // Sent with the mark of the time: if somebody wrote meanwhile, the answer holds their text too.
      box.value = found.text;
      markOf(box).value = found.mark;
      later(box, 0);
    } else if (found) forget(box);
    box.addEventListener("input", () => { keep(box); later(box, PAUSE); });
    box.addEventListener("blur", () => { if (isOpen(box)) later(box, 0); });
  }
  if (boxes.some(isOpen)) tell();
  window.addEventListener("online", () => boxes.filter(isOpen).forEach(box => later(box, 0)));
  // Sent by hand: the answer is a page, which says itself what stands. The copies stay until a page shows the same text.
  form.addEventListener("submit", () => { timers.forEach(clearTimeout); timers.clear(); });
  window.addEventListener("beforeunload", event => {
    if (!document.activeElement.matches("button") && boxes.some(isOpen) && isOver) event.preventDefault();
  });
})();
