// Renders the `markdown` block: headings, lists, quotes, code, rules, tables, and inline emphasis and links.

import { h } from "../dom.js";
import { withEmoji } from "../emoji.js";
import { link } from "../mrkdwn.js";

const INLINE =
  /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|\[([^\]]+)\]\(([^()\s]+)\)|(?<![\w*])\*([^*\s][^*]*)\*|(?<!\w)_([^_\s][^_]*)_(?!\w)|~~(.+?)~~/g;

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, bold, strong, label, url, star, under, strike] = match;
    nodes.push(withEmoji(text.slice(from, match.index)));
    from = match.index + whole.length;
    if (code) nodes.push(h("code", {}, code));
    else if (url) nodes.push(link(url, label));
    else if (bold || strong) nodes.push(h("strong", {}, inline(bold || strong)));
    else if (strike) nodes.push(h("s", {}, inline(strike)));
    else nodes.push(h("em", {}, inline(star || under)));
  }
  return [...nodes, withEmoji(text.slice(from))];
}

const cells = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());

const KINDS = [
  ["heading", /^#{1,6}\s/],
  ["rule", /^(-{3,}|\*{3,})\s*$/],
  ["bullet", /^\s*[-*+]\s+/],
  ["ordered", /^\s*\d+[.)]\s+/],
  ["quote", /^>\s?/],
  ["table", /^\s*\|/],
  ["blank", /^\s*$/],
  ["text", /^/],
];
const GATHERED = new Set(["bullet", "ordered", "quote", "table", "text"]);

const items = (group) => group.lines.map((line) => h("li", {}, inline(line.replace(group.pattern, ""))));

const DRAW = {
  heading: (group) => h("h4", { class: "md-heading" }, inline(group.lines[0].replace(/^#+\s+/, ""))),
  rule: () => h("hr", { class: "b-divider" }),
  bullet: (group) => h("ul", {}, items(group)),
  ordered: (group) => h("ol", {}, items(group)),
  quote: (group) => h("blockquote", {}, inline(group.lines.map((line) => line.replace(group.pattern, "")).join(" "))),
  table: (group) => {
    const [head, ...rows] = group.lines.filter((line) => !/^[\s|:-]+$/.test(line)).map(cells);
    return h(
      "div",
      { class: "table-box", role: "region", "aria-label": "Table", tabindex: "0" },
      h(
        "table",
        { class: "b-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            head.map((cell) => h("th", { scope: "col" }, inline(cell))),
          ),
        ),
        h(
          "tbody",
          {},
          rows.map((row) =>
            h(
              "tr",
              {},
              row.map((cell) => h("td", {}, inline(cell))),
            ),
          ),
        ),
      ),
    );
  },
  text: (group) =>
    h(
      "p",
      { class: "rich-line" },
      group.lines.flatMap((line, n) => (n ? [h("br"), ...inline(line)] : inline(line))),
    ),
  blank: () => null,
};

function prose(text) {
  const groups = [];
  for (const line of text.split("\n")) {
    const [kind, pattern] = KINDS.find(([, test]) => test.test(line));
    if (groups.at(-1)?.kind === kind && GATHERED.has(kind)) groups.at(-1).lines.push(line);
    else groups.push({ kind, pattern, lines: [line] });
  }
  return groups.map((group) => DRAW[group.kind](group)).filter(Boolean);
}

export const markdown = (block) =>
  h(
    "div",
    { class: "text" },
    String(block.text || "")
      .split(/```\w*\n([\s\S]*?)\n?```/)
      .flatMap((part, index) => (index % 2 ? [h("pre", {}, part)] : prose(part))),
  );
