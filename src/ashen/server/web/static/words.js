// What the page says, in English and Japanese.
import { byId } from "./dom.js";

const many = (n, one, more) => (n === 1 ? one : more);

const EN = {
  skip: "Skip to content", nav: "Pages", search: "Search", library: "Library", dark: "Dark colours",
  ask: "Which anime is this?", lead: "From a screenshot, a clip or a whole file to the anime, the episode and the moment.",
  drop: "Drop a picture or a video here", pick: "Choose a file", paste: "or paste one", link: "Link to a picture or video", go: "Search",
  stop: "Cancel", private: "What you search for is sent to this server only.", api: "API description",
  held: ({ anime, episodes, frames }) => `${num(anime)} anime, ${num(episodes)} ${many(episodes, "episode", "episodes")} and ${num(frames)} frames are known here.`,
  heldNone: "Nothing is stored here yet.",
  sending: ({ share }) => `Sending… ${share} %`, looking: "Looking through every frame…",
  again: "Search for something else", yours: "What you asked", match: "Found", shared: "Found in several episodes", unknown: "Not recognised", wrong: "That did not work",
  unknownTitle: "This is not in the library, as far as can be seen", unknownSay: "Nothing stored is near enough to be named. It may be from an anime that is not stored, or be changed too much.",
  reason: "The server says:", sharedSay: "These pictures are the same in all of them, so nobody can tell which episode yours is from.",
  sharedTitle: ({ label, anime, episodes, count }) => `${LABELS_EN[label] ?? "Shared scene"} of ${anime}` + (episodes ? `, ${count === 1 ? "episode" : "episodes"} ${episodes.replaceAll("-", "–")}` : `, ${count} ${many(count, "video", "videos")}`),
  alsoIn: ({ anime, episodes }) => `Also: ${anime} ${episodes.replaceAll("-", "–")}`,
  episode: ({ number }) => `Episode\u00a0${number}`, andMore: ({ first, n }) => `${first} and ${n} more`, film: "Film or without a number",
  moment: ({ at }) => `at ${at}`, stretch: ({ from, to }) => `${from} – ${to}`,
  sure: ({ share }) => `${share} % sure`, sureScene: ({ share }) => `${share} % sure of the scene`, hardly: "less than 1 % sure", told: "Confirmed by a person", scenes: ({ n }) => `${n} ${many(n, "scene", "scenes")}`,
  mirrored: "mirrored", flipped: "upside down", turned: "turned by 180°", reversed: "played backwards",
  speed: ({ speed }) => `${speed} × the speed`, cropped: ({ share }) => `shows ${share} % of the picture`, covered: ({ share }) => `${share} % covered by something else`,
  details: "Details", likeness: "Likeness", frames: "Frames that agree", file: "File", ids: "Known as", variants: "Other versions", lead_: "Ahead of the next",
  nearest: "Nearest, but not near enough to be named", others: "Next nearest", preview: ({ name }) => `Preview: ${name}`, offline: "The file is out of reach; no preview.", cannot: "Your browser cannot show this file.", linked: ({ host }) => `Fetched from ${host}; shown nowhere else.`,
  timeline: "Timeline of your video", segment: ({ from, to, what }) => `${from} to ${to}: ${what}`, gap: "not recognised", explained: ({ part, whole }) => `${part} of ${whole} recognised`,
  beside: "Side by side", query: "Yours", stored: "Stored", playBoth: "Play both from the start", coverage: "How much is in which episode",
  ofQuery: ({ share, time }) => `${share} % of yours (${time}) is in it`, ofVideo: ({ share, time }) => `${share} % of it (${time}) is in yours`,
  missing: "Missing from yours", added: "Only in yours", changed: "Changed", pieces: ({ n }) => `${n} ${many(n, "piece", "pieces")}`, outOfOrder: "not in order",
  shelf: "The library", anime: "Anime", episodes: "Episodes", videos: "Videos", frames_: "Frames", hours: "Hours", recipe: "Signature", filter: "Find an anime", no: "No.", title: "Title", length: "Length", size: "Picture", state: "State",
  whole: "all signed", partial: "in part", failed: "failed", failures: "Files with trouble", why: "Why", none: "Nothing matches.", episodesOf: ({ n }) => `${num(n)} ${many(n, "video", "videos")}`,
  doneMatch: "Found", failedNet: "The server cannot be reached. Is it still running?", empty: "Choose a picture or a video.", busy: "The server is busy. Try again in a moment.",
  jobs: "Long videos", jobsLead: "Whole films and long compilations, up to 4 hours. They are worked off in the background; what was found is kept for an hour.",
  jobPick: "Choose a long video", jobsNone: "No long videos were sent from this browser.", asJob: "Search it as a long video", progressOf: ({ name }) => `Progress of ${name}`,
  job_waiting: "Waiting its turn", job_running: "Looking through it,", job_done: "Done", job_failed: "That did not work", job_cancelled: "Cancelled", job_gone: "The server no longer has it",
  jobShow: "Show what was found", jobForget: "Take off the list",
  key: "Your key", keySay: "Whoever runs this server may give you a key, for more searches. It stays in this browser and is sent to this server only.", keyLabel: "Key", keySave: "Use this key", keyForget: "Forget it", close: "Close",
  keyRefused: "The server does not know this key.", quota: ({ used, quota }) => `${num(used)} of ${num(quota)} searches used in the last 24 hours.`,
  kinds: { episode: "Episode", special: "Special", opening: "Opening", ending: "Ending", trailer: "Trailer", other: "Other" },
};
const LABELS_EN = { opening: "Opening", ending: "Ending", recap: "Recap", preview: "Preview", other: "Recurring scene" };

const JA = {
  skip: "本文へ移動", nav: "ページ", search: "検索", library: "ライブラリ", dark: "ダークカラー",
  ask: "このアニメは何？", lead: "スクリーンショット、クリップ、動画ファイルから、作品・話数・場面を調べます。",
  drop: "画像か動画をここにドロップ", pick: "ファイルを選ぶ", paste: "または貼り付け", link: "画像・動画のリンク", go: "検索",
  stop: "中止", private: "検索する内容は、このサーバーにだけ送られます。", api: "APIの説明",
  held: ({ anime, episodes, frames }) => `${num(anime)}作品、${num(episodes)}話、${num(frames)}フレームを登録済み。`,
  heldNone: "まだ何も登録されていません。",
  sending: ({ share }) => `送信中… ${share}%`, looking: "全フレームと照合中…",
  again: "別のものを検索", yours: "検索したもの", match: "見つかりました", shared: "複数の話に共通の場面", unknown: "わかりませんでした", wrong: "うまくいきませんでした",
  unknownTitle: "見たところ、ライブラリにはありません", unknownSay: "名前を挙げられるほど近いものがありません。未登録の作品か、加工が強すぎる可能性があります。",
  reason: "サーバーの説明：", sharedSay: "どの話でも同じ映像なので、何話のものかは誰にも判別できません。",
  sharedTitle: ({ label, anime, episodes, count }) => `${anime} ` + (episodes ? `第${episodes.replaceAll("-", "〜")}話` : `${count}本`) + `の${LABELS_JA[label] ?? "共通の場面"}`,
  alsoIn: ({ anime, episodes }) => `ほかに：${anime} ${episodes.replaceAll("-", "〜")}`,
  episode: ({ number }) => `第${number}話`, andMore: ({ first, n }) => `${first} ほか${n}件`, film: "劇場版、または番号なし",
  moment: ({ at }) => `${at} の場面`, stretch: ({ from, to }) => `${from} 〜 ${to}`,
  sure: ({ share }) => `確かさ ${share}%`, sureScene: ({ share }) => `場面の確かさ ${share}%`, hardly: "確かさ 1%未満", told: "人が確認済み", scenes: ({ n }) => `${n}件`,
  mirrored: "左右反転", flipped: "上下反転", turned: "180°回転", reversed: "逆再生",
  speed: ({ speed }) => `${speed}倍速`, cropped: ({ share }) => `画面の${share}%を表示`, covered: ({ share }) => `${share}%が別のもので隠れています`,
  details: "詳細", likeness: "類似度", frames: "一致したフレーム", file: "ファイル", ids: "ID", variants: "別のバージョン", lead_: "次点との差",
  nearest: "近いものの、断定できない候補", others: "次に近いもの", preview: ({ name }) => `プレビュー：${name}`, offline: "ファイルに届かないため、プレビューはありません。", cannot: "このブラウザでは表示できません。", linked: ({ host }) => `${host} から取得しました。`,
  timeline: "動画のタイムライン", segment: ({ from, to, what }) => `${from}から${to}：${what}`, gap: "不明", explained: ({ part, whole }) => `${whole} のうち ${part} を特定`,
  beside: "並べて見る", query: "検索した動画", stored: "登録済みの動画", playBoth: "両方を先頭から再生", coverage: "各話との重なり",
  ofQuery: ({ share, time }) => `検索した動画の${share}%（${time}）を含む`, ofVideo: ({ share, time }) => `この話の${share}%（${time}）が検索した動画にある`,
  missing: "検索した動画にない部分", added: "検索した動画だけの部分", changed: "変更された部分", pieces: ({ n }) => `${n}区間`, outOfOrder: "順序が異なる",
  shelf: "ライブラリ", anime: "作品", episodes: "話", videos: "動画", frames_: "フレーム", hours: "時間", recipe: "署名方式", filter: "作品を探す", no: "話数", title: "題名", length: "長さ", size: "画面", state: "状態",
  whole: "すべて署名済み", partial: "一部のみ", failed: "失敗", failures: "問題のあるファイル", why: "理由", none: "該当がありません。", episodesOf: ({ n }) => `動画${num(n)}本`,
  doneMatch: "見つかりました", failedNet: "サーバーに接続できません。", empty: "画像か動画を選んでください。", busy: "サーバーが混み合っています。少し待ってからお試しください。",
  jobs: "長い動画", jobsLead: "映画や長いまとめ動画を、4時間まで。裏で順番に調べ、結果は1時間保存されます。",
  jobPick: "長い動画を選ぶ", jobsNone: "このブラウザから送った長い動画はありません。", asJob: "長い動画として検索", progressOf: ({ name }) => `${name} の進み具合`,
  job_waiting: "順番待ち", job_running: "照合中", job_done: "完了", job_failed: "うまくいきませんでした", job_cancelled: "中止しました", job_gone: "サーバーにはもうありません",
  jobShow: "結果を見る", jobForget: "一覧から消す",
  key: "キー", keySay: "サーバーの管理者からキーをもらうと、より多く検索できます。キーはこのブラウザに保存され、このサーバーにだけ送られます。", keyLabel: "キー", keySave: "このキーを使う", keyForget: "キーを消す", close: "閉じる",
  keyRefused: "サーバーはこのキーを知りません。", quota: ({ used, quota }) => `直近24時間の検索：${num(quota)}回のうち${num(used)}回`,
  kinds: { episode: "本編", special: "特別編", opening: "オープニング", ending: "エンディング", trailer: "予告編", other: "その他" },
};
const LABELS_JA = { opening: "オープニング", ending: "エンディング", recap: "あらすじ", preview: "次回予告", other: "共通の場面" };

let language = navigator.language?.startsWith("ja") ? "ja" : "en";
try { language = localStorage.getItem("ashen-language") ?? language; } catch { /* storage may be off */ }

export const lang = () => language;
export const num = (n) => new Intl.NumberFormat(language).format(n);
/** A share of 1 in whole per cent; only what is whole is 100. */
export const percent = (share) => Math.min(share >= 1 ? 100 : 99, Math.max(share > 0 ? 1 : 0, Math.round(100 * share)));
export const labelOf = (label) => (language === "ja" ? LABELS_JA : LABELS_EN)[label] ?? label;
export const kindOf = (kind) => (language === "ja" ? JA : EN).kinds[kind] ?? kind;

/** A sentence in the chosen language. */
export function t(key, values = {}) {
  const said = (language === "ja" ? JA : EN)[key];
  return typeof said === "function" ? said(values) : said;
}

/** Speak a language from now on, also in what the page says already. */
export function speak(chosen) {
  language = chosen;
  try { localStorage.setItem("ashen-language", chosen); } catch { /* storage may be off */ }
  translate();
}

export function translate() {
  document.documentElement.lang = language;
  document.title = `Ashen – ${t("ask")}`;
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) element.setAttribute("aria-label", t(element.dataset.tLabel));
  const other = byId("language");
  [other.textContent, other.lang] = language === "ja" ? ["English", "en"] : ["日本語", "ja"];
}
