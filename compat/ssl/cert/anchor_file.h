/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Files of trust anchors, each read and indexed once: contexts that load a file which has not changed since share one
 * index. Safe between threads.
 */
#ifndef TEASEL_COMPAT_CERT_ANCHOR_FILE_H
#define TEASEL_COMPAT_CERT_ANCHOR_FILE_H

#include "engine/engine.h"

/*
 * anchor_file_load: a reference to the index of a PEM file. NULL when the file cannot be read, is not a regular file,
 * or is not plainly a list of certificates; no error is queued.
 */
struct anchors *anchor_file_load(const char *file);

#endif
