/* What both programs need. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "countersign.h"

static int checks, failures;

static void check(int holds, const char *what, int line) {
    checks++;
    if (!holds) failures++, fprintf(stderr, "line %d: %s\n", line, what);
}

#define CHECK(condition) check(!!(condition), #condition, __LINE__)
#define TEXT(literal) ((cs_text){(literal), sizeof(literal) - 1})
#define FIELD(name, value) {TEXT(name), TEXT(value)}
#define COUNT(array) (sizeof(array) / sizeof *(array))

#define NONE ((cs_text){NULL, 0})

static const uint8_t RANDOM[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

static const cs_policy_config CONFIG = {
    .origins = TEXT("https://app.example.com\r\nhttps://*.example.org\n"),
    .methods = TEXT("PUT\nDELETE"),
    .request_headers = TEXT("Authorization"),
    .response_headers = TEXT("WWW-Authenticate"),
    .max_age = 600,
    .credentials = 1,
};
