"""How the network of frame/2 is trained; nothing here is installed. Needs the extra `training` (PyTorch, onnx)."""
