// Parts of a page that follow the server: <section data-live="/url" data-every="2000">. The URL gives the
// section's content as HTML; what differs is changed in place, so that focus, selection and open details stay.
"use strict";
(() => {
  const KEPT = new Set(["open", "hidden"]);

  const alike = (a, b) =>
    a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.dataset?.key ?? "") === (b.dataset?.key ?? "");

  const patchAttributes = (old, fresh) => {
    for (const { name, value } of [...fresh.attributes]) {
      if (!KEPT.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const { name } of [...old.attributes]) {
      if (!KEPT.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
    }
  };

  const patch = (old, fresh) => {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.data !== fresh.data) old.data = fresh.data;
      return;
    }
    if (old.isEqualNode(fresh) || old.matches("button[data-copy]")) return;
    patchAttributes(old, fresh);
    patchChildren(old, fresh);
  };

  const patchChildren = (old, fresh) => {
    const byKey = new Map();
    for (const child of old.children) if (child.dataset.key) byKey.set(child.dataset.key, child);
    let at = old.firstChild;
    for (const next of [...fresh.childNodes]) {
      const known = next.dataset?.key ? byKey.get(next.dataset.key) : undefined;
      if (known && known !== at) {
        old.insertBefore(known, at);
        at = known;
      }
      if (at && alike(at, next)) {
        patch(at, next);
        at = at.nextSibling;
      } else {
        old.insertBefore(next, at);
      }
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  };

  const follow = (section) => {
    const note = document.getElementById(section.dataset.note ?? "");
    const usual = note?.textContent;
    let etag = "";
    let failures = 0;

    const tell = (stale) => {
      if (!note || note.classList.contains("is-stale") === stale) return;
      note.classList.toggle("is-stale", stale);
      note.textContent = stale ? "Not up to date: the server can't be reached" : usual;
    };

    const ask = async () => {
      const answer = await fetch(section.dataset.live, {
        headers: etag ? { "If-None-Match": etag } : {},
        redirect: "manual",
        cache: "no-store",
      });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        location.reload(); // signed out meanwhile
        return;
      }
      if (answer.status === 200) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
        patchChildren(section, fresh);
        etag = answer.headers.get("ETag") ?? "";
        document.dispatchEvent(new Event("live-updated"));
      } else if (answer.status !== 304) {
        throw new Error(String(answer.status));
      }
    };

    const every = Number(section.dataset.every) || 2000;
    const again = () => setTimeout(turn, Math.min(every * 2 ** failures, 30000));
    const turn = async () => {
      if (!document.hidden) {
        try {
          await ask();
          failures = 0;
        } catch {
          failures = Math.min(failures + 1, 5);
        }
        tell(failures > 1);
      }
      again();
    };
    again();
  };

  for (const section of document.querySelectorAll("[data-live]")) follow(section);
})();
