// A video's answer: its segments along the time, each to be seen beside what it was found in.
import { clock, h, media } from "./dom.js";
import { about, nameOf, shown } from "./cards.js";
import { labelOf, percent, t } from "./words.js";

const HUES = [18, 205, 150, 275, 335, 235, 175, 300, 95, 355];
const NARROW = 0.06;

/** The timeline, its legend, and the two videos side by side. `source` plays the query. */
export function timeline(answer, source) {
  const matches = answer.matches, last = Math.max(...matches.map((match) => match.query_end_s), ...answer.unexplained.map((span) => span.end_s));
  const whole = Math.max(answer.query.duration_s ?? 0, last) || 1;
  const names = [...new Set(matches.map(nameOf))];
  const hue = (match) => HUES[names.indexOf(nameOf(match)) % HUES.length];
  const beside = h("div", {}), needle = h("div", { class: "needle", hidden: true });
  let playing = null;

  const choose = (match, button, start) => {
    for (const other of track.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
    playing?.end();
    playing = pair(match, source, start, (at) => { needle.hidden = false; needle.style.left = `${(100 * at) / whole}%`; });
    beside.replaceChildren(playing.element);
  };
  const rows = lanes(matches);
  const button = (match) => {
    const what = [nameOf(match), match.label && labelOf(match.label)].filter(Boolean).join(", ");
    const said = t("segment", { from: clock(match.query_start_s), to: clock(match.query_end_s), what });
    const each = h("button", { type: "button", "aria-pressed": "false", "aria-label": said, title: said, onclick: () => choose(match, each, true) }, nameOf(match));
    return each;
  };
  const track = h("ol", { class: "track", "aria-label": t("timeline"), onkeydown: arrows }, matches.map((match, n) => {
    const from = match.query_start_s / whole, share = (match.query_end_s - match.query_start_s) / whole;
    const place = { left: `${100 * from}%`, width: `${100 * share}%`, top: `${(100 * rows[n].lane) / rows[n].of}%`, height: `${100 / rows[n].of}%`, "--hue": hue(match) };
    return h("li", { class: share < NARROW ? "narrow" : null, style: place }, button(match));
  }));
  const key = h("ul", { class: "key" }, names.map((name, n) => h("li", { style: { "--hue": HUES[n % HUES.length] } }, h("i", {}), name)), answer.unexplained.length ? h("li", { class: "gap" }, h("i", {}), t("gap")) : null);
  const holder = h("div", { style: { position: "relative" } }, track, needle);
  const ticks = h("div", { class: "ticks", "aria-hidden": "true" }, [0, 0.25, 0.5, 0.75, 1].map((share) => h("span", {}, clock(share * whole, whole < 20 ? 1 : 0))));
  const line = h("div", { class: "timeline" }, holder, ticks, key);
  if (matches.length) choose(matches[0], track.querySelector("button"), false);
  return h("section", { class: "part", "aria-labelledby": "line" }, h("h2", { id: "line" }, t("timeline")), line, beside);
}

/** Matches that lie over each other in time lie below each other in the picture. */
function lanes(matches) {
  const groups = [];
  matches.forEach((match, n) => {
    const held = groups.find((group) => match.query_start_s < group.end - 0.05 && match.query_end_s > group.start + 0.05);
    if (held) { held.members.push(n); held.end = Math.max(held.end, match.query_end_s); held.start = Math.min(held.start, match.query_start_s); }
    else groups.push({ start: match.query_start_s, end: match.query_end_s, members: [n] });
  });
  const places = [];
  for (const group of groups) group.members.forEach((n, lane) => { places[n] = { lane, of: group.members.length }; });
  return places;
}

function arrows(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const all = [...event.currentTarget.querySelectorAll("button")], next = all[all.indexOf(document.activeElement) + step];
  if (next) { next.focus(); next.click(); event.preventDefault(); }
}

/** A segment of the query and of what it was found in, in a loop. */
function pair(match, source, start, tell) {
  const yours = media("video", source, t("query"), { otherwise: t("cannot"), loop: false });
  const theirs = shown(match, false);
  yours.classList.add("wide");
  const mine = yours.querySelector("video"), other = theirs.querySelector("video");
  const from = match.query_start_s;
  const until = () => Math.min(match.query_end_s, from + (other?.duration || 10) / (match.speed || 1));
  const rewind = () => { if (mine) mine.currentTime = from; if (other) other.currentTime = 0; };
  const play = () => { rewind(); mine?.play().catch(() => {}); other?.play().catch(() => {}); };
  if (other) { other.controls = true; other.loop = false; other.autoplay = false; other.playbackRate = Math.min(4, Math.max(0.25, 1 / (match.speed || 1))); }
  mine?.addEventListener("loadedmetadata", () => { mine.currentTime = from; if (start) play(); }, { once: true });
  other?.addEventListener("canplay", () => { if (mine && !mine.paused) play(); }, { once: true }); // made only now: begin again
  const follow = () => {
    const there = (mine.currentTime - from) * (match.speed || 1);
    if (other && !mine.paused && !match.reversed && other.readyState > 2 && Math.abs(other.currentTime - there) > 0.3) other.currentTime = there;
    tell(mine.currentTime); if (!mine.paused && mine.currentTime >= until()) play();
  };
  mine?.addEventListener("timeupdate", follow);
  const captions = [t("query"), t("stored")].map((name) => h("figcaption", {}, name));
  const element = h("div", {},
    h("div", { class: "beside" }, h("figure", {}, yours, captions[0]), h("figure", {}, theirs, captions[1])),
    h("div", { class: "pair" }, about(match, "match", "h3"), h("button", { type: "button", onclick: play }, t("playBoth"))));
  return { element, end: () => mine?.removeEventListener("timeupdate", follow) };
}

/** How much of the query is in which stored video, and the other way round. */
export function coverage(answer) {
  const spans = (name, list, from = "start_s", to = "end_s") => (list.length ? h("div", {}, h("dt", {}, name), h("dd", {}, list.map((span) => t("stretch", { from: clock(span[from]), to: clock(span[to]) })).join(", "))) : null);
  const bar = (said, share) => h("div", {}, said, h("div", { class: "meter", "aria-hidden": "true" }, h("i", { style: { width: `${100 * share}%` } })));
  const rows = answer.coverage.map((each) => h("li", {},
    h("h3", {}, each.episode ? `${each.anime} · ${t("episode", { number: each.episode })}` : each.anime),
    h("div", { class: "two" }, bar(t("ofQuery", { share: percent(each.query_share), time: clock(each.query_s) }), each.query_share), bar(t("ofVideo", { share: percent(each.video_share), time: clock(each.video_s) }), each.video_share)),
    h("details", { class: "more" }, h("summary", {}, [t("pieces", { n: each.pieces }), each.in_order ? null : t("outOfOrder")].filter(Boolean).join(", ")),
      h("dl", {}, spans(t("missing"), each.missing), spans(t("added"), each.added), spans(t("changed"), each.changed, "query_start_s", "query_end_s")))));
  return rows.length ? h("section", { class: "part", "aria-labelledby": "cover" }, h("h2", { id: "cover" }, t("coverage")), h("ul", { class: "shares" }, rows)) : null;
}
