// The thread pane: a message, its replies, and a line to answer.

import { api } from "./api.js";
import { byId, h, icon, reconcile, toast } from "./dom.js";
import { rows } from "./messages.js";
import { closePane, paneHead } from "./pane.js";
import { emit, on, state } from "./store.js";

const closeThread = () => {
  state.thread = null;
  closePane(byId("thread"));
};

function replyForm(channel, ts) {
  const input = h("input", { class: "field-input", "aria-label": "Reply", placeholder: "Reply…", autocomplete: "off" });
  return h(
    "form",
    {
      class: "reply",
      onsubmit: async (event) => {
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
      },
    },
    input,
    h("button", { class: "send", "aria-label": "Send reply" }, icon("send")),
  );
}

/** Fetches and shows the chosen thread; closes the pane when none is chosen. */
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

export function startThread() {
  on("place", () => state.thread && closeThread());
  on("thread", () => showThread().catch((error) => toast(error.message)));
}
