"""Films made of photographs, to develop on: what a camera sees, where cartoons show what a pen draws.

script    which photographs a film shows, how the camera moves over them, how they are lit and graded
camera    the frames of a shot
films     the films, made once into a cache, known and unknown
"""

from benchmarks.film.films import make

__all__ = ["make"]
