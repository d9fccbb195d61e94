// The page of an answer.
import { clock, h, media } from "./dom.js";
import { card, nameOf } from "./cards.js";
import { coverage, timeline } from "./timeline.js";
import { labelOf, lang, t } from "./words.js";

/** What the answer says, in one line and one sentence. */
function verdict(answer) {
  const first = answer.matches[0];
  if (answer.answer === "unknown") return [t("unknownTitle"), t("unknownSay")];
  if (answer.answer === "shared") {
    const [span, ...others] = answer.shared_by;
    const also = others.map((other) => t("alsoIn", other)).join(" ");
    return [span ? t("sharedTitle", span) : [...new Set(answer.matches.map(nameOf))].join(", "), [t("sharedSay"), also].filter(Boolean).join(" ")];
  }
  if (answer.query.kind === "image") return [nameOf(first), [t("moment", { at: clock(first.at_s) }), first.label && labelOf(first.label)].filter(Boolean).join(" · ")];
  const names = [...new Set(answer.matches.map(nameOf))], most = answer.coverage[0]?.video_id;
  const main = nameOf(answer.matches.find((match) => match.video_id === most) ?? first);
  const whole = answer.query.duration_s ?? Math.max(...answer.matches.map((match) => match.query_end_s));
  return [names.length > 1 ? t("andMore", { first: main, n: names.length - 1 }) : main, t("explained", { part: clock(answer.explained_s), whole: clock(whole) })];
}

function head(kind, title, say, extra = null) {
  return h("div", { class: "verdict" },
    h("div", { class: "verdict-words" }, h("p", { class: `kicker ${kind}` }, t(kind)), h("h1", { id: "verdict", tabindex: "-1" }, title), say && h("p", { class: "say" }, say), extra),
    h("button", { type: "button", onclick: () => { location.hash = "#/"; } }, t("again")));
}

function asked(answer, query) {
  const frame = media(answer.query.kind, query.source, t("yours"), { otherwise: query.host ? t("linked", { host: query.host }) : t("cannot"), loop: answer.answer === "unknown" });
  const inset = answer.matches[0]?.geometry?.inset;
  if (inset && query.source && answer.query.kind === "image" && (inset[2] - inset[0]) * (inset[3] - inset[1]) < 0.9) {
    const [left, top, right, bottom] = inset.map((side) => 100 * side);
    const image = frame.querySelector("img");
    image?.addEventListener("load", () => {
      const box = frame.getBoundingClientRect(), scale = Math.min(box.width / image.naturalWidth, box.height / image.naturalHeight);
      const wide = (100 * scale * image.naturalWidth) / box.width, high = (100 * scale * image.naturalHeight) / box.height;
      const place = { left: (100 - wide) / 2 + (left * wide) / 100, top: (100 - high) / 2 + (top * high) / 100, width: ((right - left) * wide) / 100, height: ((bottom - top) * high) / 100 };
      frame.append(h("div", { class: "inset", style: Object.fromEntries(Object.entries(place).map(([side, share]) => [side, `${share}%`])) }));
    }, { once: true });
  }
  return h("figure", { class: "query" }, frame, h("figcaption", {}, t("yours"), query.name ? ` – ${query.name}` : ""));
}

const nearest = (answer) => (answer.runners_up.length ? h("details", { class: "nearest", open: answer.answer === "unknown" ? true : null }, h("summary", {}, t(answer.answer === "unknown" ? "nearest" : "others")), h("ul", { class: "cards" }, answer.runners_up.map((match) => card(match, "near")))) : null);

/** An answer to `query`: {source, name, host}. */
export function showAnswer(place, answer, query) {
  const [title, say] = verdict(answer);
  const reason = answer.reason ? h("p", { class: "say" }, `${t("reason")} `, h("span", { lang: lang() === "en" ? null : "en" }, answer.reason)) : null;
  const top = head(answer.answer, title, say, reason);
  const moving = answer.query.kind === "video";
  if (moving && answer.matches.length) place.replaceChildren(top, timeline(answer, query.source), coverage(answer) ?? "", nearest(answer) ?? "");
  else {
    const cards = h("ul", { class: "cards" }, answer.matches.map((match, n) => card(match, answer.answer, n === 0)));
    place.replaceChildren(top, h("div", { class: "sides" }, asked(answer, query), h("div", {}, answer.matches.length ? cards : "", nearest(answer) ?? "")));
  }
}

/** What went wrong. `long` sends the video as a job instead, where that may help. */
export function showProblem(place, error, long = null) {
  const said = { unreachable: t("failedNet"), busy: t("busy") }[error.code];
  place.replaceChildren(head("wrong", said ?? t("wrong"), null, said ? null : h("p", { class: "say", lang: lang() === "en" ? null : "en" }, error.message || String(error.code))));
  if (long) place.append(h("p", {}, h("button", { type: "button", class: "primary", onclick: long }, t("asJob"))));
}
