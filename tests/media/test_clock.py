from fractions import Fraction

import av
import pytest

from ashen.media.clock import RESTART_AFTER_FRAMES, FrameClock


def frame(pts: int | None, dts: int | None = None) -> av.VideoFrame:
    made = av.VideoFrame(16, 16, "gray")
    made.pts, made.dts, made.time_base = pts, dts, Fraction(1, 1000)
    return made


def times(clock: FrameClock, *stamps: int | None) -> list[float | None]:
    return [clock.time_s(frame(stamp)) for stamp in stamps]


def test_times_count_from_the_first_stamp() -> None:
    """The first frame is at zero, whatever its stamp."""
    assert times(FrameClock(None), 5000, 5040, 5100) == [0.0, 0.04, 0.1]


def test_a_repeated_or_earlier_stamp_is_merged() -> None:
    """Frames that do not advance are left out and counted; times stay strictly rising."""
    clock = FrameClock(None)
    assert times(clock, 0, 40, 40, 20, 80) == [0.0, 0.04, None, None, 0.08]
    assert clock.merged == 2


def test_a_clock_that_begins_anew_goes_on() -> None:
    """Joined files restart their stamps: what follows comes one step after, nothing is lost."""
    clock = FrameClock(Fraction(25))
    assert times(clock, 0, 4000, 0, 40) == [0.0, 4.0, pytest.approx(4.04), pytest.approx(4.08)]
    assert (clock.restarts, clock.merged) == (1, 0)


def test_a_clock_that_stands_still_is_replaced() -> None:
    """A file that stamps all frames alike does not lose them all."""
    clock = FrameClock(Fraction(25))
    given = times(clock, *[7] * 60)
    kept = [time_s for time_s in given if time_s is not None]
    assert len(kept) == 1 + 59 // (RESTART_AFTER_FRAMES + 1)
    assert kept == sorted(set(kept))


def test_missing_stamps_are_counted_by_the_rate() -> None:
    """Without any stamp frames follow at the declared rate; so does one without among others with."""
    clock = FrameClock(Fraction(25))
    assert times(clock, None, None, None) == [0.0, pytest.approx(0.04), pytest.approx(0.08)]
    assert clock.counted == 3
    assert times(FrameClock(Fraction(25)), 0, None, 100) == [0.0, pytest.approx(0.04), 0.1]


def test_decoding_stamps_serve_where_there_are_no_others() -> None:
    """AVI has decoding stamps only; a gap in them is a gap in time."""
    clock = FrameClock(Fraction(25))
    assert [clock.time_s(frame(None, dts)) for dts in (80, 120, 240)] == [0.0, 0.04, 0.16]


@pytest.mark.parametrize(
    ("stamps", "missing"),
    [
        ([40 * n for n in range(100)], 0),
        ([40 * n for n in range(100) if not 50 <= n < 60], 10),
        ([42 * n - n // 3 for n in range(100) if n != 50], 1),
        ([40 * n for n in range(100) if n % 5 < 2], 0),
    ],
    ids=["whole", "ten lost", "one lost, rounded stamps", "variable rate"],
)
def test_gaps_at_a_constant_rate_are_missing_frames(stamps: list[int], missing: int) -> None:
    """Gaps are counted where nearly all steps are equal; where the rate varies they mean nothing."""
    clock = FrameClock(None)
    times(clock, *stamps)
    assert clock.missing() == missing
