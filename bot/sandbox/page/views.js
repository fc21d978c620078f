// Modals and the Home tab: surfaces that hold values until they are submitted.

import { api } from "./api.js";
import { byId, findMarked, h, icon, toast, uid } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { renderBlocks } from "./blocks/index.js";
import { plain } from "./mrkdwn.js";
import { emit, state } from "./store.js";
import { surface } from "./surface.js";

let dialog = null;
let shown = null;
let values = {};
let homeShown = null;
let homeOf = null;
let closedId = null;

async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    toast(error.message);
    return null;
  }
}

/** An updated view keeps what was already entered, as Slack does: the old values become initial ones. */
function withEntered(blocks, entered) {
  const filled = (block, item) => {
    const { type, ...payload } = (item && entered[block.block_id]?.[item.action_id]) || {};
    const initial = Object.entries(payload).map(([key, value]) => [
      `initial_${key.replace("selected_", "")}`,
      value ?? undefined,
    ]);
    return type && type === item.type ? { ...item, ...Object.fromEntries(initial) } : item;
  };
  return blocks.map((block) => ({
    ...block,
    element: filled(block, block.element),
    accessory: filled(block, block.accessory),
    elements: block.elements?.map((item) => filled(block, item)),
  }));
}

function showErrors(errors) {
  for (const node of dialog.querySelectorAll("[data-error]")) {
    const text = errors[node.dataset.error];
    node.hidden = !text;
    node.textContent = text ? `⚠ ${text}` : "";
    node.closest(".b-input").classList.toggle("wrong", Boolean(text));
    node
      .closest(".b-input")
      .querySelector("input, textarea, select, button")
      ?.setAttribute("aria-invalid", String(Boolean(text)));
  }
  dialog.querySelector(".wrong :is(input, textarea, select, button)")?.focus();
}

async function submit(event) {
  event.preventDefault();
  const form = event.target;
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const answer = await attempt(() => api.submit({ user: state.me, view_id: shown.id, values }));
  form.ariaBusy = null;
  if (answer?.errors && Object.keys(answer.errors).length) showErrors(answer.errors);
  else if (answer) emit("refresh");
}

function drop() {
  const old = dialog;
  dialog = null;
  shown = null;
  old?.close();
}

async function closed() {
  if (!dialog) return;
  closedId = shown.id;
  dialog = null;
  shown = null;
  await attempt(() => api.close({ user: state.me, view_id: closedId }));
  emit("refresh");
}

function modalContent(view, titleId, entered) {
  values = {};
  const send = view.submit && h("button", { type: "submit", class: "button primary" }, plain(view.submit));
  return h(
    "form",
    { novalidate: true, onsubmit: submit },
    h(
      "div",
      { class: "dialog-head" },
      h("h2", { id: titleId }, plain(view.title)),
      h(
        "button",
        { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => dialog.close() },
        icon("close"),
      ),
    ),
    h(
      "div",
      { class: "dialog-body blocks" },
      renderBlocks(withEntered(view.blocks, entered), surface({ view_id: view.id }, values, true)),
    ),
    h(
      "div",
      { class: "dialog-foot" },
      h(
        "button",
        { type: "button", class: "button", onclick: () => dialog.close() },
        plain(view.close) || (send ? "Cancel" : "Close"),
      ),
      send,
    ),
  );
}

function showModal(view) {
  if (!view) return drop();
  // A look that began before the close was told may still bring the closed view.
  if (view.id === closedId) return null;
  const signature = JSON.stringify([view.id, view.blocks, view.title, view.submit, view.close]);
  if (shown?.signature === signature) return null;
  const same = shown?.id === view.id;
  const titleId = uid("modal");
  const form = modalContent(view, titleId, same ? values : view.state?.values || {});
  if (!dialog) dialog = openDialog(h("dialog", { class: "dialog modal", onclose: closed }, form));
  else {
    const mark = document.activeElement?.dataset.focus;
    dialog.replaceChildren(form);
    if (same) findMarked(form, mark)?.focus();
  }
  dialog.setAttribute("aria-labelledby", titleId);
  shown = { id: view.id, signature };
  if (!same)
    (
      form.querySelector(".dialog-body :is(input, textarea, select)") ||
      form.querySelector("[type=submit]") ||
      form.querySelector("button")
    ).focus();
  return null;
}

function showHome(view) {
  const box = byId("home");
  const signature = JSON.stringify([view?.id, view?.blocks, state.me, state.zone]);
  if (signature === homeShown) return;
  homeShown = signature;
  const mark = box.contains(document.activeElement) && document.activeElement.dataset.focus;
  const blocks = view && renderBlocks(view.blocks, surface({ view_id: view.id }, {}));
  box.replaceChildren(
    h(
      "div",
      { class: "blocks" },
      blocks ||
        h(
          "div",
          { class: "empty" },
          h("h2", {}, "Nothing here yet"),
          h("p", {}, `${state.app.name} has not published its Home for you.`),
        ),
    ),
  );
  if (mark) findMarked(box, mark)?.focus();
}

/** Fetches the viewer's modal and Home and shows what changed. */
export async function showViews() {
  const { modal, home } = await api.view(state.me);
  showModal(modal);
  if (state.place.kind === "home") showHome(home);
}

/** Tells the app that the Home tab was opened, as Slack does, then shows what it published. */
export async function openHome() {
  homeShown = null;
  // Another person's Home must not stand there while this one is asked for.
  if (homeOf !== state.me) byId("home").replaceChildren(h("p", { class: "muted" }, "Opening…"));
  homeOf = state.me;
  const answer = await attempt(() => api.home(state.me));
  if (state.place.kind === "home") showHome(answer?.view || null);
}

export const dropModal = drop;
