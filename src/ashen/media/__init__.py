"""Files to frames: the only room that touches PyAV and Pillow."""
