"""The truth: anime, episodes, files, videos and their signatures. The only room with SQL."""
