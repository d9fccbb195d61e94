"""How the network of frame/2 is trained; nothing here is installed. Needs the extra `training` (PyTorch, onnx)."""

from pathlib import Path
from typing import Final

TRAINED: Final = Path("training/frame2/float.onnx")
"""The trained network, in floats."""
SHIPPED: Final = Path("src/ashen/signature/frame2.onnx")
"""The same in integers."""
