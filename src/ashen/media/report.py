"""What became of a decoded file: how much of it came, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from ashen.media.clock import FrameClock


@dataclass(frozen=True, slots=True)
class DecodeReport:
    """What reading a medium to its end gave.

    Attributes:
        frames: frames handed out.
        duration_s: time of the last one.
        container_duration_s: what the file says it lasts; None where it does not say.
        bad_packets: packets the reader or decoder rejected.
        partial: some of what the file should show did not come.
        note: what is missing or was mended, in words; empty when all is well.
    """

    frames: int
    duration_s: float
    container_duration_s: float | None
    bad_packets: int
    partial: bool
    note: str


@dataclass(slots=True)
class Tally:
    """Counts kept while decoding.

    Attributes:
        frames: handed out.
        packets: given to the decoder.
        decoded: frames that came of them.
        bad_packets: rejected by the reader or decoder.
        corrupt: frames the decoder marked as damaged.
        unreadable: frames in a pixel format that cannot be converted.
        last_error: what FFmpeg said last.
    """

    frames: int = 0
    packets: int = 0
    decoded: int = 0
    bad_packets: int = 0
    corrupt: int = 0
    unreadable: int = 0
    last_error: str = ""

    def report(
        self,
        clock: FrameClock,
        container_duration_s: float | None,
        *,
        whole: bool = True,
        frame_per_packet: bool = False,
    ) -> DecodeReport:
        """The verdict.

        Args:
            clock: that timed the frames.
            container_duration_s: what the file says it lasts.
            whole: it was to be read from start to end.
            frame_per_packet: every packet should have given a frame.
        """
        lost: list[str] = []
        if self.bad_packets:
            lost.append(f"{_count(self.bad_packets, 'damaged packet')} skipped ({self.last_error})")
        if self.corrupt:
            lost.append(f"{_count(self.corrupt, 'frame')} decoded with damage")
        if self.unreadable:
            lost.append(f"{_count(self.unreadable, 'frame')} in a pixel format that cannot be read")
        undecoded = self.packets - self.bad_packets - self.decoded if frame_per_packet else 0
        missing = max(clock.missing(), undecoded)
        if whole and missing > MISSING_TOLERATED:
            lost.append(f"about {_count(missing, 'frame')} missing inside")
        last_s = max(clock.last_s, 0.0)
        if whole and container_duration_s is not None:
            short_s = container_duration_s - last_s - clock.step_s
            if short_s > max(SHORT_TOLERATED_S, 3 * clock.step_s):
                lost.append(f"ends {short_s:.1f} s before the {container_duration_s:.1f} s the file says it lasts")
        mended: list[str] = []
        if clock.counted:
            mended.append(f"{_count(clock.counted, 'frame')} without a time, counted by the frame rate")
        if clock.merged:
            mended.append(f"{_count(clock.merged, 'frame')} left out that did not advance in time")
        if clock.restarts:
            mended.append(f"time stamps began anew {_count(clock.restarts, 'time')}")
        return DecodeReport(
            frames=self.frames,
            duration_s=last_s,
            container_duration_s=container_duration_s,
            bad_packets=self.bad_packets,
            partial=bool(lost),
            note="; ".join(lost + mended),
        )


SHORT_TOLERATED_S = 1.0
"""Streams end a little before the sound does; more is a file cut off."""

MISSING_TOLERATED = 2
"""Packets without a frame of their own occur in whole files (dropped frames of AVI, hidden frames of VP8)."""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
