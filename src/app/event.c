/* SDL events become one UiInput a frame. Nothing is decided here. */
#include "app/window.h"

#include <string.h>

static const struct {
    SDL_Keycode sym;
    Key key;
} key_map[] = {
    { SDLK_SPACE, KEY_SPACE },   { SDLK_RETURN, KEY_ENTER },   { SDLK_KP_ENTER, KEY_ENTER },
    { SDLK_ESCAPE, KEY_ESC },    { SDLK_TAB, KEY_TAB },        { SDLK_BACKSPACE, KEY_BACKSPACE },
    { SDLK_DELETE, KEY_DELETE }, { SDLK_LEFT, KEY_LEFT },      { SDLK_RIGHT, KEY_RIGHT },
    { SDLK_UP, KEY_UP },         { SDLK_DOWN, KEY_DOWN },      { SDLK_HOME, KEY_HOME },
    { SDLK_END, KEY_END },       { SDLK_PAGEUP, KEY_PAGE_UP }, { SDLK_PAGEDOWN, KEY_PAGE_DOWN },
    { SDLK_F5, KEY_F5 },         { SDLK_F11, KEY_F11 },
};

void event_begin(Events *e)
{
    UiInput *in = &e->in;
    in->pressed = in->released = in->right_pressed = false;
    in->clicks = 0;
    in->wheel = 0;
    in->keys = 0;
    in->text[0] = in->pasted[0] = in->copied[0] = 0;
    e->any = e->moved = e->exposed = false;
}

static void modifiers(UiInput *in, Uint16 mod)
{
    in->shift = (mod & KMOD_SHIFT) != 0;
    in->ctrl = (mod & (KMOD_CTRL | KMOD_GUI)) != 0;
    in->alt = (mod & KMOD_ALT) != 0;
}

/* As much of the clipboard as a field may take, cut between characters. */
static void paste(UiInput *in)
{
    char *text = SDL_GetClipboardText();
    size_t n = text ? strlen(text) : 0;
    n = n < sizeof in->pasted ? n : sizeof in->pasted - 1;
    while (n > 0 && !text_utf8_ok(text, n))
        n--;
    memcpy(in->pasted, text ? text : "", n);
    in->pasted[n] = 0;
    SDL_free(text);
}

static void key_down(Events *e, const SDL_KeyboardEvent *k)
{
    UiInput *in = &e->in;
    SDL_Keycode sym = k->keysym.sym;
    modifiers(in, k->keysym.mod);
    if (sym == SDLK_QUESTION || (sym == SDLK_SLASH && in->shift))
        in->question = true;
    if (in->keys == COUNT(in->key))
        return;
    KeyPress press = { .shift = in->shift, .ctrl = in->ctrl, .alt = in->alt, .repeat = k->repeat != 0 };
    for (int i = 0; i < COUNT(key_map); i++)
        if (key_map[i].sym == sym)
            press.key = key_map[i].key;
    if (sym >= SDLK_KP_1 && sym <= SDLK_KP_9)
        sym = '1' + (SDL_Keycode)(sym - SDLK_KP_1);
    if (press.ctrl && (sym == SDLK_KP_PLUS || sym == SDLK_EQUALS)) { /* Ctrl + where + needs Shift, and without it */
        sym = '+';
        press.shift = false;
    }
    if (sym == SDLK_KP_MINUS || sym == SDLK_KP_0)
        sym = sym == SDLK_KP_0 ? '0' : '-';
    if (press.key == KEY_NONE && sym > ' ' && sym < 127) {
        press.key = KEY_PRINT;
        press.rune = (uint32_t)sym; /* SDL's letters are lower case */
    }
    /* On layouts whose digits need Shift or lack them, the physical row counts. */
    SDL_Scancode code = k->keysym.scancode;
    if (press.key == KEY_PRINT && code >= SDL_SCANCODE_1 && code <= SDL_SCANCODE_9 && !in->shift)
        press.rune = (uint32_t)('1' + (int)(code - SDL_SCANCODE_1));
    if (press.key == KEY_PRINT && press.rune == 'v' && press.ctrl)
        paste(in);
    if (press.key != KEY_NONE)
        in->key[in->keys++] = press;
}

bool event_waits(const Events *e, const SDL_Event *event, bool settling)
{
    if (event->type == SDL_MOUSEBUTTONDOWN)
        return e->moved || e->in.pressed || e->in.released;
    if (event->type == SDL_KEYDOWN) /* the key before may open what this one is meant for */
        return (e->in.keys > 0 || settling) && !event->key.repeat;
    return event->type == SDL_MOUSEBUTTONUP && e->in.pressed;
}

void event_take(Events *e, const SDL_Event *event, Uint32 wake)
{
    UiInput *in = &e->in;
    if (event->type == wake)
        return;
    e->any = true;
    switch (event->type) {
    case SDL_QUIT: e->quit = true; break;
    case SDL_MOUSEMOTION:
        e->moved = true;
        in->mouse = (Vec2){ (float)event->motion.x * e->to_layout, (float)event->motion.y * e->to_layout };
        break;
    case SDL_MOUSEBUTTONDOWN:
        in->mouse = (Vec2){ (float)event->button.x * e->to_layout, (float)event->button.y * e->to_layout };
        modifiers(in, (Uint16)SDL_GetModState());
        if (event->button.button == SDL_BUTTON_LEFT) {
            in->down = in->pressed = true;
            in->clicks = event->button.clicks;
        } else if (event->button.button == SDL_BUTTON_RIGHT) {
            in->right_pressed = true;
        }
        break;
    case SDL_MOUSEBUTTONUP:
        in->mouse = (Vec2){ (float)event->button.x * e->to_layout, (float)event->button.y * e->to_layout };
        if (event->button.button == SDL_BUTTON_LEFT) {
            in->down = false;
            in->released = true;
        }
        break;
    case SDL_MOUSEWHEEL:
        in->wheel += event->wheel.direction == SDL_MOUSEWHEEL_FLIPPED ? -event->wheel.preciseY : event->wheel.preciseY;
        break;
    case SDL_KEYDOWN: key_down(e, &event->key); break;
    case SDL_KEYUP:
        modifiers(in, event->key.keysym.mod);
        if (event->key.keysym.sym == SDLK_SLASH || event->key.keysym.sym == SDLK_QUESTION)
            in->question = false;
        break;
    case SDL_TEXTINPUT: {
        size_t have = strlen(in->text), more = strlen(event->text.text);
        if (have + more < sizeof in->text)
            memcpy(in->text + have, event->text.text, more + 1);
        break;
    }
    case SDL_WINDOWEVENT:
        if (event->window.event == SDL_WINDOWEVENT_LEAVE)
            in->mouse = (Vec2){ -1e6f, -1e6f };
        if (event->window.event == SDL_WINDOWEVENT_FOCUS_LOST)
            in->question = false;
        e->exposed = event->window.event == SDL_WINDOWEVENT_EXPOSED ||
                     event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED || e->exposed;
        break;
    case SDL_DROPFILE:
        SDL_free(e->dropped); /* of several the last one counts */
        e->dropped = event->drop.file;
        break;
    default: break;
    }
}
