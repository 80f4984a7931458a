# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What the differential tests may call, declared for cffi. A name that a library lacks only fails when it is called.

A test file that needs more puts declarations of its own into a module-level string CDEF.
"""

TYPES = """
typedef struct ssl_st SSL; typedef struct ssl_ctx_st SSL_CTX; typedef struct ssl_method_st SSL_METHOD;
typedef struct ssl_cipher_st SSL_CIPHER; typedef struct ssl_session_st SSL_SESSION; typedef struct ssl_conf_ctx_st SSL_CONF_CTX;
typedef struct ssl_comp_st SSL_COMP;
typedef struct bio_st BIO; typedef struct bio_method_st BIO_METHOD; typedef struct x509_st X509; typedef struct X509_name_st X509_NAME;
typedef struct x509_store_st X509_STORE; typedef struct x509_store_ctx_st X509_STORE_CTX; typedef struct evp_pkey_st EVP_PKEY;
typedef struct X509_VERIFY_PARAM_st X509_VERIFY_PARAM; typedef struct evp_cipher_ctx_st EVP_CIPHER_CTX; typedef struct hmac_ctx_st HMAC_CTX;
typedef struct evp_mac_ctx_st EVP_MAC_CTX; typedef struct evp_md_st EVP_MD; typedef struct ec_key_st EC_KEY; typedef struct dh_st DH;
typedef struct rsa_st RSA; typedef struct x509_lookup_st X509_LOOKUP; typedef struct x509_crl_st X509_CRL; typedef struct stack_st STACK;
typedef struct evp_cipher_st EVP_CIPHER; typedef struct evp_pkey_ctx_st EVP_PKEY_CTX; typedef struct comp_method_st COMP_METHOD;
typedef struct ossl_lib_ctx_st OSSL_LIB_CTX; typedef struct asn1_string_st ASN1_STRING;
typedef int (*verify_cb)(int, X509_STORE_CTX *);
typedef int (*passwd_cb)(char *, int, int, void *);
typedef struct { ...; } FILE_;
"""

LIBCRYPTO = """
void *OPENSSL_sk_new_null(void); void OPENSSL_sk_free(void *); int OPENSSL_sk_num(const void *); void *OPENSSL_sk_value(const void *, int);
int OPENSSL_sk_push(void *, const void *); void OPENSSL_sk_pop_free(void *, void *);
void CRYPTO_free(void *, const char *, int); void *CRYPTO_malloc(size_t, const char *, int); int CRYPTO_get_ex_new_index(int, long, void *, void *, void *, void *);
unsigned long ERR_get_error(void); unsigned long ERR_peek_error(void); unsigned long ERR_peek_last_error(void); void ERR_clear_error(void);
unsigned long ERR_get_error_all(const char **, int *, const char **, const char **, int *);
const char *ERR_reason_error_string(unsigned long); const char *ERR_lib_error_string(unsigned long); void ERR_error_string_n(unsigned long, char *, size_t);
unsigned long OpenSSL_version_num(void); const char *OpenSSL_version(int); int OBJ_txt2nid(const char *); const char *OBJ_nid2sn(int); const char *OBJ_nid2ln(int);
const BIO_METHOD *BIO_s_mem(void); const BIO_METHOD *BIO_s_file(void); BIO *BIO_new(const BIO_METHOD *); BIO *BIO_new_mem_buf(const void *, int);
BIO *BIO_new_file(const char *, const char *); int BIO_free(BIO *); void BIO_free_all(BIO *); int BIO_up_ref(BIO *); int BIO_read(BIO *, void *, int);
int BIO_write(BIO *, const void *, int); int BIO_gets(BIO *, char *, int); int BIO_puts(BIO *, const char *); long BIO_ctrl(BIO *, int, long, void *);
int BIO_test_flags(const BIO *, int); void BIO_set_flags(BIO *, int); void BIO_clear_flags(BIO *, int); size_t BIO_ctrl_pending(BIO *);
size_t BIO_ctrl_wpending(BIO *); int BIO_new_bio_pair(BIO **, size_t, BIO **, size_t); BIO *BIO_push(BIO *, BIO *); BIO *BIO_pop(BIO *); BIO *BIO_next(BIO *);
BIO *BIO_find_type(BIO *, int); int BIO_method_type(const BIO *); const char *BIO_method_name(const BIO *); int BIO_get_retry_reason(BIO *);
BIO_METHOD *BIO_meth_new(int, const char *); void BIO_meth_free(BIO_METHOD *); int BIO_get_new_index(void); void BIO_set_data(BIO *, void *); void *BIO_get_data(BIO *);
void BIO_set_init(BIO *, int); int BIO_meth_set_write(BIO_METHOD *, int (*)(BIO *, const char *, int)); int BIO_meth_set_read(BIO_METHOD *, int (*)(BIO *, char *, int));
int BIO_meth_set_ctrl(BIO_METHOD *, long (*)(BIO *, int, long, void *)); int BIO_meth_set_create(BIO_METHOD *, int (*)(BIO *)); int BIO_meth_set_destroy(BIO_METHOD *, int (*)(BIO *));
X509 *PEM_read_bio_X509(BIO *, X509 **, passwd_cb, void *); EVP_PKEY *PEM_read_bio_PrivateKey(BIO *, EVP_PKEY **, passwd_cb, void *);
X509 *d2i_X509(X509 **, const unsigned char **, long); int i2d_X509(X509 *, unsigned char **); void X509_free(X509 *); int X509_up_ref(X509 *); int X509_cmp(const X509 *, const X509 *);
X509_NAME *X509_get_subject_name(const X509 *); X509_NAME *X509_get_issuer_name(const X509 *); char *X509_NAME_oneline(const X509_NAME *, char *, int);
X509_NAME *X509_NAME_new(void); void X509_NAME_free(X509_NAME *); X509_NAME *X509_NAME_dup(const X509_NAME *); int X509_NAME_cmp(const X509_NAME *, const X509_NAME *);
int X509_NAME_add_entry_by_txt(X509_NAME *, const char *, int, const unsigned char *, int, int, int);
X509_STORE *X509_STORE_new(void); void X509_STORE_free(X509_STORE *); int X509_STORE_up_ref(X509_STORE *); int X509_STORE_add_cert(X509_STORE *, X509 *); int X509_STORE_set_flags(X509_STORE *, unsigned long);
void *X509_STORE_get0_objects(const X509_STORE *); X509_VERIFY_PARAM *X509_STORE_get0_param(const X509_STORE *); void X509_STORE_set_verify_cb(X509_STORE *, verify_cb);
int X509_STORE_CTX_get_error(const X509_STORE_CTX *); void X509_STORE_CTX_set_error(X509_STORE_CTX *, int); int X509_STORE_CTX_get_error_depth(const X509_STORE_CTX *);
X509 *X509_STORE_CTX_get_current_cert(const X509_STORE_CTX *); X509 *X509_STORE_CTX_get0_cert(const X509_STORE_CTX *); STACK *X509_STORE_CTX_get0_chain(const X509_STORE_CTX *);
STACK *X509_STORE_CTX_get0_untrusted(const X509_STORE_CTX *); void *X509_STORE_CTX_get_ex_data(const X509_STORE_CTX *, int); int X509_verify_cert(X509_STORE_CTX *);
X509_STORE *X509_STORE_CTX_get0_store(const X509_STORE_CTX *); X509_VERIFY_PARAM *X509_STORE_CTX_get0_param(const X509_STORE_CTX *);
const char *X509_verify_cert_error_string(long); X509_VERIFY_PARAM *X509_VERIFY_PARAM_new(void); void X509_VERIFY_PARAM_free(X509_VERIFY_PARAM *);
int X509_VERIFY_PARAM_set_flags(X509_VERIFY_PARAM *, unsigned long); unsigned long X509_VERIFY_PARAM_get_flags(const X509_VERIFY_PARAM *); int X509_VERIFY_PARAM_get_depth(const X509_VERIFY_PARAM *);
void X509_VERIFY_PARAM_set_depth(X509_VERIFY_PARAM *, int); void X509_VERIFY_PARAM_set_hostflags(X509_VERIFY_PARAM *, unsigned int); unsigned int X509_VERIFY_PARAM_get_hostflags(const X509_VERIFY_PARAM *);
int X509_VERIFY_PARAM_set1_host(X509_VERIFY_PARAM *, const char *, size_t); char *X509_VERIFY_PARAM_get0_host(X509_VERIFY_PARAM *, int); int X509_VERIFY_PARAM_set1_ip_asc(X509_VERIFY_PARAM *, const char *);
char *X509_VERIFY_PARAM_get1_ip_asc(X509_VERIFY_PARAM *); char *X509_VERIFY_PARAM_get0_peername(const X509_VERIFY_PARAM *); int X509_VERIFY_PARAM_get_auth_level(const X509_VERIFY_PARAM *);
int X509_VERIFY_PARAM_set_purpose(X509_VERIFY_PARAM *, int); void X509_VERIFY_PARAM_set_time(X509_VERIFY_PARAM *, int64_t); const char *X509_VERIFY_PARAM_get0_name(const X509_VERIFY_PARAM *);
void EVP_PKEY_free(EVP_PKEY *); int EVP_PKEY_up_ref(EVP_PKEY *); int EVP_PKEY_get_id(const EVP_PKEY *); int EVP_PKEY_get_bits(const EVP_PKEY *); int EVP_PKEY_eq(const EVP_PKEY *, const EVP_PKEY *);
int EVP_PKEY_get_group_name(const EVP_PKEY *, char *, size_t, size_t *); EVP_PKEY *EVP_PKEY_Q_keygen(OSSL_LIB_CTX *, const char *, const char *, ...);
const char *EVP_MD_get0_name(const EVP_MD *); int EVP_MD_get_type(const EVP_MD *); const EVP_MD *EVP_sha256(void); const EVP_CIPHER *EVP_aes_256_cbc(void);
int i2d_PrivateKey(const EVP_PKEY *, unsigned char **); EC_KEY *EC_KEY_new_by_curve_name(int); void EC_KEY_free(EC_KEY *); DH *DH_new(void); void DH_free(DH *); DH *DH_get_2048_256(void);
int EVP_EncryptInit_ex(EVP_CIPHER_CTX *, const EVP_CIPHER *, void *, const unsigned char *, const unsigned char *); int EVP_DecryptInit_ex(EVP_CIPHER_CTX *, const EVP_CIPHER *, void *, const unsigned char *, const unsigned char *);
int HMAC_Init_ex(HMAC_CTX *, const void *, int, const EVP_MD *, void *); int RAND_bytes(unsigned char *, int);
"""

LIBSSL = """
int OPENSSL_init_ssl(uint64_t, const void *);
const SSL_METHOD *TLS_method(void); const SSL_METHOD *TLS_client_method(void); const SSL_METHOD *TLS_server_method(void); const SSL_METHOD *TLSv1_2_method(void);
const SSL_METHOD *TLSv1_2_client_method(void); const SSL_METHOD *TLSv1_2_server_method(void);
SSL_CTX *SSL_CTX_new(const SSL_METHOD *); SSL_CTX *SSL_CTX_new_ex(OSSL_LIB_CTX *, const char *, const SSL_METHOD *); void SSL_CTX_free(SSL_CTX *); int SSL_CTX_up_ref(SSL_CTX *);
SSL *SSL_new(SSL_CTX *); void SSL_free(SSL *); int SSL_up_ref(SSL *); int SSL_clear(SSL *); SSL *SSL_dup(SSL *); SSL_CTX *SSL_get_SSL_CTX(const SSL *); SSL_CTX *SSL_set_SSL_CTX(SSL *, SSL_CTX *);
const SSL_METHOD *SSL_CTX_get_ssl_method(const SSL_CTX *); const SSL_METHOD *SSL_get_ssl_method(const SSL *); int SSL_set_ssl_method(SSL *, const SSL_METHOD *); int SSL_CTX_set_ssl_version(SSL_CTX *, const SSL_METHOD *);
long SSL_ctrl(SSL *, int, long, void *); long SSL_CTX_ctrl(SSL_CTX *, int, long, void *); long SSL_callback_ctrl(SSL *, int, void *); long SSL_CTX_callback_ctrl(SSL_CTX *, int, void *);
uint64_t SSL_get_options(const SSL *); uint64_t SSL_CTX_get_options(const SSL_CTX *); uint64_t SSL_set_options(SSL *, uint64_t); uint64_t SSL_CTX_set_options(SSL_CTX *, uint64_t);
uint64_t SSL_clear_options(SSL *, uint64_t); uint64_t SSL_CTX_clear_options(SSL_CTX *, uint64_t);
int SSL_CTX_set_cipher_list(SSL_CTX *, const char *); int SSL_set_cipher_list(SSL *, const char *); int SSL_CTX_set_ciphersuites(SSL_CTX *, const char *); int SSL_set_ciphersuites(SSL *, const char *);
STACK *SSL_CTX_get_ciphers(const SSL_CTX *); STACK *SSL_get_ciphers(const SSL *); STACK *SSL_get1_supported_ciphers(SSL *); STACK *SSL_get_client_ciphers(const SSL *); const char *SSL_get_cipher_list(const SSL *, int);
char *SSL_get_shared_ciphers(const SSL *, char *, int); const SSL_CIPHER *SSL_get_current_cipher(const SSL *); const SSL_CIPHER *SSL_get_pending_cipher(const SSL *);
const SSL_CIPHER *SSL_CIPHER_find(SSL *, const unsigned char *); int SSL_bytes_to_cipher_list(SSL *, const unsigned char *, size_t, int, STACK **, STACK **);
const char *SSL_CIPHER_get_name(const SSL_CIPHER *); const char *SSL_CIPHER_standard_name(const SSL_CIPHER *); const char *OPENSSL_cipher_name(const char *); const char *SSL_CIPHER_get_version(const SSL_CIPHER *);
char *SSL_CIPHER_description(const SSL_CIPHER *, char *, int); uint32_t SSL_CIPHER_get_id(const SSL_CIPHER *); uint16_t SSL_CIPHER_get_protocol_id(const SSL_CIPHER *); int SSL_CIPHER_get_bits(const SSL_CIPHER *, int *);
int SSL_CIPHER_get_kx_nid(const SSL_CIPHER *); int SSL_CIPHER_get_auth_nid(const SSL_CIPHER *); int SSL_CIPHER_get_cipher_nid(const SSL_CIPHER *); int SSL_CIPHER_get_digest_nid(const SSL_CIPHER *);
const EVP_MD *SSL_CIPHER_get_handshake_digest(const SSL_CIPHER *); int SSL_CIPHER_is_aead(const SSL_CIPHER *); const char *OSSL_default_cipher_list(void); const char *OSSL_default_ciphersuites(void);
int SSL_CTX_get_security_level(const SSL_CTX *); void SSL_CTX_set_security_level(SSL_CTX *, int); int SSL_get_security_level(const SSL *); void SSL_set_security_level(SSL *, int);
void SSL_CTX_set_security_callback(SSL_CTX *, void *); void SSL_set_security_callback(SSL *, void *); void *SSL_CTX_get_security_callback(const SSL_CTX *); void *SSL_get_security_callback(const SSL *);
void SSL_CTX_set0_security_ex_data(SSL_CTX *, void *); void SSL_set0_security_ex_data(SSL *, void *); void *SSL_CTX_get0_security_ex_data(const SSL_CTX *); void *SSL_get0_security_ex_data(const SSL *);
int SSL_CTX_set_alpn_protos(SSL_CTX *, const unsigned char *, unsigned int); int SSL_set_alpn_protos(SSL *, const unsigned char *, unsigned int); void SSL_get0_alpn_selected(const SSL *, const unsigned char **, unsigned int *);
void SSL_CTX_set_alpn_select_cb(SSL_CTX *, void *, void *); int SSL_select_next_proto(unsigned char **, unsigned char *, const unsigned char *, unsigned int, const unsigned char *, unsigned int);
void SSL_get0_next_proto_negotiated(const SSL *, const unsigned char **, unsigned *);
int SSL_CTX_set_num_tickets(SSL_CTX *, size_t); size_t SSL_CTX_get_num_tickets(const SSL_CTX *); int SSL_set_num_tickets(SSL *, size_t); size_t SSL_get_num_tickets(const SSL *);
int SSL_CTX_set_max_early_data(SSL_CTX *, uint32_t); uint32_t SSL_CTX_get_max_early_data(const SSL_CTX *); int SSL_set_max_early_data(SSL *, uint32_t); uint32_t SSL_get_max_early_data(const SSL *);
int SSL_CTX_set_recv_max_early_data(SSL_CTX *, uint32_t); uint32_t SSL_CTX_get_recv_max_early_data(const SSL_CTX *); int SSL_set_recv_max_early_data(SSL *, uint32_t); uint32_t SSL_get_recv_max_early_data(const SSL *);
void SSL_CTX_set_default_read_buffer_len(SSL_CTX *, size_t); void SSL_set_default_read_buffer_len(SSL *, size_t); int SSL_get_read_ahead(const SSL *); void SSL_set_read_ahead(SSL *, int);
int SSL_CTX_set_block_padding(SSL_CTX *, size_t); int SSL_set_block_padding(SSL *, size_t); void SSL_CTX_set_record_padding_callback(SSL_CTX *, void *); int SSL_set_record_padding_callback(SSL *, void *);
void SSL_CTX_set_record_padding_callback_arg(SSL_CTX *, void *); void *SSL_CTX_get_record_padding_callback_arg(const SSL_CTX *); void SSL_set_record_padding_callback_arg(SSL *, void *); void *SSL_get_record_padding_callback_arg(const SSL *);
int SSL_CTX_set_tlsext_max_fragment_length(SSL_CTX *, uint8_t); int SSL_set_tlsext_max_fragment_length(SSL *, uint8_t); void SSL_CTX_set_post_handshake_auth(SSL_CTX *, int); void SSL_set_post_handshake_auth(SSL *, int);
SSL_CONF_CTX *SSL_CONF_CTX_new(void); void SSL_CONF_CTX_free(SSL_CONF_CTX *); int SSL_CONF_CTX_finish(SSL_CONF_CTX *); unsigned int SSL_CONF_CTX_set_flags(SSL_CONF_CTX *, unsigned int);
unsigned int SSL_CONF_CTX_clear_flags(SSL_CONF_CTX *, unsigned int); int SSL_CONF_CTX_set1_prefix(SSL_CONF_CTX *, const char *); void SSL_CONF_CTX_set_ssl(SSL_CONF_CTX *, SSL *); void SSL_CONF_CTX_set_ssl_ctx(SSL_CONF_CTX *, SSL_CTX *);
int SSL_CONF_cmd(SSL_CONF_CTX *, const char *, const char *); int SSL_CONF_cmd_argv(SSL_CONF_CTX *, int *, char ***); int SSL_CONF_cmd_value_type(SSL_CONF_CTX *, const char *); int SSL_CTX_config(SSL_CTX *, const char *); int SSL_config(SSL *, const char *);
const char *SSL_get_version(const SSL *); int SSL_version(const SSL *); int SSL_client_version(const SSL *); int SSL_is_dtls(const SSL *); int SSL_is_server(const SSL *); long SSL_get_default_timeout(const SSL *);
const char *SSL_alert_type_string(int); const char *SSL_alert_type_string_long(int); const char *SSL_alert_desc_string(int); const char *SSL_alert_desc_string_long(int);
const char *SSL_state_string(const SSL *); const char *SSL_state_string_long(const SSL *); const char *SSL_rstate_string(SSL *); const char *SSL_rstate_string_long(SSL *); int SSL_get_state(const SSL *);
int SSL_in_init(const SSL *); int SSL_in_before(const SSL *); int SSL_is_init_finished(const SSL *); size_t SSL_get_finished(const SSL *, void *, size_t); size_t SSL_get_peer_finished(const SSL *, void *, size_t);
size_t SSL_get_client_random(const SSL *, unsigned char *, size_t); size_t SSL_get_server_random(const SSL *, unsigned char *, size_t); int SSL_get_signature_type_nid(const SSL *, int *); int SSL_get_peer_signature_type_nid(const SSL *, int *);
int SSL_get_sigalgs(SSL *, int, int *, int *, int *, unsigned char *, unsigned char *); int SSL_get_shared_sigalgs(SSL *, int, int *, int *, int *, unsigned char *, unsigned char *); const char *SSL_group_to_name(SSL *, int);
int SSL_export_keying_material(SSL *, unsigned char *, size_t, const char *, size_t, const unsigned char *, size_t, int); int SSL_export_keying_material_early(SSL *, unsigned char *, size_t, const char *, size_t, const unsigned char *, size_t);
void SSL_set_connect_state(SSL *); void SSL_set_accept_state(SSL *); void SSL_set_bio(SSL *, BIO *, BIO *); void SSL_set0_rbio(SSL *, BIO *); void SSL_set0_wbio(SSL *, BIO *); BIO *SSL_get_rbio(const SSL *); BIO *SSL_get_wbio(const SSL *);
int SSL_set_fd(SSL *, int); int SSL_set_rfd(SSL *, int); int SSL_set_wfd(SSL *, int); int SSL_get_fd(const SSL *); int SSL_get_rfd(const SSL *); int SSL_get_wfd(const SSL *);
int SSL_do_handshake(SSL *); int SSL_connect(SSL *); int SSL_accept(SSL *); int SSL_read(SSL *, void *, int); int SSL_read_ex(SSL *, void *, size_t, size_t *); int SSL_peek(SSL *, void *, int); int SSL_peek_ex(SSL *, void *, size_t, size_t *);
int SSL_write(SSL *, const void *, int); int SSL_write_ex(SSL *, const void *, size_t, size_t *); int SSL_shutdown(SSL *); int SSL_get_shutdown(const SSL *); void SSL_set_shutdown(SSL *, int); int SSL_get_error(const SSL *, int);
int SSL_pending(const SSL *); int SSL_has_pending(const SSL *); int SSL_want(const SSL *); int SSL_key_update(SSL *, int); int SSL_get_key_update_type(const SSL *); int SSL_renegotiate(SSL *); int SSL_renegotiate_pending(const SSL *);
int SSL_read_early_data(SSL *, void *, size_t, size_t *); int SSL_write_early_data(SSL *, const void *, size_t, size_t *); int SSL_get_early_data_status(const SSL *); int SSL_new_session_ticket(SSL *);
void SSL_set_quiet_shutdown(SSL *, int); int SSL_get_quiet_shutdown(const SSL *); void SSL_CTX_set_quiet_shutdown(SSL_CTX *, int); int SSL_CTX_get_quiet_shutdown(const SSL_CTX *); int SSL_verify_client_post_handshake(SSL *);
int SSL_alloc_buffers(SSL *); int SSL_free_buffers(SSL *); int SSL_copy_session_id(SSL *, const SSL *); int SSL_session_reused(const SSL *); const char *SSL_get_servername(const SSL *, int); int SSL_get_servername_type(const SSL *);
void SSL_set_info_callback(SSL *, void *); void *SSL_get_info_callback(const SSL *); void SSL_CTX_set_info_callback(SSL_CTX *, void *); void *SSL_CTX_get_info_callback(SSL_CTX *); void SSL_CTX_set_msg_callback(SSL_CTX *, void *);
void SSL_set_msg_callback(SSL *, void *); void SSL_CTX_set_keylog_callback(SSL_CTX *, void *); void *SSL_CTX_get_keylog_callback(const SSL_CTX *); void SSL_CTX_set_client_hello_cb(SSL_CTX *, void *, void *);
void SSL_CTX_set_cert_cb(SSL_CTX *, void *, void *); void SSL_set_cert_cb(SSL *, void *, void *); int SSL_CTX_set_ex_data(SSL_CTX *, int, void *); void *SSL_CTX_get_ex_data(const SSL_CTX *, int); int SSL_set_ex_data(SSL *, int, void *); void *SSL_get_ex_data(const SSL *, int);
int SSL_client_hello_isv2(SSL *); unsigned int SSL_client_hello_get0_legacy_version(SSL *); size_t SSL_client_hello_get0_random(SSL *, const unsigned char **); size_t SSL_client_hello_get0_session_id(SSL *, const unsigned char **);
size_t SSL_client_hello_get0_ciphers(SSL *, const unsigned char **); size_t SSL_client_hello_get0_compression_methods(SSL *, const unsigned char **); int SSL_client_hello_get1_extensions_present(SSL *, int **, size_t *);
int SSL_client_hello_get0_ext(SSL *, unsigned int, const unsigned char **, size_t *); int SSL_client_hello_get_extension_order(SSL *, uint16_t *, size_t *);
int SSL_CTX_use_certificate(SSL_CTX *, X509 *); int SSL_use_certificate(SSL *, X509 *); int SSL_CTX_use_PrivateKey(SSL_CTX *, EVP_PKEY *); int SSL_use_PrivateKey(SSL *, EVP_PKEY *);
int SSL_CTX_use_certificate_ASN1(SSL_CTX *, int, const unsigned char *); int SSL_use_certificate_ASN1(SSL *, const unsigned char *, int); int SSL_CTX_use_PrivateKey_ASN1(int, SSL_CTX *, const unsigned char *, long); int SSL_use_PrivateKey_ASN1(int, SSL *, const unsigned char *, long);
int SSL_CTX_use_certificate_file(SSL_CTX *, const char *, int); int SSL_use_certificate_file(SSL *, const char *, int); int SSL_CTX_use_certificate_chain_file(SSL_CTX *, const char *); int SSL_use_certificate_chain_file(SSL *, const char *);
int SSL_CTX_use_PrivateKey_file(SSL_CTX *, const char *, int); int SSL_use_PrivateKey_file(SSL *, const char *, int); int SSL_CTX_use_RSAPrivateKey_file(SSL_CTX *, const char *, int); int SSL_use_RSAPrivateKey_file(SSL *, const char *, int);
int SSL_CTX_use_cert_and_key(SSL_CTX *, X509 *, EVP_PKEY *, STACK *, int); int SSL_use_cert_and_key(SSL *, X509 *, EVP_PKEY *, STACK *, int); int SSL_CTX_check_private_key(const SSL_CTX *); int SSL_check_private_key(const SSL *);
X509 *SSL_CTX_get0_certificate(const SSL_CTX *); EVP_PKEY *SSL_CTX_get0_privatekey(const SSL_CTX *); X509 *SSL_get_certificate(const SSL *); EVP_PKEY *SSL_get_privatekey(const SSL *); void SSL_certs_clear(SSL *); int SSL_check_chain(SSL *, X509 *, EVP_PKEY *, STACK *);
void SSL_CTX_set_default_passwd_cb(SSL_CTX *, passwd_cb); void SSL_CTX_set_default_passwd_cb_userdata(SSL_CTX *, void *); passwd_cb SSL_CTX_get_default_passwd_cb(SSL_CTX *); void *SSL_CTX_get_default_passwd_cb_userdata(SSL_CTX *);
void SSL_CTX_set_verify(SSL_CTX *, int, verify_cb); void SSL_set_verify(SSL *, int, verify_cb); int SSL_CTX_get_verify_mode(const SSL_CTX *); int SSL_get_verify_mode(const SSL *); int SSL_CTX_get_verify_depth(const SSL_CTX *); int SSL_get_verify_depth(const SSL *);
void SSL_CTX_set_verify_depth(SSL_CTX *, int); void SSL_set_verify_depth(SSL *, int); verify_cb SSL_CTX_get_verify_callback(const SSL_CTX *); verify_cb SSL_get_verify_callback(const SSL *); void SSL_CTX_set_cert_verify_callback(SSL_CTX *, void *, void *);
int SSL_CTX_load_verify_locations(SSL_CTX *, const char *, const char *); int SSL_CTX_load_verify_file(SSL_CTX *, const char *); int SSL_CTX_load_verify_dir(SSL_CTX *, const char *); int SSL_CTX_load_verify_store(SSL_CTX *, const char *);
int SSL_CTX_set_default_verify_paths(SSL_CTX *); int SSL_CTX_set_default_verify_file(SSL_CTX *); int SSL_CTX_set_default_verify_dir(SSL_CTX *); X509_STORE *SSL_CTX_get_cert_store(const SSL_CTX *); void SSL_CTX_set_cert_store(SSL_CTX *, X509_STORE *); void SSL_CTX_set1_cert_store(SSL_CTX *, X509_STORE *);
long SSL_get_verify_result(const SSL *); void SSL_set_verify_result(SSL *, long); X509 *SSL_get0_peer_certificate(const SSL *); X509 *SSL_get1_peer_certificate(const SSL *); STACK *SSL_get_peer_cert_chain(const SSL *); STACK *SSL_get0_verified_chain(const SSL *);
int SSL_set1_host(SSL *, const char *); int SSL_add1_host(SSL *, const char *); void SSL_set_hostflags(SSL *, unsigned int); const char *SSL_get0_peername(SSL *); X509_VERIFY_PARAM *SSL_CTX_get0_param(SSL_CTX *); X509_VERIFY_PARAM *SSL_get0_param(SSL *);
int SSL_CTX_set1_param(SSL_CTX *, X509_VERIFY_PARAM *); int SSL_set1_param(SSL *, X509_VERIFY_PARAM *); int SSL_CTX_set_purpose(SSL_CTX *, int); int SSL_set_purpose(SSL *, int); int SSL_CTX_set_trust(SSL_CTX *, int); int SSL_set_trust(SSL *, int);
int SSL_get_ex_data_X509_STORE_CTX_idx(void); void SSL_CTX_set_client_CA_list(SSL_CTX *, STACK *); void SSL_set_client_CA_list(SSL *, STACK *); STACK *SSL_CTX_get_client_CA_list(const SSL_CTX *); STACK *SSL_get_client_CA_list(const SSL *);
void SSL_CTX_set0_CA_list(SSL_CTX *, STACK *); void SSL_set0_CA_list(SSL *, STACK *); const STACK *SSL_CTX_get0_CA_list(const SSL_CTX *); const STACK *SSL_get0_CA_list(const SSL *); const STACK *SSL_get0_peer_CA_list(const SSL *);
int SSL_CTX_add_client_CA(SSL_CTX *, X509 *); int SSL_add_client_CA(SSL *, X509 *); int SSL_CTX_add1_to_CA_list(SSL_CTX *, const X509 *); int SSL_add1_to_CA_list(SSL *, const X509 *); STACK *SSL_load_client_CA_file(const char *); STACK *SSL_dup_CA_list(const STACK *);
int SSL_add_file_cert_subjects_to_stack(STACK *, const char *); int SSL_add_dir_cert_subjects_to_stack(STACK *, const char *); void SSL_CTX_set_client_cert_cb(SSL_CTX *, void *);
SSL_SESSION *SSL_SESSION_new(void); void SSL_SESSION_free(SSL_SESSION *); int SSL_SESSION_up_ref(SSL_SESSION *); SSL_SESSION *SSL_SESSION_dup(const SSL_SESSION *); SSL_SESSION *SSL_get_session(const SSL *); SSL_SESSION *SSL_get1_session(SSL *); int SSL_set_session(SSL *, SSL_SESSION *);
int i2d_SSL_SESSION(const SSL_SESSION *, unsigned char **); SSL_SESSION *d2i_SSL_SESSION(SSL_SESSION **, const unsigned char **, long); const unsigned char *SSL_SESSION_get_id(const SSL_SESSION *, unsigned int *); const unsigned char *SSL_SESSION_get0_id_context(const SSL_SESSION *, unsigned int *);
long SSL_SESSION_get_time(const SSL_SESSION *); long SSL_SESSION_set_time(SSL_SESSION *, long); long SSL_SESSION_get_timeout(const SSL_SESSION *); long SSL_SESSION_set_timeout(SSL_SESSION *, long); int SSL_SESSION_get_protocol_version(const SSL_SESSION *); int SSL_SESSION_set_protocol_version(SSL_SESSION *, int);
const SSL_CIPHER *SSL_SESSION_get0_cipher(const SSL_SESSION *); int SSL_SESSION_set_cipher(SSL_SESSION *, const SSL_CIPHER *); int SSL_SESSION_has_ticket(const SSL_SESSION *); unsigned long SSL_SESSION_get_ticket_lifetime_hint(const SSL_SESSION *); int SSL_SESSION_is_resumable(const SSL_SESSION *);
size_t SSL_SESSION_get_master_key(const SSL_SESSION *, unsigned char *, size_t); int SSL_SESSION_set1_master_key(SSL_SESSION *, const unsigned char *, size_t); const char *SSL_SESSION_get0_hostname(const SSL_SESSION *); int SSL_SESSION_set1_hostname(SSL_SESSION *, const char *);
int SSL_SESSION_set1_id(SSL_SESSION *, const unsigned char *, unsigned int); int SSL_SESSION_set1_id_context(SSL_SESSION *, const unsigned char *, unsigned int); uint32_t SSL_SESSION_get_max_early_data(const SSL_SESSION *); int SSL_SESSION_set_max_early_data(SSL_SESSION *, uint32_t);
void SSL_SESSION_get0_alpn_selected(const SSL_SESSION *, const unsigned char **, size_t *); int SSL_SESSION_set1_alpn_selected(SSL_SESSION *, const unsigned char *, size_t); X509 *SSL_SESSION_get0_peer(SSL_SESSION *); int SSL_SESSION_print(BIO *, const SSL_SESSION *);
uint8_t SSL_SESSION_get_max_fragment_length(const SSL_SESSION *); unsigned int SSL_SESSION_get_compress_id(const SSL_SESSION *); void SSL_SESSION_get0_ticket(const SSL_SESSION *, const unsigned char **, size_t *); int SSL_SESSION_set1_ticket_appdata(SSL_SESSION *, const void *, size_t); int SSL_SESSION_get0_ticket_appdata(SSL_SESSION *, void **, size_t *);
int SSL_CTX_set_session_id_context(SSL_CTX *, const unsigned char *, unsigned int); int SSL_set_session_id_context(SSL *, const unsigned char *, unsigned int); long SSL_CTX_set_timeout(SSL_CTX *, long); long SSL_CTX_get_timeout(const SSL_CTX *);
int SSL_CTX_add_session(SSL_CTX *, SSL_SESSION *); int SSL_CTX_remove_session(SSL_CTX *, SSL_SESSION *); void SSL_CTX_flush_sessions(SSL_CTX *, long); void *SSL_CTX_sessions(SSL_CTX *); int SSL_has_matching_session_id(const SSL *, const unsigned char *, unsigned int);
void SSL_CTX_sess_set_new_cb(SSL_CTX *, void *); void SSL_CTX_sess_set_remove_cb(SSL_CTX *, void *); void SSL_CTX_sess_set_get_cb(SSL_CTX *, void *); void *SSL_CTX_sess_get_new_cb(SSL_CTX *); void *SSL_CTX_sess_get_remove_cb(SSL_CTX *); void *SSL_CTX_sess_get_get_cb(SSL_CTX *);
int SSL_CTX_set_tlsext_ticket_key_evp_cb(SSL_CTX *, void *); int SSL_CTX_set_session_ticket_cb(SSL_CTX *, void *, void *, void *); int SSL_CTX_set_generate_session_id(SSL_CTX *, void *); void SSL_CTX_set_not_resumable_session_callback(SSL_CTX *, void *);
const BIO_METHOD *BIO_f_ssl(void); BIO *BIO_new_ssl(SSL_CTX *, int); BIO *BIO_new_ssl_connect(SSL_CTX *); BIO *BIO_new_buffer_ssl_connect(SSL_CTX *); int BIO_ssl_copy_session_id(BIO *, BIO *); void BIO_ssl_shutdown(BIO *);
"""

ALL = TYPES.replace("typedef struct { ...; } FILE_;\n", "") + LIBCRYPTO + LIBSSL
