from pathlib import Path

import numpy as np
import pytest

from benchmarks.systems.contract import ClipSystem, PairSystem, PictureSystem
from benchmarks.systems.peers import PEERS, FramePeer, Peer

# What each can be asked: pictures, clips, pairs.
TASKS = {
    "trace.moe": (True, True, False),
    "trace.moe, borders kept": (True, True, False),
    "pHash": (True, False, False),
    "dHash": (True, False, False),
    "PDQ": (True, False, False),
    "vPDQ": (False, True, False),
    "MPEG-7 Video Signature": (False, False, True),
    "videohash": (False, True, False),
}


def test_every_peer_is_listed_once() -> None:
    """The list is the one this file knows the abilities of."""
    assert [peer.name for peer in PEERS] == list(TASKS)


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_claims_what_it_can_do_and_no_more(peer: Peer, tmp_path: Path) -> None:
    """A task it does not implement is a dash in the report, so it must not seem to implement it."""
    system = peer.make(tmp_path)
    claims = tuple(isinstance(system, task) for task in (PictureSystem, ClipSystem, PairSystem))
    assert claims == TASKS[peer.name]
    assert system.name == peer.name
    assert peer.source.startswith("https://")
    assert peer.what
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_frames_of_any_size_can_be_stored(peer: Peer, tmp_path: Path) -> None:
    """Whoever has a descriptor takes its vectors of made-up pictures, as filler comes."""
    system = peer.make(tmp_path)
    if not isinstance(system, FramePeer):
        assert not hasattr(system, "descriptor")
        return
    pictures = np.random.default_rng(1).integers(0, 256, (5, 90, 160, 3)).astype(np.uint8)
    vectors = np.stack([system.descriptor.describe(picture) for picture in pictures])
    system.add("filler/0", np.arange(5.0), vectors)
    system.ready()
    with pytest.raises(ValueError, match="stored already"):
        system.add("filler/0", np.arange(5.0), vectors)
