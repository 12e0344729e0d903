# What ./build and ./terratunnel share about building. To be sourced by a POSIX shell after find-jdk.sh; $root is the checkout.

program=$root/cli/target/terratunnel
# As old as the start of the build that made the program.
stamp=$program/.built
lock=$root/target/.building

require_maven() {
    command -v mvn >/dev/null 2>&1 && return 0
    {
        echo "Terratunnel is built with Maven 3.8 or newer, and there is no mvn on the PATH."
        echo "  Debian, Ubuntu: apt install maven"
        echo "  Fedora:         dnf install maven"
        echo "  macOS:          brew install maven"
    } >&2
    exit 69
}

# True if there is no program yet, or something that it was built from is newer. Folders count, for deleted files.
is_stale() {
    [ -f "$stamp" ] && [ -f "$program/lib/terratunnel.jar" ] || return 0
    [ -n "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$stamp" 2>/dev/null | head -n 1)" ]
}

# One build at a time in a checkout: they write the same files.
take_build_lock() {
    mkdir -p "$root/target"
    lock_said=
    until mkdir "$lock" 2>/dev/null; do
        lock_owner=$(cat "$lock/pid" 2>/dev/null) || lock_owner=
        if [ -n "$lock_owner" ] && ! kill -0 "$lock_owner" 2>/dev/null; then
            rm -rf "$lock"
            continue
        fi
        [ -n "$lock_said" ] || echo "waiting for another build of this checkout to end (process ${lock_owner:-unknown})" >&2
        lock_said=yes
        sleep 1
    done
    echo $$ >"$lock/pid"
    trap release_build_lock EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

release_build_lock() {
    rm -rf "$lock"
    trap - EXIT INT TERM
}

# Maven in the root of the checkout, on the JDK that was found.
maven() {
    commit=$(git -C "$root" rev-parse --short=12 HEAD 2>/dev/null) || commit=unknown
    (CDPATH='' cd "$root" && exec mvn -B "-Dcommit=$commit" "$@")
}

# Around a build that makes the program: what changes meanwhile is newer than the stamp.
begin_program() {
    : >"$root/target/.began"
}

end_program() {
    mv "$root/target/.began" "$stamp"
}
