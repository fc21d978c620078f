// Draws data_visualization blocks as inline SVG, with a hidden table that says the same.

import { h, s, uid } from "./dom.js";
import { axes, bars, frame, HEIGHT, marker, number, paths, patterns, tip } from "./plot.js";

function pie(chart, width, id) {
  const total = chart.segments.reduce((sum, one) => sum + one.value, 0) || 1;
  const [cx, cy, r] = [width / 2, HEIGHT / 2, HEIGHT / 2 - 14];
  const point = (share, radius) =>
    [cx + radius * Math.sin(share * 2 * Math.PI), cy - radius * Math.cos(share * 2 * Math.PI)].map((n) => n.toFixed(1));
  let from = 0;
  return chart.segments.map((one, n) => {
    const to = Math.min(from + one.value / total, from + 0.99999);
    const d = `M${cx} ${cy}L${point(from, r).join(" ")}A${r} ${r} 0 ${to - from > 0.5 ? 1 : 0} 1 ${point(to, r).join(" ")}Z`;
    const [x, y] = point((from + to) / 2, r * 0.66);
    const share = one.value / total;
    from = to;
    return [
      s("path", { d, fill: `url(#${id}-${n % 6})`, class: "slice" }, tip(chart.title || "Share", one.label, one.value)),
      share >= 0.06 &&
        s(
          "text",
          { x, y: Number(y) + 4, "text-anchor": "middle", class: `on-slice stroke-${n % 6}` },
          `${Math.round(share * 100)} %`,
        ),
    ];
  });
}

function drawing(chart, width) {
  const id = uid("hatch");
  const svg = s(
    "svg",
    { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, "aria-hidden": "true" },
    patterns(id),
  );
  if (chart.type === "pie") return [svg.append(...pie(chart, width, id).flat().filter(Boolean)), svg][1];
  const categories = chart.axis_config?.categories || chart.series[0].data.map((point) => point.label);
  const f = frame(chart, width);
  const marks = chart.type === "bar" ? bars(chart, f, categories, id) : paths(chart, f, categories, id);
  svg.append(...[axes(chart, f, categories), marks].flat(Infinity).filter(Boolean));
  return svg;
}

function legend(chart) {
  const names =
    chart.type === "pie"
      ? chart.segments.map((one) => `${one.label}: ${number(one.value)}`)
      : chart.series.map((one) => one.name);
  if (chart.type !== "pie" && names.length < 2) return null;
  const id = uid("legend");
  const swatch = (n) =>
    s(
      "svg",
      { width: 14, height: 14, viewBox: "0 0 14 14" },
      n === 0 && patterns(id),
      ["line", "area"].includes(chart.type)
        ? marker(n, 7, 7)
        : s("rect", { width: 14, height: 14, rx: 3, fill: `url(#${id}-${n % 6})` }),
    );
  return h(
    "ul",
    { class: "legend", "aria-hidden": "true" },
    names.map((name, n) => h("li", {}, swatch(n), name)),
  );
}

function hiddenTable(title, chart) {
  const series = chart.type === "pie" ? [{ name: "Value", data: chart.segments }] : chart.series;
  return h(
    "div",
    { class: "hidden" },
    h(
      "table",
      {},
      h("caption", {}, title),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, chart.axis_config?.x_label || "Label"),
          series.map((one) => h("th", { scope: "col" }, one.name)),
        ),
      ),
      h(
        "tbody",
        {},
        series[0].data.map((point, n) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, point.label),
            series.map((one) => h("td", {}, number(one.data[n]?.value ?? 0))),
          ),
        ),
      ),
    ),
  );
}

/** A data_visualization block as a figure that redraws when its width changes. */
export function chart(block) {
  const data = block.chart || {};
  const rows = data.type === "pie" ? data.segments : data.series?.[0]?.data;
  if (!rows?.length) return h("p", { class: "note" }, `${block.title || "Chart"}: no data yet`);
  const canvas = h("div", { class: "canvas" });
  new ResizeObserver(([entry]) => {
    const width = Math.round(Math.max(240, Math.min(640, entry.contentRect.width)));
    if (width !== canvas.drawn) canvas.replaceChildren(drawing(data, width));
    canvas.drawn = width;
  }).observe(canvas);
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, block.title || "Chart"),
    canvas,
    legend(data),
    hiddenTable(block.title || "Chart", data),
  );
}
