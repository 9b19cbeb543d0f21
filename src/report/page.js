/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts charts that can be pointed at in place of the pictures, makes tables
 * sort, and adds links to the sections.  Everything is shown without it, too.
 */
(() => {
"use strict";
const all = (q, at = document) => [...at.querySelectorAll(q)];
const make = (tag, props = {}, ...kids) => {
  const e = Object.assign(document.createElement(tag), props);
  e.append(...kids);
  return e;
};
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const count = n => n.toLocaleString("en-US");

/* --- numbers, as the program prints them --- */
const time = ns => {
  const unit = [["s", 1e9], ["ms", 1e6], ["us", 1e3]].find(u => ns >= u[1]);
  return unit ? count(Math.round(ns / unit[1] * 10) / 10) + " " + unit[0] : count(ns) + " ns";
};
const short = n => {
  const unit = [["T", 1e12], ["G", 1e9], ["M", 1e6], ["k", 1e3]].find(u => n >= u[1] && n >= 1e4);
  return unit ? Math.round(n / unit[1] * 10) / 10 + unit[0] : count(n);
};
const tail = n => {
  const p = 100 * (1 - 1 / n);
  return +p.toFixed(Math.max(0, Math.ceil(Math.log10(n)) - 2)) + " %";
};
const ratio = n => (n / 1e6).toFixed(2) + "x";
const full = { count, time, ratio, tail };
const tick = { count: short, time, ratio: n => +(n / 1e6).toFixed(3) + "x", tail };

/* --- tables --- */
const units = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, min: 6e10, h: 3.6e12,
  KiB: 1024, MiB: 1048576, GiB: 1073741824, TiB: 1099511627776 };
const value = text => {
  const m = /^\s*([-+]?[\d,]+(?:\.\d+)?)\s*([A-Za-z]*)/.exec(text);
  return m ? parseFloat(m[1].replace(/,/g, "")) * (units[m[2]] || 1) : NaN;
};
const compare = (a, b) => {
  const x = value(a), y = value(b);
  if (!isNaN(x) && !isNaN(y)) return x - y;
  return !isNaN(x) ? -1 : !isNaN(y) ? 1 : a < b ? -1 : a > b ? 1 : 0;
};
const sort = (table, th, column) => {
  const down = th.getAttribute("aria-sort") === "ascending";
  all("th[aria-sort]", table).forEach(h => h.removeAttribute("aria-sort"));
  th.setAttribute("aria-sort", down ? "descending" : "ascending");
  for (const body of table.tBodies) {
    const rows = [...body.rows].filter(r => !r.classList.contains("span"));
    const key = new Map(rows.map(r => [r, r.cells[column].textContent]));
    rows.sort((a, b) => (down ? -1 : 1) * compare(key.get(a), key.get(b)));
    body.append(...rows);
  }
};
for (const table of all("table.sort")) {
  if (table.rows.length < 4) continue;
  all("th", table.tHead.rows[0]).forEach((th, column) => {
    if (th.textContent.trim() === "") return;
    const b = make("button", { title: "sort by this column" }, ...th.childNodes);
    b.onclick = () => sort(table, th, column);
    th.append(b);
  });
}

/* --- links to the sections --- */
const nav = make("nav");
nav.setAttribute("aria-label", "sections");
const articles = all("article");
for (const article of articles) {
  const h1 = article.querySelector("h1");
  if (h1 && articles.length > 1) {
    h1.id = "t" + articles.indexOf(article);
    const name = h1.firstChild.textContent.trim();
    nav.append(make("a", { href: "#" + h1.id, className: "trace" }, name || "verdict"));
    if (articles.length > 2) continue;
  }
  for (const s of all("section[id]", article))
    nav.append(make("a", { href: "#" + s.id }, s.querySelector("h2, h3").textContent.split(",")[0]));
}
if (nav.childElementCount > 2) document.body.prepend(nav);

/* --- charts --- */
if (typeof Chart !== "undefined") Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
const styles = ["circle", "rect", "triangle", "rectRot", "triangle", "cross", "crossRot", "rectRounded"];
const turns = [0, 0, 0, 0, 180, 0, 0, 0];
const groups = ["a kernel can run", "a kernel can run", "sees every access", "sees the future: a bound"];
const dashes = [[], [], [7, 3], [2, 3]];
const charts = [];

/* Of OPT: that of the text. */
const hue = (s, i) => s.sight === 3 ? 8 : i % 8;
const dataset = (c, s, i) => {
  const color = css("--s" + hue(s, i)), form = (i + Math.floor(i / 8)) % 8;
  return {
    label: s.name, normalized: true, showLine: true, spanGaps: false,
    data: s.points.map(([x, y]) => ({ x, y: c.y.log && y === 0 ? NaN : y })),
    borderColor: color, borderWidth: 1.8, borderDash: dashes[s.sight], tension: 0,
    backgroundColor: s.sight > 1 ? css("--bg") : color, pointBorderColor: color,
    pointStyle: styles[form], rotation: turns[form], stepped: c.kind === "steps" ? "before" : false,
    pointRadius: s.markers ? 4 : 0, pointHoverRadius: 6, pointBorderWidth: 1.4, pointHitRadius: 8,
  };
};
const edge = c => ({
  label: "", data: c.edge.map(([x, y]) => ({ x, y: y || NaN })), fill: "start", showLine: true,
  backgroundColor: css("--beyond"), borderWidth: 0, pointRadius: 0, pointHitRadius: 0, pointHoverRadius: 0, order: 1000,
});
const bound = (c, k) => {
  const v = c.series.flatMap(s => s.points.map(p => p[k])).filter(n => n > 0);
  return v.reduce(([a, b], n) => [Math.min(a, n), Math.max(b, n)], [Infinity, 1]);
};
/* 1, 2, 5, 10 ...: the ticks of a logarithmic axis, and its ends. */
const power = n => 10 ** Math.floor(Math.log10(n) + 1e-9);
const nice = n => [1, 2, 5].some(m => Math.abs(n / power(n) - m) < 1e-6);
const down = n => power(n) * (n >= 5 * power(n) ? 5 : n >= 2 * power(n) ? 2 : 1);
const up = n => (n <= down(n) ? n : n <= 2 * power(n) ? 2 * power(n) : n <= 5 * power(n) ? 5 * power(n) : 10 * power(n));
const axis = (c, k) => {
  const a = c[k ? "y" : "x"], [low, high] = bound(c, k);
  const o = {
    type: a.log ? "logarithmic" : "linear",
    title: { display: true, text: a.name, color: css("--fg") },
    grid: { color: css("--line"), borderColor: css("--soft"), tickLength: 4 },
    ticks: { color: css("--fg"), maxRotation: 0, autoSkipPadding: 10, font: { size: 11 }, callback: n => tick[a.unit](n) },
    afterBuildTicks: scale => {
      const kept = a.log ? scale.ticks.filter(t => nice(t.value)) : [];
      if (kept.length > 1) scale.ticks = kept;
    },
  };
  if (k === 1 && a.log) Object.assign(o, { min: down(low), max: up(high) });
  if (k === 0) Object.assign(o, { min: low, max: Math.max(high, low + 1) });
  return o;
};
const common = c => ({
  animation: false, maintainAspectRatio: false, responsive: true, parsing: c.kind === "stacks" ? undefined : false,
  plugins: {
    legend: { display: false },
    tooltip: {
      backgroundColor: css("--fg"), titleColor: css("--bg"), bodyColor: css("--bg"), footerColor: css("--bg"),
      boxPadding: 4, usePointStyle: true, position: "nearest",
      filter: item => item.dataset.label !== "" && (item.dataIndex >= 0),
      itemSort: (a, b) => b.raw.y - a.raw.y,
    },
  },
});
const lines = c => {
  const options = common(c);
  options.interaction = { mode: "nearest", axis: "x", intersect: false };
  options.scales = { x: axis(c, 0), y: axis(c, 1) };
  options.plugins.tooltip.callbacks = {
    title: items => items.length ? c.x.name + ": " + full[c.x.unit](items[0].raw.x) : "",
    label: item => item.dataset.label + ": " + full[c.y.unit](item.raw.y),
  };
  return { type: "line", options, data: {
    datasets: [...c.series.map((s, i) => dataset(c, s, i)), ...(c.edge.length ? [edge(c)] : [])] } };
};
const stacks = c => {
  const options = common(c);
  options.indexAxis = "y";
  options.interaction = { mode: "index", axis: "y", intersect: false };
  options.scales = { x: { ...axis({ ...c, x: c.y, series: [] }, 0), min: undefined, max: undefined, stacked: true },
    y: { stacked: true, grid: { display: false }, ticks: { color: css("--fg"), font: { size: 11 }, autoSkip: false,
      callback(i) { const t = this.getLabelForValue(i); return t.length > 34 ? t.slice(0, 16) + "\u2026" + t.slice(-17) : t; } } } };
  options.plugins.tooltip.itemSort = undefined;
  options.plugins.tooltip.callbacks = {
    label: item => item.dataset.label + ": " + count(item.raw),
    footer: items => "page faults: " + count(items.reduce((n, i) => n + i.raw, 0)),
  };
  return { type: "bar", options, data: { labels: c.categories,
    datasets: c.series.map((s, i) => ({ label: s.name, data: s.points.map(p => p[1]),
      backgroundColor: css("--p" + i % 3), barPercentage: .86, categoryPercentage: .9 })) } };
};

/* The sample of a line, from the picture. */
const sample = (c, i, figure) => {
  const box = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  box.setAttribute("viewBox", "0 0 30 12");
  box.setAttribute("class", "chart");
  box.setAttribute("aria-hidden", "true");
  const put = (tag, props) => {
    const e = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const k in props) e.setAttribute(k, props[k]);
    box.append(e);
  };
  if (c.kind === "stacks") {
    put("rect", { class: "p" + i % 3, x: 9, y: 0, width: 12, height: 12 });
    return box;
  }
  const s = c.series[i], mark = `url(#${figure.id}-${i})`;
  put("path", { class: "s" + hue(s, i), d: "M1 6H29", "stroke-width": 1.8, "stroke-dasharray": dashes[s.sight].join(" ") });
  if (s.markers) put("path", { class: "s" + hue(s, i), d: "M15 6h0", "marker-start": mark });
  return box;
};
/* Hides or shows a policy in all charts of the trace. */
const toggle = (article, name) => {
  for (const it of charts.filter(o => o.article === article)) {
    const i = it.c.series.findIndex(s => s.name === name);
    if (i < 0) continue;
    it.hidden[i] = !it.hidden[i];
    it.buttons[i].setAttribute("aria-pressed", !it.hidden[i]);
    if (it.chart) {
      it.chart.setDatasetVisibility(i, !it.hidden[i]);
      it.chart.update();
    }
  }
};
const legend = it => {
  const box = make("div", { className: it.c.kind === "stacks" ? "legend wide" : "legend" });
  it.buttons = it.c.series.map((s, i) => {
    const b = make("button", { title: s.name + ": hide or show" }, sample(it.c, i, it.figure), make("span", {}, s.name));
    b.setAttribute("aria-pressed", "true");
    b.onclick = () => toggle(it.article, s.name);
    return b;
  });
  it.buttons.forEach((b, i) => {
    const s = it.c.series[i], before = it.c.series[i - 1];
    if (it.c.kind !== "stacks" && (!before || groups[before.sight] !== groups[s.sight]))
      box.append(make("p", {}, groups[s.sight]));
    box.append(b);
  });
  if (it.c.edge.length)
    box.append(make("p", {}, "shaded: less than any", make("br"), "that a kernel can run"));
  return box;
};
/* The values as a table, made when it is opened. */
const numbers = it => {
  const c = it.c, box = make("details", {}, make("summary", {}, "Numbers"));
  box.addEventListener("toggle", () => {
    if (box.childElementCount > 1) return;
    const at = c.kind === "stacks" ? c.categories.map((_, i) => i)
      : [...new Set(c.series.flatMap(s => s.points.map(p => p[0])))].sort((a, b) => a - b);
    const head = make("tr", {}, make("th", { scope: "col" }, c.x.name || "of"),
      ...c.series.map(s => make("th", { scope: "col" }, s.name)));
    const maps = c.series.map(s => new Map(s.points));
    const rows = at.map(x => make("tr", {},
      make("th", { scope: "row" }, c.kind === "stacks" ? c.categories[x] : full[c.x.unit](x)),
      ...maps.map(m => make("td", {}, m.has(x) ? full[c.y.unit](m.get(x)) : ""))));
    const table = make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows));
    box.append(make("div", { className: "scroll", tabIndex: 0 }, table));
  }, { once: false });
  return box;
};
/* Left and right move from value to value and say what is there. */
const keys = (it, canvas, said) => {
  let at = -1;
  canvas.tabIndex = 0;
  canvas.onkeydown = e => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[e.key];
    if (!step || !it.chart) return;
    e.preventDefault();
    const c = it.c, stack = c.kind === "stacks";
    const xs = stack ? c.categories.map((_, i) => i)
      : [...new Set(c.series.flatMap(s => s.points.map(p => p[0])))].sort((a, b) => a - b);
    at = Math.min(Math.max(at + step, 0), xs.length - 1);
    const active = c.series.flatMap((s, i) => {
      const k = s.points.findIndex(p => p[0] === xs[at]);
      return k < 0 || it.hidden[i] ? [] : [{ datasetIndex: i, index: k }];
    });
    it.chart.setActiveElements(active);
    it.chart.tooltip.setActiveElements(active, { x: 0, y: 0 });
    it.chart.update();
    said.textContent = (stack ? c.categories[xs[at]] : c.x.name + " " + full[c.x.unit](xs[at])) + ": "
      + active.map(a => c.series[a.datasetIndex].name + " " + full[c.y.unit](c.series[a.datasetIndex].points[a.index][1])).join(", ");
  };
};
const draw = it => {
  if (it.chart) it.chart.destroy();
  /* The picture is kept where it defines the markers of the legend, and for
   * printing. */
  it.live.style.display = "";
  it.picture.classList.add("print");
  it.chart = new Chart(it.canvas, it.c.kind === "stacks" ? stacks(it.c) : lines(it.c));
  it.hidden.forEach((h, i) => h && it.chart.setDatasetVisibility(i, false));
  if (it.hidden.some(h => h)) it.chart.update();
};
const prepare = figure => {
  const island = figure.querySelector("script[type='application/json']");
  const c = JSON.parse(island.textContent);
  const it = { figure, c, article: figure.closest("article"), hidden: c.series.map(() => false), buttons: [] };
  const picture = figure.querySelector("svg");
  figure.append(numbers(it));
  if (typeof Chart === "undefined") return;
  it.canvas = make("canvas");
  it.canvas.setAttribute("role", "img");
  it.canvas.setAttribute("aria-label", c.title + ". Arrow keys read the values.");
  const said = make("p", { className: "unseen" });
  said.setAttribute("aria-live", "polite");
  const plot = make("div", { className: "plot" }, it.canvas, said);
  if (c.kind === "stacks") plot.style.height = 70 + 24 * c.categories.length + "px";
  const live = make("div", { className: c.kind === "stacks" ? "live flat" : "live" }, plot, legend(it));
  picture.after(live);
  live.style.display = "none"; /* the picture is shown until it is drawn */
  Object.assign(it, { picture, live });
  keys(it, it.canvas, said);
  charts.push(it);
};
all("figure.chart").forEach(prepare);
const seen = new IntersectionObserver(entries => {
  for (const e of entries) {
    const it = charts.find(o => o.figure === e.target);
    if (e.isIntersecting && !it.chart) draw(it);
  }
}, { rootMargin: "600px" });
charts.forEach(it => seen.observe(it.figure));
/* Long tables are laid out, and the first charts drawn, one by one while nothing
 * else is to be done, so that scrolling to one need not wait for it. */
const idle = window.requestIdleCallback || (f => setTimeout(f, 200));
const later = [...all(".long").map(t => () => t.classList.remove("long")),
  ...charts.slice(0, 40).map(it => () => it.chart || draw(it))];
const work = () => {
  if (later.length === 0) return;
  later.shift()();
  idle(work);
};
addEventListener("load", () => idle(work));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.filter(it => it.chart).forEach(draw));
window.pagerace = { charts, draw };
})();
