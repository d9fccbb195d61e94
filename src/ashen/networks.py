"""The small networks that come with the package: read once, when first used, and computed on the calling thread."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import zstandard

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


def model(package: str, file: str) -> bytes:
    """A network in ONNX's format; its file in that package is compressed by Zstandard."""
    return zstandard.decompress(resources.files(package).joinpath(file).read_bytes())


@cache
def session(package: str, file: str) -> InferenceSession:
    """The network of a file, ready to compute; ONNX Runtime is loaded only then."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model(package, file), options, providers=["CPUExecutionProvider"])


def record(package: str, file: str) -> dict[str, Any]:
    """Data, seeds, commands and figures of a network's training."""
    found: dict[str, Any] = json.loads(session(package, file).get_modelmeta().custom_metadata_map["record"])
    return found
