/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Object identifiers by number (NID, obj_mac.h), short name, long name and dotted text. */
#ifndef OPENSSL_OBJECTS_H
#define OPENSSL_OBJECTS_H

#include <openssl/obj_mac.h>
#include <openssl/bio.h>
#include <openssl/asn1.h>
#include <openssl/objectserr.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OBJ_NAME_TYPE_UNDEF       0x00
#define OBJ_NAME_TYPE_MD_METH     0x01
#define OBJ_NAME_TYPE_CIPHER_METH 0x02
#define OBJ_NAME_TYPE_PKEY_METH   0x03
#define OBJ_NAME_TYPE_COMP_METH   0x04
#define OBJ_NAME_TYPE_MAC_METH    0x05
#define OBJ_NAME_TYPE_KDF_METH    0x06
#define OBJ_NAME_TYPE_NUM         0x07
#define OBJ_NAME_ALIAS            0x8000

struct obj_name_st {
	int type;
	int alias;
	const char *name;
	const char *data;
};
typedef struct obj_name_st OBJ_NAME;

#define OBJ_BSEARCH_VALUE_ON_NOMATCH     0x01
#define OBJ_BSEARCH_FIRST_VALUE_ON_MATCH 0x02
#define OBJ_create_and_add_object(oid, sn, ln) OBJ_create((oid), (sn), (ln))

int OBJ_NAME_add(const char *name, int type, const char *data);
void OBJ_NAME_cleanup(int type);
void OBJ_NAME_do_all(int type, void (*fn)(const OBJ_NAME *, void *), void *arg);
void OBJ_NAME_do_all_sorted(int type, void (*fn)(const OBJ_NAME *, void *), void *arg);
const char *OBJ_NAME_get(const char *name, int type);
int OBJ_NAME_init(void);
int OBJ_NAME_new_index(unsigned long (*hash_func)(const char *), int (*cmp_func)(const char *, const char *),
	void (*free_func)(const char *, int, const char *));
int OBJ_NAME_remove(const char *name, int type);
int OBJ_add_object(const ASN1_OBJECT *obj);
int OBJ_add_sigid(int signid, int dig_id, int pkey_id);
const void *OBJ_bsearch_(const void *key, const void *base, int num, int size, int (*cmp)(const void *, const void *));
const void *OBJ_bsearch_ex_(const void *key, const void *base, int num, int size,
	int (*cmp)(const void *, const void *), int flags);
int OBJ_cmp(const ASN1_OBJECT *a, const ASN1_OBJECT *b);
int OBJ_create(const char *oid, const char *sn, const char *ln);
int OBJ_create_objects(BIO *bio);
ASN1_OBJECT *OBJ_dup(const ASN1_OBJECT *obj);
int OBJ_find_sigid_algs(int signid, int *pdig_nid, int *ppkey_nid);
int OBJ_find_sigid_by_algs(int *psignid, int dig_nid, int pkey_nid);
const unsigned char *OBJ_get0_data(const ASN1_OBJECT *obj);
size_t OBJ_length(const ASN1_OBJECT *obj);
int OBJ_ln2nid(const char *s);
int OBJ_new_nid(int num);
const char *OBJ_nid2ln(int n);
ASN1_OBJECT *OBJ_nid2obj(int n);
const char *OBJ_nid2sn(int n);
int OBJ_obj2nid(const ASN1_OBJECT *obj);
int OBJ_obj2txt(char *buf, int buf_len, const ASN1_OBJECT *obj, int no_name);
void OBJ_sigid_free(void);
int OBJ_sn2nid(const char *s);
int OBJ_txt2nid(const char *s);
ASN1_OBJECT *OBJ_txt2obj(const char *s, int no_name);
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define OBJ_cleanup() while (0) continue
#endif

#ifdef __cplusplus
}
#endif

#endif
