/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Stacks and hash tables whose functions are all made by one line of their header: they compile, and fit together. */
#include <openssl/conf.h>
#include <openssl/ui.h>

int stacks(STACK_OF(CONF_VALUE) * values, STACK_OF(UI_STRING) * strings, LHASH_OF(CONF_VALUE) * table, CONF_VALUE *v);

int stacks(STACK_OF(CONF_VALUE) * values, STACK_OF(UI_STRING) * strings, LHASH_OF(CONF_VALUE) * table, CONF_VALUE *v)
{
	return sk_CONF_VALUE_push(values, v) + sk_CONF_VALUE_num(values) + (sk_CONF_VALUE_value(values, 0) == v) +
	       sk_UI_STRING_num(strings) + (lh_CONF_VALUE_retrieve(table, v) == v);
}
