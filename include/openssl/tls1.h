/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * TLS numbers: versions, alerts, extensions, the settings that belong to extensions. Suites are in tls1_suites.h.
 */
#ifndef OPENSSL_TLS1_H
#define OPENSSL_TLS1_H

#include <openssl/buffer.h>
#include <openssl/x509.h>
#include <openssl/prov_ssl.h>
#include <openssl/tls1_suites.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Versions */

#define TLS_ANY_VERSION 0x10000
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define TLS_MAX_VERSION TLS1_3_VERSION
#endif
#define TLS1_VERSION_MINOR   0x01
#define TLS1_1_VERSION_MINOR 0x02
#define TLS1_1_VERSION_MAJOR 0x03
#define TLS1_2_VERSION_MAJOR 0x03
#define TLS1_2_VERSION_MINOR 0x03
#define TLS1_VERSION_MAJOR   0x03
#define TLS1_get_version(ssl) ((SSL_version(ssl) >> 8) == TLS1_VERSION_MAJOR ? SSL_version(ssl) : 0)
#define TLS1_get_client_version(ssl) \
	((SSL_client_version(ssl) >> 8) == TLS1_VERSION_MAJOR ? SSL_client_version(ssl) : 0)
#ifndef OPENSSL_TLS_SECURITY_LEVEL
#define OPENSSL_TLS_SECURITY_LEVEL 2
#endif

/* Alerts beyond those of SSL 3 */

#define TLS1_AD_DECRYPTION_FAILED               21
#define TLS1_AD_RECORD_OVERFLOW                 22
#define TLS1_AD_UNKNOWN_CA                      48
#define TLS1_AD_ACCESS_DENIED                   49
#define TLS1_AD_DECODE_ERROR                    50
#define TLS1_AD_DECRYPT_ERROR                   51
#define TLS1_AD_EXPORT_RESTRICTION              60
#define TLS1_AD_PROTOCOL_VERSION                70
#define TLS1_AD_INSUFFICIENT_SECURITY           71
#define TLS1_AD_INTERNAL_ERROR                  80
#define TLS1_AD_INAPPROPRIATE_FALLBACK          86
#define TLS1_AD_USER_CANCELLED                  90
#define TLS1_AD_NO_RENEGOTIATION                100
#define TLS1_AD_UNSUPPORTED_EXTENSION           110
#define TLS1_AD_CERTIFICATE_UNOBTAINABLE        111
#define TLS1_AD_UNRECOGNIZED_NAME               112
#define TLS1_AD_BAD_CERTIFICATE_STATUS_RESPONSE 113
#define TLS1_AD_BAD_CERTIFICATE_HASH_VALUE      114
#define TLS1_AD_UNKNOWN_PSK_IDENTITY            115
#define TLS1_AD_NO_APPLICATION_PROTOCOL         120
#define TLS13_AD_MISSING_EXTENSION    109
#define TLS13_AD_CERTIFICATE_REQUIRED 116

/* Extensions */

#define TLSEXT_TYPE_server_name                            0
#define TLSEXT_TYPE_max_fragment_length                    1
#define TLSEXT_TYPE_client_certificate_url                 2
#define TLSEXT_TYPE_trusted_ca_keys                        3
#define TLSEXT_TYPE_truncated_hmac                         4
#define TLSEXT_TYPE_status_request                         5
#define TLSEXT_TYPE_user_mapping                           6
#define TLSEXT_TYPE_client_authz                           7
#define TLSEXT_TYPE_server_authz                           8
#define TLSEXT_TYPE_cert_type                              9
#define TLSEXT_TYPE_elliptic_curves                        TLSEXT_TYPE_supported_groups
#define TLSEXT_TYPE_supported_groups                       10
#define TLSEXT_TYPE_ec_point_formats                       11
#define TLSEXT_TYPE_srp                                    12
#define TLSEXT_TYPE_signature_algorithms                   13
#define TLSEXT_TYPE_use_srtp                               14
#define TLSEXT_TYPE_application_layer_protocol_negotiation 16
#define TLSEXT_TYPE_signed_certificate_timestamp           18
#define TLSEXT_TYPE_padding                                21
#define TLSEXT_TYPE_encrypt_then_mac                       22
#define TLSEXT_TYPE_extended_master_secret                 23
#define TLSEXT_TYPE_session_ticket                         35
#define TLSEXT_TYPE_psk                                    41
#define TLSEXT_TYPE_early_data                             42
#define TLSEXT_TYPE_supported_versions                     43
#define TLSEXT_TYPE_cookie                                 44
#define TLSEXT_TYPE_psk_kex_modes                          45
#define TLSEXT_TYPE_certificate_authorities                47
#define TLSEXT_TYPE_post_handshake_auth                    49
#define TLSEXT_TYPE_signature_algorithms_cert              50
#define TLSEXT_TYPE_key_share                              51
#define TLSEXT_TYPE_next_proto_neg                         13172
#define TLSEXT_TYPE_renegotiate                            0xff01
#define TLSEXT_NAMETYPE_host_name 0
#define TLSEXT_STATUSTYPE_ocsp    1
#define TLSEXT_MAXLEN_host_name   255
#define TLSEXT_ECPOINTFORMAT_first                     0
#define TLSEXT_ECPOINTFORMAT_uncompressed              0
#define TLSEXT_ECPOINTFORMAT_ansiX962_compressed_prime 1
#define TLSEXT_ECPOINTFORMAT_ansiX962_compressed_char2 2
#define TLSEXT_ECPOINTFORMAT_last                      2
#define TLSEXT_max_fragment_length_DISABLED    0
#define TLSEXT_max_fragment_length_512         1
#define TLSEXT_max_fragment_length_1024        2
#define TLSEXT_max_fragment_length_2048        3
#define TLSEXT_max_fragment_length_4096        4
#define TLSEXT_max_fragment_length_UNSPECIFIED 255
#define TLSEXT_signature_anonymous         0
#define TLSEXT_signature_rsa               1
#define TLSEXT_signature_dsa               2
#define TLSEXT_signature_ecdsa             3
#define TLSEXT_signature_num               7
#define TLSEXT_signature_gostr34102001     237
#define TLSEXT_signature_gostr34102012_256 238
#define TLSEXT_signature_gostr34102012_512 239
#define TLSEXT_hash_none              0
#define TLSEXT_hash_md5               1
#define TLSEXT_hash_sha1              2
#define TLSEXT_hash_sha224            3
#define TLSEXT_hash_sha256            4
#define TLSEXT_hash_sha384            5
#define TLSEXT_hash_sha512            6
#define TLSEXT_hash_num               10
#define TLSEXT_hash_gostr3411         237
#define TLSEXT_hash_gostr34112012_256 238
#define TLSEXT_hash_gostr34112012_512 239
#define TLSEXT_curve_P_256 23
#define TLSEXT_curve_P_384 24
#define TLSEXT_nid_unknown 0x1000000

struct tls_session_ticket_ext_st {
	unsigned short length;
	void *data;
};

/* Answers of the callbacks for server name, ALPN and status */

#define SSL_TLSEXT_ERR_OK            0
#define SSL_TLSEXT_ERR_ALERT_WARNING 1
#define SSL_TLSEXT_ERR_ALERT_FATAL   2
#define SSL_TLSEXT_ERR_NOACK         3

/* Server name */

#define SSL_set_tlsext_host_name(ssl, name) \
	SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, (void *)(name))
#define SSL_CTX_set_tlsext_servername_arg(ctx, arg) \
	SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG, 0, (void *)(arg))
#define SSL_CTX_set_tlsext_servername_callback(ctx, cb) \
	SSL_CTX_callback_ctrl((ctx), SSL_CTRL_SET_TLSEXT_SERVERNAME_CB, (void (*)(void))(cb))

/* Certificate status (OCSP stapling) */

#define SSL_CTX_get_tlsext_status_arg(ctx, arg) \
	SSL_CTX_ctrl((ctx), SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB_ARG, 0, (void *)(arg))
#define SSL_CTX_get_tlsext_status_cb(ctx, cb) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB, 0, (void *)(cb))
#define SSL_CTX_get_tlsext_status_type(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE, 0, NULL)
#define SSL_CTX_set_tlsext_status_arg(ctx, arg) \
	SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG, 0, (void *)(arg))
#define SSL_CTX_set_tlsext_status_cb(ctx, cb) \
	SSL_CTX_callback_ctrl((ctx), SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, (void (*)(void))(cb))
#define SSL_CTX_set_tlsext_status_type(ctx, type) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, (type), NULL)
#define SSL_get_tlsext_status_exts(ssl, arg) SSL_ctrl((ssl), SSL_CTRL_GET_TLSEXT_STATUS_REQ_EXTS, 0, (void *)(arg))
#define SSL_get_tlsext_status_ids(ssl, arg) SSL_ctrl((ssl), SSL_CTRL_GET_TLSEXT_STATUS_REQ_IDS, 0, (void *)(arg))
#define SSL_get_tlsext_status_ocsp_resp(ssl, arg) \
	SSL_ctrl((ssl), SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, (void *)(arg))
#define SSL_get_tlsext_status_type(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE, 0, NULL)
#define SSL_set_tlsext_status_exts(ssl, arg) SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS, 0, (void *)(arg))
#define SSL_set_tlsext_status_ids(ssl, arg) SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS, 0, (void *)(arg))
#define SSL_set_tlsext_status_ocsp_resp(ssl, arg, arglen) \
	SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP, (arglen), (void *)(arg))
#define SSL_set_tlsext_status_type(ssl, type) SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, (type), NULL)

/* Session tickets */

#define SSL_CTX_get_tlsext_ticket_keys(ctx, keys, keylen) \
	SSL_CTX_ctrl((ctx), SSL_CTRL_GET_TLSEXT_TICKET_KEYS, (keylen), (void *)(keys))
#define SSL_CTX_set_tlsext_ticket_keys(ctx, keys, keylen) \
	SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TLSEXT_TICKET_KEYS, (keylen), (void *)(keys))
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define SSL_CTX_set_tlsext_ticket_key_cb(ctx, cb) \
	SSL_CTX_callback_ctrl((ctx), SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB, (void (*)(void))(cb))
#endif

/* Watching extensions */

#define SSL_set_tlsext_debug_arg(ssl, arg) SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_DEBUG_ARG, 0, (void *)(arg))
#define SSL_set_tlsext_debug_callback(ssl, cb) \
	SSL_callback_ctrl((ssl), SSL_CTRL_SET_TLSEXT_DEBUG_CB, (void (*)(void))(cb))

/* Certificate types (RFC 5246 section 7.4.4) */

#define TLS_CT_RSA_SIGN               1
#define TLS_CT_DSS_SIGN               2
#define TLS_CT_RSA_FIXED_DH           3
#define TLS_CT_DSS_FIXED_DH           4
#define TLS_CT_NUMBER                 12
#define TLS_CT_GOST01_SIGN            22
#define TLS_CT_ECDSA_SIGN             64
#define TLS_CT_RSA_FIXED_ECDH         65
#define TLS_CT_ECDSA_FIXED_ECDH       66
#define TLS_CT_GOST12_IANA_SIGN       67
#define TLS_CT_GOST12_IANA_512_SIGN   68
#define TLS_CT_GOST12_LEGACY_SIGN     238
#define TLS_CT_GOST12_LEGACY_512_SIGN 239
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define TLS_CT_GOST12_SIGN            TLS_CT_GOST12_LEGACY_SIGN
#define TLS_CT_GOST12_512_SIGN        TLS_CT_GOST12_LEGACY_512_SIGN
#endif

/* Labels of TLS 1.2 key derivation */

#define TLS1_FINISH_MAC_LENGTH 12
#define TLS_MD_CLIENT_FINISH_CONST               "client finished"
#define TLS_MD_CLIENT_FINISH_CONST_SIZE          15
#define TLS_MD_CLIENT_WRITE_KEY_CONST            "client write key"
#define TLS_MD_CLIENT_WRITE_KEY_CONST_SIZE       16
#define TLS_MD_EXTENDED_MASTER_SECRET_CONST      "extended master secret"
#define TLS_MD_EXTENDED_MASTER_SECRET_CONST_SIZE 22
#define TLS_MD_IV_BLOCK_CONST                    "IV block"
#define TLS_MD_IV_BLOCK_CONST_SIZE               8
#define TLS_MD_KEY_EXPANSION_CONST               "key expansion"
#define TLS_MD_KEY_EXPANSION_CONST_SIZE          13
#define TLS_MD_MASTER_SECRET_CONST               "master secret"
#define TLS_MD_MASTER_SECRET_CONST_SIZE          13
#define TLS_MD_MAX_CONST_SIZE                    22
#define TLS_MD_SERVER_FINISH_CONST               "server finished"
#define TLS_MD_SERVER_FINISH_CONST_SIZE          15
#define TLS_MD_SERVER_WRITE_KEY_CONST            "server write key"
#define TLS_MD_SERVER_WRITE_KEY_CONST_SIZE       16

#ifdef __cplusplus
}
#endif

#endif
