# Shared by the scripts of this folder: bash functions that install packages, configure, build, and say what they do.
# The caller sets `root` to the folder of the sources.

SECONDS=0

# A line with the seconds since the script began.
step() {
    printf '[%4d s] %s\n' "$SECONDS" "$*"
}

# Ends the script with a sentence for the person.
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Prints the packages of the named sections of packaging/packages.
packages_of() {
    local section
    for section; do
        awk -v want="[$section]" '/^\[/ { inside = ($0 == want); next } inside && NF && !/^#/' "$root/packaging/packages"
    done
}

# Prints those of the named packages that this machine lacks.
missing_of() {
    local package
    for package; do
        if [ "$package" = npm ] && command -v npm >/dev/null; then
            continue
        fi
        case "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" in
        installed) ;;
        *) printf '%s\n' "$package" ;;
        esac
    done
}

# announce WHAT MINUTES SECTION...: says at once what will be installed and about how long all of it takes.
# Leaves the packages to install in the array `missing`.
announce() {
    local what=$1 minutes=$2
    shift 2
    command -v dpkg-query >/dev/null || fail "This script prepares a Debian 12 machine, and dpkg is not here." \
        "Elsewhere, install what packaging/packages names and use the presets of CMakePresets.json."
    mapfile -t missing < <(missing_of $(packages_of "$@"))
    echo "$what"
    if [ ${#missing[@]} -gt 0 ]; then
        echo "Debian packages to be installed (${#missing[@]}, and what they need): ${missing[*]}"
    else
        echo "Every Debian package that is needed is installed already."
    fi
    echo "The first time takes about $minutes minutes on two cores; afterwards only what has changed is built."
}

# Installs the packages that `announce` found missing.
install_missing() {
    if [ ${#missing[@]} -eq 0 ]; then
        return
    fi
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "Packages are missing, and this is neither root nor is there sudo." \
            "Ask an administrator to run: apt-get install --no-install-recommends ${missing[*]}"
        as_root=(sudo)
    fi
    mkdir -p "$root/build"
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
    step "Reading the package lists"
    "${apt[@]}" update >"$root/build/apt.log" 2>&1 ||
        step "The package lists could not be refreshed in full; trying with the ones that are here"
    step "Installing ${#missing[@]} packages"
    if ! "${apt[@]}" install --no-install-recommends "${missing[@]}" >>"$root/build/apt.log" 2>&1; then
        tail -n 30 "$root/build/apt.log" >&2
        fail "The packages could not be installed; the lines above are the end of build/apt.log."
    fi
}

# configure [CMAKE-OPTION...]: configures build/release.
configure() {
    step "Configuring build/release"
    (cd "$root" && cmake --preset release "$@") || fail "Configuring failed; the lines above say why."
}

# build [TARGET...]: builds the named targets of build/release, or all.
build() {
    step "Building ${*:-everything} with $(nproc) jobs"
    (cd "$root" && cmake --build --preset release --parallel "$(nproc)" ${1:+--target "$@"}) ||
        fail "Building failed; the lines above say why."
}
