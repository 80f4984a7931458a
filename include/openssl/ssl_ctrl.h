/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The settings that have no function of their own: the command numbers of SSL_ctrl, SSL_CTX_ctrl, SSL_callback_ctrl and
 * SSL_CTX_callback_ctrl, and a macro for each. ssl.h includes this file; those about TLS extensions are in tls1.h.
 */
#ifndef OPENSSL_SSL_CTRL_H
#define OPENSSL_SSL_CTRL_H

/* Commands */

#define SSL_CTRL_GET_CLIENT_CERT_REQUEST         9
#define SSL_CTRL_GET_NUM_RENEGOTIATIONS          10
#define SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS        11
#define SSL_CTRL_GET_TOTAL_RENEGOTIATIONS        12
#define SSL_CTRL_GET_FLAGS                       13
#define SSL_CTRL_EXTRA_CHAIN_CERT                14
#define SSL_CTRL_SET_MSG_CALLBACK                15
#define SSL_CTRL_SET_MSG_CALLBACK_ARG            16
#define SSL_CTRL_SET_MTU                         17
#define SSL_CTRL_SESS_NUMBER                     20
#define SSL_CTRL_SESS_CONNECT                    21
#define SSL_CTRL_SESS_CONNECT_GOOD               22
#define SSL_CTRL_SESS_CONNECT_RENEGOTIATE        23
#define SSL_CTRL_SESS_ACCEPT                     24
#define SSL_CTRL_SESS_ACCEPT_GOOD                25
#define SSL_CTRL_SESS_ACCEPT_RENEGOTIATE         26
#define SSL_CTRL_SESS_HIT                        27
#define SSL_CTRL_SESS_CB_HIT                     28
#define SSL_CTRL_SESS_MISSES                     29
#define SSL_CTRL_SESS_TIMEOUTS                   30
#define SSL_CTRL_SESS_CACHE_FULL                 31
#define SSL_CTRL_MODE                            33
#define SSL_CTRL_GET_READ_AHEAD                  40
#define SSL_CTRL_SET_READ_AHEAD                  41
#define SSL_CTRL_SET_SESS_CACHE_SIZE             42
#define SSL_CTRL_GET_SESS_CACHE_SIZE             43
#define SSL_CTRL_SET_SESS_CACHE_MODE             44
#define SSL_CTRL_GET_SESS_CACHE_MODE             45
#define SSL_CTRL_GET_MAX_CERT_LIST               50
#define SSL_CTRL_SET_MAX_CERT_LIST               51
#define SSL_CTRL_SET_MAX_SEND_FRAGMENT           52
#define SSL_CTRL_SET_TLSEXT_SERVERNAME_CB        53
#define SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG       54
#define SSL_CTRL_SET_TLSEXT_HOSTNAME             55
#define SSL_CTRL_SET_TLSEXT_DEBUG_CB             56
#define SSL_CTRL_SET_TLSEXT_DEBUG_ARG            57
#define SSL_CTRL_GET_TLSEXT_TICKET_KEYS          58
#define SSL_CTRL_SET_TLSEXT_TICKET_KEYS          59
#define SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB        63
#define SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG    64
#define SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE      65
#define SSL_CTRL_GET_TLSEXT_STATUS_REQ_EXTS      66
#define SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS      67
#define SSL_CTRL_GET_TLSEXT_STATUS_REQ_IDS       68
#define SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS       69
#define SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP 70
#define SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP 71
#define SSL_CTRL_SET_TLS_EXT_SRP_USERNAME_CB     75
#define SSL_CTRL_GET_RI_SUPPORT                  76
#define SSL_CTRL_SET_SRP_VERIFY_PARAM_CB         76
#define SSL_CTRL_SET_SRP_GIVE_CLIENT_PWD_CB      77
#define SSL_CTRL_CLEAR_MODE                      78
#define SSL_CTRL_SET_SRP_ARG                     78
#define SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB       79
#define SSL_CTRL_SET_TLS_EXT_SRP_USERNAME        79
#define SSL_CTRL_SET_TLS_EXT_SRP_STRENGTH        80
#define SSL_CTRL_SET_TLS_EXT_SRP_PASSWORD        81
#define SSL_CTRL_GET_EXTRA_CHAIN_CERTS           82
#define SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS         83
#define SSL_CTRL_CHAIN                           88
#define SSL_CTRL_CHAIN_CERT                      89
#define SSL_CTRL_GET_GROUPS                      90
#define SSL_CTRL_SET_GROUPS                      91
#define SSL_CTRL_SET_GROUPS_LIST                 92
#define SSL_CTRL_GET_SHARED_GROUP                93
#define SSL_CTRL_SET_SIGALGS                     97
#define SSL_CTRL_SET_SIGALGS_LIST                98
#define SSL_CTRL_CERT_FLAGS                      99
#define SSL_CTRL_CLEAR_CERT_FLAGS                100
#define SSL_CTRL_SET_CLIENT_SIGALGS              101
#define SSL_CTRL_SET_CLIENT_SIGALGS_LIST         102
#define SSL_CTRL_GET_CLIENT_CERT_TYPES           103
#define SSL_CTRL_SET_CLIENT_CERT_TYPES           104
#define SSL_CTRL_BUILD_CERT_CHAIN                105
#define SSL_CTRL_SET_VERIFY_CERT_STORE           106
#define SSL_CTRL_SET_CHAIN_CERT_STORE            107
#define SSL_CTRL_GET_PEER_SIGNATURE_NID          108
#define SSL_CTRL_GET_PEER_TMP_KEY                109
#define SSL_CTRL_GET_RAW_CIPHERLIST              110
#define SSL_CTRL_GET_EC_POINT_FORMATS            111
#define SSL_CTRL_GET_CHAIN_CERTS                 115
#define SSL_CTRL_SELECT_CURRENT_CERT             116
#define SSL_CTRL_SET_CURRENT_CERT                117
#define SSL_CTRL_SET_DH_AUTO                     118
#define SSL_CTRL_GET_EXTMS_SUPPORT               122
#define SSL_CTRL_SET_MIN_PROTO_VERSION           123
#define SSL_CTRL_SET_MAX_PROTO_VERSION           124
#define SSL_CTRL_SET_SPLIT_SEND_FRAGMENT         125
#define SSL_CTRL_SET_MAX_PIPELINES               126
#define SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE      127
#define SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB        128
#define SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB_ARG    129
#define SSL_CTRL_GET_MIN_PROTO_VERSION           130
#define SSL_CTRL_GET_MAX_PROTO_VERSION           131
#define SSL_CTRL_GET_SIGNATURE_NID               132
#define SSL_CTRL_GET_TMP_KEY                     133
#define SSL_CTRL_GET_NEGOTIATED_GROUP            134
#define SSL_CTRL_SET_RETRY_VERIFY                136
#define SSL_CTRL_GET_VERIFY_CERT_STORE           137
#define SSL_CTRL_GET_CHAIN_CERT_STORE            138
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define SSL_CTRL_SET_TMP_DH                      3
#define SSL_CTRL_SET_TMP_ECDH                    4
#define SSL_CTRL_SET_TMP_DH_CB                   6
#define SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB        72
#endif
#define DTLS_CTRL_GET_TIMEOUT      73
#define DTLS_CTRL_HANDLE_TIMEOUT   74
#define DTLS_CTRL_SET_LINK_MTU     120
#define DTLS_CTRL_GET_LINK_MIN_MTU 121
#define SSL_CTRL_GET_CURVES         SSL_CTRL_GET_GROUPS
#define SSL_CTRL_GET_SERVER_TMP_KEY SSL_CTRL_GET_PEER_TMP_KEY
#define SSL_CTRL_GET_SHARED_CURVE   SSL_CTRL_GET_SHARED_GROUP
#define SSL_CTRL_SET_CURVES         SSL_CTRL_SET_GROUPS
#define SSL_CTRL_SET_CURVES_LIST    SSL_CTRL_SET_GROUPS_LIST

/* Modes and versions */

#define SSL_CTX_clear_mode(ctx, bits) SSL_CTX_ctrl((ctx), SSL_CTRL_CLEAR_MODE, (bits), NULL)
#define SSL_CTX_get_mode(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_MODE, 0, NULL)
#define SSL_CTX_set_mode(ctx, bits) SSL_CTX_ctrl((ctx), SSL_CTRL_MODE, (bits), NULL)
#define SSL_clear_mode(ssl, bits) SSL_ctrl((ssl), SSL_CTRL_CLEAR_MODE, (bits), NULL)
#define SSL_get_mode(ssl) SSL_ctrl((ssl), SSL_CTRL_MODE, 0, NULL)
#define SSL_set_mode(ssl, bits) SSL_ctrl((ssl), SSL_CTRL_MODE, (bits), NULL)
#define SSL_CTX_get_max_proto_version(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_MAX_PROTO_VERSION, 0, NULL)
#define SSL_CTX_get_min_proto_version(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_MIN_PROTO_VERSION, 0, NULL)
#define SSL_CTX_set_max_proto_version(ctx, version) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MAX_PROTO_VERSION, (version), NULL)
#define SSL_CTX_set_min_proto_version(ctx, version) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MIN_PROTO_VERSION, (version), NULL)
#define SSL_get_max_proto_version(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_MAX_PROTO_VERSION, 0, NULL)
#define SSL_get_min_proto_version(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_MIN_PROTO_VERSION, 0, NULL)
#define SSL_set_max_proto_version(ssl, version) SSL_ctrl((ssl), SSL_CTRL_SET_MAX_PROTO_VERSION, (version), NULL)
#define SSL_set_min_proto_version(ssl, version) SSL_ctrl((ssl), SSL_CTRL_SET_MIN_PROTO_VERSION, (version), NULL)

/* Certificates of our own */

#define SSL_CTX_clear_cert_flags(ctx, bits) SSL_CTX_ctrl((ctx), SSL_CTRL_CLEAR_CERT_FLAGS, (bits), NULL)
#define SSL_CTX_set_cert_flags(ctx, bits) SSL_CTX_ctrl((ctx), SSL_CTRL_CERT_FLAGS, (bits), NULL)
#define SSL_clear_cert_flags(ssl, bits) SSL_ctrl((ssl), SSL_CTRL_CLEAR_CERT_FLAGS, (bits), NULL)
#define SSL_set_cert_flags(ssl, bits) SSL_ctrl((ssl), SSL_CTRL_CERT_FLAGS, (bits), NULL)
#define SSL_CTX_add0_chain_cert(ctx, cert) SSL_CTX_ctrl((ctx), SSL_CTRL_CHAIN_CERT, 0, (void *)(cert))
#define SSL_CTX_add1_chain_cert(ctx, cert) SSL_CTX_ctrl((ctx), SSL_CTRL_CHAIN_CERT, 1, (void *)(cert))
#define SSL_CTX_add_extra_chain_cert(ctx, cert) SSL_CTX_ctrl((ctx), SSL_CTRL_EXTRA_CHAIN_CERT, 0, (void *)(cert))
#define SSL_CTX_build_cert_chain(ctx, flags) SSL_CTX_ctrl((ctx), SSL_CTRL_BUILD_CERT_CHAIN, (flags), NULL)
#define SSL_CTX_clear_chain_certs(ctx) SSL_CTX_set0_chain((ctx), NULL)
#define SSL_CTX_clear_extra_chain_certs(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS, 0, NULL)
#define SSL_CTX_get0_chain_cert_store(ctx, store) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_CHAIN_CERT_STORE, 0, (void *)(store))
#define SSL_CTX_get0_chain_certs(ctx, out) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_CHAIN_CERTS, 0, (void *)(out))
#define SSL_CTX_get_extra_chain_certs(ctx, out) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_EXTRA_CHAIN_CERTS, 0, (void *)(out))
#define SSL_CTX_get_extra_chain_certs_only(ctx, out) \
	SSL_CTX_ctrl((ctx), SSL_CTRL_GET_EXTRA_CHAIN_CERTS, 1, (void *)(out))
#define SSL_CTX_set0_chain(ctx, chain) SSL_CTX_ctrl((ctx), SSL_CTRL_CHAIN, 0, (void *)(chain))
#define SSL_CTX_set0_chain_cert_store(ctx, store) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CHAIN_CERT_STORE, 0, (void *)(store))
#define SSL_CTX_set1_chain(ctx, chain) SSL_CTX_ctrl((ctx), SSL_CTRL_CHAIN, 1, (void *)(chain))
#define SSL_CTX_set1_chain_cert_store(ctx, store) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CHAIN_CERT_STORE, 1, (void *)(store))
#define SSL_add0_chain_cert(ssl, cert) SSL_ctrl((ssl), SSL_CTRL_CHAIN_CERT, 0, (void *)(cert))
#define SSL_add1_chain_cert(ssl, cert) SSL_ctrl((ssl), SSL_CTRL_CHAIN_CERT, 1, (void *)(cert))
#define SSL_build_cert_chain(ssl, flags) SSL_ctrl((ssl), SSL_CTRL_BUILD_CERT_CHAIN, (flags), NULL)
#define SSL_clear_chain_certs(s) SSL_set0_chain((s), NULL)
#define SSL_get0_chain_cert_store(ssl, store) SSL_ctrl((ssl), SSL_CTRL_GET_CHAIN_CERT_STORE, 0, (void *)(store))
#define SSL_get0_chain_certs(ssl, out) SSL_ctrl((ssl), SSL_CTRL_GET_CHAIN_CERTS, 0, (void *)(out))
#define SSL_set0_chain(ssl, chain) SSL_ctrl((ssl), SSL_CTRL_CHAIN, 0, (void *)(chain))
#define SSL_set0_chain_cert_store(ssl, store) SSL_ctrl((ssl), SSL_CTRL_SET_CHAIN_CERT_STORE, 0, (void *)(store))
#define SSL_set1_chain(ssl, chain) SSL_ctrl((ssl), SSL_CTRL_CHAIN, 1, (void *)(chain))
#define SSL_set1_chain_cert_store(ssl, store) SSL_ctrl((ssl), SSL_CTRL_SET_CHAIN_CERT_STORE, 1, (void *)(store))
#define SSL_CTX_select_current_cert(ctx, cert) SSL_CTX_ctrl((ctx), SSL_CTRL_SELECT_CURRENT_CERT, 0, (void *)(cert))
#define SSL_CTX_set_current_cert(ctx, op) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CURRENT_CERT, (op), NULL)
#define SSL_select_current_cert(ssl, cert) SSL_ctrl((ssl), SSL_CTRL_SELECT_CURRENT_CERT, 0, (void *)(cert))
#define SSL_set_current_cert(ssl, op) SSL_ctrl((ssl), SSL_CTRL_SET_CURRENT_CERT, (op), NULL)

/* Stores that only build or verify chains */

#define SSL_CTX_get0_verify_cert_store(ctx, store) \
	SSL_CTX_ctrl((ctx), SSL_CTRL_GET_VERIFY_CERT_STORE, 0, (void *)(store))
#define SSL_CTX_set0_verify_cert_store(ctx, store) \
	SSL_CTX_ctrl((ctx), SSL_CTRL_SET_VERIFY_CERT_STORE, 0, (void *)(store))
#define SSL_CTX_set1_verify_cert_store(ctx, store) \
	SSL_CTX_ctrl((ctx), SSL_CTRL_SET_VERIFY_CERT_STORE, 1, (void *)(store))
#define SSL_get0_verify_cert_store(ssl, store) SSL_ctrl((ssl), SSL_CTRL_GET_VERIFY_CERT_STORE, 0, (void *)(store))
#define SSL_set0_verify_cert_store(ssl, store) SSL_ctrl((ssl), SSL_CTRL_SET_VERIFY_CERT_STORE, 0, (void *)(store))
#define SSL_set1_verify_cert_store(ssl, store) SSL_ctrl((ssl), SSL_CTRL_SET_VERIFY_CERT_STORE, 1, (void *)(store))

/* Groups and signature algorithms */

#define SSL_CTX_set1_groups(ctx, glist, glistlen) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_GROUPS, (glistlen), (void *)(glist))
#define SSL_CTX_set1_groups_list(ctx, list) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_GROUPS_LIST, 0, (void *)(list))
#define SSL_get1_groups(ssl, glist) SSL_ctrl((ssl), SSL_CTRL_GET_GROUPS, 0, (void *)(glist))
#define SSL_get_negotiated_group(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_NEGOTIATED_GROUP, 0, NULL)
#define SSL_get_shared_group(ssl, n) SSL_ctrl((ssl), SSL_CTRL_GET_SHARED_GROUP, (n), NULL)
#define SSL_set1_groups(ssl, glist, glistlen) SSL_ctrl((ssl), SSL_CTRL_SET_GROUPS, (glistlen), (void *)(glist))
#define SSL_set1_groups_list(ssl, str) SSL_ctrl((ssl), SSL_CTRL_SET_GROUPS_LIST, 0, (void *)(str))
#define SSL_CTX_set1_client_sigalgs(ctx, slist, slistlen) \
	SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CLIENT_SIGALGS, (slistlen), (void *)(slist))
#define SSL_CTX_set1_client_sigalgs_list(ctx, list) \
	SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CLIENT_SIGALGS_LIST, 0, (void *)(list))
#define SSL_CTX_set1_sigalgs(ctx, slist, slistlen) \
	SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SIGALGS, (slistlen), (void *)(slist))
#define SSL_CTX_set1_sigalgs_list(ctx, list) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SIGALGS_LIST, 0, (void *)(list))
#define SSL_set1_client_sigalgs(ssl, slist, slistlen) \
	SSL_ctrl((ssl), SSL_CTRL_SET_CLIENT_SIGALGS, (slistlen), (void *)(slist))
#define SSL_set1_client_sigalgs_list(ssl, str) SSL_ctrl((ssl), SSL_CTRL_SET_CLIENT_SIGALGS_LIST, 0, (void *)(str))
#define SSL_set1_sigalgs(ssl, slist, slistlen) SSL_ctrl((ssl), SSL_CTRL_SET_SIGALGS, (slistlen), (void *)(slist))
#define SSL_set1_sigalgs_list(ssl, str) SSL_ctrl((ssl), SSL_CTRL_SET_SIGALGS_LIST, 0, (void *)(str))
#define SSL_CTX_set1_client_certificate_types(ctx, clist, clistlen) \
	SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CLIENT_CERT_TYPES, (clistlen), (void *)(clist))
#define SSL_get0_certificate_types(ssl, clist) SSL_ctrl((ssl), SSL_CTRL_GET_CLIENT_CERT_TYPES, 0, (void *)(clist))
#define SSL_set1_client_certificate_types(ssl, clist, clistlen) \
	SSL_ctrl((ssl), SSL_CTRL_SET_CLIENT_CERT_TYPES, (clistlen), (void *)(clist))
#define SSL_get_peer_signature_nid(ssl, out) SSL_ctrl((ssl), SSL_CTRL_GET_PEER_SIGNATURE_NID, 0, (void *)(out))
#define SSL_get_signature_nid(ssl, out) SSL_ctrl((ssl), SSL_CTRL_GET_SIGNATURE_NID, 0, (void *)(out))
#define SSL_get_peer_tmp_key(ssl, out) SSL_ctrl((ssl), SSL_CTRL_GET_PEER_TMP_KEY, 0, (void *)(out))
#define SSL_get_server_tmp_key(s, pk) SSL_get_peer_tmp_key((s), (pk))
#define SSL_get_tmp_key(ssl, out) SSL_ctrl((ssl), SSL_CTRL_GET_TMP_KEY, 0, (void *)(out))
#define SSL_get0_raw_cipherlist(ssl, out) SSL_ctrl((ssl), SSL_CTRL_GET_RAW_CIPHERLIST, 0, (void *)(out))
#define SSL_get0_ec_point_formats(ssl, out) SSL_ctrl((ssl), SSL_CTRL_GET_EC_POINT_FORMATS, 0, (void *)(out))
#define SSL_CTX_set1_curves      SSL_CTX_set1_groups
#define SSL_CTX_set1_curves_list SSL_CTX_set1_groups_list
#define SSL_get1_curves          SSL_get1_groups
#define SSL_set1_curves          SSL_set1_groups
#define SSL_set1_curves_list     SSL_set1_groups_list
#define SSL_get_shared_curve     SSL_get_shared_group

/* Session cache */

#define SSL_CTX_sess_accept(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_ACCEPT, 0, NULL)
#define SSL_CTX_sess_accept_good(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_ACCEPT_GOOD, 0, NULL)
#define SSL_CTX_sess_accept_renegotiate(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_ACCEPT_RENEGOTIATE, 0, NULL)
#define SSL_CTX_sess_cache_full(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CACHE_FULL, 0, NULL)
#define SSL_CTX_sess_cb_hits(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CB_HIT, 0, NULL)
#define SSL_CTX_sess_connect(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CONNECT, 0, NULL)
#define SSL_CTX_sess_connect_good(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CONNECT_GOOD, 0, NULL)
#define SSL_CTX_sess_connect_renegotiate(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CONNECT_RENEGOTIATE, 0, NULL)
#define SSL_CTX_sess_get_cache_size(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_SESS_CACHE_SIZE, 0, NULL)
#define SSL_CTX_sess_hits(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_HIT, 0, NULL)
#define SSL_CTX_sess_misses(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_MISSES, 0, NULL)
#define SSL_CTX_sess_number(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_NUMBER, 0, NULL)
#define SSL_CTX_sess_set_cache_size(ctx, n) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SESS_CACHE_SIZE, (n), NULL)
#define SSL_CTX_sess_timeouts(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_TIMEOUTS, 0, NULL)
#define SSL_CTX_get_session_cache_mode(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_SESS_CACHE_MODE, 0, NULL)
#define SSL_CTX_set_session_cache_mode(ctx, n) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SESS_CACHE_MODE, (n), NULL)

/* Records and buffers */

#define SSL_CTX_get_default_read_ahead(ctx) SSL_CTX_get_read_ahead((ctx))
#define SSL_CTX_get_read_ahead(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_READ_AHEAD, 0, NULL)
#define SSL_CTX_set_default_read_ahead(ctx, m) SSL_CTX_set_read_ahead((ctx), (m))
#define SSL_CTX_set_read_ahead(ctx, n) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_READ_AHEAD, (n), NULL)
#define SSL_CTX_get_max_cert_list(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_MAX_CERT_LIST, 0, NULL)
#define SSL_CTX_set_max_cert_list(ctx, n) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MAX_CERT_LIST, (n), NULL)
#define SSL_get_max_cert_list(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_MAX_CERT_LIST, 0, NULL)
#define SSL_set_max_cert_list(ssl, n) SSL_ctrl((ssl), SSL_CTRL_SET_MAX_CERT_LIST, (n), NULL)
#define SSL_CTX_set_max_send_fragment(ctx, n) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MAX_SEND_FRAGMENT, (n), NULL)
#define SSL_CTX_set_split_send_fragment(ctx, n) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SPLIT_SEND_FRAGMENT, (n), NULL)
#define SSL_set_max_send_fragment(ssl, n) SSL_ctrl((ssl), SSL_CTRL_SET_MAX_SEND_FRAGMENT, (n), NULL)
#define SSL_set_split_send_fragment(ssl, n) SSL_ctrl((ssl), SSL_CTRL_SET_SPLIT_SEND_FRAGMENT, (n), NULL)
#define SSL_CTX_set_max_pipelines(ctx, n) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MAX_PIPELINES, (n), NULL)
#define SSL_set_max_pipelines(ssl, n) SSL_ctrl((ssl), SSL_CTRL_SET_MAX_PIPELINES, (n), NULL)

/* Callbacks and facts */

#define SSL_CTX_set_msg_callback_arg(ctx, arg) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, (void *)(arg))
#define SSL_set_msg_callback_arg(ssl, arg) SSL_ctrl((ssl), SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, (void *)(arg))
#define SSL_set_retry_verify(ssl) (SSL_ctrl((ssl), SSL_CTRL_SET_RETRY_VERIFY, 0, NULL) > 0)
#define SSL_get_secure_renegotiation_support(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_RI_SUPPORT, 0, NULL)
#define SSL_get_extms_support(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_EXTMS_SUPPORT, 0, NULL)
#define SSL_clear_num_renegotiations(ssl) SSL_ctrl((ssl), SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS, 0, NULL)
#define SSL_num_renegotiations(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_NUM_RENEGOTIATIONS, 0, NULL)
#define SSL_total_renegotiations(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_TOTAL_RENEGOTIATIONS, 0, NULL)

/* Finite-field and fixed-curve parameters: accepted for the sake of old programs */

#define SSL_CTX_set_dh_auto(ctx, onoff) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_DH_AUTO, (onoff), NULL)
#define SSL_set_dh_auto(ssl, onoff) SSL_ctrl((ssl), SSL_CTRL_SET_DH_AUTO, (onoff), NULL)
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define SSL_CTX_set_tmp_dh(ctx, dh) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TMP_DH, 0, (void *)(dh))
#define SSL_set_tmp_dh(ssl, dh) SSL_ctrl((ssl), SSL_CTRL_SET_TMP_DH, 0, (void *)(dh))
#define SSL_CTX_set_tmp_ecdh(ctx, ecdh) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TMP_ECDH, 0, (void *)(ecdh))
#define SSL_set_tmp_ecdh(ssl, ecdh) SSL_ctrl((ssl), SSL_CTRL_SET_TMP_ECDH, 0, (void *)(ecdh))
#endif
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define SSL_CTX_set_tmp_rsa(ctx, rsa) 1
#define SSL_CTX_set_tmp_rsa_callback(ctx, cb) while (0) (cb)(NULL, 0, 0)
#define SSL_set_tmp_rsa(ssl, rsa) 1
#define SSL_set_tmp_rsa_callback(ssl, cb) while (0) (cb)(NULL, 0, 0)
#define SSL_CTX_need_tmp_RSA(ctx) 0
#define SSL_need_tmp_RSA(ssl) 0
#define SSL_CTX_set_ecdh_auto(dummy, onoff) ((onoff) != 0)
#define SSL_set_ecdh_auto(dummy, onoff) ((onoff) != 0)
#endif

/* Datagrams: not offered here */

#define SSL_set_mtu(ssl, mtu) SSL_ctrl((ssl), SSL_CTRL_SET_MTU, (mtu), NULL)
#define DTLS_get_link_min_mtu(ssl) SSL_ctrl((ssl), DTLS_CTRL_GET_LINK_MIN_MTU, 0, NULL)
#define DTLS_set_link_mtu(ssl, mtu) SSL_ctrl((ssl), DTLS_CTRL_SET_LINK_MTU, (mtu), NULL)
#define DTLSv1_get_timeout(ssl, arg) SSL_ctrl((ssl), DTLS_CTRL_GET_TIMEOUT, 0, (void *)(arg))
#define DTLSv1_handle_timeout(ssl) SSL_ctrl((ssl), DTLS_CTRL_HANDLE_TIMEOUT, 0, NULL)

#endif
