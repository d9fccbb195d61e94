"""Writes the trained network as training/network/frame3.onnx: weights of 16 bits, and the record of their training.

python -m training.network.export
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

from training.network import TRAINED, frames, train
from training.network.network import Network
from training.network.sources import ALL_SOURCES
from training.pictures import CACHE

OPSET = 17
COMMANDS = (
    "python -m training.network.frames --parts 165 --count 1000 --overlays 200 --workers 15  # while it trained",
    "python -m training.network.train --device cuda --minutes 9.4 --rate 4e-3",
    "python -m training.network.export",
)
"""What made the network that is shipped."""
DATA_FROM = (
    "Debian 12 (bookworm), main, all of it free by the Debian guidelines; and shows drawn by benchmarks/cartoon, of "
    "numbers that no benchmark has. Art was at most 320 pixels long, figures 160, as lossy WebP"
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
    home = asked.cache / "network"
    network = Network()
    network.load_state_dict(torch.load(home / f"{asked.name}.pt", weights_only=True, map_location="cpu"))
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
    halve(model)
    log = [json.loads(line) for line in (home / f"{asked.name}.jsonl").read_text().splitlines()]
    record = {
        "recipe": "frame/3",
        "method": "contrastive training of edited parts of frames, see training/README.md",
        "commands": COMMANDS,
        "seeds": {"frames": frames.SEED, "train": train.SEED},
        "last": log[-1],
        "data": {source.package: source.licences for source in ALL_SOURCES if source.split == "train"},
        "data_from": DATA_FROM,
        "made_with": {"torch": torch.__version__, "onnx": onnx.__version__, "numpy": np.__version__},
    }
    model.metadata_props.add(key="record", value=json.dumps(record, indent=1))
    onnx.checker.check_model(model)
    asked.out.write_bytes(model.SerializeToString())
    print(f"{asked.out}: {asked.out.stat().st_size} bytes")


def halve(model: onnx.ModelProto) -> None:
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
