/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Runs a fuzz target once over every file of the directories named, without libFuzzer: the corpora as a test. */
#include <dirent.h>
#include <stdio.h>

#include "fuzz.h"

static int one(const char *dir, const char *name)
{
	char path[1000];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		perror(path);
		return 1;
	}
	static uint8_t data[1 << 20];
	size_t n = fread(data, 1, sizeof data, f);
	fclose(f);
	uint8_t *exact = malloc(n + 1); /* its end is where a sanitizer sees it */
	must(exact != NULL);
	memcpy(exact + 1, data, n);
	LLVMFuzzerTestOneInput(exact + 1, n);
	free(exact);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;
	int files = 0;
	for (int i = 1; i < argc; i++) {
		DIR *d = opendir(argv[i]);
		if (d == NULL) {
			perror(argv[i]);
			return 1;
		}
		for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
			if (e->d_name[0] != '.') {
				failed |= one(argv[i], e->d_name);
				files++;
			}
		}
		closedir(d);
	}
	printf("%d inputs\n", files);
	return failed || files == 0;
}
