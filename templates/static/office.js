/*
 * Keeps what is being written as a draft, every 15 seconds, where something has changed since. It is sent to the
 * office as the button "Keep as a draft" sends it, and sealed there; the browser stores nothing. Without this
 * script every page works as well.
 */
"use strict";

{
  const EVERY = 15_000;

  const typed = (form) => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) {
      if (value instanceof File) {
        data.delete(name);
      }
    }
    return data;
  };

  const written = (data) => JSON.stringify([...data]);

  const watch = (said) => {
    const form = said.closest("form");
    let kept = written(typed(form));
    let sending = null;

    const keep = async () => {
      const data = typed(form);
      const now = written(data);
      if (now === kept || sending) {
        return;
      }
      data.set("step", "autosave");
      sending = new AbortController();
      try {
        const { keep: url } = said.dataset;
        const answer = await fetch(url, { method: "POST", body: data, redirect: "error", signal: sending.signal });
        const isKept = answer.status === 204;
        if (isKept) {
          kept = now;
        }
        said.textContent = isKept ? said.dataset.kept : said.dataset.notKept;
      } catch {
        if (!sending.signal.aborted) {
          said.textContent = said.dataset.notKept;
        }
      } finally {
        sending = null;
      }
    };

    const timer = setInterval(keep, EVERY);
    /* What is sent now is kept by the page that takes it. */
    form.addEventListener("submit", () => {
      clearInterval(timer);
      sending?.abort();
    });
  };

  document.querySelectorAll("[data-keep]").forEach(watch);
}
