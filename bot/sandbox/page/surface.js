// What happens when people use the elements of a message or a view: values are kept, the app is told.

import { api } from "./api.js";
import { toast } from "./dom.js";
import { emit, state } from "./store.js";

/** `target` is {channel, ts} or {view_id}; `values` fills as people type, keyed by block and action. */
export function surface(target, values, modal = false) {
  const record = (block, item, payload) => {
    if (item.action_id)
      values[block.block_id] = { ...values[block.block_id], [item.action_id]: { type: item.type, ...payload } };
  };
  const change = async (block, item, payload) => {
    if (!["button", "overflow"].includes(item.type)) record(block, item, payload);
    if (block.type === "input" && !block.dispatch_action) return;
    const action = { type: item.type, action_id: item.action_id, block_id: block.block_id, ...payload };
    state.askedAt = Date.now();
    try {
      await api.action({ user: state.me, ...target, action, values });
    } catch (error) {
      toast(error.message);
    }
    emit("refresh");
  };
  return { modal, record, change };
}
