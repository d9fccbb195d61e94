"""Links that cannot be made up, and end."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashen.errors import LinkExpired, LinkRefused
from ashen.server.links import Links, Moment

SECONDS = st.integers(0, 10**8).map(lambda ms: ms / 1000)
NOW_S = 1_700_000_000.0


def links(at_s: float = NOW_S) -> Links:
    return Links(b"secret", lambda: at_s)


@given(st.builds(Moment, st.integers(1, 2**39), SECONDS, SECONDS, SECONDS))
def test_a_link_says_what_it_was_made_for(moment: Moment) -> None:
    """To the millisecond, in letters that paths take as they are."""
    token = links().token(moment)
    assert re.fullmatch("[A-Za-z0-9._-]+", token)  # unreserved: RFC 3986, 2.3
    assert links().moment(token) == moment


@given(st.data())
def test_a_changed_link_is_refused(data: st.DataObject) -> None:
    """Whatever letter is changed, and by whatever other secret it was signed."""
    token = links().token(Moment(7, 1.0, 0.0, 2.0))
    place = data.draw(st.integers(0, len(token) - 2))  # of the last letter, base64 leaves two bits unused
    letter = data.draw(st.sampled_from("ABCxyz019-_").filter(lambda each: each != token[place]))
    changed = token[:place] + letter + token[place + 1 :]
    with pytest.raises(LinkRefused):
        links().moment(changed)
    with pytest.raises(LinkRefused):
        Links(b"other").moment(token)


@pytest.mark.parametrize("token", ["", "A", "AAAA", "é", "A" * 500, "../../etc", "%00"])
def test_nonsense_is_refused(token: str) -> None:
    """No other error than that."""
    with pytest.raises(LinkRefused):
        links().moment(token)


def test_a_link_ends() -> None:
    """It holds for as long as it was made for."""
    token = links().token(Moment(7, 1.0, 0.0, 0.0), lifetime_s=300)
    assert links(NOW_S + 299).moment(token).video_id == 7
    with pytest.raises(LinkExpired):
        links(NOW_S + 302).moment(token)
