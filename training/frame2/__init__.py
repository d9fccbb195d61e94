"""How the network of frame/2 is trained; nothing here is installed. Needs the extra `training` (PyTorch, onnx)."""

from pathlib import Path
from typing import Final

TRAINED: Final = Path(__file__).with_name("float.onnx")
"""The trained network, in floats."""
SHIPPED: Final = Path("src/ashen/signature/frame2.onnx")
"""The same in integers."""
