// Builds DOM nodes. Data only ever becomes text nodes and attributes, never markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2).toLowerCase(), value);
    else if (name === "style") for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** One HTML element: `h("p", {class: "note", onclick: f}, "text", node, [more])`. */
export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);

/** One SVG element. */
export const s = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);

export const byId = (id) => document.getElementById(id);

let serial = 0;
/** An id that no other node has. */
export const uid = (prefix = "n") => `${prefix}-${++serial}`;

const PATHS = {
  hash: "M6 2 4.5 14M11.5 2 10 14M2.5 5.5h11M2 10.5h11",
  lock: "M4 7.5h8V14H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  menu: "M2 4h12M2 8h12M2 12h12",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  moon: "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7",
  code: "M5 4 1.5 8 5 12M11 4l3.5 4L11 12M9.3 2.5l-2.6 11",
  reply: "M14 3v5H4M7 4.5 3.5 8 7 11.5",
  dots: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  send: "M2 8 14 2.5 10.5 14 8 9zM8 9l2.5-2.5",
  clock: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 4.5V8l2.5 1.5",
  eye: "M1 8s2.5-4.5 7-4.5S15 8 15 8s-2.5 4.5-7 4.5S1 8 1 8M8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  down: "M4 6l4 4 4-4",
  swap: "M3 5.5h9M9.5 3 12 5.5 9.5 8M13 10.5H4M6.5 8 4 10.5 6.5 13",
};

/** A line drawing, hidden from screen readers: what it sits in carries the label. */
export function icon(name, size = 16) {
  return s(
    "svg",
    { viewBox: "0 0 16 16", width: size, height: size, class: "icon", "aria-hidden": "true" },
    s("path", {
      d: PATHS[name],
      fill: "none",
      stroke: "currentColor",
      "stroke-width": name === "dots" ? 2.6 : 1.5,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    }),
  );
}

/** A sentence shown for eight seconds, read out at once. */
export function toast(sentence, kind = "error") {
  const close = h(
    "button",
    { class: "icon-button", "aria-label": "Dismiss", onclick: () => box.remove() },
    icon("close"),
  );
  const box = h("div", { class: `toast ${kind}` }, h("span", {}, sentence), close);
  const others = [...byId("toasts").children];
  if (others.length > 2) others[0].remove();
  byId("toasts").append(box);
  setTimeout(() => box.remove(), 8000);
}

/** Said by screen readers when they are idle. */
export function say(sentence) {
  byId("status").textContent = sentence;
}

/** Shows `node` by `anchor` until a click elsewhere or Esc; focus comes back to the anchor. */
export function popup(anchor, node) {
  node.setAttribute("popover", "auto");
  node.classList.add("popup");
  (anchor.closest("dialog") || document.body).append(node);
  node.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    if (anchor.hasAttribute("aria-expanded")) anchor.setAttribute("aria-expanded", "false");
    const lost = node.contains(document.activeElement) || document.activeElement === document.body;
    node.remove();
    if (lost) anchor.focus();
  });
  node.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  const at = anchor.getBoundingClientRect();
  const size = node.getBoundingClientRect();
  const below = at.bottom + 4 + size.height < innerHeight || at.top < size.height;
  node.style.top = `${below ? Math.min(at.bottom + 4, innerHeight - size.height - 8) : at.top - size.height - 4}px`;
  node.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  return node;
}

/** Moves focus with the arrow keys, Home and End among the nodes that `selector` finds. */
export function arrowKeys(container, selector) {
  container.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    const items = [...container.querySelectorAll(selector)].filter((item) => item.offsetParent);
    const at = items.indexOf(document.activeElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    items[Math.max(0, Math.min(items.length - 1, at + step))].focus();
  });
}

/** The control marked `mark` (block/action), or one of the same action: block ids may be made up anew. */
export function findMarked(root, mark) {
  const nodes = [...root.querySelectorAll("[data-focus]")];
  const action = (text) => text.replace(/^[^/]*/, "");
  return (
    mark &&
    (nodes.find((node) => node.dataset.focus === mark) ||
      nodes.find((node) => action(node.dataset.focus) === action(mark)))
  );
}

/** Makes `parent` show `rows` ({key, signature, build}), touching only what changed; focus survives. */
export function reconcile(parent, rows) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const keep = focused && { row: focused.closest("[data-key]")?.dataset.key, mark: focused.dataset.focus };
  let next = parent.firstElementChild;
  for (const row of rows) {
    let node = old.get(row.key);
    old.delete(row.key);
    if (!node || node.signature !== row.signature) {
      const fresh = row.build();
      fresh.dataset.key = row.key;
      fresh.signature = row.signature;
      if (node) {
        if (next === node) next = node.nextElementSibling;
        node.remove();
      }
      node = fresh;
    }
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  }
  for (const node of old.values()) node.remove();
  if (focused && !focused.isConnected) {
    const row = [...parent.children].find((node) => node.dataset.key === keep.row);
    (findMarked(row || parent, keep.mark) || row || parent).focus({ preventScroll: true });
  }
}
