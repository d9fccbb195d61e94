// `node run_clients.cjs MODULE BASE_URL PICTURE KEY`: trace.moe.ts as published, told another base URL; a line of JSON a call.
const [, , module_, base, shot, key] = process.argv;
const { TraceMoe } = require(module_);
const { readFileSync } = require("node:fs");

const note = (call, found) => console.log(JSON.stringify({ client: "trace.moe.ts", call, found }));

(async () => {
  const api = new TraceMoe();
  api.uris = { search: `${base}/search`, me: `${base}/me` };
  const picture = readFileSync(shot);
  note("fetchMe", (await api.fetchMe()).quota > 0);
  note("fetchMe with a key", (await api.fetchMe(key)).quota);
  note("fetchAnimeFromBuffer", (await api.fetchAnimeFromBuffer(picture)).result[0].episode);
  note("fetchAnimeFromBuffer, anilistInfo", (await api.fetchAnimeFromBuffer(picture, { anilistInfo: true })).result[0].anilist.title.romaji);
  note("fetchAnimeFromBuffer, cutBorders", (await api.fetchAnimeFromBuffer(picture, { cutBorders: true })).result[0].episode);
  note("fetchAnime", (await api.fetchAnime("http://127.0.0.1/shot.jpg")).error.startsWith("Invalid image url"));
})();
