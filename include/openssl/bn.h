/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Whole numbers of any size. Functions that need room to work take a BN_CTX. */
#ifndef OPENSSL_BN_H
#define OPENSSL_BN_H

#include <stdio.h>
#include <openssl/e_os2.h>
#include <openssl/opensslconf.h>
#include <openssl/types.h>
#include <openssl/crypto.h>
#include <openssl/bnerr.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(SIXTY_FOUR_BIT_LONG)
#define BN_ULONG unsigned long
#define BN_BYTES 8
#else
#define BN_ULONG unsigned int
#define BN_BYTES 4
#endif
#define BN_BITS2 (BN_BYTES * 8)
#define BN_BITS  (BN_BITS2 * 2)
#define BN_TBIT  ((BN_ULONG)1 << (BN_BITS2 - 1))

#define BN_FLG_MALLOCED      0x01
#define BN_FLG_STATIC_DATA   0x02
#define BN_FLG_CONSTTIME     0x04
#define BN_FLG_SECURE        0x08
#ifndef OPENSSL_NO_DEPRECATED_0_9_8
#define BN_FLG_EXP_CONSTTIME BN_FLG_CONSTTIME
#define BN_FLG_FREE          0x8000
#endif
#define BN_RAND_TOP_ANY    (-1)
#define BN_RAND_BOTTOM_ANY 0
#define BN_RAND_TOP_ONE    0
#define BN_RAND_BOTTOM_ODD 1
#define BN_RAND_TOP_TWO    1

/* Numbers */

void BN_CTX_end(BN_CTX *bnctx);
void BN_CTX_free(BN_CTX *bnctx);
BIGNUM *BN_CTX_get(BN_CTX *bnctx);
BN_CTX *BN_CTX_new(void);
BN_CTX *BN_CTX_new_ex(OSSL_LIB_CTX *libctx);
BN_CTX *BN_CTX_secure_new(void);
BN_CTX *BN_CTX_secure_new_ex(OSSL_LIB_CTX *libctx);
void BN_CTX_start(BN_CTX *bnctx);
int BN_abs_is_word(const BIGNUM *a, const unsigned long w);
int BN_add_word(BIGNUM *a, unsigned long w);
void BN_clear(BIGNUM *a);
void BN_clear_free(BIGNUM *a);
BIGNUM *BN_copy(BIGNUM *a, const BIGNUM *b);
unsigned long BN_div_word(BIGNUM *a, unsigned long w);
BIGNUM *BN_dup(const BIGNUM *a);
void BN_free(BIGNUM *a);
int BN_get_flags(const BIGNUM *b, int n);
unsigned long BN_get_word(const BIGNUM *a);
int BN_is_bit_set(const BIGNUM *a, int n);
int BN_is_negative(const BIGNUM *b);
int BN_is_odd(const BIGNUM *a);
int BN_is_one(const BIGNUM *a);
int BN_is_word(const BIGNUM *a, const unsigned long w);
int BN_is_zero(const BIGNUM *a);
unsigned long BN_mod_word(const BIGNUM *a, unsigned long w);
int BN_mul_word(BIGNUM *a, unsigned long w);
BIGNUM *BN_new(void);
int BN_num_bits(const BIGNUM *a);
int BN_num_bits_word(unsigned long l);
BIGNUM *BN_secure_new(void);
int BN_security_bits(int L, int N);
void BN_set_flags(BIGNUM *b, int n);
void BN_set_negative(BIGNUM *b, int n);
int BN_set_word(BIGNUM *a, unsigned long w);
int BN_sub_word(BIGNUM *a, unsigned long w);
void BN_swap(BIGNUM *a, BIGNUM *b);
const BIGNUM *BN_value_one(void);
void BN_with_flags(BIGNUM *dest, const BIGNUM *b, int flags);
void BN_zero_ex(BIGNUM *a);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int BN_is_prime_ex(const BIGNUM *p, int nchecks, BN_CTX *bnctx, BN_GENCB *cb);
OSSL_DEPRECATEDIN_3_0 int BN_is_prime_fasttest_ex(const BIGNUM *p, int nchecks, BN_CTX *bnctx, int do_trial_division,
	BN_GENCB *cb);
#endif
#ifndef OPENSSL_NO_DEPRECATED_0_9_8
OSSL_DEPRECATEDIN_0_9_8 int BN_is_prime(const BIGNUM *p, int nchecks, void (*callback)(int, int, void *), BN_CTX *bnctx,
	void *cb_arg);
OSSL_DEPRECATEDIN_0_9_8 int BN_is_prime_fasttest(const BIGNUM *p, int nchecks, void (*callback)(int, int, void *),
	BN_CTX *bnctx, void *cb_arg, int do_trial_division);
#endif
#define BN_num_bytes(a) ((BN_num_bits(a) + 7) / 8)
#define BN_one(a)       (BN_set_word((a), 1))
#define BN_zero(a)      BN_zero_ex(a)

/* Arithmetic */

BN_MONT_CTX *BN_MONT_CTX_copy(BN_MONT_CTX *to, BN_MONT_CTX *from);
void BN_MONT_CTX_free(BN_MONT_CTX *mont);
BN_MONT_CTX *BN_MONT_CTX_new(void);
int BN_MONT_CTX_set(BN_MONT_CTX *mont, const BIGNUM *mod, BN_CTX *bnctx);
BN_MONT_CTX *BN_MONT_CTX_set_locked(BN_MONT_CTX **pmont, CRYPTO_RWLOCK *lock, const BIGNUM *mod, BN_CTX *bnctx);
int BN_add(BIGNUM *r, const BIGNUM *a, const BIGNUM *b);
int BN_clear_bit(BIGNUM *a, int n);
int BN_cmp(const BIGNUM *a, const BIGNUM *b);
void BN_consttime_swap(unsigned long swap, BIGNUM *a, BIGNUM *b, int nwords);
int BN_div(BIGNUM *dv, BIGNUM *rem, const BIGNUM *m, const BIGNUM *d, BN_CTX *bnctx);
int BN_exp(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, BN_CTX *bnctx);
int BN_from_montgomery(BIGNUM *r, const BIGNUM *a, BN_MONT_CTX *mont, BN_CTX *bnctx);
int BN_gcd(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, BN_CTX *bnctx);
int BN_lshift(BIGNUM *r, const BIGNUM *a, int n);
int BN_lshift1(BIGNUM *r, const BIGNUM *a);
int BN_mask_bits(BIGNUM *a, int n);
int BN_mod_add(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m, BN_CTX *bnctx);
int BN_mod_add_quick(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m);
int BN_mod_exp(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, BN_CTX *bnctx);
int BN_mod_exp2_mont(BIGNUM *r, const BIGNUM *a1, const BIGNUM *p1, const BIGNUM *a2, const BIGNUM *p2, const BIGNUM *m,
	BN_CTX *bnctx, BN_MONT_CTX *m_ctx);
int BN_mod_exp_mont(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, BN_CTX *bnctx, BN_MONT_CTX *m_ctx);
int BN_mod_exp_mont_consttime(BIGNUM *rr, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, BN_CTX *bnctx,
	BN_MONT_CTX *in_mont);
int BN_mod_exp_mont_consttime_x2(BIGNUM *rr1, const BIGNUM *a1, const BIGNUM *p1, const BIGNUM *m1,
	BN_MONT_CTX *in_mont1, BIGNUM *rr2, const BIGNUM *a2, const BIGNUM *p2, const BIGNUM *m2, BN_MONT_CTX *in_mont2,
	BN_CTX *bnctx);
int BN_mod_exp_mont_word(BIGNUM *r, unsigned long a, const BIGNUM *p, const BIGNUM *m, BN_CTX *bnctx,
	BN_MONT_CTX *m_ctx);
int BN_mod_exp_recp(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, BN_CTX *bnctx);
int BN_mod_exp_simple(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, BN_CTX *bnctx);
BIGNUM *BN_mod_inverse(BIGNUM *ret, const BIGNUM *a, const BIGNUM *n, BN_CTX *bnctx);
int BN_mod_lshift(BIGNUM *r, const BIGNUM *a, int n, const BIGNUM *m, BN_CTX *bnctx);
int BN_mod_lshift1(BIGNUM *r, const BIGNUM *a, const BIGNUM *m, BN_CTX *bnctx);
int BN_mod_lshift1_quick(BIGNUM *r, const BIGNUM *a, const BIGNUM *m);
int BN_mod_lshift_quick(BIGNUM *r, const BIGNUM *a, int n, const BIGNUM *m);
int BN_mod_mul(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m, BN_CTX *bnctx);
int BN_mod_mul_montgomery(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, BN_MONT_CTX *mont, BN_CTX *bnctx);
int BN_mod_mul_reciprocal(BIGNUM *r, const BIGNUM *x, const BIGNUM *y, BN_RECP_CTX *recp, BN_CTX *bnctx);
int BN_mod_sqr(BIGNUM *r, const BIGNUM *a, const BIGNUM *m, BN_CTX *bnctx);
BIGNUM *BN_mod_sqrt(BIGNUM *ret, const BIGNUM *a, const BIGNUM *n, BN_CTX *bnctx);
int BN_mod_sub(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m, BN_CTX *bnctx);
int BN_mod_sub_quick(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m);
int BN_mul(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, BN_CTX *bnctx);
int BN_nnmod(BIGNUM *r, const BIGNUM *a, const BIGNUM *m, BN_CTX *bnctx);
int BN_rshift(BIGNUM *r, const BIGNUM *a, int n);
int BN_rshift1(BIGNUM *r, const BIGNUM *a);
int BN_set_bit(BIGNUM *a, int n);
int BN_sqr(BIGNUM *r, const BIGNUM *a, BN_CTX *bnctx);
int BN_sub(BIGNUM *r, const BIGNUM *a, const BIGNUM *b);
int BN_to_montgomery(BIGNUM *r, const BIGNUM *a, BN_MONT_CTX *mont, BN_CTX *bnctx);
int BN_uadd(BIGNUM *r, const BIGNUM *a, const BIGNUM *b);
int BN_ucmp(const BIGNUM *a, const BIGNUM *b);
int BN_usub(BIGNUM *r, const BIGNUM *a, const BIGNUM *b);

#define BN_mod(rem, a, m, ctx) BN_div(NULL, (rem), (a), (m), (ctx))

/* Primes and random numbers */

int BN_GENCB_call(BN_GENCB *cb, int a, int b);
void BN_GENCB_free(BN_GENCB *cb);
void *BN_GENCB_get_arg(BN_GENCB *cb);
BN_GENCB *BN_GENCB_new(void);
void BN_GENCB_set(BN_GENCB *gencb, int (*callback)(int, int, BN_GENCB *), void *cb_arg);
void BN_GENCB_set_old(BN_GENCB *gencb, void (*callback)(int, int, void *), void *cb_arg);
int BN_check_prime(const BIGNUM *p, BN_CTX *bnctx, BN_GENCB *cb);
int BN_generate_prime_ex(BIGNUM *ret, int bits, int safe, const BIGNUM *add, const BIGNUM *rem, BN_GENCB *cb);
int BN_generate_prime_ex2(BIGNUM *ret, int bits, int safe, const BIGNUM *add, const BIGNUM *rem, BN_GENCB *cb,
	BN_CTX *bnctx);
int BN_priv_rand(BIGNUM *rnd, int bits, int top, int bottom);
int BN_priv_rand_ex(BIGNUM *rnd, int bits, int top, int bottom, unsigned int strength, BN_CTX *bnctx);
int BN_priv_rand_range(BIGNUM *rnd, const BIGNUM *range);
int BN_priv_rand_range_ex(BIGNUM *r, const BIGNUM *range, unsigned int strength, BN_CTX *bnctx);
int BN_rand(BIGNUM *rnd, int bits, int top, int bottom);
int BN_rand_ex(BIGNUM *rnd, int bits, int top, int bottom, unsigned int strength, BN_CTX *bnctx);
int BN_rand_range(BIGNUM *rnd, const BIGNUM *range);
int BN_rand_range_ex(BIGNUM *r, const BIGNUM *range, unsigned int strength, BN_CTX *bnctx);
BIGNUM *BN_get_rfc2409_prime_1024(BIGNUM *bn);
BIGNUM *BN_get_rfc2409_prime_768(BIGNUM *bn);
BIGNUM *BN_get_rfc3526_prime_1536(BIGNUM *bn);
BIGNUM *BN_get_rfc3526_prime_2048(BIGNUM *bn);
BIGNUM *BN_get_rfc3526_prime_3072(BIGNUM *bn);
BIGNUM *BN_get_rfc3526_prime_4096(BIGNUM *bn);
BIGNUM *BN_get_rfc3526_prime_6144(BIGNUM *bn);
BIGNUM *BN_get_rfc3526_prime_8192(BIGNUM *bn);
#ifndef OPENSSL_NO_DEPRECATED_0_9_8
OSSL_DEPRECATEDIN_0_9_8 BIGNUM *BN_generate_prime(BIGNUM *ret, int bits, int safe, const BIGNUM *add, const BIGNUM *rem,
	void (*callback)(int, int, void *), void *cb_arg);
#endif

/* Bytes and text */

int BN_asc2bn(BIGNUM **a, const char *str);
BIGNUM *BN_bin2bn(const unsigned char *s, int len, BIGNUM *ret);
int BN_bn2bin(const BIGNUM *a, unsigned char *to);
int BN_bn2binpad(const BIGNUM *a, unsigned char *to, int tolen);
char *BN_bn2dec(const BIGNUM *a);
char *BN_bn2hex(const BIGNUM *a);
int BN_bn2lebinpad(const BIGNUM *a, unsigned char *to, int tolen);
int BN_bn2mpi(const BIGNUM *a, unsigned char *to);
int BN_bn2nativepad(const BIGNUM *a, unsigned char *to, int tolen);
int BN_dec2bn(BIGNUM **a, const char *str);
int BN_hex2bn(BIGNUM **a, const char *str);
BIGNUM *BN_lebin2bn(const unsigned char *s, int len, BIGNUM *ret);
BIGNUM *BN_mpi2bn(const unsigned char *s, int len, BIGNUM *ret);
BIGNUM *BN_native2bn(const unsigned char *s, int len, BIGNUM *ret);
char *BN_options(void);
int BN_print(BIO *bio, const BIGNUM *a);
int BN_print_fp(FILE *fp, const BIGNUM *a);

#ifdef __cplusplus
}
#endif

#endif
