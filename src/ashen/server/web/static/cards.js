// A match as a card: what it is, how sure that is, and how it looks.
import { clock, h, media } from "./dom.js";
import { labelOf, num, percent, t } from "./words.js";

const SITES = {
  anilist: ["AniList", "https://anilist.co/anime/"], anidb: ["AniDB", "https://anidb.net/anime/"], mal: ["MyAnimeList", "https://myanimelist.net/anime/"],
  kitsu: ["Kitsu", "https://kitsu.app/anime/"], tvdb: ["TheTVDB", "https://thetvdb.com/?tab=series&id="], tmdb: ["TMDB", "https://www.themoviedb.org/tv/"], imdb: ["IMDb", "https://www.imdb.com/title/"],
};

export const baseName = (path) => path.split(/[\\/]/).pop();

export const nameOf = (match) => (match.episode.number ? `${match.anime.title} · ${t("episode", { number: match.episode.number })}` : match.anime.title);

const episodeOf = ({ episode }) => [episode.number ? t("episode", { number: episode.number }) : t("film"), episode.title].filter(Boolean).join(" – ");

/** How sure it is, as a bar and in words. */
export function sure(match, shared = false) {
  const share = percent(match.confidence);
  const level = match.confidence >= 0.9 ? "high" : match.confidence >= 0.5 ? "mid" : "low";
  const share99 = { share: num(Math.min(share, 99)) };
  const said = match.verdict === "confirmed" ? t("told") : match.confidence < 0.01 ? t("hardly") : t(shared ? "sureScene" : "sure", share99);
  return h("div", { class: `sure ${level}` }, h("span", { class: "meter", "aria-hidden": "true" }, h("i", { style: { width: `${share}%` } })), h("span", {}, said));
}

/** What was done to the picture, as short notes. */
export function notes(match) {
  const all = [];
  if (match.label) all.push(labelOf(match.label));
  if (match.mirrored && match.flipped) all.push(t("turned"));
  else if (match.mirrored) all.push(t("mirrored"));
  else if (match.flipped) all.push(t("flipped"));
  if (match.reversed) all.push(t("reversed"));
  if (Math.abs(match.speed - 1) > 0.015 && match.query_end_s > 0) all.push(t("speed", { speed: num(Number(match.speed.toFixed(2))) }));
  if (match.geometry) {
    const [left, top, right, bottom] = match.geometry.crop, seen = (right - left) * (bottom - top);
    if (seen < 0.93) all.push(t("cropped", { share: percent(seen) }));
    if (match.geometry.overlay > 0.08) all.push(t("covered", { share: percent(match.geometry.overlay) }));
  }
  return all.length ? h("ul", { class: "notes" }, all.map((note) => h("li", {}, note))) : null;
}

/** Everything else that is known, folded away. */
export function details(match) {
  const rows = [[t("likeness"), `${num(Number((100 * match.similarity).toFixed(1)))} %`], [t("frames"), `${num(match.frames_agreeing)} / ${num(match.frames_compared)}`], [t("file"), baseName(match.video)]];
  const ids = Object.entries(match.anime.ids).map(([site, id]) => {
    const [name, address] = SITES[site] ?? [site, null];
    return address ? h("a", { href: address + encodeURIComponent(id), rel: "noreferrer noopener", target: "_blank" }, name) : `${name} ${id}`;
  });
  const list = h("dl", {}, rows.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
  if (ids.length) list.append(h("dt", {}, t("ids")), h("dd", {}, ids.flatMap((link, n) => (n ? [" · ", link] : [link]))));
  if (match.variants.length) list.append(h("dt", {}, t("variants")), h("dd", {}, h("ul", {}, match.variants.map((other) => h("li", {}, `${baseName(other.video)}, ${clock(other.at_s)}`)))));
  return h("details", { class: "more" }, h("summary", {}, t("details")), list);
}

/** The preview of a match: its loop, its still, or word that there is none. `poster`: its still until it plays. */
export function shown(match, poster = true) {
  const links = match.preview ?? {}, name = t("preview", { name: nameOf(match) });
  const frame = links.video ? media("video", `${links.video}?size=l`, name, { poster: poster ? `${links.image}?size=l` : null, otherwise: t("offline") }) : media("image", links.image && `${links.image}?size=l`, name, { otherwise: t("offline") });
  frame.classList.add("wide");
  return frame;
}

/** The lines that name a match. `as`: "match", "shared", or "near" of what is not good enough to be one. */
export function about(match, as = "match", level = "h2") {
  const moving = match.query_end_s > 0;
  const when = moving ? t("stretch", { from: clock(match.start_s), to: clock(match.end_s) }) : t("moment", { at: clock(match.at_s) });
  return h("div", { class: "about" }, h(level, {}, match.anime.title), h("p", { class: "episode" }, episodeOf(match)), h("p", { class: "moment" }, when), sure(match, as === "shared"), as === "near" ? null : notes(match), details(match));
}

export const card = (match, as, first = false) => h("li", { class: first ? "card first" : "card" }, shown(match), about(match, as));
