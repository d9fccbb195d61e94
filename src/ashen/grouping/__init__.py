"""Unknown files sorted: by anime and episode where the library knows them, by each other where it does not."""
