// Renders Slack's mrkdwn as DOM nodes.

import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { channelName, emit, state, userName } from "./store.js";
import { fullLabel, slackDate } from "./time.js";

const TOKEN = new RegExp(
  [
    "<([^<>\\n]+)>",
    "`([^`\\n]+)`",
    "(?<![\\w*])\\*(?=[^\\s*])([^*\\n]*[^\\s*])\\*(?![\\w*])",
    "(?<!\\w)_(?=[^\\s_])([^\\n]*?[^\\s_])_(?!\\w)",
    "(?<![\\w~])~(?=[^\\s~])([^~\\n]*[^\\s~])~(?![\\w~])",
    ":([a-z0-9_+-]+):",
    "(https?://[^\\s<>]*[^\\s<>.,;:!?)])",
  ].join("|"),
  "g",
);

/** Undoes Slack's three escapes. */
export const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** A link for http, https and mailto; anything else stays text. */
export function link(url, label) {
  const target = unescape(url);
  if (!/^(https?:\/\/|mailto:)/i.test(target)) return document.createTextNode(label || target);
  return h(
    "a",
    { href: target, target: "_blank", rel: "noopener noreferrer" },
    label || target.replace(/^mailto:/, ""),
  );
}

export function mention(id, label) {
  const name = state.users.has(id) || id === state.app.bot_user_id ? userName(id) : label || id;
  return h("span", { class: id === state.me ? "mention me" : "mention" }, `@${name}`);
}

export const channelLink = (id, label) =>
  h(
    "button",
    { type: "button", class: "mention", onclick: () => emit("go", id) },
    `#${channelName(id) === id ? label || id : channelName(id)}`,
  );

export const broadcast = (name) => h("span", { class: "mention me" }, `@${name}`);

export function dateNode(unix, template, fallback, url) {
  if (!Number.isFinite(unix)) return document.createTextNode(fallback || "");
  const text = slackDate(unix, template, state.zone, state.now);
  const date = new Date(unix * 1000);
  const node = h("time", { datetime: date.toISOString(), title: fullLabel(date, state.zone) }, text);
  return url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, node) : node;
}

export const emojiNode = (name) =>
  emoji(name)
    ? h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " ") }, emoji(name))
    : document.createTextNode(`:${name}:`);

/** What stands between < and >: a mention, a date, a broadcast or a link. */
function angle(inner) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inner.slice(bar + 1));
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channelLink(target.slice(1), label);
  if (target.startsWith("!date^")) {
    const [, unix, template, url] = target.split("^");
    return dateNode(Number(unix), unescape(template || ""), label, /^https?:/.test(url || "") ? url : null);
  }
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label || "@group");
  if (target.startsWith("!")) return broadcast(label.replace(/^@/, "") || target.slice(1));
  return link(target, label && withEmoji(label));
}

/** Inline mrkdwn of one line as a list of nodes. */
export function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, inAngle, code, bold, italic, strike, shortcode, url] = match;
    if (match.index > from) nodes.push(unescape(text.slice(from, match.index)));
    from = match.index + whole.length;
    if (inAngle) nodes.push(angle(inAngle));
    else if (code) nodes.push(h("code", {}, unescape(code)));
    else if (bold) nodes.push(h("strong", {}, inline(bold)));
    else if (italic) nodes.push(h("em", {}, inline(italic)));
    else if (strike) nodes.push(h("s", {}, inline(strike)));
    else if (shortcode) nodes.push(emojiNode(shortcode));
    else nodes.push(link(url));
  }
  if (from < text.length) nodes.push(unescape(text.slice(from)));
  return nodes;
}

const BULLET = /^\s*[•◦▪-]\s+/;
const QUOTE = /^(&gt;|>)\s?/;
const kindOf = (line) => (QUOTE.test(line) ? "quote" : BULLET.test(line) ? "list" : "text");

function lines(list) {
  return list.flatMap((line, index) => (index ? [h("br"), ...inline(line)] : inline(line)));
}

/** Consecutive lines of one kind become one quote, list or paragraph. */
function paragraphs(text) {
  const groups = [];
  for (const line of text.split("\n")) {
    const kind = kindOf(line);
    if (groups.at(-1)?.kind === kind) groups.at(-1).lines.push(line);
    else groups.push({ kind, lines: [line] });
  }
  return groups.map((group) => {
    if (group.kind === "quote") return h("blockquote", {}, lines(group.lines.map((line) => line.replace(QUOTE, ""))));
    if (group.kind === "list") {
      return h(
        "ul",
        {},
        group.lines.map((line) => h("li", {}, inline(line.replace(BULLET, "")))),
      );
    }
    return h("span", { class: "lines" }, lines(group.lines));
  });
}

/** A whole mrkdwn text as nodes: ``` blocks, quotes, bullet lines and the rest. */
export function mrkdwn(text) {
  return String(text || "")
    .split(/```\n?([\s\S]*?)\n?```\n?/)
    .flatMap((part, index) => {
      if (index % 2) return [h("pre", {}, unescape(part))];
      return part.trim() ? paragraphs(part.replace(/\n$/, "")) : [];
    });
}

/** A Block Kit text object (or a bare string) as nodes. */
export function textNodes(object) {
  if (!object) return [];
  if (typeof object === "string") return mrkdwn(object);
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return [h("span", { class: "lines plain" }, object.emoji === false ? object.text : withEmoji(object.text || ""))];
}

/** A Block Kit text object as one plain string, for labels and options. */
export const plain = (object) => withEmoji(unescape(typeof object === "string" ? object : object?.text || ""));
