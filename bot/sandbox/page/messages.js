// The message list and the thread pane.

import { api } from "./api.js";
import { byId, h, icon, reconcile, toast } from "./dom.js";
import { renderBlocks } from "./blocks/index.js";
import { attachment } from "./blocks/text.js";
import { emojiNode, mrkdwn } from "./mrkdwn.js";
import { avatar } from "./people.js";
import { surface } from "./surface.js";
import { appDm, channelName, emit, isBot, on, state, userName } from "./store.js";
import { clockTime, dayLabel, dayOf, fromTs, fullLabel } from "./time.js";

function tools(message, inThread) {
  const tool = (name, label, onclick) => h("button", { class: "icon-button", "aria-label": label, title: label, "data-focus": name, onclick }, icon(name));
  return h("div", { class: "tools" },
    !inThread && !message.ephemeral && tool("reply", "Open thread", () => openThread(message.thread_ts || message.ts)),
    tool("code", "Show this message’s blocks", () => emit("inspect", message)));
}

/** The status that a person shows, such as a badge. */
function status(id) {
  const { status_emoji: sign, status_text: text } = state.users.get(id) || {};
  return sign && h("span", { class: "badge", title: text || sign }, emojiNode(sign.replaceAll(":", "")), text && h("span", { class: "hidden" }, text));
}

function build(message, joinedUp, channel, inThread) {
  const date = fromTs(message.ts);
  const name = message.username || userName(message.user);
  const time = clockTime(date, state.zone);
  const stamp = h("time", { datetime: date.toISOString(), title: fullLabel(date, state.zone), class: "muted" }, time);
  return h("article", { class: `message ${joinedUp ? "joined" : ""} ${message.ephemeral ? "ephemeral" : ""}`, "aria-label": `${name}, ${time}`, "data-ts": message.ts, tabindex: "-1" },
    message.ephemeral && h("p", { class: "only-you" }, icon("eye", 14), "Only visible to you"),
    h("div", { class: "gutter" }, joinedUp ? stamp : avatar(message.user)),
    h("div", { class: "body" },
      !joinedUp && h("div", { class: "who" }, h("strong", {}, name), isBot(message.user) && h("span", { class: "tag" }, "APP"), status(message.user), stamp),
      message.blocks?.length ? h("div", { class: "blocks" }, renderBlocks(message.blocks, surface({ channel, ts: message.ts }, {})))
        : h("div", { class: "text" }, mrkdwn(message.text)),
      (message.attachments || []).map((part) => h("div", { class: "attachment" },
        part.blocks ? renderBlocks(part.blocks, surface({ channel, ts: message.ts }, {})) : mrkdwn(part.text || part.fallback))),
      (message.files || []).map(attachment),
      message.edited && h("span", { class: "muted edited" }, "(edited)"),
      !inThread && message.reply_count > 0 && h("button", { class: "replies", onclick: () => openThread(message.ts) },
        `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`)),
    tools(message, inThread));
}

/** Messages as keyed rows, with a divider before each new day. */
function rows(messages, channel, inThread) {
  const list = [];
  messages.forEach((message, n) => {
    const before = messages[n - 1];
    const day = dayOf(fromTs(message.ts), state.zone);
    const newDay = !before || day !== dayOf(fromTs(before.ts), state.zone);
    if (newDay && !inThread) {
      const label = dayLabel(fromTs(message.ts), state.now, state.zone);
      list.push({ key: `day ${day}`, signature: label, build: () => h("h2", { class: "day" }, h("span", {}, label)) });
    }
    const joinedUp = !newDay && before.user === message.user && before.ephemeral === message.ephemeral &&
      !message.ephemeral && message.ts - before.ts < 300 && before.username === message.username;
    list.push({ key: message.ts, signature: JSON.stringify([message, joinedUp, state.zone, state.me, state.users.get(message.user)?.status_text]),
      build: () => build(message, joinedUp, channel, inThread) });
  });
  return list;
}

function empty() {
  const isDm = state.place.id === appDm();
  const command = state.app.commands[0]?.command || "/kirorank";
  return h("div", { class: "empty" }, h("h2", {}, isDm ? `Messages from ${state.app.name} arrive here` : `This is the start of #${channelName(state.place.id)}`),
    h("p", {}, "Type ", h("kbd", {}, command), " and press ", h("kbd", {}, "Enter"), "."));
}

const nearEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 120;

let shownPlace = null;
let asked = 0;

/** Fetches and shows the current place's messages; keeps the reader where they are unless at the end. */
export async function showMessages() {
  const { kind, id } = state.place;
  if (kind !== "channel" || !id) return;
  const mine = (asked += 1);
  const box = byId("log");
  const { messages } = await api.messages(id, state.me);
  if (mine !== asked || state.place.id !== id) return;
  const fresh = shownPlace !== `${id} ${state.me}`;
  const follow = fresh || nearEnd(box) || state.follow;
  // A screen reader should hear what is new, not a whole channel at each switch.
  if (fresh) box.setAttribute("aria-busy", "true");
  const list = rows(messages, id, false);
  reconcile(box, list.length ? list : [{ key: "empty", signature: id, build: empty }]);
  shownPlace = `${id} ${state.me}`;
  if (follow) box.scrollTop = box.scrollHeight;
  if (messages.length !== state.messages.length) state.follow = false;
  state.messages = messages;
  byId("to-newest").hidden = follow || nearEnd(box);
  if (fresh) requestAnimationFrame(() => box.removeAttribute("aria-busy"));
}

export function openThread(ts) {
  state.thread = { channel: state.place.id, ts };
  emit("thread");
}

export function closePane(pane) {
  const inside = pane.contains(document.activeElement);
  pane.hidden = true;
  pane.replaceChildren();
  if (inside) byId("composer-text")?.focus();
}

export const paneHead = (title, close) => h("div", { class: "pane-head" }, h("h2", {}, title),
  h("button", { class: "icon-button", "aria-label": `Close ${title.toLowerCase()}`, onclick: close }, icon("close")));

const closeThread = () => {
  state.thread = null;
  closePane(byId("thread"));
};

function replyForm(channel, ts) {
  const input = h("input", { class: "field-input", "aria-label": "Reply", placeholder: "Reply…", autocomplete: "off" });
  return h("form", { class: "reply", onsubmit: async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    try {
      await api.message({ user: state.me, channel, text, thread_ts: ts });
      input.value = "";
    } catch (error) {
      toast(error.message);
    }
    emit("refresh");
  } }, input, h("button", { class: "send", "aria-label": "Send reply" }, icon("send")));
}

export async function showThread() {
  const pane = byId("thread");
  if (!state.thread) return pane.hidden || closeThread();
  const { channel, ts } = state.thread;
  const { messages } = await api.thread(channel, ts, state.me);
  if (state.thread?.ts !== ts) return null;
  let list = pane.querySelector(".thread-list");
  if (pane.hidden || !list) {
    list = h("div", { class: "thread-list", role: "log", "aria-label": "Replies", tabindex: "0" });
    pane.replaceChildren(paneHead("Thread", closeThread), list, replyForm(channel, ts));
    pane.hidden = false;
    pane.querySelector("input").focus();
  }
  return reconcile(list, rows(messages, channel, true));
}

export function startMessages() {
  const box = byId("log");
  byId("to-newest").onclick = () => {
    box.scrollTop = box.scrollHeight;
    box.focus();
  };
  box.onscroll = () => nearEnd(box) && (byId("to-newest").hidden = true);
  // Pictures and charts grow after they are drawn; whoever reads the end stays there.
  box.addEventListener("load", () => byId("to-newest").hidden && (box.scrollTop = box.scrollHeight), true);
  on("place", () => state.thread && closeThread());
  on("thread", () => showThread().catch((error) => toast(error.message)));
}
