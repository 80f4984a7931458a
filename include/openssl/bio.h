/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * BIOs: streams of bytes with one face. A source or sink (socket, file, memory, pair) may have filters before it. A
 * read or write of 0 or less has failed for good unless BIO_should_retry says otherwise. Control commands have macros.
 */
#ifndef OPENSSL_BIO_H
#define OPENSSL_BIO_H

#include <stdarg.h>
#include <stdio.h>
#include <openssl/e_os2.h>
#include <openssl/types.h>
#include <openssl/crypto.h>
#include <openssl/bioerr.h>
#include <openssl/core.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Types */

enum BIO_hostserv_priorities {
	BIO_PARSE_PRIO_HOST,
	BIO_PARSE_PRIO_SERV
};
enum BIO_lookup_type {
	BIO_LOOKUP_CLIENT,
	BIO_LOOKUP_SERVER
};

typedef union bio_addr_st BIO_ADDR;
typedef struct bio_addrinfo_st BIO_ADDRINFO;
typedef struct bio_method_st BIO_METHOD;
typedef int BIO_info_cb(BIO *bio, int state, int ret);
typedef BIO_info_cb bio_info_cb;
typedef long (*BIO_callback_fn_ex)(BIO *bio, int oper, const char *argp, size_t len, int argi, long argl, int ret,
	size_t *processed);
#ifndef OPENSSL_NO_DEPRECATED_3_0
typedef long (*BIO_callback_fn)(BIO *bio, int oper, const char *argp, int argi, long argl, long ret);
#endif
typedef int asn1_ps_func(BIO *bio, unsigned char **pbuf, int *plen, void *parg);
typedef void (*BIO_dgram_sctp_notification_handler_fn)(BIO *bio, void *context, void *buf);
DEFINE_STACK_OF(BIO)

/* Kinds */

#define BIO_TYPE_NONE         0
#define BIO_TYPE_START        128
#define BIO_TYPE_DESCRIPTOR   0x0100
#define BIO_TYPE_FILTER       0x0200
#define BIO_TYPE_SSL          (7 | BIO_TYPE_FILTER)
#define BIO_TYPE_MD           (8 | BIO_TYPE_FILTER)
#define BIO_TYPE_BUFFER       (9 | BIO_TYPE_FILTER)
#define BIO_TYPE_CIPHER       (10 | BIO_TYPE_FILTER)
#define BIO_TYPE_BASE64       (11 | BIO_TYPE_FILTER)
#define BIO_TYPE_NBIO_TEST    (16 | BIO_TYPE_FILTER)
#define BIO_TYPE_NULL_FILTER  (17 | BIO_TYPE_FILTER)
#define BIO_TYPE_LINEBUFFER   (20 | BIO_TYPE_FILTER)
#define BIO_TYPE_ASN1         (22 | BIO_TYPE_FILTER)
#define BIO_TYPE_COMP         (23 | BIO_TYPE_FILTER)
#define BIO_TYPE_SOURCE_SINK  0x0400
#define BIO_TYPE_MEM          (1 | BIO_TYPE_SOURCE_SINK)
#define BIO_TYPE_FILE         (2 | BIO_TYPE_SOURCE_SINK)
#define BIO_TYPE_NULL         (6 | BIO_TYPE_SOURCE_SINK)
#define BIO_TYPE_BIO          (19 | BIO_TYPE_SOURCE_SINK)
#define BIO_TYPE_CORE_TO_PROV (25 | BIO_TYPE_SOURCE_SINK)
#define BIO_TYPE_FD           (4 | BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR)
#define BIO_TYPE_SOCKET       (5 | BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR)
#define BIO_TYPE_CONNECT      (12 | BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR)
#define BIO_TYPE_ACCEPT       (13 | BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR)
#define BIO_TYPE_DGRAM        (21 | BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR)

/* Flags: why to retry, how to close, how to open */

#define BIO_FLAGS_READ         0x01
#define BIO_FLAGS_WRITE        0x02
#define BIO_FLAGS_IO_SPECIAL   0x04
#define BIO_FLAGS_RWS          (BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_IO_SPECIAL)
#define BIO_FLAGS_SHOULD_RETRY 0x08
#define BIO_FLAGS_BASE64_NO_NL 0x100
#define BIO_FLAGS_MEM_RDONLY   0x200
#define BIO_FLAGS_NONCLEAR_RST 0x400
#define BIO_FLAGS_IN_EOF       0x800
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define BIO_FLAGS_UPLINK       0
#endif
#define BIO_NOCLOSE 0x00
#define BIO_CLOSE   0x01
#define BIO_FP_READ   0x02
#define BIO_FP_WRITE  0x04
#define BIO_FP_APPEND 0x08
#define BIO_FP_TEXT   0x10
#define BIO_RR_SSL_X509_LOOKUP 0x01
#define BIO_RR_CONNECT         0x02
#define BIO_RR_ACCEPT          0x03
#define BIO_get_flags(b) BIO_test_flags((b), ~(0x0))
#define BIO_set_retry_read(b) BIO_set_flags((b), (BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY))
#define BIO_set_retry_special(b) BIO_set_flags((b), (BIO_FLAGS_IO_SPECIAL | BIO_FLAGS_SHOULD_RETRY))
#define BIO_set_retry_write(b) BIO_set_flags((b), (BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY))
#define BIO_clear_retry_flags(b) BIO_clear_flags((b), (BIO_FLAGS_RWS | BIO_FLAGS_SHOULD_RETRY))
#define BIO_get_retry_flags(b) BIO_test_flags((b), (BIO_FLAGS_RWS | BIO_FLAGS_SHOULD_RETRY))
#define BIO_should_io_special(a) BIO_test_flags((a), BIO_FLAGS_IO_SPECIAL)
#define BIO_should_read(a) BIO_test_flags((a), BIO_FLAGS_READ)
#define BIO_should_retry(a) BIO_test_flags((a), BIO_FLAGS_SHOULD_RETRY)
#define BIO_should_write(a) BIO_test_flags((a), BIO_FLAGS_WRITE)
#define BIO_retry_type(a) BIO_test_flags((a), BIO_FLAGS_RWS)

/* Making, chaining, ending */

BIO *BIO_new(const BIO_METHOD *biom);
BIO *BIO_new_ex(OSSL_LIB_CTX *libctx, const BIO_METHOD *biom);
int BIO_up_ref(BIO *bio);
int BIO_free(BIO *bio);
void BIO_vfree(BIO *bio);
void BIO_free_all(BIO *bio);
BIO *BIO_push(BIO *b, BIO *append);
BIO *BIO_pop(BIO *bio);
BIO *BIO_next(BIO *bio);
void BIO_set_next(BIO *b, BIO *next);
BIO *BIO_find_type(BIO *bio, int bio_type);
BIO *BIO_dup_chain(BIO *bio);
void BIO_copy_next_retry(BIO *bio);
const char *BIO_method_name(const BIO *bio);
int BIO_method_type(const BIO *bio);

/* Reading and writing */

int BIO_read(BIO *bio, void *data, int dlen);
int BIO_read_ex(BIO *bio, void *data, size_t dlen, size_t *readbytes);
int BIO_write(BIO *bio, const void *data, int dlen);
int BIO_write_ex(BIO *bio, const void *data, size_t dlen, size_t *written);
int BIO_gets(BIO *bio, char *buf, int size);
int BIO_get_line(BIO *bio, char *buf, int size);
int BIO_puts(BIO *bio, const char *buf);
int BIO_indent(BIO *bio, int indent, int max);
uint64_t BIO_number_read(BIO *bio);
uint64_t BIO_number_written(BIO *bio);
int BIO_printf(BIO *bio, const char *format, ...) __attribute__((__format__(__printf__, 2, 3)));
int BIO_vprintf(BIO *bio, const char *format, va_list args) __attribute__((__format__(__printf__, 2, 0)));
int BIO_snprintf(char *buf, size_t n, const char *format, ...) __attribute__((__format__(__printf__, 3, 4)));
int BIO_vsnprintf(char *buf, size_t n, const char *format, va_list args) __attribute__((__format__(__printf__, 3, 0)));

/* State and flags */

void BIO_set_flags(BIO *bio, int flags);
int BIO_test_flags(const BIO *bio, int flags);
void BIO_clear_flags(BIO *bio, int flags);
BIO *BIO_get_retry_BIO(BIO *bio, int *reason);
int BIO_get_retry_reason(BIO *bio);
void BIO_set_retry_reason(BIO *bio, int reason);
size_t BIO_ctrl_get_read_request(BIO *bio);
size_t BIO_ctrl_get_write_guarantee(BIO *bio);
size_t BIO_ctrl_pending(BIO *bio);
int BIO_ctrl_reset_read_request(BIO *bio);
size_t BIO_ctrl_wpending(BIO *bio);
void *BIO_get_data(BIO *bio);
int BIO_get_init(BIO *bio);
int BIO_get_shutdown(BIO *bio);
void BIO_set_data(BIO *bio, void *ptr);
void BIO_set_init(BIO *bio, int init);
void BIO_set_shutdown(BIO *bio, int shut);
void *BIO_get_ex_data(const BIO *bio, int idx);
int BIO_set_ex_data(BIO *bio, int idx, void *data);
char *BIO_get_callback_arg(const BIO *bio);
BIO_callback_fn_ex BIO_get_callback_ex(const BIO *bio);
void BIO_set_callback_arg(BIO *bio, char *arg);
void BIO_set_callback_ex(BIO *bio, BIO_callback_fn_ex callback);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 BIO_callback_fn BIO_get_callback(const BIO *bio);
OSSL_DEPRECATEDIN_3_0 void BIO_set_callback(BIO *bio, BIO_callback_fn callback);
#endif

#define BIO_get_app_data(s) BIO_get_ex_data((s), 0)
#define BIO_set_app_data(s, arg) BIO_set_ex_data((s), 0, (arg))
#define BIO_cb_post(a) ((a) & BIO_CB_RETURN)
#define BIO_cb_pre(a) (!((a) & BIO_CB_RETURN))
#define BIO_CB_return(a) ((a) | BIO_CB_RETURN)
#define BIO_CB_FREE   0x01
#define BIO_CB_READ   0x02
#define BIO_CB_WRITE  0x03
#define BIO_CB_PUTS   0x04
#define BIO_CB_GETS   0x05
#define BIO_CB_CTRL   0x06
#define BIO_CB_RETURN 0x80
#define BIO_get_ex_new_index(argl, argp, new_func, dup_func, free_func) \
	CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_BIO, (argl), (argp), (new_func), (dup_func), (free_func))

/* Control: general commands, then those of each kind */

long BIO_ctrl(BIO *bio, int cmd, long larg, void *parg);
long BIO_callback_ctrl(BIO *bio, int cmd, BIO_info_cb *fp);
void *BIO_ptr_ctrl(BIO *bio, int cmd, long larg);
long BIO_int_ctrl(BIO *bio, int cmd, long larg, int iarg);

#define BIO_CTRL_RESET                       1
#define BIO_CTRL_EOF                         2
#define BIO_CTRL_INFO                        3
#define BIO_CTRL_SET                         4
#define BIO_CTRL_GET                         5
#define BIO_CTRL_PUSH                        6
#define BIO_CTRL_POP                         7
#define BIO_CTRL_GET_CLOSE                   8
#define BIO_CTRL_SET_CLOSE                   9
#define BIO_CTRL_PENDING                     10
#define BIO_CTRL_FLUSH                       11
#define BIO_CTRL_DUP                         12
#define BIO_CTRL_WPENDING                    13
#define BIO_CTRL_SET_CALLBACK                14
#define BIO_CTRL_GET_CALLBACK                15
#define BIO_CTRL_PEEK                        29
#define BIO_CTRL_SET_FILENAME                30
#define BIO_CTRL_DGRAM_CONNECT               31
#define BIO_CTRL_DGRAM_SET_CONNECTED         32
#define BIO_CTRL_DGRAM_SET_RECV_TIMEOUT      33
#define BIO_CTRL_DGRAM_GET_RECV_TIMEOUT      34
#define BIO_CTRL_DGRAM_SET_SEND_TIMEOUT      35
#define BIO_CTRL_DGRAM_GET_SEND_TIMEOUT      36
#define BIO_CTRL_DGRAM_GET_RECV_TIMER_EXP    37
#define BIO_CTRL_DGRAM_GET_SEND_TIMER_EXP    38
#define BIO_CTRL_DGRAM_MTU_DISCOVER          39
#define BIO_CTRL_DGRAM_QUERY_MTU             40
#define BIO_CTRL_DGRAM_GET_MTU               41
#define BIO_CTRL_DGRAM_SET_MTU               42
#define BIO_CTRL_DGRAM_MTU_EXCEEDED          43
#define BIO_CTRL_DGRAM_SET_PEER              44
#define BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT      45
#define BIO_CTRL_DGRAM_GET_PEER              46
#define BIO_CTRL_DGRAM_GET_FALLBACK_MTU      47
#define BIO_CTRL_DGRAM_SET_DONT_FRAG         48
#define BIO_CTRL_DGRAM_GET_MTU_OVERHEAD      49
#define BIO_CTRL_DGRAM_SCTP_SET_IN_HANDSHAKE 50
#define BIO_CTRL_DGRAM_SET_PEEK_MODE         71
#define BIO_CTRL_GET_KTLS_SEND               73
#define BIO_CTRL_GET_KTLS_RECV               76
#define BIO_CTRL_DGRAM_SCTP_WAIT_FOR_DRY     77
#define BIO_CTRL_DGRAM_SCTP_MSG_WAITING      78
#define BIO_CTRL_SET_PREFIX                  79
#define BIO_CTRL_SET_INDENT                  80
#define BIO_CTRL_GET_INDENT                  81
#define BIO_C_SET_CONNECT                 100
#define BIO_C_DO_STATE_MACHINE            101
#define BIO_C_SET_NBIO                    102
#define BIO_C_SET_FD                      104
#define BIO_C_GET_FD                      105
#define BIO_C_SET_FILE_PTR                106
#define BIO_C_GET_FILE_PTR                107
#define BIO_C_SET_FILENAME                108
#define BIO_C_SET_SSL                     109
#define BIO_C_GET_SSL                     110
#define BIO_C_SET_MD                      111
#define BIO_C_GET_MD                      112
#define BIO_C_GET_CIPHER_STATUS           113
#define BIO_C_SET_BUF_MEM                 114
#define BIO_C_GET_BUF_MEM_PTR             115
#define BIO_C_GET_BUFF_NUM_LINES          116
#define BIO_C_SET_BUFF_SIZE               117
#define BIO_C_SET_ACCEPT                  118
#define BIO_C_SSL_MODE                    119
#define BIO_C_GET_MD_CTX                  120
#define BIO_C_SET_BUFF_READ_DATA          122
#define BIO_C_GET_CONNECT                 123
#define BIO_C_GET_ACCEPT                  124
#define BIO_C_SET_SSL_RENEGOTIATE_BYTES   125
#define BIO_C_GET_SSL_NUM_RENEGOTIATES    126
#define BIO_C_SET_SSL_RENEGOTIATE_TIMEOUT 127
#define BIO_C_FILE_SEEK                   128
#define BIO_C_GET_CIPHER_CTX              129
#define BIO_C_SET_BUF_MEM_EOF_RETURN      130
#define BIO_C_SET_BIND_MODE               131
#define BIO_C_GET_BIND_MODE               132
#define BIO_C_FILE_TELL                   133
#define BIO_C_GET_SOCKS                   134
#define BIO_C_SET_SOCKS                   135
#define BIO_C_SET_WRITE_BUF_SIZE          136
#define BIO_C_GET_WRITE_BUF_SIZE          137
#define BIO_C_MAKE_BIO_PAIR               138
#define BIO_C_DESTROY_BIO_PAIR            139
#define BIO_C_GET_WRITE_GUARANTEE         140
#define BIO_C_GET_READ_REQUEST            141
#define BIO_C_SHUTDOWN_WR                 142
#define BIO_C_NREAD0                      143
#define BIO_C_NREAD                       144
#define BIO_C_NWRITE0                     145
#define BIO_C_NWRITE                      146
#define BIO_C_RESET_READ_REQUEST          147
#define BIO_C_SET_MD_CTX                  148
#define BIO_C_SET_PREFIX                  149
#define BIO_C_GET_PREFIX                  150
#define BIO_C_SET_SUFFIX                  151
#define BIO_C_GET_SUFFIX                  152
#define BIO_C_SET_EX_ARG                  153
#define BIO_C_GET_EX_ARG                  154
#define BIO_C_SET_CONNECT_MODE            155
#define BIO_reset(b) (int)BIO_ctrl((b), BIO_CTRL_RESET, 0, NULL)
#define BIO_eof(b) (int)BIO_ctrl((b), BIO_CTRL_EOF, 0, NULL)
#define BIO_get_close(b) (int)BIO_ctrl((b), BIO_CTRL_GET_CLOSE, 0, NULL)
#define BIO_set_close(b, c) (int)BIO_ctrl((b), BIO_CTRL_SET_CLOSE, (c), NULL)
#define BIO_pending(b) (int)BIO_ctrl((b), BIO_CTRL_PENDING, 0, NULL)
#define BIO_wpending(b) (int)BIO_ctrl((b), BIO_CTRL_WPENDING, 0, NULL)
#define BIO_flush(b) (int)BIO_ctrl((b), BIO_CTRL_FLUSH, 0, NULL)
#define BIO_dup_state(b, ret) BIO_ctrl((b), BIO_CTRL_DUP, 0, (char *)(ret))
#define BIO_get_info_callback(b, cbp) (int)BIO_ctrl((b), BIO_CTRL_GET_CALLBACK, 0, (cbp))
#define BIO_set_info_callback(b, cb) (int)BIO_callback_ctrl((b), BIO_CTRL_SET_CALLBACK, (cb))
#define BIO_set_nbio(b, n) BIO_ctrl((b), BIO_C_SET_NBIO, (n), NULL)
#define BIO_get_indent(b) BIO_ctrl((b), BIO_CTRL_GET_INDENT, 0, NULL)
#define BIO_set_indent(b, i) BIO_ctrl((b), BIO_CTRL_SET_INDENT, (i), NULL)
#define BIO_set_prefix(b, p) BIO_ctrl((b), BIO_CTRL_SET_PREFIX, 0, (void *)(p))
#define BIO_get_ktls_recv(b) (BIO_ctrl((b), BIO_CTRL_GET_KTLS_RECV, 0, NULL) > 0)
#define BIO_get_ktls_send(b) (BIO_ctrl((b), BIO_CTRL_GET_KTLS_SEND, 0, NULL) > 0)

/* Memory, buffer, null, prefix */

const BIO_METHOD *BIO_s_mem(void);
const BIO_METHOD *BIO_s_secmem(void);
BIO *BIO_new_mem_buf(const void *buf, int len);
const BIO_METHOD *BIO_f_buffer(void);
const BIO_METHOD *BIO_f_linebuffer(void);
const BIO_METHOD *BIO_f_nbio_test(void);
const BIO_METHOD *BIO_f_prefix(void);
const BIO_METHOD *BIO_s_null(void);
const BIO_METHOD *BIO_f_null(void);
const BIO_METHOD *BIO_f_readbuffer(void);
int BIO_asn1_get_prefix(BIO *bio, asn1_ps_func **pprefix, asn1_ps_func **pprefix_free);
int BIO_asn1_get_suffix(BIO *bio, asn1_ps_func **psuffix, asn1_ps_func **psuffix_free);
int BIO_asn1_set_prefix(BIO *bio, asn1_ps_func *prefix, asn1_ps_func *prefix_free);
int BIO_asn1_set_suffix(BIO *bio, asn1_ps_func *suffix, asn1_ps_func *suffix_free);
const BIO_METHOD *BIO_s_core(void);
BIO *BIO_new_from_core_bio(OSSL_LIB_CTX *libctx, OSSL_CORE_BIO *corebio);

#define BIO_get_mem_data(b, pp) BIO_ctrl((b), BIO_CTRL_INFO, 0, (char *)(pp))
#define BIO_get_mem_ptr(b, pp) BIO_ctrl((b), BIO_C_GET_BUF_MEM_PTR, 0, (char *)(pp))
#define BIO_set_mem_buf(b, bm, c) BIO_ctrl((b), BIO_C_SET_BUF_MEM, (c), (char *)(bm))
#define BIO_set_mem_eof_return(b, v) BIO_ctrl((b), BIO_C_SET_BUF_MEM_EOF_RETURN, (v), NULL)
#define BIO_buffer_get_num_lines(b) BIO_ctrl((b), BIO_CTRL_GET, 0, NULL)
#define BIO_buffer_peek(b, s, l) BIO_ctrl((b), BIO_CTRL_PEEK, (l), (s))
#define BIO_get_buffer_num_lines(b) BIO_ctrl((b), BIO_C_GET_BUFF_NUM_LINES, 0, NULL)
#define BIO_set_buffer_read_data(b, buf, num) BIO_ctrl((b), BIO_C_SET_BUFF_READ_DATA, (num), (buf))
#define BIO_set_buffer_size(b, size) BIO_ctrl((b), BIO_C_SET_BUFF_SIZE, (size), NULL)
#define BIO_set_read_buffer_size(b, size) BIO_int_ctrl((b), BIO_C_SET_BUFF_SIZE, (size), 0)
#define BIO_set_write_buffer_size(b, size) BIO_int_ctrl((b), BIO_C_SET_BUFF_SIZE, (size), 1)
#define BIO_get_write_buf_size(b, size) (size_t)BIO_ctrl((b), BIO_C_GET_WRITE_BUF_SIZE, (size), NULL)
#define BIO_set_write_buf_size(b, size) (int)BIO_ctrl((b), BIO_C_SET_WRITE_BUF_SIZE, (size), NULL)

/* Files and descriptors */

const BIO_METHOD *BIO_s_file(void);
BIO *BIO_new_file(const char *filename, const char *mode);
BIO *BIO_new_fp(FILE *stream, int close_flag);
const BIO_METHOD *BIO_s_fd(void);
BIO *BIO_new_fd(int fd, int close_flag);
int BIO_fd_non_fatal_error(int error);
int BIO_fd_should_retry(int i);

#define BIO_get_fd(b, c) BIO_ctrl((b), BIO_C_GET_FD, 0, (char *)(c))
#define BIO_get_fp(b, fpp) BIO_ctrl((b), BIO_C_GET_FILE_PTR, 0, (char *)(fpp))
#define BIO_set_fd(b, fd, c) BIO_int_ctrl((b), BIO_C_SET_FD, (c), (fd))
#define BIO_set_fp(b, fp, c) BIO_ctrl((b), BIO_C_SET_FILE_PTR, (c), (char *)(fp))
#define BIO_seek(b, ofs) (int)BIO_ctrl((b), BIO_C_FILE_SEEK, (ofs), NULL)
#define BIO_tell(b) (int)BIO_ctrl((b), BIO_C_FILE_TELL, 0, NULL)
#define BIO_append_filename(b, name) (int)BIO_ctrl((b), BIO_C_SET_FILENAME, BIO_CLOSE | BIO_FP_APPEND, (name))
#define BIO_read_filename(b, name) (int)BIO_ctrl((b), BIO_C_SET_FILENAME, BIO_CLOSE | BIO_FP_READ, (char *)(name))
#define BIO_rw_filename(b, name) (int)BIO_ctrl((b), BIO_C_SET_FILENAME, BIO_CLOSE | BIO_FP_READ | BIO_FP_WRITE, (name))
#define BIO_write_filename(b, name) (int)BIO_ctrl((b), BIO_C_SET_FILENAME, BIO_CLOSE | BIO_FP_WRITE, (name))

/* A pair: what one end writes the other reads */

const BIO_METHOD *BIO_s_bio(void);
int BIO_new_bio_pair(BIO **bio1, size_t writebuf1, BIO **bio2, size_t writebuf2);
BIO *BIO_new_accept(const char *host_port);
BIO *BIO_new_connect(const char *host_port);
BIO *BIO_new_dgram(int fd, int close_flag);
BIO *BIO_new_socket(int sock, int close_flag);
int BIO_nread(BIO *bio, char **buf, int num);
int BIO_nread0(BIO *bio, char **buf);
int BIO_nwrite(BIO *bio, char **buf, int num);
int BIO_nwrite0(BIO *bio, char **buf);

#define BIO_destroy_bio_pair(b) (int)BIO_ctrl((b), BIO_C_DESTROY_BIO_PAIR, 0, NULL)
#define BIO_make_bio_pair(b1, b2) (int)BIO_ctrl((b1), BIO_C_MAKE_BIO_PAIR, 0, (b2))
#define BIO_shutdown_wr(b) (int)BIO_ctrl((b), BIO_C_SHUTDOWN_WR, 0, NULL)
#define BIO_get_write_guarantee(b) (int)BIO_ctrl((b), BIO_C_GET_WRITE_GUARANTEE, 0, NULL)
#define BIO_get_read_request(b) (int)BIO_ctrl((b), BIO_C_GET_READ_REQUEST, 0, NULL)

/* Sockets: connecting, accepting, bare, datagrams */

enum BIO_sock_info_type {
	BIO_SOCK_INFO_ADDRESS
};
union BIO_sock_info_u {
	BIO_ADDR *addr;
};

#define BIO_SOCK_REUSEADDR           0x01
#define BIO_SOCK_V6_ONLY             0x02
#define BIO_SOCK_KEEPALIVE           0x04
#define BIO_SOCK_NONBLOCK            0x08
#define BIO_SOCK_NODELAY             0x10
#define BIO_BIND_NORMAL              0
#define BIO_BIND_REUSEADDR           BIO_SOCK_REUSEADDR
#define BIO_BIND_REUSEADDR_IF_UNUSED BIO_SOCK_REUSEADDR
#define BIO_FAMILY_IPV4              4
#define BIO_FAMILY_IPV6              6
#define BIO_FAMILY_IPANY             256

const BIO_METHOD *BIO_s_connect(void);
const BIO_METHOD *BIO_s_accept(void);
const BIO_METHOD *BIO_s_socket(void);
int BIO_sock_error(int sock);
int BIO_sock_info(int sock, enum BIO_sock_info_type type, union BIO_sock_info_u *info);
int BIO_sock_init(void);
int BIO_sock_non_fatal_error(int error);
int BIO_sock_should_retry(int i);
int BIO_socket(int domain, int socktype, int protocol, int options);
int BIO_socket_ioctl(int fd, long type, void *arg);
int BIO_socket_nbio(int fd, int mode);
int BIO_socket_wait(int fd, int for_read, time_t max_time);
const BIO_METHOD *BIO_s_datagram(void);
int BIO_dgram_non_fatal_error(int error);
const BIO_METHOD *BIO_s_log(void);
int BIO_connect(int sock, const BIO_ADDR *addr, int options);
int BIO_listen(int sock, const BIO_ADDR *addr, int options);
int BIO_accept_ex(int accept_sock, BIO_ADDR *addr, int options);
int BIO_bind(int sock, const BIO_ADDR *addr, int options);
int BIO_closesocket(int sock);
int BIO_set_tcp_ndelay(int sock, int turn_on);
int BIO_do_connect_retry(BIO *bio, int timeout, int nap_milliseconds);
int BIO_wait(BIO *bio, time_t max_time, unsigned int nap_milliseconds);

#define BIO_get_conn_address(b) ((const BIO_ADDR *)BIO_ptr_ctrl((b), BIO_C_GET_CONNECT, 2))
#define BIO_get_conn_hostname(b) ((const char *)BIO_ptr_ctrl((b), BIO_C_GET_CONNECT, 0))
#define BIO_get_conn_ip_family(b) BIO_ctrl((b), BIO_C_GET_CONNECT, 3, NULL)
#define BIO_get_conn_port(b) ((const char *)BIO_ptr_ctrl((b), BIO_C_GET_CONNECT, 1))
#define BIO_set_conn_address(b, addr) BIO_ctrl((b), BIO_C_SET_CONNECT, 2, (char *)(addr))
#define BIO_set_conn_hostname(b, name) BIO_ctrl((b), BIO_C_SET_CONNECT, 0, (char *)(name))
#define BIO_set_conn_ip_family(b, f) BIO_int_ctrl((b), BIO_C_SET_CONNECT, 3, (f))
#define BIO_set_conn_mode(b, n) BIO_ctrl((b), BIO_C_SET_CONNECT_MODE, (n), NULL)
#define BIO_set_conn_port(b, port) BIO_ctrl((b), BIO_C_SET_CONNECT, 1, (char *)(port))
#define BIO_get_accept_ip_family(b) BIO_ctrl((b), BIO_C_GET_ACCEPT, 4, NULL)
#define BIO_get_accept_name(b) ((const char *)BIO_ptr_ctrl((b), BIO_C_GET_ACCEPT, 0))
#define BIO_get_accept_port(b) ((const char *)BIO_ptr_ctrl((b), BIO_C_GET_ACCEPT, 1))
#define BIO_set_accept_bios(b, bio) BIO_ctrl((b), BIO_C_SET_ACCEPT, 3, (char *)(bio))
#define BIO_set_accept_ip_family(b, f) BIO_int_ctrl((b), BIO_C_SET_ACCEPT, 4, (f))
#define BIO_set_accept_name(b, name) BIO_ctrl((b), BIO_C_SET_ACCEPT, 0, (char *)(name))
#define BIO_set_accept_port(b, port) BIO_ctrl((b), BIO_C_SET_ACCEPT, 1, (char *)(port))
#define BIO_set_nbio_accept(b, n) BIO_ctrl((b), BIO_C_SET_ACCEPT, 2, (n) ? (void *)"a" : NULL)
#define BIO_get_peer_name(b) ((const char *)BIO_ptr_ctrl((b), BIO_C_GET_ACCEPT, 2))
#define BIO_get_peer_port(b) ((const char *)BIO_ptr_ctrl((b), BIO_C_GET_ACCEPT, 3))
#define BIO_get_bind_mode(b) BIO_ctrl((b), BIO_C_GET_BIND_MODE, 0, NULL)
#define BIO_set_bind_mode(b, mode) BIO_ctrl((b), BIO_C_SET_BIND_MODE, (mode), NULL)
#define BIO_do_accept(b) BIO_do_handshake((b))
#define BIO_do_connect(b) BIO_do_handshake((b))
#define BIO_do_handshake(b) BIO_ctrl((b), BIO_C_DO_STATE_MACHINE, 0, NULL)
#define BIO_ctrl_dgram_connect(b, peer) (int)BIO_ctrl((b), BIO_CTRL_DGRAM_CONNECT, 0, (char *)(peer))
#define BIO_ctrl_set_connected(b, peer) (int)BIO_ctrl((b), BIO_CTRL_DGRAM_SET_CONNECTED, 0, (char *)(peer))
#define BIO_dgram_get_mtu_overhead(b) (unsigned int)BIO_ctrl((b), BIO_CTRL_DGRAM_GET_MTU_OVERHEAD, 0, NULL)
#define BIO_dgram_get_peer(b, peer) (int)BIO_ctrl((b), BIO_CTRL_DGRAM_GET_PEER, 0, (char *)(peer))
#define BIO_dgram_recv_timedout(b) (int)BIO_ctrl((b), BIO_CTRL_DGRAM_GET_RECV_TIMER_EXP, 0, NULL)
#define BIO_dgram_send_timedout(b) (int)BIO_ctrl((b), BIO_CTRL_DGRAM_GET_SEND_TIMER_EXP, 0, NULL)
#define BIO_dgram_set_peer(b, peer) (int)BIO_ctrl((b), BIO_CTRL_DGRAM_SET_PEER, 0, (char *)(peer))
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define BIO_sock_cleanup() while (0) continue
#endif

/* Addresses */

const BIO_ADDR *BIO_ADDRINFO_address(const BIO_ADDRINFO *bai);
int BIO_ADDRINFO_family(const BIO_ADDRINFO *bai);
void BIO_ADDRINFO_free(BIO_ADDRINFO *bai);
const BIO_ADDRINFO *BIO_ADDRINFO_next(const BIO_ADDRINFO *bai);
int BIO_ADDRINFO_protocol(const BIO_ADDRINFO *bai);
int BIO_ADDRINFO_socktype(const BIO_ADDRINFO *bai);
void BIO_ADDR_clear(BIO_ADDR *ap);
int BIO_ADDR_family(const BIO_ADDR *ap);
void BIO_ADDR_free(BIO_ADDR *a);
char *BIO_ADDR_hostname_string(const BIO_ADDR *ap, int numeric);
BIO_ADDR *BIO_ADDR_new(void);
char *BIO_ADDR_path_string(const BIO_ADDR *ap);
int BIO_ADDR_rawaddress(const BIO_ADDR *ap, void *p, size_t *l);
int BIO_ADDR_rawmake(BIO_ADDR *ap, int family, const void *where, size_t wherelen, unsigned short port);
unsigned short BIO_ADDR_rawport(const BIO_ADDR *ap);
char *BIO_ADDR_service_string(const BIO_ADDR *ap, int numeric);
int BIO_parse_hostserv(const char *hostserv, char **host, char **service, enum BIO_hostserv_priorities hostserv_prio);
int BIO_lookup(const char *host, const char *service, enum BIO_lookup_type lookup_type, int family, int socktype,
	BIO_ADDRINFO **res);
int BIO_lookup_ex(const char *host, const char *service, int lookup_type, int family, int socktype, int protocol,
	BIO_ADDRINFO **res);

/* Methods of the program's own */

int BIO_get_new_index(void);
void BIO_meth_free(BIO_METHOD *biom);
long (*BIO_meth_get_callback_ctrl(const BIO_METHOD *biom))(BIO *, int, BIO_info_cb *);
int (*BIO_meth_get_create(const BIO_METHOD *biom))(BIO *);
long (*BIO_meth_get_ctrl(const BIO_METHOD *biom))(BIO *, int, long, void *);
int (*BIO_meth_get_destroy(const BIO_METHOD *biom))(BIO *);
int (*BIO_meth_get_gets(const BIO_METHOD *biom))(BIO *, char *, int);
int (*BIO_meth_get_puts(const BIO_METHOD *biom))(BIO *, const char *);
int (*BIO_meth_get_read(const BIO_METHOD *biom))(BIO *, char *, int);
int (*BIO_meth_get_read_ex(const BIO_METHOD *biom))(BIO *, char *, size_t, size_t *);
int (*BIO_meth_get_write(const BIO_METHOD *biom))(BIO *, const char *, int);
int (*BIO_meth_get_write_ex(const BIO_METHOD *biom))(BIO *, const char *, size_t, size_t *);
BIO_METHOD *BIO_meth_new(int type, const char *name);
int BIO_meth_set_callback_ctrl(BIO_METHOD *biom, long (*callback_ctrl)(BIO *, int, BIO_info_cb *));
int BIO_meth_set_create(BIO_METHOD *biom, int (*create)(BIO *));
int BIO_meth_set_ctrl(BIO_METHOD *biom, long (*ctrl)(BIO *, int, long, void *));
int BIO_meth_set_destroy(BIO_METHOD *biom, int (*destroy)(BIO *));
int BIO_meth_set_gets(BIO_METHOD *biom, int (*ossl_gets)(BIO *, char *, int));
int BIO_meth_set_puts(BIO_METHOD *biom, int (*puts)(BIO *, const char *));
int BIO_meth_set_read(BIO_METHOD *biom, int (*read)(BIO *, char *, int));
int BIO_meth_set_read_ex(BIO_METHOD *biom, int (*bread)(BIO *, char *, size_t, size_t *));
int BIO_meth_set_write(BIO_METHOD *biom, int (*write)(BIO *, const char *, int));
int BIO_meth_set_write_ex(BIO_METHOD *biom, int (*bwrite)(BIO *, const char *, size_t, size_t *));

/* TLS as a BIO: ssl.h has the functions */

#define BIO_get_ssl(b, sslp) BIO_ctrl((b), BIO_C_GET_SSL, 0, (char *)(sslp))
#define BIO_set_ssl(b, ssl, c) BIO_ctrl((b), BIO_C_SET_SSL, (c), (char *)(ssl))
#define BIO_set_ssl_mode(b, client) BIO_ctrl((b), BIO_C_SSL_MODE, (client), NULL)
#define BIO_set_ssl_renegotiate_bytes(b, num) BIO_ctrl((b), BIO_C_SET_SSL_RENEGOTIATE_BYTES, (num), NULL)
#define BIO_set_ssl_renegotiate_timeout(b, seconds) BIO_ctrl((b), BIO_C_SET_SSL_RENEGOTIATE_TIMEOUT, (seconds), NULL)
#define BIO_get_num_renegotiates(b) BIO_ctrl((b), BIO_C_GET_SSL_NUM_RENEGOTIATES, 0, NULL)

/* Hex dumps and debugging */

int BIO_dump(BIO *bio, const void *bytes, int len);
int BIO_dump_cb(int (*cb)(const void *, size_t, void *), void *u, const void *s, int len);
int BIO_dump_fp(FILE *fp, const void *s, int len);
int BIO_dump_indent(BIO *bio, const void *bytes, int len, int indent);
int BIO_dump_indent_cb(int (*cb)(const void *, size_t, void *), void *u, const void *s, int len, int indent);
int BIO_dump_indent_fp(FILE *fp, const void *s, int len, int indent);
int BIO_hex_string(BIO *bio, int indent, int width, const void *data, int datalen);
long BIO_debug_callback_ex(BIO *bio, int oper, const char *argp, size_t len, int argi, long argl, int ret,
	size_t *processed);

#ifdef __cplusplus
}
#endif

#endif
