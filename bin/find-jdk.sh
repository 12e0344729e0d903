# Finds a Java that is new enough. To be sourced by a POSIX shell; $root is the project's or the installation's folder.
#
#   find_java      sets and exports JAVA_HOME to a Java that can run Terratunnel
#   find_jdk       the same, to one that can also build it (it has javac)
#
# Looked at in this order: TERRATUNNEL_JAVA_HOME, a runtime/ folder beside the program, JAVA_HOME, the java on PATH,
# the places where JDKs usually are. Exits with 69 (a service is unavailable) if none will do.

java_needed=25

find_java() {
    java_tool=java
    find_java_home
}

find_jdk() {
    java_tool=javac
    find_java_home
}

find_java_home() {
    java_seen=
    if [ -n "${TERRATUNNEL_JAVA_HOME:-}" ]; then
        # Asked for by name: nothing else will do.
        java_home_fits "$TERRATUNNEL_JAVA_HOME" || java_missing
        return 0
    fi
    java_home_fits "$root/runtime" && return 0
    java_home_fits "${JAVA_HOME:-}" && return 0
    java_home_fits "$(java_home_on_path)" && return 0
    for java_candidate in \
        /usr/lib/jvm/* /usr/lib64/jvm/* /usr/local/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*/jdk* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
        "${HOME:-/nonexistent}"/.jdks/* \
        "${HOME:-/nonexistent}"/.asdf/installs/java/* \
        "${HOME:-/nonexistent}"/.local/share/mise/installs/java/*; do
        java_home_fits "$java_candidate" && return 0
    done
    java_missing
}

# The folder must have a `release` file that names a version which is new enough, and the tool that is wanted.
java_home_fits() {
    [ -n "$1" ] && [ -d "$1" ] || return 1
    java_version=
    if [ -r "$1/release" ]; then
        java_version=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$1/release")
    fi
    java_feature=${java_version%%[!0-9]*}
    if [ -n "$java_feature" ] && [ "$java_feature" -ge "$java_needed" ] && [ -x "$1/bin/$java_tool" ]; then
        JAVA_HOME=$1
        export JAVA_HOME
        return 0
    fi
    if [ -x "$1/bin/java" ]; then
        java_what="Java ${java_version:-of unknown version}"
        [ -x "$1/bin/javac" ] || java_what="$java_what without javac"
        java_seen="$java_seen
    $1 ($java_what)"
    fi
    return 1
}

java_home_on_path() {
    java_binary=$(command -v java) || return 0
    while [ -h "$java_binary" ]; do
        java_target=$(readlink "$java_binary")
        case $java_target in
            /*) java_binary=$java_target ;;
            *) java_binary=$(dirname "$java_binary")/$java_target ;;
        esac
    done
    (CDPATH='' cd "$(dirname "$java_binary")/.." && pwd -P)
}

java_missing() {
    if [ "$java_tool" = javac ]; then
        java_wanted="a JDK $java_needed or newer (with javac) to be built"
    else
        java_wanted="Java $java_needed or newer"
    fi
    {
        echo "Terratunnel needs $java_wanted, and there is none here."
        [ -z "${TERRATUNNEL_JAVA_HOME:-}" ] || echo "  TERRATUNNEL_JAVA_HOME is $TERRATUNNEL_JAVA_HOME, and only that was tried."
        [ -z "$java_seen" ] || echo "  Found, but not fit:$java_seen"
        echo "  Get Eclipse Temurin $java_needed:"
        echo "    Debian, Ubuntu, Fedora: package temurin-$java_needed-jdk, once Adoptium's repository is set up"
        echo "                            (https://adoptium.net/installation/linux)"
        echo "    macOS:                  brew install --cask temurin@$java_needed"
        echo "    anywhere:               unpack an archive from https://adoptium.net"
        echo "  If it is in an unusual place, set TERRATUNNEL_JAVA_HOME to its folder."
    } >&2
    exit 69
}
