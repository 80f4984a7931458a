/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Objects out of a file's octets, one after the other: object.h. */
#include "compat/crypto/store/object.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "compat/crypto/pem/pem.h"
#include "engine/pki/asn1.h"
#include "engine/pki/pem.h"

static const char *const private_labels[] = {"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY",
					     "EC PRIVATE KEY"};

struct object_reader objects_of(struct span content, pem_password_cb *cb, void *cb_arg)
{
	bool pem = content.len != 0 && memmem(content.p, content.len, "-----BEGIN ", 11) != NULL;
	return (struct object_reader){.rest = content, .pem = pem, .cb = cb, .cb_arg = cb_arg};
}

void object_free(struct object *o)
{
	X509_free(o->cert);
	X509_CRL_free(o->crl);
	EVP_PKEY_free(o->key);
	*o = (struct object){0};
}

static bool take_cert(struct object *out, const unsigned char *p, long len, bool trusted)
{
	out->type = OSSL_STORE_INFO_CERT;
	return (out->cert = (trusted ? d2i_X509_AUX : d2i_X509)(NULL, &p, len)) != NULL;
}

static bool take_crl(struct object *out, const unsigned char *p, long len)
{
	out->type = OSSL_STORE_INFO_CRL;
	return (out->crl = d2i_X509_CRL(NULL, &p, len)) != NULL;
}

static bool take_public(struct object *out, const unsigned char *p, long len)
{
	out->type = OSSL_STORE_INFO_PUBKEY;
	return (out->key = d2i_PUBKEY(NULL, &p, len)) != NULL;
}

static bool take_private(struct object *out, const char *label, struct span der, const struct object_reader *r)
{
	out->type = OSSL_STORE_INFO_PKEY;
	return (out->key = pem_key(label, der, r->cb, r->cb_arg)) != NULL;
}

static const char *private_label(const struct pem_block *b)
{
	for (size_t i = 0; i < sizeof private_labels / sizeof private_labels[0]; i++) {
		if (pem_is(b, private_labels[i])) {
			return private_labels[i];
		}
	}
	return NULL;
}

/* of_block: 1, -1 malformed, 0 another kind of block. Keys whose headers say that they are encrypted go by
 * PEM_read_bio_PrivateKey alone. */
static int of_block(const struct object_reader *r, const struct pem_block *b, struct object *out)
{
	const char *label = private_label(b);
	bool trusted = pem_is(b, PEM_STRING_X509_TRUSTED), ok;
	if (label != NULL && b->encrypted) {
		ERR_raise_data(ERR_LIB_PEM, PEM_R_UNSUPPORTED_ENCRYPTION,
			       "a key encrypted by its PEM headers: write it anew as PKCS#8");
		return -1;
	}
	if (label != NULL) {
		ok = take_private(out, label, pem_der(b), r);
	} else if (trusted || pem_is_certificate(b)) {
		ok = take_cert(out, b->data, (long)b->len, trusted);
	} else if (pem_is(b, PEM_STRING_X509_CRL)) {
		ok = take_crl(out, b->data, (long)b->len);
	} else if (pem_is(b, PEM_STRING_PUBLIC)) {
		ok = take_public(out, b->data, (long)b->len);
	} else {
		return 0;
	}
	return ok ? 1 : -1;
}

static int next_block(struct object_reader *r, struct object *out)
{
	for (;;) {
		struct pem_block b = {0};
		enum tls_err e = pem_next(&r->rest, &b);
		if (e == TLS_E_NOT_FOUND) {
			return 0;
		}
		if (e != TLS_OK) {
			ERR_raise(ERR_LIB_PEM, PEM_R_BAD_BASE64_DECODE);
			return -1;
		}
		int found = of_block(r, &b, out);
		pem_block_free(&b);
		if (found != 0) {
			return found;
		}
	}
}

/* is_encrypted: an EncryptedPrivateKeyInfo by its shape, so that nobody is asked for the password of anything else. */
static bool is_encrypted(struct span der)
{
	struct reader all = rd_init(der), seq = der_enter(&all, DER_SEQUENCE);
	der_take(&seq, DER_SEQUENCE);
	der_take(&seq, DER_OCTET_STRING);
	return rd_end(&seq);
}

/* Each kind is tried: their outermost elements are alike. */
static bool of_element(const struct object_reader *r, struct span der, struct object *out)
{
	long len = (long)der.len;
	return take_cert(out, der.p, len, false) || take_crl(out, der.p, len) || take_public(out, der.p, len) ||
	       take_private(out, "PRIVATE KEY", der, r) ||
	       (is_encrypted(der) && take_private(out, "ENCRYPTED PRIVATE KEY", der, r));
}

static int next_element(struct object_reader *r, struct object *out)
{
	struct reader all = rd_init(r->rest);
	struct span der = der_take_whole(&all, DER_SEQUENCE);
	if (all.failed) {
		return 0; /* nothing, or what is not DER, as OpenSSL passes over it */
	}
	r->rest = rd_rest(&all);
	ERR_set_mark();
	if (of_element(r, der, out)) {
		ERR_pop_to_mark();
		return 1;
	}
	ERR_clear_last_mark();
	return -1;
}

int object_next(struct object_reader *r, struct object *out)
{
	*out = (struct object){0};
	int found = r->pem ? next_block(r, out) : next_element(r, out);
	if (found <= 0) {
		object_free(out);
	}
	return found;
}
