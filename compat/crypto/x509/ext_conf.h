/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Extensions made from text (x509v3_config(5)): what the kinds of value share. All that fails has queued an error. */
#ifndef TEASEL_CRYPTO_EXT_CONF_H
#define TEASEL_CRYPTO_EXT_CONF_H

#include "compat/crypto/x509/v3.h"
#include "engine/base/buffer.h"

/* Names and values, of a list in the text or of a section. The strings belong to text or to the configuration. */
struct pairs {
	CONF_VALUE *v; /* n of them; a value is NULL where there is none */
	size_t n;
	char *text;
	X509V3_CTX *lender; /* of lent: a section, to be given back */
	STACK_OF(CONF_VALUE) * lent;
};

/* pairs_parse splits "name:value, name, ..."; one piece at least. False: an empty piece, or memory is out. */
bool pairs_parse(struct pairs *out, const char *text);
/* pairs_section: those of a section of ctx's configuration; the same of "@section" and a list in pairs_value. False:
 * there is no section, of which not all configurations queue an error; pairs_free all the same. */
bool pairs_section(struct pairs *out, X509V3_CTX *ctx, const char *section);
bool pairs_value(struct pairs *out, X509V3_CTX *ctx, const char *text);
void pairs_free(struct pairs *p);

/* ext_name_is: v's name is this one, or begins with it and a dot, which tells equal names of a section apart. */
bool ext_name_is(const CONF_VALUE *v, const char *name);
/* ext_refuse queues reason with v's name and value. False. */
bool ext_refuse(int reason, const CONF_VALUE *v);

/* ext_integer appends the INTEGER (or ENUMERATED, by tag) that text says in decimal, or with 0x in hexadecimal. named,
 * which may be NULL, is what the error speaks of. */
bool ext_integer(struct buffer *out, uint8_t tag, const char *text, const CONF_VALUE *named);
/* ext_boolean: TRUE, YES, Y and their like; v's name is for the error. */
bool ext_boolean(const CONF_VALUE *v, bool *out);
/* ext_bits appends a BIT STRING of named bits under tag: bit n is 1 << n of mask. */
bool ext_bits(struct buffer *out, uint8_t tag, unsigned mask);
/* ext_object appends an OBJECT IDENTIFIER by its number or name under tag. */
bool ext_object(struct buffer *out, uint8_t tag, const char *text);

/* ext_generate appends what text says in the language of ASN1_generate_nconf(3). */
bool ext_generate(struct buffer *out, const char *text, X509V3_CTX *ctx);

/* The kinds that hold general names (ext_conf_names.c): each appends the whole value. */
bool ext_make_subject_names(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p);
bool ext_make_issuer_names(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p);
bool ext_make_access(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p);
bool ext_make_points(struct buffer *out, X509V3_CTX *ctx, const struct pairs *p);

#endif
