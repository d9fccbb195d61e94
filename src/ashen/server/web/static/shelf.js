// The library's page: what is held, and what could not be signed.
import { clock, h } from "./dom.js";
import { kindOf, lang, num, t } from "./words.js";

const table = (heads, rows) => h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": heads.join(", ") }, h("table", {}, h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))), h("tbody", {}, rows)));

function row(video) {
  const number = video.episode.number ?? (video.kind === "episode" ? "–" : kindOf(video.kind));
  const state = video.partial ? h("span", { class: "tag doubt" }, t("partial")) : h("span", { class: "tag good" }, t("whole"));
  return h("tr", {}, h("td", {}, number), h("td", { class: "name" }, video.episode.title ?? video.name), h("td", {}, clock(video.duration_s, 0)), h("td", {}, `${video.width_px} × ${video.height_px}`), h("td", {}, num(video.frames)), h("td", {}, state));
}

function show(anime) {
  const heads = [t("no"), t("title"), t("length"), t("size"), t("frames_"), t("state")];
  const element = h("details", { class: "show" }, h("summary", {}, h("b", {}, anime.title), h("span", { class: "many" }, [anime.year, t("episodesOf", { n: anime.videos.length })].filter(Boolean).join(" · "))));
  element.addEventListener("toggle", () => element.append(table(heads, anime.videos.map(row))), { once: true });
  return element;
}

/** All of it, with a field to find an anime. */
export function showShelf(place, held) {
  const sums = [["anime", held.anime], ["episodes", held.episodes], ["videos", held.videos], ["frames_", held.frames], ["hours", Math.round(held.duration_s / 360) / 10]];
  const ordered = [...held.shows].sort((one, other) => one.title.localeCompare(other.title, lang()));
  const shows = ordered.map((anime) => ({ anime, element: show(anime) }));
  const none = h("p", { class: "none", hidden: true, role: "status" }, t("none"));
  const find = (event) => {
    const wanted = event.target.value.trim().toLocaleLowerCase();
    for (const { anime, element } of shows) element.hidden = !anime.title.toLocaleLowerCase().includes(wanted);
    none.hidden = shows.some(({ element }) => !element.hidden);
  };
  const failures = held.problems.map((file) => h("tr", {}, h("td", { class: "name" }, file.name), h("td", {}, h("span", { class: file.state === "failed" ? "tag bad" : "tag doubt" }, t(file.state))), h("td", { class: "name", lang: lang() === "en" ? null : "en" }, file.message ?? file.code ?? "")));
  place.replaceChildren(
    h("h1", { id: "shelf-title", tabindex: "-1" }, t("shelf")),
    h("dl", { class: "sums" }, sums.map(([name, value]) => h("div", {}, h("dt", {}, t(name)), h("dd", {}, num(value))))),
    shows.length ? h("div", { class: "filter" }, h("input", { type: "search", placeholder: t("filter"), "aria-label": t("filter"), oninput: find })) : h("p", { class: "none" }, t("heldNone")),
    ...shows.map(({ element }) => element), none,
    ...(failures.length ? [h("h2", {}, t("failures")), h("div", { class: "show" }, table([t("file"), t("state"), t("why")], failures))] : []));
}
