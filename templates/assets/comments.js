// Comments in place: a preview above the form, the form below the comment that is answered, how many characters are
// left. Forms and links do all of this without a script too, but for the counting.
"use strict";
(() => {
  const find = (selector) => document.querySelector(selector);
  const home = document.createComment("");
  let waiting, isPlain = false;

  // Whom the form answers: '' is the article. The words stay, wherever the form goes.
  const answer = (path, title, place) => {
    const form = find("#respond form");
    form.elements.comment_parent.value = path;
    find("#respond-title").textContent = title;
    find("#comment-cancel").hidden = !path;
    place(find("#respond"));
    form.elements.comment.focus();
  };

  const follow = (event) => {
    const link = event.target.closest(".reply a, #comment-cancel a");
    const isOpened = event.ctrlKey || event.metaKey || event.shiftKey;
    if (!link || isOpened || !find("#respond [name=comment_parent]")) return;
    const path = new URL(link.href).searchParams.get("replytocom");
    if (path) {
      answer(path, link.getAttribute("aria-label"), (form) => link.closest(".comment").append(form));
    } else if (link.closest("#comment-cancel")) {
      answer("", find("#respond-title").dataset.title, (form) => home.after(form));
    } else return;
    event.preventDefault();
  };

  // The server's answer is a whole page; of that, the form with its preview or its faults takes this one's place.
  const preview = async (event) => {
    const button = event.submitter, form = event.target;
    if (isPlain || button?.value !== "preview") return;
    event.preventDefault();
    const words = new URLSearchParams(new FormData(form));
    words.set(button.name, button.value);
    form.inert = true;
    try {
      const answered = await fetch(form.action, { method: "POST", body: words });
      const page = new DOMParser().parseFromString(await answered.text(), "text/html");
      const shown = page.getElementById("respond");
      if (!shown) throw new Error(answered.status);
      find("#respond").replaceWith(shown);
      find("#comment-preview-title, #respond [aria-invalid]")?.focus();
    } catch {
      // The browser tells better than we could what went wrong.
      form.inert = false;
      isPlain = true;
      form.requestSubmit(button);
    }
  };

  // In characters, as the server counts. Told when the typing pauses, so that nobody is read every key.
  const count = () => {
    const box = find("#comment"), told = find("#comment-count"), limit = Number(box.dataset.limit);
    const left = limit - [...box.value.trim()].length;
    told.textContent = left < limit / 10 ? `${told.dataset.left} ${left}` : "";
  };

  find("#respond").before(home);
  document.addEventListener("click", follow);
  document.addEventListener("submit", preview);
  document.addEventListener("input", (event) => {
    if (event.target.id !== "comment") return;
    clearTimeout(waiting);
    waiting = setTimeout(count, 300);
  });
})();
