/* The pop-over that opens and saves scenes: a name or path to type, and what was opened lately or is one's own. */
#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

enum { WIDE = 620, ROW = 44 };

/* A name from the title: letters and digits, "-" for what lies between them. */
static void name_of(const char *title, char out[64])
{
    size_t n = 0;
    for (const char *p = title; *p && n < 40; p++) {
        bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
        if (letter)
            out[n++] = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
        else if (n > 0 && out[n - 1] != '-')
            out[n++] = '-';
    }
    while (n > 0 && out[n - 1] == '-')
        n--;
    out[n] = 0;
    if (!n)
        strcpy(out, "scene");
}

void filingview_open(App *a, bool saving)
{
    Filing *f = &a->filing;
    if (a->popup == POPUP_FILING && f->saving == saving) {
        app_open(a, POPUP_NONE);
        return;
    }
    a->popup = POPUP_NONE;
    app_open(a, POPUP_FILING);
    f->saving = saving;
    f->wish = FILING_LIST;
    f->typed[0] = 0;
    if (saving) {
        char name[64];
        name_of(a->title, name);
        snprintf(f->typed, sizeof f->typed, "%s", name);
    }
    a->ui.focus = ID_FILING;
}

void filingview_again(App *a)
{
    char typed[sizeof a->filing.typed];
    memcpy(typed, a->filing.typed, sizeof typed);
    a->popup = POPUP_NONE;
    filingview_open(a, a->filing.saving);
    memcpy(a->filing.typed, typed, sizeof typed);
}

static void wish(App *a, FilingWish wish, const char *typed)
{
    if (typed != a->filing.typed)
        snprintf(a->filing.typed, sizeof a->filing.typed, "%s", typed);
    a->filing.wish = wish;
    app_open(a, POPUP_NONE);
}

/* One of the files: its name, and in grey where it lies. */
static bool row(App *a, UiId id, Rect r, const char *path)
{
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    char folder[FILING_PATH];
    UiAnswer hit = ui_widget(ui, id, r, true);
    if (hit.hover)
        canvas_rect(ui->c, r, 6, t->raised);
    if (hit.focused && ui->focus_ring)
        ui_ring(ui, r, 6);
    canvas_push_clip(ui->c, r);
    float x = r.x + 12 + put(ui->c, name, r.x + 12, r.y + 27, 15, FACE_MEDIUM, t->ink, ALIGN_LEFT) + 16;
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 0, path);
    TextStyle grey = { .size = 13, .color = t->ink3 };
    folder[canvas_text_fit(ui->c, grey, folder, max_f(0, r.x + r.w - 12 - x))] = 0;
    canvas_text(ui->c, x, r.y + 27, grey, folder);
    canvas_pop_clip(ui->c);
    return hit.clicked || hit.entered;
}

static bool own_scene_there(const Filing *f)
{
    char path[FILING_PATH + UI_ENTRY + 8];
    bool there = false;
    snprintf(path, sizeof path, "%s%s.yaml", f->folder, f->typed);
    for (int i = 0; i < f->rows; i++)
        there = there || strcmp(f->row[i], path) == 0;
    return there;
}

static void note(App *a, Rect r, float y)
{
    const Filing *f = &a->filing;
    const Theme *t = app_theme(a);
    char text[FILING_PATH + 80];
    bool bad = a->message_bad && a->now < a->message_until, path = strchr(f->typed, '/') || !f->folder[0];
    if (bad) /* of what was typed before */
        snprintf(text, sizeof text, "%s", a->message);
    else if (!f->saving)
        snprintf(text, sizeof text, "%s",
                 tr("A path, an own scene's name, or a code. Files can be dropped on the window, too."));
    else if (path)
        snprintf(text, sizeof text, "%s",
                 tr("A scene file: settings, seeds, own points, what was changed, what is shown."));
    else
        snprintf(text, sizeof text, own_scene_there(f) ? tr("Replaces the one in %s") : tr("Goes to %s"), f->folder);
    text[canvas_text_fit(a->ui.c, (TextStyle){ .size = 13 }, text, r.w - 64)] = 0;
    put(a->ui.c, text, r.x + 32, y, 13, FACE_REGULAR, bad ? t->danger : t->ink3, ALIGN_LEFT);
}

void filingview_draw(App *a, const Layout *l)
{
    Filing *f = &a->filing;
    const Theme *t = app_theme(a);
    Ui *ui = &a->ui;
    int rows =
        f->saving ? 0 : min_i(f->rows, max_i(1, (int)((l->all.h - 320) / ROW))); /* as many as there is room for */
    float h = 252 + (rows ? 40 + ROW * (float)rows : 0);
    Rect r = popup_begin(a, (Rect){ (l->all.w - WIDE) / 2, (l->all.h - h) / 2, WIDE, h }, true);
    put(ui->c, f->saving ? tr("Save this scene") : tr("Open a scene"), r.x + 32, r.y + 46, 22, FACE_SEMIBOLD, t->ink,
        ALIGN_LEFT);
    bool close =
        ui_icon(ui, ID_CLOSE, (Rect){ r.x + r.w - 56, r.y + 18, 36, 36 }, ICON_CLOSE, false, tr("Close (Esc)"));
    bool enter = ui_field(ui, ID_FILING, (Rect){ r.x + 32, r.y + 76, r.w - 64, 44 }, f->typed, sizeof f->typed, NULL) &&
                 ui->focus == ID_FILING;
    enter |= ui->focus == ID_FILING && ui->in && ui_key(ui, KEY_ENTER, 0); /* nothing was changed */
    bool any = f->typed[0] || (ui->edit == ID_FILING && ui->edit_text[0]);
    note(a, r, r.y + 144);
    const char *chosen = NULL;
    float y = r.y + 172;
    if (rows) {
        put(ui->c, tr("Recent files and own scenes"), r.x + 32, y + 16, 14, FACE_SEMIBOLD, t->ink, ALIGN_LEFT);
        y += 32;
    }
    for (int i = 0; i < rows; i++, y += ROW)
        if (row(a, (UiId)(ID_FILING + 3 + i), (Rect){ r.x + 20, y, r.w - 40, ROW - 4 }, f->row[i]))
            chosen = f->row[i];
    y = r.y + r.h - 68;
    bool cancel = ui_button(ui, ID_FILING + 1, (Rect){ r.x + r.w - 32 - 140 - 16 - 112, y, 112, 44 }, tr("Cancel"),
                            UI_PLAIN, true);
    bool go = ui_button(ui, ID_FILING + 2, (Rect){ r.x + r.w - 32 - 140, y, 140, 44 },
                        f->saving ? tr("Save") : tr("Open"), UI_PRIMARY, any);
    if (chosen)
        wish(a, FILING_OPEN, chosen);
    else if ((go || enter) && f->typed[0])
        wish(a, f->saving ? FILING_SAVE : FILING_OPEN, f->typed);
    else if (cancel || close || app_pressed_outside(a, r))
        app_open(a, POPUP_NONE);
    popup_end(a);
}
