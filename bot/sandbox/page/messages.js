// The message list.

import { api } from "./api.js";
import { byId, h, icon, reconcile } from "./dom.js";
import { renderBlocks } from "./blocks/index.js";
import { attachment } from "./blocks/text.js";
import { emojiNode, mrkdwn } from "./mrkdwn.js";
import { avatar } from "./people.js";
import { surface } from "./surface.js";
import { appDm, channelName, emit, isBot, state, userName } from "./store.js";
import { clockTime, dayLabel, dayOf, fromTs, fullLabel } from "./time.js";

function tools(message, inThread) {
  const tool = (name, label, onclick) =>
    h("button", { class: "icon-button", "aria-label": label, title: label, "data-focus": name, onclick }, icon(name));
  return h(
    "div",
    { class: "tools" },
    !inThread && !message.ephemeral && tool("reply", "Open thread", () => openThread(message.thread_ts || message.ts)),
    tool("code", "Show this message’s blocks", () => emit("inspect", message)),
  );
}

/** The status that a person shows, such as a badge. */
function status(id) {
  const { status_emoji: sign, status_text: text } = state.users.get(id) || {};
  return (
    sign &&
    h(
      "span",
      { class: "badge", title: text || sign },
      emojiNode(sign.replaceAll(":", "")),
      text && h("span", { class: "hidden" }, text),
    )
  );
}

function build(message, joinedUp, channel, inThread) {
  const date = fromTs(message.ts);
  const name = message.username || userName(message.user);
  const time = clockTime(date, state.zone);
  const stamp = h("time", { datetime: date.toISOString(), title: fullLabel(date, state.zone), class: "muted" }, time);
  return h(
    "article",
    {
      class: `message ${joinedUp ? "joined" : ""} ${message.ephemeral ? "ephemeral" : ""}`,
      "aria-label": `${name}, ${time}`,
      "data-ts": message.ts,
      tabindex: "-1",
    },
    message.ephemeral && h("p", { class: "only-you" }, icon("eye", 14), "Only visible to you"),
    h("div", { class: "gutter" }, joinedUp ? stamp : avatar(message.user)),
    h(
      "div",
      { class: "body" },
      !joinedUp &&
        h(
          "div",
          { class: "who" },
          h("strong", {}, name),
          isBot(message.user) && h("span", { class: "tag" }, "APP"),
          status(message.user),
          stamp,
        ),
      message.blocks?.length
        ? h("div", { class: "blocks" }, renderBlocks(message.blocks, surface({ channel, ts: message.ts }, {})))
        : h("div", { class: "text" }, mrkdwn(message.text)),
      (message.attachments || []).map((part) =>
        h(
          "div",
          { class: "attachment" },
          part.blocks
            ? renderBlocks(part.blocks, surface({ channel, ts: message.ts }, {}))
            : mrkdwn(part.text || part.fallback),
        ),
      ),
      (message.files || []).map(attachment),
      message.edited && h("span", { class: "muted edited" }, "(edited)"),
      !inThread &&
        message.reply_count > 0 &&
        h(
          "button",
          { class: "replies", onclick: () => openThread(message.ts) },
          `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`,
        ),
    ),
    tools(message, inThread),
  );
}

/** Messages as keyed rows, with a divider before each new day. */
export function rows(messages, channel, inThread) {
  const list = [];
  messages.forEach((message, n) => {
    const before = messages[n - 1];
    const day = dayOf(fromTs(message.ts), state.zone);
    const newDay = !before || day !== dayOf(fromTs(before.ts), state.zone);
    if (newDay && !inThread) {
      const label = dayLabel(fromTs(message.ts), state.now, state.zone);
      list.push({ key: `day ${day}`, signature: label, build: () => h("h2", { class: "day" }, h("span", {}, label)) });
    }
    const joinedUp =
      !newDay &&
      before.user === message.user &&
      before.ephemeral === message.ephemeral &&
      !message.ephemeral &&
      message.ts - before.ts < 300 &&
      before.username === message.username;
    const text = JSON.stringify(message);
    // “Today” in a text is another day tomorrow.
    const today = text.includes("_pretty}") && dayOf(state.now, state.zone);
    list.push({
      key: message.ts,
      signature: JSON.stringify([
        text,
        today,
        joinedUp,
        state.zone,
        state.me,
        state.users.get(message.user)?.status_text,
      ]),
      build: () => build(message, joinedUp, channel, inThread),
    });
  });
  return list;
}

function empty() {
  const isDm = state.place.id === appDm();
  const command = state.app.commands[0]?.command || "/kirorank";
  return h(
    "div",
    { class: "empty" },
    h(
      "h2",
      {},
      isDm ? `Messages from ${state.app.name} arrive here` : `This is the start of #${channelName(state.place.id)}`,
    ),
    h("p", {}, "Type ", h("kbd", {}, command), " and press ", h("kbd", {}, "Enter"), "."),
  );
}

const nearEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 120;

let shownPlace = null;
let newest = null;
let turn = 0;

/** Fetches and shows the current place's messages; keeps the reader where they are unless at the end. */
export async function showMessages() {
  const { kind, id } = state.place;
  if (kind !== "channel" || !id) return;
  const mine = (turn += 1);
  const box = byId("log");
  const { messages } = await api.messages(id, state.me);
  if (mine !== turn || state.place.id !== id) return;
  const fresh = shownPlace !== `${id} ${state.me}`;
  const grown = messages.at(-1)?.ts !== newest;
  const asked = Date.now() - state.askedAt < 5000;
  const follow = fresh || nearEnd(box) || (grown && asked);
  // A screen reader should hear what is new, not a whole channel at each switch.
  if (fresh) box.setAttribute("aria-busy", "true");
  const list = rows(messages, id, false);
  reconcile(box, list.length ? list : [{ key: "empty", signature: id, build: empty }]);
  [shownPlace, newest] = [`${id} ${state.me}`, messages.at(-1)?.ts];
  if (follow) box.scrollTop = box.scrollHeight;
  // An answer taller than the window is read from its top.
  if (grown && asked && box.lastChild.offsetHeight > box.clientHeight) box.lastChild.scrollIntoView();
  if (follow) byId("to-newest").hidden = true;
  else if (grown) byId("to-newest").hidden = false;
  if (fresh) requestAnimationFrame(() => box.removeAttribute("aria-busy"));
}

function openThread(ts) {
  state.thread = { channel: state.place.id, ts };
  emit("thread");
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
}
