/* The mailbox between two threads: values arrive whole, in order, and the last one always arrives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"

#include <pthread.h>
#include <sched.h>

enum { POSTS = 20000, WORDS = 64 };

typedef struct Box {
    Mailbox mail;
    int slot[3][WORDS]; /* a value is WORDS times the same number */
} Box;

static void *write_all(void *arg)
{
    Box *b = arg;
    for (int i = 1; i <= POSTS; i++) {
        int *slot = b->slot[mailbox_back(&b->mail)];
        for (int k = 0; k < WORDS; k++)
            slot[k] = i;
        mailbox_post(&b->mail);
        if (i % 64 == 0)
            sched_yield();
    }
    return NULL;
}

static void values_arrive_whole_and_in_order(void **state)
{
    (void)state;
    static Box b;
    mailbox_init(&b.mail);
    pthread_t writer;
    assert_int_equal(pthread_create(&writer, NULL, write_all, &b), 0);
    int last = 0, torn = 0, backwards = 0;
    while (last < POSTS) {
        if (!mailbox_take(&b.mail)) {
            sched_yield();
            continue;
        }
        const int *slot = b.slot[mailbox_front(&b.mail)];
        for (int k = 1; k < WORDS; k++)
            torn += slot[k] != slot[0];
        backwards += slot[0] <= last;
        last = slot[0];
    }
    pthread_join(writer, NULL);
    assert_int_equal(torn, 0);
    assert_int_equal(backwards, 0);
    assert_false(mailbox_take(&b.mail));
}

static void the_reader_gets_the_newest_once(void **state)
{
    (void)state;
    Box b = { 0 };
    mailbox_init(&b.mail);
    assert_false(mailbox_take(&b.mail));
    assert_true(mailbox_taken(&b.mail));
    for (int i = 1; i <= 3; i++) {
        b.slot[mailbox_back(&b.mail)][0] = i;
        mailbox_post(&b.mail);
        assert_false(mailbox_taken(&b.mail));
        assert_int_not_equal(mailbox_back(&b.mail), mailbox_front(&b.mail));
    }
    assert_true(mailbox_take(&b.mail));
    assert_int_equal(b.slot[mailbox_front(&b.mail)][0], 3);
    assert_true(mailbox_taken(&b.mail));
    assert_false(mailbox_take(&b.mail));
    assert_int_equal(b.slot[mailbox_front(&b.mail)][0], 3); /* still there */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reader_gets_the_newest_once),
        cmocka_unit_test(values_arrive_whole_and_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
