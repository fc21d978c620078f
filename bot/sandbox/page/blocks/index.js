// Turns a list of Block Kit blocks into DOM nodes; an unknown block becomes a discreet note.

import { h } from "../dom.js";
import { chart } from "../charts.js";
import { actions, contextActions, element, input } from "./elements.js";
import { card, carousel, container, plan, taskCard } from "./layout.js";
import { markdown } from "./markdown.js";
import { richText } from "./rich.js";
import { dataTable, table } from "./table.js";
import { alert, context, divider, file, header, image, section, video } from "./text.js";

const RENDERERS = {
  section,
  header,
  divider,
  context,
  image,
  video,
  alert,
  file,
  markdown,
  table,
  actions,
  input,
  card,
  carousel,
  container,
  plan,
  task_card: taskCard,
  rich_text: richText,
  data_table: dataTable,
  data_visualization: chart,
  context_actions: contextActions,
};

/** One block; a block that cannot be drawn never takes the others with it. */
function one(block, index, context) {
  const named = { ...block, block_id: block.block_id || `block-${index}` };
  try {
    const draw = RENDERERS[block.type];
    if (draw) return draw(named, context);
  } catch (error) {
    console.warn("A block could not be drawn", block, error);
  }
  return h("p", { class: "note" }, `This page does not draw the block “${block.type}”.`);
}

/** `surface` says what to do with what people press: {change(block, element, payload), values}. */
export function renderBlocks(blocks, surface) {
  const context = { ...surface, element, render: (children) => renderBlocks(children, surface) };
  return (blocks || []).map((block, index) => {
    const node = one(block, index, context);
    node.dataset.block = block.type;
    node.dataset.blockId = block.block_id || `block-${index}`;
    return node;
  });
}
