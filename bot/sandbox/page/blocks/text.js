// Blocks that only show something: section, header, divider, context, image, video, alert, file.

import { h } from "../dom.js";
import { link, plain, textNodes } from "../mrkdwn.js";

export function section(block, context) {
  const body = h(
    "div",
    { class: "section-body" },
    block.text && h("div", { class: "text" }, textNodes(block.text)),
    block.fields &&
      h(
        "div",
        { class: "fields" },
        block.fields.map((field) => h("div", { class: "field" }, textNodes(field))),
      ),
  );
  const accessory =
    block.accessory &&
    (block.accessory.type === "image"
      ? picture(block.accessory, "accessory")
      : context.element(block.accessory, block, context));
  return h("div", { class: "b-section" }, body, accessory && h("div", { class: "accessory-box" }, accessory));
}

export const header = (block) => h("h3", { class: "b-header" }, plain(block.text));

export const divider = () => h("hr", { class: "b-divider" });

export const context = (block) =>
  h(
    "div",
    { class: "b-context" },
    (block.elements || []).map((item) =>
      item.type === "image" ? picture(item, "inline") : h("span", { class: "text" }, textNodes(item)),
    ),
  );

/** The path of an address on this server, under whichever loopback name; null for any other. */
function ownPath(address) {
  const url = new URL(address, location.href);
  const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/;
  const same =
    url.origin === location.origin ||
    (url.port === location.port && loopback.test(url.hostname) && loopback.test(location.hostname));
  return same ? url.pathname + url.search : null;
}

/** Pictures load from this origin only; one from elsewhere is told in words, with a link. */
export function picture(item, kind) {
  const source =
    item.image_url || item.slack_file?.url || (item.slack_file?.id && `/files/${item.slack_file.id}`) || "";
  const own = source && ownPath(source);
  if (own) {
    return h("img", { src: own, alt: item.alt_text || "", class: `picture ${kind}`, loading: "lazy" });
  }
  return h(
    "span",
    { class: `picture told ${kind}`, role: "img", "aria-label": item.alt_text || "Picture", title: source },
    kind === "inline" ? (item.alt_text || "?").slice(0, 1) : item.alt_text || "Picture",
  );
}

export const image = (block) =>
  h("figure", { class: "b-image" }, block.title && h("figcaption", {}, plain(block.title)), picture(block, "full"));

export const video = (block) =>
  h(
    "div",
    { class: "b-video" },
    "▶ ",
    link(block.title_url || block.video_url || "", plain(block.title)),
    block.description && h("div", { class: "muted" }, plain(block.description)),
  );

const LEVELS = { info: "Note", warning: "Warning", error: "Error", success: "Done" };

export const alert = (block) =>
  h(
    "div",
    { class: `b-alert ${block.level || "default"}`, role: "note" },
    LEVELS[block.level] && h("strong", {}, `${LEVELS[block.level]}: `),
    textNodes(block.text),
  );

export const file = (block) =>
  h("p", { class: "note" }, `A file: ${block.external_id || block.file_id || "without a name"}`);

/** A file attached to a message. */
export function attachment(item) {
  const address = item.url || item.url_private || `/files/${item.id}`;
  const own = ownPath(address);
  const title = item.title || "File";
  if (own && (item.mimetype || "").startsWith("image/")) {
    return h(
      "figure",
      { class: "b-image" },
      h("figcaption", {}, title),
      h("img", { src: own, alt: item.alt_txt || title, class: "picture full" }),
    );
  }
  return h(
    "p",
    { class: "file" },
    link(new URL(own || address, location.href).href, title),
    ` (${item.mimetype || "file"})`,
  );
}
