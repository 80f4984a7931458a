/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* RSA keys of the old kind, and the parameters of RSA operations with EVP_PKEY. */
#ifndef OPENSSL_RSA_H
#define OPENSSL_RSA_H

#include <openssl/opensslconf.h>
#include <openssl/types.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/rsaerr.h>
#include <openssl/safestack.h>
#include <openssl/bn.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OPENSSL_RSA_MAX_MODULUS_BITS      16384
#define OPENSSL_RSA_H
#define RSA_3                             0x3L
#define RSA_F4                            0x10001L
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define OPENSSL_RSA_MAX_PUBEXP_BITS       64
#define OPENSSL_RSA_FIPS_MIN_MODULUS_BITS 2048
#define OPENSSL_RSA_SMALL_MODULUS_BITS    3072
#define RSA_DEFAULT_PRIME_NUM             2
#define RSA_ASN1_VERSION_DEFAULT          0
#define RSA_ASN1_VERSION_MULTI            1
#endif
#define RSA_PKCS1_PADDING          1
#define RSA_NO_PADDING             3
#define RSA_PKCS1_OAEP_PADDING     4
#define RSA_X931_PADDING           5
#define RSA_PKCS1_PSS_PADDING      6
#define RSA_PKCS1_WITH_TLS_PADDING 7
#define RSA_PKCS1_PADDING_SIZE     11
#define RSA_PSS_SALTLEN_MAX        (-3)
#define RSA_PSS_SALTLEN_AUTO       (-2)
#define RSA_PSS_SALTLEN_MAX_SIGN   (-2)
#define RSA_PSS_SALTLEN_DIGEST     (-1)
#define RSA_FLAG_TYPE_RSA         0x0000
#define RSA_FLAG_TYPE_RSASSAPSS   0x1000
#define RSA_FLAG_TYPE_RSAESOAEP   0x2000
#define RSA_FLAG_TYPE_MASK        0xF000
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define RSA_FLAG_CACHE_PUBLIC     0x0002
#define RSA_FLAG_CACHE_PRIVATE    0x0004
#define RSA_FLAG_BLINDING         0x0008
#define RSA_FLAG_THREAD_SAFE      0x0010
#define RSA_FLAG_EXT_PKEY         0x0020
#define RSA_FLAG_NO_BLINDING      0x0080
#define RSA_FLAG_FIPS_METHOD      0x0400
#define RSA_FLAG_NON_FIPS_ALLOW   0x0400
#define RSA_FLAG_CHECKED          0x0800
#define RSA_METHOD_FLAG_NO_CHECK  0x0001
#endif
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define RSA_FLAG_NO_CONSTTIME     0x0000
#endif
#ifndef OPENSSL_NO_DEPRECATED_0_9_8
#define RSA_FLAG_NO_EXP_CONSTTIME RSA_FLAG_NO_CONSTTIME
#endif
#define EVP_PKEY_CTRL_GET_RSA_MGF1_MD     (EVP_PKEY_ALG_CTRL + 8)
#define EVP_PKEY_CTRL_GET_RSA_OAEP_LABEL  (EVP_PKEY_ALG_CTRL + 12)
#define EVP_PKEY_CTRL_GET_RSA_OAEP_MD     (EVP_PKEY_ALG_CTRL + 11)
#define EVP_PKEY_CTRL_GET_RSA_PADDING     (EVP_PKEY_ALG_CTRL + 6)
#define EVP_PKEY_CTRL_GET_RSA_PSS_SALTLEN (EVP_PKEY_ALG_CTRL + 7)
#define EVP_PKEY_CTRL_RSA_KEYGEN_BITS     (EVP_PKEY_ALG_CTRL + 3)
#define EVP_PKEY_CTRL_RSA_KEYGEN_PRIMES   (EVP_PKEY_ALG_CTRL + 13)
#define EVP_PKEY_CTRL_RSA_KEYGEN_PUBEXP   (EVP_PKEY_ALG_CTRL + 4)
#define EVP_PKEY_CTRL_RSA_MGF1_MD         (EVP_PKEY_ALG_CTRL + 5)
#define EVP_PKEY_CTRL_RSA_OAEP_LABEL      (EVP_PKEY_ALG_CTRL + 10)
#define EVP_PKEY_CTRL_RSA_OAEP_MD         (EVP_PKEY_ALG_CTRL + 9)
#define EVP_PKEY_CTRL_RSA_PADDING         (EVP_PKEY_ALG_CTRL + 1)
#define EVP_PKEY_CTRL_RSA_PSS_SALTLEN     (EVP_PKEY_ALG_CTRL + 2)

/* PSS parameters as certificates carry them */

struct rsa_pss_params_st {
	X509_ALGOR *hashAlgorithm;
	X509_ALGOR *maskGenAlgorithm;
	ASN1_INTEGER *saltLength;
	ASN1_INTEGER *trailerField;
	X509_ALGOR *maskHash;
};
RSA_PSS_PARAMS *RSA_PSS_PARAMS_dup(const RSA_PSS_PARAMS *a);
void RSA_PSS_PARAMS_free(RSA_PSS_PARAMS *a);
const ASN1_ITEM *RSA_PSS_PARAMS_it(void);
RSA_PSS_PARAMS *RSA_PSS_PARAMS_new(void);
RSA_PSS_PARAMS *d2i_RSA_PSS_PARAMS(RSA_PSS_PARAMS **a, const unsigned char **in, long len);
int i2d_RSA_PSS_PARAMS(const RSA_PSS_PARAMS *a, unsigned char **out);

/* Parameters of operations */

int EVP_PKEY_CTX_get0_rsa_oaep_label(EVP_PKEY_CTX *ctx, unsigned char **label);
int EVP_PKEY_CTX_get_rsa_mgf1_md(EVP_PKEY_CTX *ctx, const EVP_MD **md);
int EVP_PKEY_CTX_get_rsa_mgf1_md_name(EVP_PKEY_CTX *ctx, char *name, size_t namelen);
int EVP_PKEY_CTX_get_rsa_oaep_md(EVP_PKEY_CTX *ctx, const EVP_MD **md);
int EVP_PKEY_CTX_get_rsa_oaep_md_name(EVP_PKEY_CTX *ctx, char *name, size_t namelen);
int EVP_PKEY_CTX_get_rsa_padding(EVP_PKEY_CTX *ctx, int *pad_mode);
int EVP_PKEY_CTX_get_rsa_pss_saltlen(EVP_PKEY_CTX *ctx, int *saltlen);
int EVP_PKEY_CTX_set0_rsa_oaep_label(EVP_PKEY_CTX *ctx, void *label, int llen);
int EVP_PKEY_CTX_set1_rsa_keygen_pubexp(EVP_PKEY_CTX *ctx, BIGNUM *pubexp);
int EVP_PKEY_CTX_set_rsa_keygen_bits(EVP_PKEY_CTX *ctx, int bits);
int EVP_PKEY_CTX_set_rsa_keygen_primes(EVP_PKEY_CTX *ctx, int primes);
int EVP_PKEY_CTX_set_rsa_mgf1_md(EVP_PKEY_CTX *ctx, const EVP_MD *md);
int EVP_PKEY_CTX_set_rsa_mgf1_md_name(EVP_PKEY_CTX *ctx, const char *mdname, const char *mdprops);
int EVP_PKEY_CTX_set_rsa_oaep_md(EVP_PKEY_CTX *ctx, const EVP_MD *md);
int EVP_PKEY_CTX_set_rsa_oaep_md_name(EVP_PKEY_CTX *ctx, const char *mdname, const char *mdprops);
int EVP_PKEY_CTX_set_rsa_padding(EVP_PKEY_CTX *ctx, int pad_mode);
int EVP_PKEY_CTX_set_rsa_pss_keygen_md(EVP_PKEY_CTX *ctx, const EVP_MD *md);
int EVP_PKEY_CTX_set_rsa_pss_keygen_md_name(EVP_PKEY_CTX *ctx, const char *mdname, const char *mdprops);
int EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(EVP_PKEY_CTX *ctx, const EVP_MD *md);
int EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md_name(EVP_PKEY_CTX *ctx, const char *mdname);
int EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(EVP_PKEY_CTX *ctx, int saltlen);
int EVP_PKEY_CTX_set_rsa_pss_saltlen(EVP_PKEY_CTX *ctx, int saltlen);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int EVP_PKEY_CTX_set_rsa_keygen_pubexp(EVP_PKEY_CTX *ctx, BIGNUM *pubexp);
#endif
#define EVP_RSA_gen(bits) EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)(0 + (bits)))

/* Keys */

#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int RSA_bits(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 void RSA_blinding_off(RSA *rsa);
OSSL_DEPRECATEDIN_3_0 int RSA_blinding_on(RSA *rsa, BN_CTX *bnctx);
OSSL_DEPRECATEDIN_3_0 int RSA_check_key(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 int RSA_check_key_ex(const RSA *rsa, BN_GENCB *cb);
OSSL_DEPRECATEDIN_3_0 void RSA_clear_flags(RSA *rsa, int flags);
OSSL_DEPRECATEDIN_3_0 int RSA_flags(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 void RSA_free(RSA *rsa);
OSSL_DEPRECATEDIN_3_0 int RSA_generate_key_ex(RSA *rsa, int bits, BIGNUM *e, BN_GENCB *cb);
OSSL_DEPRECATEDIN_3_0 void RSA_get0_crt_params(const RSA *rsa, const BIGNUM **dmp1, const BIGNUM **dmq1,
	const BIGNUM **iqmp);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *RSA_get0_d(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *RSA_get0_dmp1(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *RSA_get0_dmq1(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *RSA_get0_e(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 ENGINE *RSA_get0_engine(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 void RSA_get0_factors(const RSA *rsa, const BIGNUM **p, const BIGNUM **q);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *RSA_get0_iqmp(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 void RSA_get0_key(const RSA *rsa, const BIGNUM **n, const BIGNUM **e, const BIGNUM **d);
OSSL_DEPRECATEDIN_3_0 int RSA_get0_multi_prime_crt_params(const RSA *rsa, const BIGNUM **exps, const BIGNUM **coeffs);
OSSL_DEPRECATEDIN_3_0 int RSA_get0_multi_prime_factors(const RSA *rsa, const BIGNUM **primes);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *RSA_get0_n(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *RSA_get0_p(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 const RSA_PSS_PARAMS *RSA_get0_pss_params(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 const BIGNUM *RSA_get0_q(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 void *RSA_get_ex_data(const RSA *rsa, int idx);
OSSL_DEPRECATEDIN_3_0 int RSA_get_version(RSA *rsa);
OSSL_DEPRECATEDIN_3_0 RSA *RSA_new(void);
OSSL_DEPRECATEDIN_3_0 int RSA_print(BIO *bio, const RSA *rsa, int offset);
OSSL_DEPRECATEDIN_3_0 int RSA_print_fp(FILE *fp, const RSA *rsa, int offset);
OSSL_DEPRECATEDIN_3_0 int RSA_private_decrypt(int flen, const unsigned char *from, unsigned char *to, RSA *rsa,
	int padding);
OSSL_DEPRECATEDIN_3_0 int RSA_private_encrypt(int flen, const unsigned char *from, unsigned char *to, RSA *rsa,
	int padding);
OSSL_DEPRECATEDIN_3_0 int RSA_public_decrypt(int flen, const unsigned char *from, unsigned char *to, RSA *rsa,
	int padding);
OSSL_DEPRECATEDIN_3_0 int RSA_public_encrypt(int flen, const unsigned char *from, unsigned char *to, RSA *rsa,
	int padding);
OSSL_DEPRECATEDIN_3_0 int RSA_security_bits(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 int RSA_set0_crt_params(RSA *rsa, BIGNUM *dmp1, BIGNUM *dmq1, BIGNUM *iqmp);
OSSL_DEPRECATEDIN_3_0 int RSA_set0_factors(RSA *rsa, BIGNUM *p, BIGNUM *q);
OSSL_DEPRECATEDIN_3_0 int RSA_set0_key(RSA *rsa, BIGNUM *n, BIGNUM *e, BIGNUM *d);
OSSL_DEPRECATEDIN_3_0 int RSA_set_ex_data(RSA *rsa, int idx, void *arg);
OSSL_DEPRECATEDIN_3_0 void RSA_set_flags(RSA *rsa, int flags);
OSSL_DEPRECATEDIN_3_0 int RSA_sign(int type, const unsigned char *m, unsigned int m_length, unsigned char *sigret,
	unsigned int *siglen, RSA *rsa);
OSSL_DEPRECATEDIN_3_0 int RSA_size(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 int RSA_test_flags(const RSA *rsa, int flags);
OSSL_DEPRECATEDIN_3_0 int RSA_up_ref(RSA *rsa);
OSSL_DEPRECATEDIN_3_0 int RSA_verify(int type, const unsigned char *m, unsigned int m_length,
	const unsigned char *sigbuf, unsigned int siglen, RSA *rsa);
#endif
#ifndef OPENSSL_NO_DEPRECATED_0_9_8
OSSL_DEPRECATEDIN_0_9_8 RSA *RSA_generate_key(int bits, unsigned long e, void (*callback)(int, int, void *),
	void *cb_arg);
#endif
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 const RSA_METHOD *RSA_PKCS1_OpenSSL(void);
OSSL_DEPRECATEDIN_3_0 const RSA_METHOD *RSA_get_default_method(void);
OSSL_DEPRECATEDIN_3_0 const RSA_METHOD *RSA_get_method(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 RSA_METHOD *RSA_meth_dup(const RSA_METHOD *meth);
OSSL_DEPRECATEDIN_3_0 void RSA_meth_free(RSA_METHOD *meth);
OSSL_DEPRECATEDIN_3_0 void *RSA_meth_get0_app_data(const RSA_METHOD *meth);
OSSL_DEPRECATEDIN_3_0 const char *RSA_meth_get0_name(const RSA_METHOD *meth);
OSSL_DEPRECATEDIN_3_0 int (*RSA_meth_get_bn_mod_exp(
	const RSA_METHOD *meth))(BIGNUM *, const BIGNUM *, const BIGNUM *, const BIGNUM *, BN_CTX *, BN_MONT_CTX *);
OSSL_DEPRECATEDIN_3_0 int (*RSA_meth_get_finish(const RSA_METHOD *meth))(RSA *);
OSSL_DEPRECATEDIN_3_0 int RSA_meth_get_flags(const RSA_METHOD *meth);
OSSL_DEPRECATEDIN_3_0 int (*RSA_meth_get_init(const RSA_METHOD *meth))(RSA *);
OSSL_DEPRECATEDIN_3_0 int (*RSA_meth_get_keygen(const RSA_METHOD *meth))(RSA *, int, BIGNUM *, BN_GENCB *);
OSSL_DEPRECATEDIN_3_0 int (*RSA_meth_get_mod_exp(const RSA_METHOD *meth))(BIGNUM *, const BIGNUM *, RSA *, BN_CTX *);
OSSL_DEPRECATEDIN_3_0 int (*RSA_meth_get_multi_prime_keygen(
	const RSA_METHOD *meth))(RSA *, int, int, BIGNUM *, BN_GENCB *);
OSSL_DEPRECATEDIN_3_0 int (*RSA_meth_get_priv_dec(
	const RSA_METHOD *meth))(int, const unsigned char *, unsigned char *, RSA *, int);
OSSL_DEPRECATEDIN_3_0 int (*RSA_meth_get_priv_enc(
	const RSA_METHOD *meth))(int, const unsigned char *, unsigned char *, RSA *, int);
OSSL_DEPRECATEDIN_3_0 int (*RSA_meth_get_pub_dec(
	const RSA_METHOD *meth))(int, const unsigned char *, unsigned char *, RSA *, int);
OSSL_DEPRECATEDIN_3_0 int (*RSA_meth_get_pub_enc(
	const RSA_METHOD *meth))(int, const unsigned char *, unsigned char *, RSA *, int);
OSSL_DEPRECATEDIN_3_0 int (*RSA_meth_get_sign(
	const RSA_METHOD *meth))(int, const unsigned char *, unsigned int, unsigned char *, unsigned int *,
		const RSA *);
OSSL_DEPRECATEDIN_3_0 int (*RSA_meth_get_verify(
	const RSA_METHOD *meth))(int, const unsigned char *, unsigned int, const unsigned char *, unsigned int,
		const RSA *);
OSSL_DEPRECATEDIN_3_0 RSA_METHOD *RSA_meth_new(const char *name, int flags);
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set0_app_data(RSA_METHOD *meth, void *app_data);
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set1_name(RSA_METHOD *meth, const char *name);
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set_bn_mod_exp(RSA_METHOD *rsa,
	int (*bn_mod_exp)(BIGNUM *, const BIGNUM *, const BIGNUM *, const BIGNUM *, BN_CTX *, BN_MONT_CTX *));
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set_finish(RSA_METHOD *rsa, int (*finish)(RSA *));
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set_flags(RSA_METHOD *meth, int flags);
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set_init(RSA_METHOD *rsa, int (*init)(RSA *));
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set_keygen(RSA_METHOD *rsa, int (*keygen)(RSA *, int, BIGNUM *, BN_GENCB *));
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set_mod_exp(RSA_METHOD *rsa,
	int (*mod_exp)(BIGNUM *, const BIGNUM *, RSA *, BN_CTX *));
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set_multi_prime_keygen(RSA_METHOD *meth,
	int (*keygen)(RSA *, int, int, BIGNUM *, BN_GENCB *));
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set_priv_dec(RSA_METHOD *rsa,
	int (*priv_dec)(int, const unsigned char *, unsigned char *, RSA *, int));
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set_priv_enc(RSA_METHOD *rsa,
	int (*priv_enc)(int, const unsigned char *, unsigned char *, RSA *, int));
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set_pub_dec(RSA_METHOD *rsa,
	int (*pub_dec)(int, const unsigned char *, unsigned char *, RSA *, int));
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set_pub_enc(RSA_METHOD *rsa,
	int (*pub_enc)(int, const unsigned char *, unsigned char *, RSA *, int));
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set_sign(RSA_METHOD *rsa,
	int (*sign)(int, const unsigned char *, unsigned int, unsigned char *, unsigned int *, const RSA *));
OSSL_DEPRECATEDIN_3_0 int RSA_meth_set_verify(RSA_METHOD *rsa,
	int (*verify)(int, const unsigned char *, unsigned int, const unsigned char *, unsigned int, const RSA *));
OSSL_DEPRECATEDIN_3_0 RSA *RSA_new_method(ENGINE *engine);
OSSL_DEPRECATEDIN_3_0 const RSA_METHOD *RSA_null_method(void);
OSSL_DEPRECATEDIN_3_0 void RSA_set_default_method(const RSA_METHOD *meth);
OSSL_DEPRECATEDIN_3_0 int RSA_set_method(RSA *rsa, const RSA_METHOD *meth);
#endif
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 RSA *d2i_RSAPrivateKey(RSA **a, const unsigned char **in, long len);
OSSL_DEPRECATEDIN_3_0 RSA *d2i_RSAPublicKey(RSA **a, const unsigned char **in, long len);
OSSL_DEPRECATEDIN_3_0 int i2d_RSAPrivateKey(const RSA *rsa, unsigned char **out);
OSSL_DEPRECATEDIN_3_0 int i2d_RSAPublicKey(const RSA *rsa, unsigned char **out);
OSSL_DEPRECATEDIN_3_0 RSA *RSAPrivateKey_dup(const RSA *rsa);
OSSL_DEPRECATEDIN_3_0 RSA *RSAPublicKey_dup(const RSA *rsa);
#endif
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int RSA_padding_add_PKCS1_OAEP(unsigned char *to, int tlen, const unsigned char *f, int fl,
	const unsigned char *p, int pl);
OSSL_DEPRECATEDIN_3_0 int RSA_padding_add_PKCS1_OAEP_mgf1(unsigned char *to, int tlen, const unsigned char *from,
	int flen, const unsigned char *param, int plen, const EVP_MD *md, const EVP_MD *mgf1md);
OSSL_DEPRECATEDIN_3_0 int RSA_padding_add_PKCS1_PSS(RSA *rsa, unsigned char *EM, const unsigned char *mHash,
	const EVP_MD *md, int sLen);
OSSL_DEPRECATEDIN_3_0 int RSA_padding_add_PKCS1_PSS_mgf1(RSA *rsa, unsigned char *EM, const unsigned char *mHash,
	const EVP_MD *Hash, const EVP_MD *mgf1Hash, int sLen);
OSSL_DEPRECATEDIN_3_0 int RSA_padding_add_PKCS1_type_1(unsigned char *to, int tlen, const unsigned char *f, int fl);
OSSL_DEPRECATEDIN_3_0 int RSA_padding_add_PKCS1_type_2(unsigned char *to, int tlen, const unsigned char *f, int fl);
OSSL_DEPRECATEDIN_3_0 int RSA_padding_add_X931(unsigned char *to, int tlen, const unsigned char *f, int fl);
OSSL_DEPRECATEDIN_3_0 int RSA_padding_add_none(unsigned char *to, int tlen, const unsigned char *f, int fl);
OSSL_DEPRECATEDIN_3_0 int RSA_padding_check_PKCS1_OAEP(unsigned char *to, int tlen, const unsigned char *f, int fl,
	int rsa_len, const unsigned char *p, int pl);
OSSL_DEPRECATEDIN_3_0 int RSA_padding_check_PKCS1_OAEP_mgf1(unsigned char *to, int tlen, const unsigned char *from,
	int flen, int num, const unsigned char *param, int plen, const EVP_MD *md, const EVP_MD *mgf1md);
OSSL_DEPRECATEDIN_3_0 int RSA_padding_check_PKCS1_type_1(unsigned char *to, int tlen, const unsigned char *f, int fl,
	int rsa_len);
OSSL_DEPRECATEDIN_3_0 int RSA_padding_check_PKCS1_type_2(unsigned char *to, int tlen, const unsigned char *f, int fl,
	int rsa_len);
OSSL_DEPRECATEDIN_3_0 int RSA_padding_check_X931(unsigned char *to, int tlen, const unsigned char *f, int fl,
	int rsa_len);
OSSL_DEPRECATEDIN_3_0 int RSA_padding_check_none(unsigned char *to, int tlen, const unsigned char *f, int fl,
	int rsa_len);
#endif
#define RSA_get_app_data(s) RSA_get_ex_data((s), 0)
#define RSA_set_app_data(s, arg) RSA_set_ex_data((s), 0, (arg))
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define RSA_get_ex_new_index(l, p, newf, dupf, freef) \
	CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_RSA, (l), (p), (newf), (dupf), (freef))
#endif

#ifdef __cplusplus
}
#endif

#endif
