/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Loaders of error texts of OpenSSL 1.0. The texts are loaded by themselves now; function codes are no more. */
#ifndef OPENSSL_CRYPTOERR_LEGACY_H
#define OPENSSL_CRYPTOERR_LEGACY_H

#include <openssl/macros.h>
#include <openssl/symhacks.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int ERR_load_ASN1_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_ASYNC_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_BIO_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_BN_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_BUF_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_CMS_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_COMP_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_CONF_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_CRYPTO_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_CT_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_DH_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_DSA_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_EC_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_ENGINE_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_ERR_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_EVP_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_KDF_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_OBJ_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_OCSP_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_OSSL_STORE_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_PEM_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_PKCS12_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_PKCS7_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_RAND_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_RSA_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_TS_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_UI_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_X509V3_strings(void);
OSSL_DEPRECATEDIN_3_0 int ERR_load_X509_strings(void);
#endif

#ifdef __cplusplus
}
#endif

#endif
