"""Seeded limited-animation episodes with exact truth, drawn from chance and code, and from painted pictures if given.

show = Show(7)
script = write_script(show, 1, 240.0)         # the truth: shots, cuts, held spans, opening, ending, what comes again
for picture in draw_frames(script, (640, 360)): ...
same_pictures([script, *others], 1, 500)      # every span of the show that shows what frame 500 shows
write_season(Path("season"), 7, range(1, 14), 240.0, workers=2)
Show(7, Art(backgrounds, sprites))            # some places and creatures from picture files
"""

from benchmarks.cartoon.art import Art
from benchmarks.cartoon.draw import draw_distinct, draw_frames, draw_still, episode
from benchmarks.cartoon.files import Episode, write_episode, write_season
from benchmarks.cartoon.same import same_pictures
from benchmarks.cartoon.script import RATE, Actor, Camera, Place, Prop, Script, Shot
from benchmarks.cartoon.story import write_script
from benchmarks.cartoon.style import Show

__all__ = [
    "RATE",
    "Actor",
    "Art",
    "Camera",
    "Episode",
    "Place",
    "Prop",
    "Script",
    "Shot",
    "Show",
    "draw_distinct",
    "draw_frames",
    "draw_still",
    "episode",
    "same_pictures",
    "write_episode",
    "write_script",
    "write_season",
]
