# Sourced by ./demo and ./test: checks what building needs, installs through apt what is missing where it may, and
# otherwise prints the one line to type.
#
#   require            Rust, a linker, a JDK from 11, Gradle
#   require display    and what Java needs to draw on a virtual screen: the screen, a window manager

# Where rustup puts cargo; a shell that was open during its installation does not know yet.
PATH="${HOME:-/root}/.cargo/bin:$PATH"

# have NAME: whether there is such a program.
have() { command -v "$1" >/dev/null 2>&1; }

# jdk_from VERSION: whether there is a Java compiler of at least that version.
jdk_from() {
    local version
    version=$(javac -version 2>&1) || return 1
    version=${version#javac }
    [ "${version%%[.-]*}" -ge "$1" ]
}

# Whether Java has the library that draws on X11; headless packages lack it.
java_draws() {
    local home
    home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
    [ -e "$home/lib/libawt_xawt.so" ]
}

# missing [display]: names of Debian packages for what is not there.
missing() {
    local jdk=default-jdk-headless
    if [ "${1:-}" = display ]; then
        jdk=default-jdk
        have xvfb-run || echo xvfb
        have openbox || echo openbox
        have xauth || echo xauth
        jdk_from 11 && java_draws || echo "$jdk"
    else
        jdk_from 11 || echo "$jdk"
    fi
    have gradle || echo gradle
    have cc || printf '%s\n' gcc libc6-dev
}

# install PACKAGE...: through apt where it may; otherwise says what to type and fails.
install() {
    local as_root=()
    if ! have apt-get; then
        echo "Missing: $* (Debian's names). Install these with this system's own means, then start again." >&2
        return 1
    fi
    if [ "$(id -u)" != 0 ]; then
        as_root=(sudo)
        if ! have sudo || ! sudo -n true 2>/dev/null; then
            echo "Missing: $*. Type this once, then start again:" >&2
            echo "  sudo apt-get update && sudo apt-get install -y $*" >&2
            return 1
        fi
    fi
    echo "== Installing $*" >&2
    "${as_root[@]}" apt-get update -q >&2 &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2
}

# rust_from VERSION: whether cargo, rustfmt and clippy of at least that version are there.
rust_from() {
    local version
    version=$(cargo --version 2>/dev/null | cut -d ' ' -f 2) &&
        [ "$(printf '%s\n' "$1" "$version" | sort -V | head -n 1)" = "$1" ] &&
        cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1
}

# The Rust that rust-toolchain.toml names. rustup fetches it; newer Debian and Ubuntu have rustup as a package.
require_rust() {
    local channel
    channel=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
    rust_from "$channel" && return
    if ! have rustup && apt-cache policy rustup 2>/dev/null | grep -q 'Candidate: [0-9]'; then
        install rustup || return 1
    fi
    if ! have rustup; then
        local installer="curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal --default-toolchain $channel"
        have curl || install curl ca-certificates || return 1
        if [ "${PIXEL_FOREST_INSTALL_RUST:-}" != 1 ]; then
            echo "Missing: Rust $channel. Type this once, then start again" >&2
            echo "(or start with PIXEL_FOREST_INSTALL_RUST=1, which types it for you):" >&2
            echo "  $installer" >&2
            return 1
        fi
        sh -c "$installer" >&2 || return 1
    fi
    echo "== Installing Rust $channel" >&2
    rustup toolchain install "$channel" --profile minimal --component rustfmt --component clippy >&2
}

require() {
    local packages
    mapfile -t packages < <(missing "${1:-}")
    [ ${#packages[@]} = 0 ] || install "${packages[@]}" || return 1
    require_rust
}
