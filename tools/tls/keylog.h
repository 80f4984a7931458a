/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SSLKEYLOGFILE: the secrets of connections, for Wireshark. */
#ifndef TOOLS_TLS_KEYLOG_H
#define TOOLS_TLS_KEYLOG_H

#include <openssl/ssl.h>

/* When the environment names a file in SSLKEYLOGFILE, each secret of the context's connections is appended to it, a
 * line each. A new file is readable by its owner alone. Ends the program when the file cannot be opened. */
void keylog_from_environment(SSL_CTX *ctx);

#endif
