"""Words for subtitles: invented dialogue, signs and song lines, English and Japanese. All written for this."""

import numpy as np

from benchmarks import lettering

_OPENINGS = "ねえ|でも|だから|やっぱり|もしかして|そういえば|今日は|明日こそ|先生、|お兄ちゃん、|みんな|ちょっと"
_MIDDLES = (
    "あの手紙を|駅の前で|学校の屋上に|雨が止むまで|僕たちの約束を|"
    "最後の電車に|君の名前を|この町のことを|魔法の剣を|夏の終わりに"
)
_ENDINGS = (
    "忘れないで。|待っていたんだ。|行かなくちゃ！|知っているの？|見つけたよ！|"
    "信じてもいい？|守ってみせる。|まだ間に合う！|どうしてなの？|話してほしい…"
)
_READINGS = "やくそく|まほうのつるぎ|さいごのでんしゃ|なつのおわり|きみのなまえ|おくじょう"
_LYRICS = (
    "夜明けの風に乗って|君と見た青い空へ|遠い星が歌うように|手をつないで走り出す|"
    "涙の向こう側まで|終わらない夢の続き|光の中で笑って|小さな声を届けたい"
)
_ROMAJI = (
    "yo a ke no |ka ze ni |no t te |ki mi to |mi ta |a o i |so ra e |"
    "to o i |ho shi ga |u ta u |yō ni |te o |tsu na i de |"
    "ha shi ri |da su |na mi da no |mu kō |ga wa ma de |yu me no |tsu zu ki |hi ka ri no |na ka de |wa ra t te"
)
_SIGNS = (
    "Station|Library|Closed Today|Class 2-B|Summer Festival|No Entry|"
    "Bakery|Student Council|Letter|North Exit|Chapter Six|One Week Later"
)


def sentence(rng: np.random.Generator, count: int) -> str:
    """An English subtitle line of `count` words."""
    return lettering.sentence(rng, count)


def japanese(rng: np.random.Generator) -> str:
    """A line of Japanese dialogue of up to about twenty characters."""
    parts = [_OPENINGS] * (rng.random() < 0.5) + [_MIDDLES, _ENDINGS]
    return "".join(_one(rng, part) for part in parts)


def reading(rng: np.random.Generator) -> str:
    """A few kana, as set small above kanji."""
    return _one(rng, _READINGS)


def lyric(rng: np.random.Generator) -> str:
    """A Japanese song line."""
    return _one(rng, _LYRICS)


def romaji(rng: np.random.Generator) -> list[str]:
    """A song line in Latin letters, by syllables; a word's last one ends with a blank."""
    out: list[str] = []
    for _ in range(int(rng.integers(4, 7))):
        syllables = _one(rng, _ROMAJI).split()
        out += [*syllables[:-1], syllables[-1] + " "]
    out[-1] = out[-1].rstrip()
    return out


def sign(rng: np.random.Generator) -> str:
    """What a sign or a title card says."""
    return _one(rng, _SIGNS)


def _one(rng: np.random.Generator, choices: str) -> str:
    return str(rng.choice(choices.split("|")))
