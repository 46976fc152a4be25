# Sourced by tools/run, tools/test and .ci/run: what a build needs, and how a build folder comes to be.
# Sets $root, the project's folder. Written for bash; prints to stderr only.

root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." >/dev/null && pwd)

# Debian's package | how another system, or a compiler or meson of the user's own, shows that it has the same thing
packages_build='
gcc              | command -v ${CC:-cc}
libc6-dev        | echo "#include <stdio.h>" | ${CC:-cc} -E -
meson            | command -v meson
ninja-build      | command -v ninja
pkg-config       | command -v pkg-config
gettext          | command -v msgfmt && command -v xgettext
libsdl2-dev      | pkg-config --exists sdl2
libsdl2-ttf-dev  | pkg-config --exists SDL2_ttf
libcglm-dev      | pkg-config --exists cglm
libpng-dev       | pkg-config --exists libpng
libcairo2-dev    | pkg-config --exists cairo-ft cairo-pdf
libfreetype-dev  | pkg-config --exists freetype2
libgif-dev       | echo "#include <gif_lib.h>" | ${CC:-cc} -E -
zlib1g-dev       | pkg-config --exists zlib
libyaml-dev      | pkg-config --exists yaml-0.1
libmd4c-dev      | pkg-config --exists md4c
'
# For the quick tests: the harness, the second compiler, and a screen with a hand and an eye.
packages_test='
python3          | command -v python3
libcmocka-dev    | pkg-config --exists cmocka
libjansson-dev   | pkg-config --exists jansson
clang            | command -v clang
xvfb             | command -v Xvfb
xdotool          | command -v xdotool
imagemagick      | command -v import
poppler-utils    | command -v pdftoppm
librsvg2-bin     | command -v rsvg-convert
libxml2-utils    | command -v xmllint
'
# For tools/test --full besides: what clusters run sweeps with, what looks at films, and LaTeX.
packages_full='
parallel         | command -v parallel
slurmctld        | command -v slurmctld
slurmd           | command -v slurmd
slurm-client     | command -v sbatch
munge            | command -v munged
ffmpeg           | command -v ffprobe
gifsicle         | command -v gifsicle
texlive-latex-base | command -v pdflatex
texlive-pictures | kpsewhich pgfplots.sty
'

say() { printf '%s\n' "$*" >&2; }

# need TABLE: makes sure that every package of the table is there; says what to do and exits with 1 when it cannot be.
need() {
    local row package check missing=()
    local installed=" $(dpkg-query -W -f '${db:Status-Status}=${Package} ' 2>/dev/null) "
    while IFS='|' read -r package check; do
        package=${package// /}
        [ -n "$package" ] || continue
        case $installed in *" installed=$package "*) continue ;; esac
        (eval "$check") >/dev/null 2>&1 </dev/null || missing+=("$package")
    done <<<"$1"
    [ ${#missing[@]} -eq 0 ] && return

    if ! command -v apt-get >/dev/null; then
        say "This system is neither Debian nor Ubuntu. Please install what Debian calls: ${missing[*]}"
        say "Then start this command again."
        exit 1
    fi
    local install="apt-get install -y --no-install-recommends ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "Some packages are missing. As root, type: apt-get update && $install"
            exit 1
        fi
        as_root=(sudo)
        [ -t 0 ] || as_root+=(-n) # nobody there to type a password
    fi
    say "Installing ${missing[*]} ..."
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -qq -o DPkg::Lock::Timeout=300)
    # No standard input: apt must never ask. (sudo takes its password from the terminal itself.)
    "${apt[@]}" update </dev/null >"$(log apt-update)" 2>&1 ||
        say "The package lists could not be refreshed; trying with those that are there."
    if ! "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >"$(log apt)" 2>&1; then
        tail -n 20 "$(log apt)" >&2
        say "The packages could not be installed. As root, type: apt-get update && $install"
        exit 1
    fi
}

# A folder for what went by too fast to read: build-logs/NAME.log
log() {
    mkdir -p "$root/build-logs"
    printf '%s' "$root/build-logs/$1.log"
}

# quietly NAME COMMAND...: runs it, shows its output only when it fails.
quietly() {
    local name=$1
    shift
    "$@" >"$(log "$name")" 2>&1 </dev/null && return
    cat "$(log "$name")" >&2
    return 1
}

# configure DIR OPTION...: sets up a build folder, unless it stands for this place, compiler and options already.
# A folder that does not (the project was moved, say) is made anew.
configure() {
    local dir=$root/$1
    shift
    local stamp="$root ${CC:-} $*"
    [ -e "$dir/build.ninja" ] && [ "$(cat "$dir/.configured" 2>/dev/null)" = "$stamp" ] && return
    rm -rf -- "$dir"
    quietly "setup-${dir##*/}" meson setup "$dir" "$root" "$@" || return 1
    printf '%s\n' "$stamp" >"$dir/.configured"
}

# compile DIR TARGET...: says nothing when all is well.
compile() {
    local dir=$1
    shift
    quietly "compile-$dir" ninja -C "$root/$dir" "$@"
}

# The program as users get it. A warning of a newer compiler must not stop them, so only .ci/run makes warnings errors.
# The tests need packages that running does not, so they are added by tools/test.
werror=-Dwerror=${RIDGESCOPE_WERROR:-false}
release=(--buildtype=release "$werror" -Dtests=false)
configure_program() { configure build "${release[@]}"; }
