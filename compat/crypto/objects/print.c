/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Objects printed: their name, or the arcs when nobody named them. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/objects.h>

int i2t_ASN1_OBJECT(char *buf, int buf_len, const ASN1_OBJECT *o)
{
	return OBJ_obj2txt(buf, buf_len, o, 0);
}

int i2a_ASN1_OBJECT(BIO *bio, const ASN1_OBJECT *o)
{
	char text[512];
	if (o == NULL || OBJ_get0_data(o) == NULL) {
		return BIO_write(bio, "NULL", 4);
	}
	int n = OBJ_obj2txt(text, sizeof text, o, 0);
	if (n <= 0) {
		int written = BIO_write(bio, "<INVALID>", 9);
		return BIO_dump(bio, OBJ_get0_data(o), (int)OBJ_length(o)) + written;
	}
	size_t len = strlen(text);
	BIO_write(bio, text, (int)len);
	return n;
}
