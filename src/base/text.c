/* text: error messages, numbers as text and back, UTF-8. The C library converts digits exactly but writes the point of
 * the user's locale; here the point is always '.', so a saved file reads the same in every country. */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool err_set(Err *e, const char *format, ...)
{
    if (e) {
        va_list args;
        va_start(args, format);
        vsnprintf(e->text, sizeof e->text, format, args);
        va_end(args);
    }
    return false;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static const char *skip_digits(const char *s)
{
    while (is_digit(*s))
        s++;
    return s;
}

/* sign? (digits ('.' digits?)? | '.' digits) ([eE] sign? digits)? and nothing more. */
static bool looks_like_number(const char *s)
{
    s += *s == '+' || *s == '-';
    const char *whole = s;
    s = skip_digits(s);
    long digits = s - whole;
    if (*s == '.') {
        const char *part = s + 1;
        s = skip_digits(part);
        digits += s - part;
    }
    if (!digits)
        return false;
    if (*s == 'e' || *s == 'E') {
        s++;
        s += *s == '+' || *s == '-';
        if (!is_digit(*s))
            return false;
        s = skip_digits(s);
    }
    return !*s;
}

bool text_to_double(const char *s, double *out)
{
    char copy[512], half[8];
    size_t n = strlen(s);
    if (n >= sizeof copy || !looks_like_number(s))
        return false;
    snprintf(half, sizeof half, "%.1f", 0.5); /* 0.5 or 0,5: half[1] is the locale's point */
    memcpy(copy, s, n + 1);
    char *point = strchr(copy, '.');
    if (point)
        *point = half[1];
    double v = strtod(copy, NULL);
    if (!num_finite(v))
        return false;
    *out = v;
    return true;
}

bool text_to_int(const char *s, int64_t *out)
{
    bool minus = *s == '-';
    s += minus || *s == '+';
    uint64_t v = 0, most = (uint64_t)INT64_MAX + minus;
    if (!is_digit(*s))
        return false;
    for (; is_digit(*s); s++) {
        uint64_t d = (uint64_t)(*s - '0');
        if (v > (most - d) / 10)
            return false;
        v = 10 * v + d;
    }
    if (*s)
        return false;
    *out = minus ? (int64_t)(0 - v) : (int64_t)v;
    return true;
}

/* v's sign, digits and decimal exponent, rounded to n digits: 0.0123 -> "123", -2. */
static int digits_of(double v, int n, char digits[20])
{
    char text[40];
    snprintf(text, sizeof text, "%.*e", n - 1, v < 0 ? -v : v);
    char *e = strchr(text, 'e');
    int used = 0;
    for (const char *s = text; s < e; s++)
        if (is_digit(*s))
            digits[used++] = *s;
    while (used > 1 && digits[used - 1] == '0')
        used--;
    digits[used] = 0;
    return atoi(e + 1);
}

/* Digits and exponent as people write them: 0.00012, 1500, 1.5e-7. */
static int lay_out(char out[32], bool minus, const char *digits, int e)
{
    int n = (int)strlen(digits);
    const char *sign = minus ? "-" : "";
    if (e < -5 || e > 15)
        return snprintf(out, 32, "%s%c%s%se%d", sign, digits[0], n > 1 ? "." : "", digits + 1, e);
    if (e < 0)
        return snprintf(out, 32, "%s0.%.*s%s", sign, -e - 1, "0000", digits);
    if (n <= e + 1)
        return snprintf(out, 32, "%s%s%.*s", sign, digits, e + 1 - n, "000000000000000");
    return snprintf(out, 32, "%s%.*s.%s", sign, e + 1, digits, digits + e + 1);
}

static int number_text(char out[32], double v, bool as_float)
{
    if (v != v)
        return snprintf(out, 32, "nan");
    if (!num_finite(v))
        return snprintf(out, 32, v < 0 ? "-inf" : "inf");
    char digits[20];
    int length = 0;
    for (int n = 1; n <= 17; n++) {
        int e = digits_of(v, n, digits);
        length = lay_out(out, v < 0 || (v == 0 && 1 / v < 0), digits, e);
        double back;
        if (text_to_double(out, &back) && (as_float ? (float)back == (float)v : back == v))
            break;
    }
    return length;
}

int text_of_double(char out[32], double v) { return number_text(out, v, false); }
int text_of_float(char out[32], float v) { return number_text(out, (double)v, true); }

static int lower(char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; }

int text_distance(const char *a, const char *b)
{
    int row[64]; /* row[j]: distance between what was read of a and the first j letters of b */
    size_t na = strlen(a), nb = strlen(b), most = na > nb ? na : nb;
    if (most >= COUNT(row))
        return (int)most; /* the upper bound: such texts are not mistyped names */
    for (int j = 0; j <= (int)nb; j++)
        row[j] = j;
    for (int i = 0; i < (int)na; i++) {
        int before = row[0]++;
        for (int j = 0; j < (int)nb; j++) {
            int swap = before + (lower(a[i]) != lower(b[j]));
            before = row[j + 1];
            row[j + 1] = min_i(swap, min_i(row[j], row[j + 1]) + 1);
        }
    }
    return row[nb];
}

/* One sequence of UTF-8 (RFC 3629, section 4): its bytes, or 0 when it is cut short, overlong, a surrogate or too
 * large. The first byte fixes the length and how far the second may go; all others are 80..BF. */
static int read_rune(const unsigned char *s, size_t n, uint32_t *rune)
{
    static const struct {
        unsigned char first, last, low, high, bytes;
    } rows[] = {
        { 0x00, 0x7F, 0x80, 0xBF, 1 }, { 0xC2, 0xDF, 0x80, 0xBF, 2 }, { 0xE0, 0xE0, 0xA0, 0xBF, 3 },
        { 0xE1, 0xEC, 0x80, 0xBF, 3 }, { 0xED, 0xED, 0x80, 0x9F, 3 }, { 0xEE, 0xEF, 0x80, 0xBF, 3 },
        { 0xF0, 0xF0, 0x90, 0xBF, 4 }, { 0xF1, 0xF3, 0x80, 0xBF, 4 }, { 0xF4, 0xF4, 0x80, 0x8F, 4 },
    };
    for (int i = 0; i < COUNT(rows); i++) {
        if (s[0] < rows[i].first || s[0] > rows[i].last)
            continue;
        int bytes = rows[i].bytes;
        uint32_t r = bytes == 1 ? s[0] : s[0] & (0x7Fu >> bytes);
        for (int k = 1; k < bytes; k++) {
            bool second = k == 1;
            if ((size_t)k >= n || s[k] < (second ? rows[i].low : 0x80) || s[k] > (second ? rows[i].high : 0xBF))
                return 0;
            r = r << 6 | (s[k] & 0x3Fu);
        }
        *rune = r;
        return bytes;
    }
    return 0;
}

uint32_t text_rune(const char **s)
{
    uint32_t rune = 0xFFFD;
    if (!**s)
        return 0;
    int bytes = read_rune((const unsigned char *)*s, 4, &rune); /* the final 0 stops a sequence that is cut short */
    *s += bytes ? bytes : 1;
    return rune;
}

bool text_utf8_ok(const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        uint32_t rune = 0;
        int bytes = read_rune((const unsigned char *)s + i, n - i, &rune);
        if (!bytes || !rune) /* our strings end at a zero: none may be inside */
            return false;
        i += (size_t)bytes;
    }
    return true;
}

/* --- where a line may end --- */

/* Scripts that are written without blanks, their signs and their wide letters included. */
static bool wide(uint32_t rune) { return (rune >= 0x2e80 && rune < 0xfb00) || (rune >= 0xff00 && rune < 0xffe7); }

static bool among(uint32_t rune, const uint32_t *signs)
{
    for (; *signs; signs++)
        if (rune == *signs)
            return true;
    return false;
}

/* No line begins with these ... */
static bool closes(uint32_t rune)
{
    static const uint32_t signs[] = { 0x3001, 0x3002, 0xff0c, 0xff0e, 0xff1a, 0xff1b, 0xff01, 0xff1f,
                                      0x300d, 0x300f, 0xff09, 0x300b, 0x3009, 0x3011, 0x3015, 0x2019,
                                      0x201d, 0x2026, 0x2014, 0x30fb, 0xff05, ',',    '.',    ':',
                                      ';',    '!',    '?',    ')',    ']',    '%',    0 };
    return among(rune, signs);
}

/* ... and none ends with these. */
static bool opens(uint32_t rune)
{
    static const uint32_t signs[] = { 0x300c, 0x300e, 0xff08, 0x300a, 0x3008, 0x3010,
                                      0x3014, 0x2018, 0x201c, '(',    '[',    0 };
    return among(rune, signs);
}

static bool letter(uint32_t rune) { return (rune | 32) >= 'a' && (rune | 32) <= 'z'; }

bool text_breaks(uint32_t before, uint32_t last, uint32_t next)
{
    if (last == '-' && letter(before) && letter(next))
        return true;
    return (wide(last) || wide(next)) && !opens(last) && !closes(next);
}
