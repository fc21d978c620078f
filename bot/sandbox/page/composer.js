// The composer: one text box that sends messages and runs slash commands, with autocomplete.

import { api } from "./api.js";
import { byId, h, icon, say, toast } from "./dom.js";
import { suggestions } from "./autocomplete.js";
import { appDm, channelName, emit, on, state, userName } from "./store.js";

const drafts = new Map();
const sent = [];
let text;
let list;
let options = [];
let at = -1;

const place = () => state.place.id;

function highlight(n) {
  at = n;
  [...list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === n)));
  const row = list.children[n];
  if (row) text.setAttribute("aria-activedescendant", row.id);
  else text.removeAttribute("aria-activedescendant");
  row?.scrollIntoView({ block: "nearest" });
}

function show(found) {
  options = found.items;
  list.hidden = !options.length;
  text.setAttribute("aria-expanded", String(options.length > 0));
  list.replaceChildren(
    ...options.map((item, n) =>
      h(
        "li",
        {
          role: "option",
          id: `suggestion-${n}`,
          onmousedown: (event) => event.preventDefault(),
          onclick: () => take(item),
        },
        h("strong", {}, item.label),
        item.hint && h("span", { class: "usage" }, item.hint),
        item.detail && h("span", { class: "muted" }, item.detail),
      ),
    ),
  );
  highlight(found.first);
}

const suggest = () => show(suggestions(text.value.slice(0, text.selectionStart)));
const hide = () => show({ items: [], first: -1 });

function take(item) {
  const after = text.value.slice(text.selectionStart);
  text.value = item.insert + after;
  text.setSelectionRange(item.insert.length, item.insert.length);
  grow();
  suggest();
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 200)}px`;
  drafts.set(place(), text.value);
  byId("send").disabled = !text.value.trim();
}

async function runCommand(value) {
  const [command, ...rest] = value.split(" ");
  await api.command({ user: state.me, channel: place(), command, text: rest.join(" ").trim() });
}

/** Sends what stands in the box; on failure the text comes back. */
async function send() {
  const value = text.value.trim();
  if (!value || !place()) return;
  sent.push(value);
  state.askedAt = Date.now();
  text.value = "";
  hide();
  grow();
  const slow = setTimeout(() => (byId("working").textContent = `${state.app.name} is working on it…`), 400);
  try {
    await (value.startsWith("/") ? runCommand(value) : api.message({ user: state.me, channel: place(), text: value }));
    say("Sent");
  } catch (error) {
    toast(error.message);
    if (!text.value) text.value = value;
    grow();
  } finally {
    clearTimeout(slow);
    byId("working").textContent = "";
    emit("refresh");
  }
}

function keys(event) {
  if (event.isComposing) return;
  const open = !list.hidden;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const item = open ? options[at] : null;
  if (open && step) highlight((at + step + options.length) % options.length);
  else if (open && event.key === "Escape") hide();
  else if (item && event.key === "Tab" && !event.shiftKey) take(item);
  else if (item && event.key === "Enter" && !event.shiftKey && item.insert.trim() !== text.value.trim()) take(item);
  else if (event.key === "Enter" && !event.shiftKey) send();
  else if (event.key === "ArrowUp" && !text.value && sent.length) {
    text.value = sent.at(-1);
    grow();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function label() {
  const dm = state.dms.find((one) => one.id === place());
  const name = dm ? (dm.id === appDm() ? state.app.name : userName(dm.user)) : `#${channelName(place())}`;
  byId("composer").hidden = state.place.kind === "home" || !place();
  text.placeholder = `Message ${name}`;
  text.setAttribute("aria-label", `Message ${name}`);
  text.value = drafts.get(place()) || "";
  hide();
  grow();
}

export const focusComposer = () => matchMedia("(hover: none)").matches || text.focus({ preventScroll: true });

export function startComposer() {
  list = h("ul", {
    id: "suggestions",
    role: "listbox",
    class: "suggestions",
    "aria-label": "Suggestions",
    hidden: true,
  });
  text = h("textarea", {
    id: "composer-text",
    rows: 1,
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": "suggestions",
    autocomplete: "off",
    onkeydown: keys,
    oninput: () => (grow(), suggest()),
    onblur: hide,
  });
  const go = h(
    "button",
    {
      id: "send",
      class: "send",
      "aria-label": "Send",
      title: "Send",
      disabled: true,
      onclick: () => (send(), text.focus()),
    },
    icon("send"),
  );
  byId("composer").append(
    list,
    h("div", { class: "compose-box" }, text, go),
    h(
      "p",
      { class: "under" },
      h("span", { id: "working", role: "status" }),
      h("span", { class: "keys" }, h("kbd", {}, "Enter"), " sends · ", h("kbd", {}, "Shift Enter"), " new line"),
    ),
  );
  on("place", label);
}
