/* theme: the colour tokens, one row a theme. Panels and widgets name a token, never a colour, so a theme is added by a
 * row here. What the colours must keep to (contrast on the surface, distance between the classes for every kind of
 * colour vision) is in tests/test_theme.c, which loops over the rows. */
#include "ui/ui.h"

#include <assert.h>
#include <string.h>

/* What all themes on white share, ... */
#define ON_WHITE                                                                                                       \
    .surface = 0xFFFFFFFF, .on_lam = 0xFFFFFFFF, .gap = 0xFFE3B100, .point_outline = 0xFFFFFFFF, .chosen = 0xFFFFFFFF, \
    .note = 0xF2FFFFFF, .tip = 0xFF12161C, .tip_ink = 0xFFFFFFFF, .tip_ink2 = 0xFFC4CCD6, .scrim = 0x7312161C,         \
    .field_mid = 0xFFFAF9F6

/* ... and the light screen with paper: the inks. */
#define ON_PAPER                                                                                                       \
    ON_WHITE, .weight = 1, .raised = 0xFFE9ECF0, .line = 0xFFD5DAE1, .ink = 0xFF12161C, .ink2 = 0xFF434C59,            \
              .ink3 = 0xFF626D7C, .lam = 0xFF8F0F57, .train = 0xFF00805F, .gap_fill = 0x42E3B100,                      \
              .gap_text = 0xFF6B5300, .danger = 0xFFB3261E, .danger_fill = 0xFFFBE9E7,                                 \
              .layer = { 0xFFCF76AB, 0xFFA5307D, 0xFF570C38 }

const Theme theme_defs[] = {
    {
        .key = "dark",
        .label = N_("Dark"),
        .screen = true,
        .dark = true,
        .weight = 1,
        .bg = 0xFF0D1015,
        .surface = 0xFF161A21,
        .raised = 0xFF1F252E,
        .line = 0xFF2B323D,
        .ink = 0xFFF2F4F7,
        .ink2 = 0xFFB7BFCB,
        .ink3 = 0xFF8D97A6,
        .lam = 0xFFEC66B2,
        .on_lam = 0xFF2A0A1E,
        .train = 0xFF8CE8CB,
        .gap = 0xFFF0E442,
        .gap_fill = 0x33F0E442, /* 20 % */
        .gap_text = 0xFFF0E442,
        .danger = 0xFFFF7A6B,
        .danger_fill = 0xFF3A1A18,
        .point_outline = 0xFF0D1015,
        .chosen = 0xFF39424F,
        .note = 0xF2161A21, /* surface at 95 % */
        .tip = 0xFF2F3844,
        .tip_ink = 0xFFFFFFFF,
        .tip_ink2 = 0xFFC4CCD6,
        .scrim = 0xA805070A,
        /* Blue, orange, violet, green. The last two are darker than the first two by 0.15 in OKLab's L: that is what
         * keeps green from orange where red and green look alike, and violet from lambda's pink. Then brown, mauve,
         * cyan, olive: eight colours cannot all be apart for everybody, so they are where marks are alike. */
        .cls = { 0xFF62B8F5, 0xFFFFA34A, 0xFF886BEE, 0xFF4E8D26, 0xFFA46163, 0xFFC6A8C7, 0xFF09A0B3, 0xFFA79D0E },
        .layer = { 0xFFFAD3EA, 0xFFE57DBC, 0xFFA34E86 },
        .field_lo = 0xFF235987,
        .field_mid = 0xFF181A1D,
        .field_hi = 0xFF844A19,
        .field_cls = { 0xFF235987, 0xFF844A19, 0xFF2C1E58, 0xFF234113, 0xFF4B2C2E, 0xFF4A3F4D, 0xFF134B57, 0xFF4D4718 },
    },
    {
        .key = "light",
        .label = N_("Light"),
        .screen = true,
        .bg = 0xFFF3F4F6,
        ON_PAPER,
        .cls = { 0xFF005A9C, 0xFFB54700, 0xFF8158DA, 0xFF27410A, 0xFF55383A, 0xFF725879, 0xFF2694BD, 0xFF918418 },
        .field_lo = 0xFF94C9F6,
        .field_hi = 0xFFF7BF8F,
        .field_cls = { 0xFF94C9F6, 0xFFF7BF8F, 0xFFC0ABE9, 0xFFD1E9AB, 0xFFE0C8C8, 0xFFDDD0E2, 0xFFA3DCE6, 0xFFE4DC9B },
    },
    {
        /* A lamp in a lit room lifts all that is dark and washes out all that is pale: black on white, strong colours,
         * lines and points that are seen from the last row. */
        .key = "projector",
        .label = N_("Projector"),
        ON_WHITE,
        .weight = 1.3f,
        .bg = 0xFFFFFFFF,
        .raised = 0xFFE1E6EC,
        .line = 0xFFA9B3BF,
        .ink = 0xFF000000,
        .ink2 = 0xFF1F2630,
        .ink3 = 0xFF3A434F,
        .lam = 0xFF7A0559,
        .train = 0xFF006E54,
        .gap_fill = 0x66E3B100, /* 40 % */
        .gap_text = 0xFF4A3900,
        .danger = 0xFF9B1410,
        .danger_fill = 0xFFFBE0DD,
        .cls = { 0xFF004A85, 0xFFA54200, 0xFF8158DA, 0xFF2C3600, 0xFF563838, 0xFF725879, 0xFF2694BD, 0xFF918418 },
        .layer = { 0xFFC25E9B, 0xFF92206B, 0xFF4A0830 },
        .field_lo = 0xFF7DBCF5,
        .field_hi = 0xFFF7B277,
        .field_cls = { 0xFF7DBCF5, 0xFFF7B277, 0xFFC0ABE9, 0xFFD1E9AB, 0xFFE0C8C8, 0xFFDDD0E2, 0xFFA3DCE6, 0xFFE4DC9B },
    },
    {
        /* On paper, which may be grey: class 1 is lighter than class 0, in points and in the field. */
        .key = "print",
        .label = N_("Print"),
        .bg = 0xFFFFFFFF,
        ON_PAPER,
        .cls = { 0xFF004A85, 0xFFAE600A, 0xFF8158DA, 0xFF27410A, 0xFF55383A, 0xFF725879, 0xFF2694BD, 0xFF998A18 },
        .field_lo = 0xFF7CB3E6,
        .field_hi = 0xFFFBCB93,
        .field_cls = { 0xFF7CB3E6, 0xFFFBCB93, 0xFFC0ABE9, 0xFFD1E9AB, 0xFFE0C8C8, 0xFFDDD0E2, 0xFFA3DCE6, 0xFFE4DC9B },
    },
    {
        .key = "grey",
        .label = N_("Grey"),
        .grey = true,
        .weight = 1,
        .bg = 0xFFFFFFFF,
        .surface = 0xFFFFFFFF,
        .raised = 0xFFECECEC,
        .line = 0xFFD9D9D9,
        .ink = 0xFF141414,
        .ink2 = 0xFF4A4A4A,
        .ink3 = 0xFF6B6B6B,
        .lam = 0xFF2E2E2E,
        .on_lam = 0xFFFFFFFF,
        .train = 0xFF707070,
        .gap = 0xFFB4B4B4,
        .gap_fill = 0x42A0A0A0,
        .gap_text = 0xFF5A5A5A,
        .danger = 0xFF333333,
        .danger_fill = 0xFFEEEEEE,
        .point_outline = 0xFFFFFFFF,
        .chosen = 0xFFFFFFFF,
        .note = 0xF2FFFFFF,
        .tip = 0xFF141414,
        .tip_ink = 0xFFFFFFFF,
        .tip_ink2 = 0xFFCCCCCC,
        .scrim = 0x73141414,
        /* Dark and light as far as marks on white allow it; of the other classes those with as many corners. */
        .cls = { 0xFF1C1C1C, 0xFF8C8C8C, 0xFF1C1C1C, 0xFF1C1C1C, 0xFF8C8C8C, 0xFF8C8C8C, 0xFF404040, 0xFF646464 },
        .layer = { 0xFF919191, 0xFF5A5A5A, 0xFF1C1C1C },
        .field_lo = 0xFF9C9C9C,
        .field_mid = 0xFFCDCDCD,
        .field_hi = 0xFFFFFFFF,
        .field_cls = { 0xFF9C9C9C, 0xFFFFFFFF, 0xFFB4B4B4, 0xFFE8E8E8, 0xFFCCCCCC, 0xFFA8A8A8, 0xFFDADADA, 0xFFC0C0C0 },
    },
};
const int theme_count = COUNT(theme_defs);

int theme_find(const char *key)
{
    for (int i = 0; i < theme_count; i++)
        if (!strcmp(theme_defs[i].key, key))
            return i;
    return -1;
}

int theme_next(int row)
{
    do
        row = (row + 1) % theme_count;
    while (!theme_defs[row].screen);
    return row;
}

const Color *theme_ramp(const Theme *t)
{
    static Color ramp[COUNT(theme_defs)][256]; /* all alpha 0 until the first call; only the drawing thread asks */
    ptrdiff_t row = t - theme_defs;
    assert(row >= 0 && row < theme_count);
    if (!ramp[row][0])
        color_ramp(ramp[row], t->field_lo, t->field_mid, t->field_hi);
    return ramp[row];
}
