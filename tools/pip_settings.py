"""Where pip gets packages on this machine, in the environment variables that uv reads.

uv ignores pip's configuration, and a company's mirror is often written down only there.
Plain old Python without dependencies, as make_venv.py.
"""

import ast
import re
import subprocess

# pip's option: (uv's variable, what separates several values in it)
VARIABLES = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "no-index": ("UV_NO_INDEX", " "),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "proxy": ("ALL_PROXY", " "),
    "default-timeout": ("UV_HTTP_TIMEOUT", " "),
    "timeout": ("UV_HTTP_TIMEOUT", " "),
}
# Which of pip's sections wins, the strongest last.
SECTIONS = ("global", "install", ":env:")
PLACES = ("index-url", "extra-index-url", "find-links")


def uv_environment(python, environ):
    """`environ` with what pip, run by `python`, is configured to use; uv's own variables win."""
    settings = pip_settings(python, environ)
    merged = dict(environ)
    for option, value in settings.items():
        variable, separator = VARIABLES[option]
        if option == "no-index" and value.lower() not in ("1", "true", "yes", "on"):
            continue
        merged.setdefault(variable, separator.join(value.split()))
    if "extra-index-url" in settings and "UV_INDEX" not in environ:
        # Where several places have the same version, uv takes the file of the first place, even
        # if another has a better one for this machine. So the main index goes first.
        merged["UV_INDEX"] = (
            merged.get("UV_DEFAULT_INDEX", locked_index()) + " " + merged["UV_INDEX"]
        )
    # pip takes the best of all its places. uv stops at the first that has the package, so that
    # nobody can slip in another of the same name: here the hashes of the lock see to that.
    merged.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return merged


def locked_index():
    """The index that uv.lock was made from: the public one."""
    with open("uv.lock") as lock:
        return re.search('registry = "([^"]+)"', lock.read()).group(1)


def has_own_place(environ):
    """Whether packages come from anywhere but the public index alone."""
    names = [VARIABLES[option][0] for option in PLACES]
    return any(environ.get(name) for name in [*names, "UV_INDEX", "UV_INDEX_URL"])


def pip_settings(python, environ):
    """{option: value} of what `pip config list` prints, for the options that uv knows too."""
    listing = subprocess.run(
        [python, "-m", "pip", "config", "list", "--disable-pip-version-check"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environ,
    ).stdout.decode(errors="replace")
    settings = {}
    for section in SECTIONS:
        for line in listing.splitlines():
            name, _, value = line.partition("=")
            where, _, option = name.rpartition(".")
            if where == section and option in VARIABLES:
                settings[option] = ast.literal_eval(value)
    return settings
