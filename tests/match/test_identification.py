"""Answers as JSON and back."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ashen.match.identification import Geometry, Identification, Match, Preview, Query, SharedBy, Variant
from ashen.match.overlap import Coverage, Piece, Span

SECONDS = st.integers(0, 10_000_000).map(lambda ms: ms / 1000)
SHARES = st.integers(0, 10_000).map(lambda parts: parts / 10_000)
SIDES = st.tuples(SHARES, SHARES, SHARES, SHARES)
SPANS = st.builds(Span, SECONDS, SECONDS)
PIECES = st.builds(Piece, SPANS, SPANS)
VARIANTS = st.builds(Variant, start_s=SECONDS, at_s=SECONDS, end_s=SECONDS, similarity=SHARES)
GEOMETRIES = st.builds(
    Geometry,
    score=SHARES,
    margin=SHARES,
    agreement=SHARES,
    covered=SHARES,
    crop=SIDES,
    inset=SIDES,
    overlay=SHARES,
    sameness=SHARES,
)
MATCHES = st.builds(
    Match,
    anime_ids=st.dictionaries(st.sampled_from(["anilist", "anidb"]), st.text()),
    query_start_s=SECONDS,
    query_end_s=SECONDS,
    start_s=SECONDS,
    at_s=SECONDS,
    end_s=SECONDS,
    speed=SHARES,
    similarity=SHARES,
    confidence=SHARES,
    margin=SHARES,
    chance=SHARES,
    geometry=st.none() | GEOMETRIES,
    variants=st.lists(VARIANTS, max_size=2).map(tuple),
    preview=st.none() | st.builds(Preview),
)
COVERAGES = st.builds(
    Coverage,
    query_s=SECONDS,
    query_share=SHARES,
    video_s=SECONDS,
    video_share=SHARES,
    longest_s=SECONDS,
    missing=st.lists(SPANS, max_size=2).map(tuple),
    added=st.lists(SPANS, max_size=2).map(tuple),
    changed=st.lists(PIECES, max_size=2).map(tuple),
    shared=st.lists(PIECES, max_size=2).map(tuple),
)
ANSWERS = st.builds(
    Identification,
    query=st.builds(Query, duration_s=st.none() | SECONDS),
    matches=st.lists(MATCHES, max_size=2).map(tuple),
    runners_up=st.lists(MATCHES, max_size=1).map(tuple),
    unexplained=st.lists(SPANS, max_size=2).map(tuple),
    explained_s=SECONDS,
    coverage=st.lists(COVERAGES, max_size=2).map(tuple),
    shared_by=st.lists(st.builds(SharedBy, query_start_s=SECONDS, query_end_s=SECONDS), max_size=2).map(tuple),
)


@settings(max_examples=25, deadline=None)
@given(ANSWERS)
def test_an_answer_comes_back_from_its_json(found: Identification) -> None:
    """Whatever an answer says, it says after a way through JSON text; only decimals beyond JSON's are lost."""
    assert Identification.from_json(json.loads(json.dumps(found.as_json()))) == found


@given(ANSWERS.filter(lambda found: found.matches))
@settings(max_examples=5, deadline=None)
def test_fields_of_newer_versions_are_left_out(found: Identification) -> None:
    """Fields may be added within a schema: an older reader takes what it knows."""
    told = found.as_json()
    told["matches"][0]["mood"] = "calm"
    told["weather"] = "rain"
    assert Identification.from_json(told) == found


def test_links_are_only_in_answers_that_have_them() -> None:
    """`preview` is a server's: the command's JSON has no such field."""
    match = Match("A", {}, "1", None, "a.mkv", 1, 0, 0, 1, 1, 1, 1, False, 0.9, 0.9, 1, 1, 1, 0.1)
    assert "preview" not in match.as_json()
    assert replace(match, preview=Preview("/a.jpg", None)).as_json()["preview"] == {"image": "/a.jpg", "video": None}


def test_answers_are_light() -> None:
    """A client has the types of answers without NumPy or anything else that must be installed."""
    loads = "import sys, ashen.match.identification; print({'numpy', 'av', 'faiss', 'sqlalchemy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
