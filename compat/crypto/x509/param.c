/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_VERIFY_PARAM_set_flags(3): what a chain is to be good for. */
#include <arpa/inet.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/x509/store.h"
#include "compat/crypto/x509/v3.h"

/* ---- life and the known ones ------------------------------------------------------------------------------------- */

X509_VERIFY_PARAM *X509_VERIFY_PARAM_new(void)
{
	X509_VERIFY_PARAM *p = OPENSSL_zalloc(sizeof *p);
	if (p == NULL) {
		ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	p->trust = X509_TRUST_DEFAULT;
	p->depth = -1;
	p->auth_level = -1;
	return p;
}

static void free_hosts(STACK_OF(OPENSSL_STRING) * hosts)
{
	for (int i = 0; i < sk_OPENSSL_STRING_num(hosts); i++) {
		OPENSSL_free(sk_OPENSSL_STRING_value(hosts, i));
	}
	sk_OPENSSL_STRING_free(hosts);
}

void X509_VERIFY_PARAM_free(X509_VERIFY_PARAM *p)
{
	if (p != NULL) {
		sk_ASN1_OBJECT_pop_free(p->policies, ASN1_OBJECT_free);
		free_hosts(p->hosts);
		OPENSSL_free(p->peername);
		OPENSSL_free(p->email);
		OPENSSL_free(p->name);
		OPENSSL_free(p);
	}
}

static const X509_VERIFY_PARAM known[] = {
    {.name = (char *)"default", .flags = X509_V_FLAG_TRUSTED_FIRST, .depth = 100, .auth_level = -1},
    {.name = (char *)"pkcs7",
     .purpose = X509_PURPOSE_SMIME_SIGN,
     .trust = X509_TRUST_EMAIL,
     .depth = -1,
     .auth_level = -1},
    {.name = (char *)"smime_sign",
     .purpose = X509_PURPOSE_SMIME_SIGN,
     .trust = X509_TRUST_EMAIL,
     .depth = -1,
     .auth_level = -1},
    {.name = (char *)"ssl_client",
     .purpose = X509_PURPOSE_SSL_CLIENT,
     .trust = X509_TRUST_SSL_CLIENT,
     .depth = -1,
     .auth_level = -1},
    {.name = (char *)"ssl_server",
     .purpose = X509_PURPOSE_SSL_SERVER,
     .trust = X509_TRUST_SSL_SERVER,
     .depth = -1,
     .auth_level = -1},
};

const X509_VERIFY_PARAM *X509_VERIFY_PARAM_lookup(const char *name)
{
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(known[i].name, name) == 0) {
			return &known[i];
		}
	}
	return NULL;
}

int X509_VERIFY_PARAM_get_count(void)
{
	return (int)(sizeof known / sizeof known[0]);
}

const X509_VERIFY_PARAM *X509_VERIFY_PARAM_get0(int i)
{
	return i >= 0 && i < X509_VERIFY_PARAM_get_count() ? &known[i] : NULL;
}

const char *X509_VERIFY_PARAM_get0_name(const X509_VERIFY_PARAM *p)
{
	return p->name;
}

int X509_VERIFY_PARAM_set1_name(X509_VERIFY_PARAM *p, const char *name)
{
	OPENSSL_free(p->name);
	p->name = name != NULL ? OPENSSL_strdup(name) : NULL;
	return p->name != NULL;
}

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

int X509_VERIFY_PARAM_set_flags(X509_VERIFY_PARAM *p, unsigned long flags)
{
	p->flags |= flags;
	if ((flags & X509_V_FLAG_POLICY_MASK) != 0) {
		p->flags |= X509_V_FLAG_POLICY_CHECK;
	}
	return 1;
}

int X509_VERIFY_PARAM_clear_flags(X509_VERIFY_PARAM *p, unsigned long flags)
{
	p->flags &= ~flags;
	return 1;
}

unsigned long X509_VERIFY_PARAM_get_flags(const X509_VERIFY_PARAM *p)
{
	return p->flags;
}

int X509_VERIFY_PARAM_set_inh_flags(X509_VERIFY_PARAM *p, uint32_t flags)
{
	p->inherit_flags = flags;
	return 1;
}

uint32_t X509_VERIFY_PARAM_get_inh_flags(const X509_VERIFY_PARAM *p)
{
	return p->inherit_flags;
}

int X509_VERIFY_PARAM_set_purpose(X509_VERIFY_PARAM *p, int purpose)
{
	return X509_PURPOSE_set(&p->purpose, purpose);
}

int X509_VERIFY_PARAM_set_trust(X509_VERIFY_PARAM *p, int trust)
{
	return X509_TRUST_set(&p->trust, trust);
}

void X509_VERIFY_PARAM_set_depth(X509_VERIFY_PARAM *p, int depth)
{
	p->depth = depth;
}

int X509_VERIFY_PARAM_get_depth(const X509_VERIFY_PARAM *p)
{
	return p->depth;
}

void X509_VERIFY_PARAM_set_auth_level(X509_VERIFY_PARAM *p, int level)
{
	p->auth_level = level;
}

int X509_VERIFY_PARAM_get_auth_level(const X509_VERIFY_PARAM *p)
{
	return p->auth_level;
}

void X509_VERIFY_PARAM_set_time(X509_VERIFY_PARAM *p, time_t t)
{
	p->check_time = t;
	p->flags |= X509_V_FLAG_USE_CHECK_TIME;
}

time_t X509_VERIFY_PARAM_get_time(const X509_VERIFY_PARAM *p)
{
	return p->check_time;
}

void X509_VERIFY_PARAM_set_hostflags(X509_VERIFY_PARAM *p, unsigned int flags)
{
	p->host_flags = flags;
}

unsigned int X509_VERIFY_PARAM_get_hostflags(const X509_VERIFY_PARAM *p)
{
	return p->host_flags;
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

/* counted: text that was given with a length or, with 0, up to its end; a terminator may be counted. NULL: it has
 * another inside, or memory is out. */
static char *counted(const char *text, size_t len)
{
	len = len != 0 ? len : strlen(text);
	len -= len > 0 && text[len - 1] == '\0';
	return memchr(text, '\0', len) == NULL ? OPENSSL_strndup(text, len) : NULL;
}

static int add_host(X509_VERIFY_PARAM *p, const char *name, size_t len)
{
	char *copy = counted(name, len);
	if (copy == NULL) {
		return 0;
	}
	if (p->hosts == NULL) {
		p->hosts = sk_OPENSSL_STRING_new_null();
	}
	if (p->hosts == NULL || sk_OPENSSL_STRING_push(p->hosts, copy) <= 0) {
		OPENSSL_free(copy);
		return 0;
	}
	return 1;
}

static bool says_nothing(const char *name, size_t len)
{
	return name == NULL || (len == 0 && *name == '\0');
}

int X509_VERIFY_PARAM_add1_host(X509_VERIFY_PARAM *p, const char *name, size_t len)
{
	return says_nothing(name, len) || add_host(p, name, len);
}

int X509_VERIFY_PARAM_set1_host(X509_VERIFY_PARAM *p, const char *name, size_t len)
{
	if (!says_nothing(name, len) && len > 1 && memchr(name, '\0', len - 1) != NULL) {
		return 0;
	}
	free_hosts(p->hosts);
	p->hosts = NULL;
	return X509_VERIFY_PARAM_add1_host(p, name, len);
}

char *X509_VERIFY_PARAM_get0_host(X509_VERIFY_PARAM *p, int i)
{
	return i >= 0 && i < sk_OPENSSL_STRING_num(p->hosts) ? sk_OPENSSL_STRING_value(p->hosts, i) : NULL;
}

char *X509_VERIFY_PARAM_get0_peername(const X509_VERIFY_PARAM *p)
{
	return p->peername;
}

void X509_VERIFY_PARAM_move_peername(X509_VERIFY_PARAM *to, X509_VERIFY_PARAM *from)
{
	char *name = from != NULL ? from->peername : NULL;
	if (to->peername != name) {
		OPENSSL_free(to->peername);
		to->peername = name;
	}
	if (from != NULL) {
		from->peername = NULL;
	}
}

int X509_VERIFY_PARAM_set1_email(X509_VERIFY_PARAM *p, const char *email, size_t len)
{
	char *copy = email != NULL ? OPENSSL_strndup(email, len != 0 ? len : strlen(email)) : NULL;
	if (email != NULL && copy == NULL) {
		return 0;
	}
	OPENSSL_free(p->email);
	p->email = copy;
	return 1;
}

char *X509_VERIFY_PARAM_get0_email(X509_VERIFY_PARAM *p)
{
	return p->email;
}

int X509_VERIFY_PARAM_set1_ip(X509_VERIFY_PARAM *p, const unsigned char *ip, size_t len)
{
	if (len != 0 && len != 4 && len != 16) {
		ERR_raise(ERR_LIB_X509, ERR_R_PASSED_INVALID_ARGUMENT);
		return 0;
	}
	p->ip_len = ip != NULL ? len : 0;
	if (p->ip_len != 0) {
		memcpy(p->ip, ip, len);
	}
	return 1;
}

int X509_VERIFY_PARAM_set1_ip_asc(X509_VERIFY_PARAM *p, const char *text)
{
	ASN1_OCTET_STRING *ip = a2i_IPADDRESS(text);
	int ok = ip != NULL && X509_VERIFY_PARAM_set1_ip(p, ip->data, (size_t)ip->length);
	ASN1_OCTET_STRING_free(ip);
	return ok;
}

/* As OpenSSL writes addresses: groups of IPv6 in full order, in capitals, none left out. */
char *X509_VERIFY_PARAM_get1_ip_asc(X509_VERIFY_PARAM *p)
{
	char text[40] = "";
	size_t n = 0;
	if (p->ip_len == 4) {
		BIO_snprintf(text, sizeof text, "%d.%d.%d.%d", p->ip[0], p->ip[1], p->ip[2], p->ip[3]);
	} else if (p->ip_len == 16) {
		for (int i = 0; i < 16; i += 2) {
			n += (size_t)BIO_snprintf(text + n, sizeof text - n, "%s%X", i == 0 ? "" : ":",
						  p->ip[i] << 8 | p->ip[i + 1]);
		}
	} else {
		return NULL;
	}
	return OPENSSL_strdup(text);
}

/* ---- one from another -------------------------------------------------------------------------------------------- */

static STACK_OF(OPENSSL_STRING) * copy_hosts(const STACK_OF(OPENSSL_STRING) * hosts)
{
	X509_VERIFY_PARAM holder = {0};
	for (int i = 0; i < sk_OPENSSL_STRING_num(hosts); i++) {
		if (!add_host(&holder, sk_OPENSSL_STRING_value(hosts, i), 0)) {
			free_hosts(holder.hosts);
			return NULL;
		}
	}
	return holder.hosts;
}

static bool take_hosts(X509_VERIFY_PARAM *to, const X509_VERIFY_PARAM *from)
{
	STACK_OF(OPENSSL_STRING) *copy = copy_hosts(from->hosts);
	if (copy == NULL && from->hosts != NULL) {
		return false;
	}
	free_hosts(to->hosts);
	to->hosts = copy;
	return true;
}

/*
 * How the two meet. With `overwrite` all of from goes over; else what from has goes over what to has not, and with
 * `defaults` also over what it has.
 */
struct meeting {
	bool overwrite, defaults;
};

static bool goes_over(struct meeting m, bool from_has, bool to_has)
{
	return m.overwrite || (from_has && (m.defaults || !to_has));
}

int X509_VERIFY_PARAM_inherit(X509_VERIFY_PARAM *to, const X509_VERIFY_PARAM *from)
{
	if (from == NULL) {
		return 1;
	}
	uint32_t how = to->inherit_flags | from->inherit_flags;
	if ((how & X509_VP_FLAG_ONCE) != 0) {
		to->inherit_flags = 0;
	}
	if ((how & X509_VP_FLAG_LOCKED) != 0) {
		return 1;
	}
	const struct meeting m = {(how & X509_VP_FLAG_OVERWRITE) != 0, (how & X509_VP_FLAG_DEFAULT) != 0};
	to->purpose = goes_over(m, from->purpose != 0, to->purpose != 0) ? from->purpose : to->purpose;
	to->trust =
	    goes_over(m, from->trust != X509_TRUST_DEFAULT, to->trust != X509_TRUST_DEFAULT) ? from->trust : to->trust;
	to->depth = goes_over(m, from->depth != -1, to->depth != -1) ? from->depth : to->depth;
	to->auth_level = goes_over(m, from->auth_level != -1, to->auth_level != -1) ? from->auth_level : to->auth_level;
	if (m.overwrite || (to->flags & X509_V_FLAG_USE_CHECK_TIME) == 0) {
		to->check_time = from->check_time;
		to->flags &= ~(unsigned long)X509_V_FLAG_USE_CHECK_TIME;
	}
	if ((how & X509_VP_FLAG_RESET_FLAGS) != 0) {
		to->flags = 0;
	}
	to->flags |= from->flags;
	to->host_flags = goes_over(m, from->host_flags != 0, to->host_flags != 0) ? from->host_flags : to->host_flags;
	if (goes_over(m, from->hosts != NULL, to->hosts != NULL) && !take_hosts(to, from)) {
		return 0;
	}
	if (goes_over(m, from->email != NULL, to->email != NULL) && !X509_VERIFY_PARAM_set1_email(to, from->email, 0)) {
		return 0;
	}
	if (goes_over(m, from->ip_len != 0, to->ip_len != 0)) {
		memcpy(to->ip, from->ip, sizeof to->ip);
		to->ip_len = from->ip_len;
	}
	return 1;
}

int X509_VERIFY_PARAM_set1(X509_VERIFY_PARAM *to, const X509_VERIFY_PARAM *from)
{
	uint32_t saved = to->inherit_flags;
	to->inherit_flags |= X509_VP_FLAG_DEFAULT;
	int ok = X509_VERIFY_PARAM_inherit(to, from);
	to->inherit_flags = saved;
	return ok;
}
