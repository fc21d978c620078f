// Renders rich_text blocks, which also stand in table cells and task cards.

import { h } from "../dom.js";
import { broadcast, channelLink, dateNode, emojiNode, link, mention } from "../mrkdwn.js";

const TAGS = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function styled(node, style = {}) {
  return Object.entries(TAGS).reduce((inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner), node);
}

const LEAVES = {
  text: (part) => part.text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line])),
  link: (part) => link(part.url, part.text),
  user: (part) => mention(part.user_id),
  usergroup: () => h("span", { class: "mention" }, "@group"),
  channel: (part) => channelLink(part.channel_id),
  broadcast: (part) => broadcast(part.range),
  emoji: (part) => emojiNode(part.name),
  date: (part) => dateNode(part.timestamp, part.format, part.fallback, part.url),
  color: (part) => h("code", {}, part.value),
};

const leaf = (part) => styled([LEAVES[part.type]?.(part) ?? (part.text || "")].flat(), part.style);

const section = (part) => (part.elements || []).map(leaf);

const GROUPS = {
  rich_text_section: (part) => h("p", { class: "rich-line" }, section(part)),
  rich_text_list: (part) =>
    h(
      part.style === "ordered" ? "ol" : "ul",
      { style: { "margin-left": `${(part.indent || 0) * 20}px` }, start: part.offset ? part.offset + 1 : null },
      (part.elements || []).map((item) => h("li", {}, section(item))),
    ),
  rich_text_preformatted: (part) => h("pre", {}, section(part)),
  rich_text_quote: (part) => h("blockquote", {}, section(part)),
};

export const richText = (block) =>
  h(
    "div",
    { class: "b-rich text" },
    (block.elements || []).map((part) => GROUPS[part.type]?.(part) || h("span", { class: "note" }, part.type)),
  );
