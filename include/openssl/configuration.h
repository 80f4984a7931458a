/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * What is not there, said in the way that programs ask: a program compiled against these headers leaves out what it
 * would be refused at run time. Names are declared all the same, so that a program that does not ask still builds.
 */
#ifndef OPENSSL_CONFIGURATION_H
#define OPENSSL_CONFIGURATION_H

/* The interface is that of OpenSSL 3.0, nothing held back and nothing hidden unless the program asks for it. */
#ifndef OPENSSL_CONFIGURED_API
#define OPENSSL_CONFIGURED_API 30000
#endif

/* Obsolete by design of this library: old protocols, datagrams, compression, remote passwords. */
#define OPENSSL_NO_SSL3
#define OPENSSL_NO_SSL3_METHOD
#define OPENSSL_NO_TLS1
#define OPENSSL_NO_TLS1_METHOD
#define OPENSSL_NO_TLS1_1
#define OPENSSL_NO_TLS1_1_METHOD
#define OPENSSL_NO_DTLS
#define OPENSSL_NO_DTLS_METHOD
#define OPENSSL_NO_DTLS1
#define OPENSSL_NO_DTLS1_METHOD
#define OPENSSL_NO_DTLS1_2
#define OPENSSL_NO_DTLS1_2_METHOD
#define OPENSSL_NO_SCTP
#define OPENSSL_NO_SRTP
#define OPENSSL_NO_COMP
#define OPENSSL_NO_COMP_ALG
#define OPENSSL_NO_SRP
#define OPENSSL_NO_HEARTBEATS
#define OPENSSL_NO_WEAK_SSL_CIPHERS
#define OPENSSL_NO_QUIC

/* Engines and obsolete ciphers and hashes, for which there are no headers. */
#define OPENSSL_NO_ENGINE
#define OPENSSL_NO_STATIC_ENGINE
#define OPENSSL_NO_DYNAMIC_ENGINE
#define OPENSSL_NO_CAPIENG
#define OPENSSL_NO_DEVCRYPTOENG
#define OPENSSL_NO_ARIA
#define OPENSSL_NO_BF
#define OPENSSL_NO_CAMELLIA
#define OPENSSL_NO_CAST
#define OPENSSL_NO_IDEA
#define OPENSSL_NO_MD2
#define OPENSSL_NO_MD4
#define OPENSSL_NO_MDC2
#define OPENSSL_NO_RC2
#define OPENSSL_NO_RC4
#define OPENSSL_NO_RC5
#define OPENSSL_NO_RMD160
#define OPENSSL_NO_SEED
#define OPENSSL_NO_SM2
#define OPENSSL_NO_SM3
#define OPENSSL_NO_SM4
#define OPENSSL_NO_WHIRLPOOL

/* No suite has finite-field Diffie-Hellman; <openssl/dh.h> is there for programs that hold parameters without asking. */
#define OPENSSL_NO_DH

/* Platform */
#define OPENSSL_NO_EGD
#define OPENSSL_NO_UPLINK
#define OPENSSL_NO_CRYPTO_MDEBUG
#define OPENSSL_NO_CRYPTO_MDEBUG_BACKTRACE
#define OPENSSL_NO_TRACE
#define OPENSSL_RAND_SEED_OS
#ifndef OPENSSL_THREADS
#define OPENSSL_THREADS
#endif
#define RC4_INT unsigned int
#if defined(__LP64__) || defined(_LP64)
#define SIXTY_FOUR_BIT_LONG
#else
#define THIRTY_TWO_BIT
#endif

#endif
