// What every interactive element does when it is used.

import { confirmation } from "../dialogs.js";

/** Asks first when the element carries a confirmation, then tells the surface. */
export async function tell(item, block, context, payload) {
  if (item.confirm && !(await confirmation(item.confirm))) return false;
  return context.change(block, item, payload);
}

/** Keeps a button from being pressed twice while its first press is under way. */
export async function busy(node, work) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    node.removeAttribute("aria-busy");
  }
}

/** Marks a control, so that focus finds it again after its message was redrawn. */
export const focusKey = (item, block) => `${block.block_id}/${item.action_id || item.type}/${item.value || ""}`;
