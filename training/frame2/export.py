"""Writes the trained network as training/frame2/float.onnx: weights of 16 bits, and the record of their training.

python -m training.frame2.export
"""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn

from training.frame2 import TRAINED, frames, train
from training.frame2.network import Network
from training.pictures import CACHE, SOURCES

OPSET = 17
COMMANDS = (
    "python -m training.frame2.frames",
    "python -m training.frame2.train --minutes 62 --name first  # stopped after 1,100 steps, 19.5 minutes",
    "python -m training.frame2.train --minutes 27 --rate 2.2e-3 --start first.pt",
    "python -m training.frame2.export",
)
"""What made the network that is shipped."""
DATA_FROM = (
    "Debian 12 (bookworm), main, all of it free by the Debian guidelines; and shows drawn by benchmarks/cartoon, of "
    "numbers that no benchmark has"
)
LARGE = 256
"""Values from which weights are stored in 16 bits; what a 16-bit number loses is below the rounding of codes."""


class Shipped(nn.Module):
    """(n, 64, 64, 3) uint8 to (n, 64) float32: the network as it is called."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self._network = network

    def forward(self, rgb: Tensor) -> Tensor:
        """Codes of unit length."""
        codes: Tensor = self._network(rgb.permute(0, 3, 1, 2).float() / 255)
        return codes


def main() -> None:
    """Export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--name", default="network")
    parser.add_argument("--out", type=Path, default=TRAINED)
    asked = parser.parse_args()
    home = asked.cache / "frame2"
    network = Network()
    network.load_state_dict(torch.load(home / f"{asked.name}.pt", weights_only=True))
    network.eval()
    held = io.BytesIO()
    given = torch.randint(0, 256, (2, 64, 64, 3), dtype=torch.uint8)
    torch.onnx.export(
        Shipped(network),
        (given,),
        held,
        input_names=["rgb"],
        output_names=["codes"],
        dynamic_axes={"rgb": {0: "n"}, "codes": {0: "n"}},
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load_from_string(held.getvalue())
    _halve(model)
    log = [json.loads(line) for line in (home / f"{asked.name}.jsonl").read_text().splitlines()]
    record = {
        "recipe": "frame/2",
        "method": "contrastive training of edited parts of frames, see training/README.md",
        "commands": COMMANDS,
        "seeds": {"frames": frames.SEED, "train": train.SEED},
        "last": log[-1],
        "data": {source.package: source.licences for source in SOURCES if source.split == "train"},
        "data_from": DATA_FROM,
        "made_with": {"torch": torch.__version__, "onnx": onnx.__version__, "numpy": np.__version__},
    }
    model.metadata_props.add(key="record", value=json.dumps(record, indent=1))
    onnx.checker.check_model(model)
    asked.out.write_bytes(model.SerializeToString())
    print(f"{asked.out}: {asked.out.stat().st_size} bytes")


def _halve(model: onnx.ModelProto) -> None:
    """Store large weights as float16, each with a cast back to float32, which is folded when the model is loaded."""
    casts = []
    for weights in model.graph.initializer:
        values = numpy_helper.to_array(weights)
        if values.dtype != np.float32 or values.size < LARGE:
            continue
        name = weights.name
        weights.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


if __name__ == "__main__":
    main()
