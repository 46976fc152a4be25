/* code: a scene as one word to paste in a chat: rs1:, then base64url of a checksum and the packed YAML. */
#ifndef RIDGESCOPE_CODE_H
#define RIDGESCOPE_CODE_H

#include "base/base.h"
#include "draw/draw.h"

enum { CODE_MOST = 1 << 16 }; /* letters; a scene with many own points is for a file */

bool code_is(const char *text); /* it begins like one, of whatever version */
/* The code of yaml[n], malloc'ed. NULL: it would be longer than CODE_MOST. */
char *code_write(const char *yaml, size_t n, Err *err);
/* Its YAML, ended by a zero; white space anywhere does not matter. False: what is wrong with it. */
bool code_read(const char *text, Bytes *out, Err *err);

#endif
