// What the console's pages do by themselves: hear of news, send with Ctrl+Enter, put in replies.
(() => {
  "use strict";
  const body = document.body;
  const NEWS = ["inbox", "messages", "talk", "person"];
  const TYPING_MS = 4000;
  let typingEnds = 0;

  function listen(address) {
    const stream = new EventSource(address);
    let wasCut = false;
    stream.addEventListener("open", () => {
      // What was said while the line was cut is asked for again.
      if (wasCut) NEWS.filter((name) => name !== "talk").forEach(tell);
      wasCut = false;
    });
    stream.addEventListener("error", () => {
      wasCut = true;
      if (stream.readyState === EventSource.CLOSED) location.reload();
    });
    stream.addEventListener("ended", () => {
      stream.close();
      location.assign("/console/sign-in");
    });
    stream.addEventListener("typing", showTyping);
    NEWS.forEach((name) => stream.addEventListener(name, () => tell(name)));
    addEventListener("pagehide", () => stream.close());
  }

  function tell(name) {
    htmx.trigger(body, "dangol-" + name);
  }

  function showTyping() {
    const sign = document.getElementById("typing");
    if (!sign) return;
    const isAtEnd = atEnd();
    sign.hidden = false;
    if (isAtEnd) toEnd();
    clearTimeout(typingEnds);
    typingEnds = setTimeout(hideTyping, TYPING_MS);
  }

  function hideTyping() {
    const sign = document.getElementById("typing");
    if (sign) sign.hidden = true;
  }

  function atEnd() {
    const box = document.getElementById("scroll");
    return !box || box.scrollHeight - box.scrollTop - box.clientHeight < 120;
  }

  function toEnd() {
    const box = document.getElementById("scroll");
    if (box) box.scrollTop = box.scrollHeight;
  }

  let wasAtEnd = true;
  let openFacts = [];
  let draft = "";
  body.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.detail.target;
    if (target.id === "messages" || target.id === "talk") {
      wasAtEnd = atEnd();
      openFacts = [...document.querySelectorAll("#messages .facts")].map((one) => one.open);
    }
    if (target.id === "talk") draft = document.getElementById("answer")?.value ?? "";
  });
  body.addEventListener("htmx:afterSwap", (event) => {
    const id = event.detail.target.id;
    if (id !== "messages" && id !== "talk") return;
    document.querySelectorAll("#messages .facts").forEach((one, place) => {
      one.open = openFacts[place] === true;
    });
    const answer = document.getElementById("answer");
    if (id === "talk" && answer) {
      if (!answer.value) answer.value = draft;
      answer.focus();
    }
    hideTyping();
    if (wasAtEnd) toEnd();
  });
  body.addEventListener("htmx:afterRequest", (event) => {
    const asked = event.detail.requestConfig;
    if (!event.detail.successful || asked?.elt?.id !== "composer") return;
    const answer = document.getElementById("answer");
    if (!answer || event.detail.xhr.getResponseHeader("hx-retarget")) return;
    // What was written while it was on its way stays.
    const sent = asked.parameters.text ?? "";
    if (answer.value.startsWith(sent)) answer.value = answer.value.slice(sent.length);
    answer.focus();
    toEnd();
  });
  body.addEventListener("keydown", (event) => {
    const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!isSend || event.isComposing || event.target.id !== "answer") return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  body.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (button) insert(button.dataset.insert);
    document.querySelectorAll("details.me[open], details.saved[open]").forEach((one) => {
      if (button || !one.contains(event.target)) one.open = false;
    });
  });

  function insert(text) {
    const answer = document.getElementById("answer");
    if (!answer) return;
    const between = answer.value && !/\s$/.test(answer.value) ? "\n" : "";
    answer.setRangeText(between + text, answer.selectionStart, answer.selectionEnd, "end");
    answer.focus();
  }

  toEnd();
  if (body.dataset.stream) listen(body.dataset.stream);
})();
