"""What the library knows: anime, episodes, videos, files and their signatures. The only room with SQL.

The database is the truth; search indices are caches made from it.
"""
