/* A device that lets one page of another origin in, with Digest. It reads a request from its input, and prints the answer:
 *
 *     printf 'GET /status HTTP/1.1\r\nOrigin: https://panel.example.com\r\n\r\n' | device
 */
#include "countersign.h"

static const cs_policy_config SETTINGS = {
    .origins = {"https://panel.example.com\nhttp://*.local:*", 42},
    .methods = {"PUT", 3},
    .request_headers = {"Authorization", 13},
    .response_headers = {"WWW-Authenticate", 16},
    .max_age = 600,
};

static cs_policy policy;
static cs_replay_guard guard;
static cs_digest_server server = {.realm = {"device", 6}, .algorithm = CS_SHA_256};

/* Returns whether the device starts. */
int device_start(cs_text key, cs_error *error) {
    server.key = key;
    return cs_policy_begin(&policy, &SETTINGS, error) == CS_OK && cs_replay_guard_begin(&guard, 300, error) == CS_OK;
}

/* Decides on a request. The texts of the answer are in the buffer. */
void device_answer(const cs_request *request, cs_text target, uint64_t now, uint64_t number, cs_answer *answer,
                   char *buffer, size_t len) {
    cs_text credentials;
    char value[256];
    cs_text challenge;
    int32_t code = cs_authorization(request, &credentials, NULL);

    if (code == CS_OK)
        code = cs_digest_verify(&server, &guard, credentials, request->method, target, cs_str("admin"),
                                cs_str("open sesame"), now, NULL);
    if (cs_digest_challenge(&server, now, number, code == CS_E_STALE, value, sizeof value, &challenge, NULL) != CS_OK)
        challenge.len = 0;
    cs_gate(&policy, request, code == CS_OK ? CS_ACCEPTED : CS_CHALLENGED, &challenge, 1, answer, buffer, len, NULL);
}

#ifndef NO_MAIN
#include <stdio.h>
#include <string.h>

static cs_text until(char **at, const char *end) {
    char *stop = strpbrk(*at, end);
    cs_text text = {*at, stop ? (size_t)(stop - *at) : strlen(*at)};
    *at += text.len + (stop != NULL);
    return text;
}

static int refused(const char *why) {
    fprintf(stderr, "device: %s\n", why);
    return 1;
}

int main(void) {
    char block[4096], buffer[1024], *at = block;
    cs_field fields[32];
    cs_request request = {.fields = fields};
    cs_answer answer;
    cs_error error;
    cs_text target;

    if (!device_start(cs_str("sixteen random bytes or more"), &error)) return 1;
    block[fread(block, 1, sizeof block - 1, stdin)] = '\0';
    if (fgetc(stdin) != EOF) return refused("the request is longer than 4095 bytes");
    request.method = until(&at, " ");
    target = until(&at, " ");
    until(&at, "\n");
    while (request.count < 32 && *at && *at != '\r') {
        cs_field *field = &fields[request.count++];
        field->name = until(&at, ":");
        at += strspn(at, " ");
        field->value = until(&at, "\r");
        at += *at == '\n';
    }
    if (target.len == 0) return refused("expected a request, such as GET /status HTTP/1.1");
    if (*at && *at != '\r') return refused("the request has more than 32 fields");
    device_answer(&request, target, 1700000000, 1, &answer, buffer, sizeof buffer);
    printf("%d\n", (int)(answer.status ? answer.status : 200));
    for (size_t i = 0; i < answer.count; i++) printf("%s: %s\n", answer.fields[i].name.at, answer.fields[i].value.at);
    return 0;
}
#endif
