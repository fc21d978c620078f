// Tables: the plain `table` block and the sortable, filterable, paged `data_table`.

import { h, say, uid } from "../dom.js";
import { number } from "../plot.js";
import { withEmoji } from "../emoji.js";
import { richText } from "./rich.js";

const words = (cell) => {
  if (!cell) return "";
  if (cell.type === "rich_text") return richText(cell).textContent;
  return withEmoji(cell.text ?? (cell.value === undefined ? "" : number(cell.value)));
};

const content = (cell) => (cell?.type === "rich_text" ? richText(cell) : words(cell));

const isNumber = (cell) => cell?.type === "raw_number";

/** A box that scrolls by itself when its table is wider than the column. */
const scroller = (label, table) =>
  h("div", { class: "table-box", role: "region", "aria-label": label, tabindex: "0" }, table);

export function table(block) {
  const settings = block.column_settings || [];
  const [head = [], ...body] = block.rows || [];
  const props = (column, cell) => ({
    class: [settings[column]?.align || (isNumber(cell) ? "right" : "left"), settings[column]?.is_wrapped && "wrap"]
      .filter(Boolean)
      .join(" "),
  });
  return scroller(
    "Table",
    h(
      "table",
      { class: "b-table" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          head.map((cell, n) => h("th", { scope: "col", ...props(n, body[0]?.[n]) }, content(cell))),
        ),
      ),
      h(
        "tbody",
        {},
        body.map((row) =>
          h(
            "tr",
            {},
            row.map((cell, n) => h("td", props(n, cell), content(cell))),
          ),
        ),
      ),
    ),
  );
}

const compare = (column) => (a, b) => {
  if (isNumber(a[column]) && isNumber(b[column])) return a[column].value - b[column].value;
  return words(a[column]).localeCompare(words(b[column]), undefined, { numeric: true });
};

/** The rows to show: filtered, then sorted; the stable sort keeps the sender's order among equals. */
function arranged(rows, view) {
  const wanted = view.filter.toLowerCase();
  const kept = rows.filter((row) => !wanted || row.some((cell) => words(cell).toLowerCase().includes(wanted)));
  if (view.column === null) return kept;
  return kept.sort((a, b) => compare(view.column)(a, b) * view.direction);
}

export function dataTable(block) {
  const [head = [], ...rows] = block.rows || [];
  const size = block.page_size || 5;
  const rowHeader = block.row_header_column_index ?? 0;
  const view = { column: null, direction: 1, page: 0, filter: "" };
  const body = h("tbody");
  const place = h("span", { class: "muted" });
  const turn = (text, by) =>
    h(
      "button",
      {
        type: "button",
        class: "button small",
        "aria-label": `${text} page of ${block.caption || "the table"}`,
        onclick: () => show({ page: view.page + by }),
      },
      text,
    );
  const [back, on] = [turn("Previous", -1), turn("Next", 1)];
  const heads = head.map((cell, n) =>
    h(
      "th",
      { scope: "col", class: isNumber(rows[0]?.[n]) ? "right" : "left" },
      h(
        "button",
        { type: "button", class: "sort", onclick: () => sort(n) },
        words(cell),
        h("span", { class: "arrow", "aria-hidden": "true" }),
      ),
    ),
  );

  function sort(column) {
    show({ direction: view.column === column ? -view.direction : 1, column, page: 0 });
    say(`Sorted by ${words(head[column])}, ${view.direction > 0 ? "ascending" : "descending"}`);
  }
  function show(change) {
    Object.assign(view, change);
    const all = arranged(rows.slice(), view);
    const pages = Math.max(1, Math.ceil(all.length / size));
    view.page = Math.min(Math.max(view.page, 0), pages - 1);
    const first = view.page * size;
    body.replaceChildren(
      ...all.slice(first, first + size).map((row) =>
        h(
          "tr",
          {},
          row.map((cell, n) =>
            h(
              n === rowHeader ? "th" : "td",
              { scope: n === rowHeader ? "row" : null, class: isNumber(cell) ? "right" : "left" },
              content(cell),
            ),
          ),
        ),
      ),
    );
    place.textContent = all.length
      ? `${first + 1}–${Math.min(first + size, all.length)} of ${all.length}`
      : "Nothing matches";
    back.disabled = view.page === 0;
    on.disabled = view.page >= pages - 1;
    heads.forEach((th, n) => {
      if (n === view.column) th.setAttribute("aria-sort", view.direction > 0 ? "ascending" : "descending");
      else th.removeAttribute("aria-sort");
      th.querySelector(".arrow").textContent = n === view.column ? (view.direction > 0 ? "↑" : "↓") : "↕";
    });
  }
  show({});
  const many = rows.length > size;
  const id = uid("filter");
  const filter = h("input", {
    id,
    type: "search",
    class: "field-input small",
    placeholder: "Filter rows",
    "aria-label": `Filter ${block.caption || "rows"}`,
    oninput: (event) => show({ filter: event.target.value, page: 0 }),
  });
  return h(
    "div",
    { class: "data-table" },
    h("div", { class: "table-head" }, h("span", { class: "caption" }, block.caption || ""), many && filter),
    scroller(
      block.caption || "Table",
      h(
        "table",
        { class: "b-table" },
        h("caption", { class: "hidden" }, block.caption || "Table"),
        h("thead", {}, h("tr", {}, heads)),
        body,
      ),
    ),
    many && h("div", { class: "pager" }, back, place, on),
  );
}
