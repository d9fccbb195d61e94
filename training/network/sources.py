"""Further pictures to train a frame hash on: art and photographs inside 29 more Debian 12 packages.

They add what `training.pictures.SOURCES` has little of: photographs, painted and rendered backgrounds, screens of
games, textures, and drawn figures in other styles. As there, every package is in Debian's `main` section and the
licences named are those of its pictures by its own `debian/copyright` (of crawl-tiles-data by that of crawl-common,
which it links to). None of them is drawn from by the benchmark or kept for testing.
"""

from training.pictures import SOURCES, Source

ADDED_SOURCES = (
    Source("krank", "train", "public domain", 300),
    Source("lxqt-themes", "train", "LGPL-2.1+, LGPL-3, CC-BY-SA-3.0", 300),
    Source("python3-skimage", "train", "BSD-3-Clause", 300),
    Source("libjxl-testdata", "train", "BSD-3-Clause, CC0-1.0, Apache-2.0, ISC", 300),
    Source("cimg-doc", "train", "CeCILL-2.0", 300),
    Source("wordpress-theme-twentytwentyone", "train", "GPL-2+", 300),
    Source("wordpress-theme-twentytwentytwo", "train", "GPL-2+", 300),
    Source("povray-examples", "train", "AGPL-3+, CC-BY-SA-3.0", 300),
    Source("mandelbulber2-data", "train", "GPL-3+, CC-BY-4.0", 150),
    Source("warmux-data", "train", "GPL-2+", 600),
    Source("neverball-data", "train", "GPL-2+", 300),
    Source("trackballs-data", "train", "GPL-2+", 300),
    Source("zaz-data", "train", "GPL-3+", 300),
    Source("crawl-tiles-data", "train", "GPL-2+, CC0-1.0", 300),
    Source("extremetuxracer-data", "train", "GPL-2+", 400),
    Source("foobillardplus-data", "train", "GPL-2", 300),
    Source("plee-the-bear-data", "train", "CC-BY-SA-3.0, GPL-2+", 300),
    Source("amoebax-data", "train", "GPL-2+", 300),
    Source("tuxtype-data", "train", "GPL-2, public domain", 400),
    Source("pysiogame", "train", "public domain, GPL-3+", 800),
    Source("qabcs-data", "train", "GPL-3+, CC0-1.0, public domain", 500),
    Source("naev-data", "train", "GPL-3+, GPL-3, GPL-2+, CC-BY-3.0, CC-BY-SA-3.0, public domain", 700),
    Source("freecol", "train", "GPL-2+, CC-BY-SA-3.0, public domain", 500),
    Source("freeorion-data", "train", "CC-BY-SA-3.0", 600),
    Source("lincity-ng-data", "train", "GPL-2+", 500),
    Source("megaglest-data", "train", "CC-BY-SA-3.0", 400),
    Source("scorched3d-data", "train", "GPL-2+, CC-BY-SA-3.0, public domain", 300),
    Source("colobot-common-textures", "train", "GPL-3+", 300),
    Source("cube2-data", "train", "CC-BY-3.0, CC-BY-SA-3.0, GPL-2+, public domain, free for any purpose (skies)", 300),
)
"""What frame/2 had not seen."""
ALL_SOURCES = (*SOURCES, *ADDED_SOURCES)
