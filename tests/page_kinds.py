"""One address of each kind of page, on each of the sites that tests serve."""

from tests import awkward

SAMPLE = "/news/2023-06-03-dangers-of-facial-recognition-software/"
VIDEO = "/news/2022-11-16-watch-artemis-i-leaves-for-the-moon/"
OUTLET = "/providers/nasa.gov/"
PARTS = "/styleguide/"
DEMO = ["/", "/topics/", "/topics/space/", "/topics/ai/?view=top", SAMPLE, VIDEO, OUTLET, "/archive/", "/archive/2025/"]
DEMO += ["/archive/2025/11/", "/archive/2025/11/04/", "/about/", "/feeds/", "/api/", "/saved/"]
DEMO += ["/offline/", "/nowhere/", PARTS]
AWKWARD = ["/", "/topics/", "/topics/c/", f"/providers/{awkward.OUTLETS[1]['domain']}/"]
AWKWARD += [f"/news/{key}/" for key in (awkward.TEN_ENTRIES, awkward.NO_COVERAGE, awkward.VIDEO, awkward.WITHDRAWN)]
DEMO += ["/search/", "/search/?q=the", "/search/?q=nasa+OR+moon+after:x&sort=newest", "/search/?q=%F0%9F%9A%80"]
AWKWARD += ["/search/?q=of+OR+the+OR+%D7%94"]
EMPTY = ["/", "/topics/", "/archive/", "/archive/2025/", "/archive/2025/11/", "/archive/2025/11/04/", "/about/"]
EMPTY += ["/feeds/", "/api/", "/saved/", "/offline/", "/nowhere/", PARTS]
EMPTY += ["/search/?q=moon"]
PAGES = [(site, path) for site, paths in {"demo": DEMO, "awkward": AWKWARD, "empty": EMPTY}.items() for path in paths]
