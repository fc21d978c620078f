// Blocks that hold others: card, carousel, container, plan and task cards.

import { h } from "../dom.js";
import { plain, textNodes } from "../mrkdwn.js";
import { richText } from "./rich.js";
import { picture } from "./text.js";

const either = (part) => (part?.type === "rich_text" ? richText(part) : h("div", { class: "text" }, textNodes(part)));

export function card(block, context) {
  return h(
    "article",
    { class: "b-card" },
    block.hero_image && picture(block.hero_image, "hero"),
    h(
      "div",
      { class: "card-head" },
      block.icon && picture(block.icon, "inline"),
      h(
        "div",
        {},
        block.title && h("strong", {}, textNodes(block.title)),
        block.subtitle && h("div", { class: "muted" }, textNodes(block.subtitle)),
      ),
    ),
    block.body && either(block.body),
    block.subtext && h("div", { class: "muted" }, textNodes(block.subtext)),
    block.actions?.length &&
      h(
        "div",
        { class: "b-actions" },
        block.actions.map((item) => context.element(item, block, context)),
      ),
  );
}

export const carousel = (block, context) =>
  h(
    "div",
    { class: "b-carousel", role: "region", "aria-label": "Cards", tabindex: "0" },
    (block.elements || []).map((item, index) =>
      card({ ...item, block_id: item.block_id || `${block.block_id}-${index}` }, context),
    ),
  );

export function container(block, context) {
  const children = context.render(block.child_blocks || block.blocks);
  const title = [
    plain(block.title) || "Details",
    block.subtitle && h("span", { class: "muted" }, ` ${plain(block.subtitle)}`),
  ];
  if (block.is_collapsible === false) return h("section", { class: "b-container" }, h("h4", {}, title), children);
  const closed = block.is_collapsed ?? block.default_collapsed ?? false;
  return h(
    "details",
    { class: "b-container", open: !closed },
    h("summary", {}, title),
    h("div", { class: "blocks" }, children),
  );
}

const STATUS = {
  pending: ["○", "Waiting"],
  in_progress: ["◐", "In progress"],
  complete: ["✓", "Done"],
  error: ["!", "Failed"],
};

function task(item) {
  const [sign, word] = STATUS[item.status] || STATUS.pending;
  return [
    h("span", { class: "task-sign", "aria-hidden": "true" }, sign),
    h(
      "span",
      {},
      h("strong", {}, plain(item.title)),
      h("span", { class: "muted" }, ` ${word}`),
      item.details && either(item.details),
      item.output && either(item.output),
    ),
  ];
}

export const taskCard = (block) => h("div", { class: "b-task" }, task(block));

export const plan = (block) =>
  h(
    "div",
    { class: "b-plan" },
    h("strong", {}, plain(block.title)),
    h(
      "ul",
      {},
      (block.tasks || []).map((item) => h("li", { class: "b-task" }, task(item))),
    ),
  );
