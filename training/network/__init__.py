"""How the networks of frame/2 and frame/3 are trained; nothing here is installed. Needs the extra `training` (PyTorch,
onnx)."""

from pathlib import Path
from typing import Final

TRAINED: Final = Path(__file__).with_name("frame3.onnx")
"""The trained network of frame/3, in floats."""
TRAINED_BEFORE: Final = Path(__file__).with_name("frame2.onnx")
"""That of frame/2."""
SHIPPED: Final = Path("src/ashen/signature/frame3.onnx.zst")
"""The newest in integers."""
