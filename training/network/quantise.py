"""Writes the trained network as src/ashen/signature/frame3.onnx.zst, in 8-bit integers: less than half the time, and
the same codes to within two units a value.

    python -m training.network.quantise

Post-training quantisation (Jacob et al. 2018, section 2): a scale for each channel of the weights and for each plane,
the latter from the least and greatest values that training frames reach. Weights have 7 bits: processors without VNNI
add two products in 16 bits, which hold them then, so that every machine's sums are the same integers. What comes before
and behind stays in floats: the first two convolutions, of which the first has five planes of other orders, and the last
linear map. Rounding what the second and the last are given would be most of the codes' noise.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import zstandard
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from ashen.media.shrink import shrink
from training.network import SHIPPED, TRAINED
from training.pictures import CACHE

FRAMES = ("train-composed-0.npy", "train-drawn-0.npy")
"""Of `training.network.frames`: 4,000 frames."""
INTEGERS = {"Conv", "Relu", "Add"}
"""Kinds of nodes that are computed in integers, behind..."""
FLOATS = 2
"""...so many convolutions."""
AT_ONCE = 32


class Calibration(CalibrationDataReader):
    """Training frames, batch by batch."""

    def __init__(self, frames: NDArray[np.uint8]) -> None:
        self._left: Iterator[NDArray[np.uint8]] = (
            frames[first : first + AT_ONCE] for first in range(0, len(frames), AT_ONCE)
        )

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        """The next batch; None behind the last."""
        batch = next(self._left, None)
        return None if batch is None else {"rgb": batch}


def quantised(trained: Path, frames: NDArray[np.uint8]) -> onnx.ModelProto:
    """The network of `trained` in integers, its ranges from `frames`, (n, 64, 64, 3) uint8."""
    with tempfile.TemporaryDirectory() as folder:
        folded, made = Path(folder, "folded.onnx"), Path(folder, "made.onnx")
        quant_pre_process(str(trained), str(folded), skip_symbolic_shape=True)
        nodes = list(onnx.load(folded).graph.node)
        last = [number for number, node in enumerate(nodes) if node.op_type == "Conv"][FLOATS - 1]
        behind = [node for node in nodes[last + 1 :] if nodes[last].output[0] not in node.input]
        quantize_static(
            str(folded),
            str(made),
            Calibration(frames),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_quantize=[node.name for node in behind if node.op_type in INTEGERS],
        )
        return onnx.load(made)


def main() -> None:
    """Quantise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--trained", type=Path, default=TRAINED)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    asked = parser.parse_args()
    frames = np.concatenate([shrink(np.load(asked.cache / "network" / name)) for name in FRAMES])
    model = quantised(asked.trained, frames)
    record = json.loads(next(held.value for held in onnx.load(asked.trained).metadata_props if held.key == "record"))
    record["commands"].append("python -m training.network.quantise")
    record["quantised"] = "8 bits between the second convolution and the last map, ranges from 4,000 training frames"
    del model.metadata_props[:]
    model.metadata_props.add(key="record", value=json.dumps(record, indent=1))
    onnx.checker.check_model(model)
    asked.out.write_bytes(zstandard.ZstdCompressor(level=19).compress(model.SerializeToString()))
    print(f"{asked.out}: {asked.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
