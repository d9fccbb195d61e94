import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.systems.scenes import Scene, scenes

VIDEOS = ["a", "b", "c"]


def slow_scenes(near: list[tuple[int, float, int]], within_s: float) -> list[Scene]:
    """The rule as it is described: in order of time, each frame joins its video's last scene or begins one."""
    open_: dict[int, list[tuple[float, int]]] = {}
    closed: list[tuple[int, list[tuple[float, int]]]] = []
    for video, time_s, distance in sorted(near):
        if video in open_ and time_s - open_[video][-1][0] < within_s:
            open_[video].append((time_s, distance))
        else:
            open_[video] = [(time_s, distance)]
            closed.append((video, open_[video]))
    made = []
    for video, frames in closed:
        at_s, distance = min(frames, key=lambda frame: frame[1])
        made.append(Scene(VIDEOS[video], frames[0][0], frames[-1][0], at_s, distance))
    return sorted(made, key=lambda scene: scene.distance)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60).map(float), st.integers(0, 9)), unique_by=lambda n: n[:2])
)
def test_frames_join_as_described(near: list[tuple[int, float, int]]) -> None:
    """Merging in columns is merging one frame after the other, whatever order the frames come in."""
    videos, times_s, distances = (np.array(column) for column in zip(*near, strict=True)) if near else [np.empty(0)] * 3
    merged = scenes(VIDEOS, videos.astype(np.int64), times_s.astype(np.float64), distances.astype(np.int64), 5.0)
    assert merged == slow_scenes(near, 5.0)


def test_five_seconds_apart_is_apart() -> None:
    """A frame exactly 5 s after the one before begins a scene; a little less joins."""
    far = scenes(["a"], np.zeros(2, np.int64), np.array([1.0, 6.0]), np.array([3, 4]), 5.0)
    near = scenes(["a"], np.zeros(2, np.int64), np.array([1.0, 5.9]), np.array([4, 3]), 5.0)
    assert far == [Scene("a", 1.0, 1.0, 1.0, 3), Scene("a", 6.0, 6.0, 6.0, 4)]
    assert near == [Scene("a", 1.0, 5.9, 5.9, 3)]
