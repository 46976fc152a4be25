"""embed.py OUT.c LANGUAGE.mo...: the catalogs as C arrays, so that the program needs no installed files."""
import sys
from pathlib import Path


def array(name, data):
    lines = (",".join(map(str, data[i : i + 32])) for i in range(0, len(data), 32))
    return f"static const unsigned char {name}[] = {{\n" + ",\n".join(lines) + "\n};\n"


def main(out, *catalogs):
    text = '/* Made by po/embed.py from the catalogs in po. */\n#include "app/language.h"\n\n'
    rows = []
    for path in map(Path, catalogs):
        name, data = "mo_" + path.stem.replace("@", "_"), path.read_bytes()
        text += array(name, data) + "\n"
        rows.append(f'    {{ "{path.stem.replace("_", "-")}", {name}, sizeof {name} }},\n')
    text += "const EmbeddedCatalog language_catalogs[] = {\n" + "".join(rows) + "    { 0, 0, 0 },\n};\n"
    text += f"const int language_catalogs_count = {len(rows)};\n"
    Path(out).write_text(text)


main(*sys.argv[1:])
