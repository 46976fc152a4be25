"""Pictures in the tests: reading PNG and PPM, and how far two pictures lie apart. Only Python's own library."""
import os
import re
import zlib
from collections import namedtuple

os.environ["LC_ALL"] = "C"  # what is in pictures is in English, whatever the machine speaks

Picture = namedtuple("Picture", "width height channels pixels")  # pixels: bytes, row by row, 8 bits a channel


def read_ppm(data):
    """A binary PPM with 8 bits a channel, as ImageMagick writes it."""
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
    return Picture(int(head[1]), int(head[2]), 3, data[head.end() :])


def read_png(data):
    """A PNG with 8 bits a channel, not interlaced; palettes are resolved. Raises ValueError when it is anything else."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("not a PNG")
    at, packed, palette = 8, b"", b""
    while at < len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        if zlib.crc32(kind + body) != int.from_bytes(data[at + 8 + size : at + 12 + size], "big"):
            raise ValueError(f"{kind.decode()}: checksum")
        if kind == b"IHDR":
            width, height = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
            depth, colour, _, _, interlaced = body[8:13]
            channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
            if depth != 8 or interlaced:
                raise ValueError("only 8 bits, not interlaced")
        elif kind == b"PLTE":
            palette = body
        elif kind == b"IDAT":
            packed += body
        at += 12 + size
    raw, stride = zlib.decompress(packed), width * channels
    rows, above = [], bytes(stride)
    for y in range(height):
        start = y * (stride + 1)
        above = _unfilter(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), above, channels)
        rows.append(bytes(above))
    pixels = b"".join(rows)
    if colour == 3:
        pixels, channels = b"".join(palette[3 * i : 3 * i + 3] for i in pixels), 3
    return Picture(width, height, channels, pixels)


def _unfilter(kind, row, above, bpp):
    """Undoes one row's filter (PNG specification, chapter 9), in place."""
    if kind == 2:
        return bytearray((a + b) & 255 for a, b in zip(row, above))
    for i in range(len(row)) if kind else ():
        left = row[i - bpp] if i >= bpp else 0
        if kind == 1:
            guess = left
        elif kind == 3:
            guess = (left + above[i]) >> 1
        else:
            corner = above[i - bpp] if i >= bpp else 0
            p, q, r = abs(above[i] - corner), abs(left - corner), abs(left + above[i] - 2 * corner)
            guess = left if p <= q and p <= r else above[i] if q <= r else corner
        row[i] = (row[i] + guess) & 255
    return row


def brightness(picture):
    """Mean of all channels, 0 to 255."""
    return sum(picture.pixels) / len(picture.pixels)


def colours(picture):
    """How many different colours there are."""
    n = picture.channels
    return len({picture.pixels[i : i + n] for i in range(0, len(picture.pixels), n)})


def _blocks(picture, size):
    """Mean red, green, blue of each block of size x size pixels: what an eye a step away would see."""
    n, stride = picture.channels, picture.width * picture.channels
    for y in range(0, picture.height, size):
        rows = [picture.pixels[r * stride : (r + 1) * stride] for r in range(y, min(y + size, picture.height))]
        for x in range(0, stride, size * n):
            cut = [row[x : min(x + size * n, stride)] for row in rows]
            count = sum(len(c) for c in cut) // n
            yield [sum(sum(c[k % n :: n]) for c in cut) / count for k in range(3)]


def difference(a, b, size=8):
    """(mean, largest) distance of two pictures' blocks, 0 to 255. A moved edge or another font rasteriser changes
    few blocks a little; a missing line, wrong colour or shifted label changes some blocks a lot."""
    if (a.width, a.height) != (b.width, b.height):
        return 255.0, 255.0
    far = [max(abs(p - q) for p, q in zip(u, v)) for u, v in zip(_blocks(a, size), _blocks(b, size))]
    return sum(far) / len(far), max(far)
