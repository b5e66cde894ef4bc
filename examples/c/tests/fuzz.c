/* Calls every function with arguments that the input chooses. Each buffer has the size that it claims to have, and lies
 * between canaries. Built with libFuzzer, or with its own `main`, which makes inputs: `fuzz COUNT SEED`. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "countersign.h"

#define CANARY 16
#define REQUIRE(condition) ((condition) ? (void)0 : (fprintf(stderr, "line %d: %s\n", __LINE__, #condition), abort()))

static const uint8_t *input;
static size_t left;

static unsigned byte(void) { return left ? (left--, *input++) : 0; }

/* Texts of the input are copied, so that a byte beyond their ends is seen. */
static void *kept[64];
static size_t kept_count;

static void *keep(size_t len) {
    void *memory = malloc(len ? len : 1);
    if (!memory || kept_count == sizeof kept / sizeof *kept) abort();
    return kept[kept_count++] = memory;
}

static cs_text text(void) {
    static const cs_text known[] = {{"GET", 3}, {"/", 1}, {"admin", 5}, {"Authorization", 13}, {"WWW-Authenticate", 16},
                                    {"Authentication-Info", 19}, {"Origin", 6}, {"Access-Control-Request-Method", 29},
                                    {"https://a.example", 17}, {NULL, 0}, {NULL, 3}, {"a", SIZE_MAX}};
    unsigned choice = byte();
    cs_text text;

    if (choice < 4 * sizeof known / sizeof *known) return known[choice / 4];
    text.len = choice < 128 ? choice - 48 : byte() * 4;
    if (text.len > left) text.len = left;
    text.at = memcpy(keep(text.len), input, text.len);
    input += text.len;
    left -= text.len;
    return text;
}

static const cs_field *fields(size_t *count) {
    cs_field *array;
    *count = byte() % 6;
    if (*count == 5) return *count = byte() % 2, NULL;
    array = keep(*count * sizeof *array);
    for (size_t i = 0; i < *count; i++) array[i].name = text(), array[i].value = text();
    return array;
}

static char *buffer, *of_buffer;
static size_t buffer_len;

static void begin_buffer(void) {
    unsigned choice = byte();
    buffer_len = choice < 64 ? choice : (choice - 60) * 16u;
    of_buffer = keep(buffer_len + 2 * CANARY);
    memset(of_buffer, 0x5A, buffer_len + 2 * CANARY);
    buffer = choice == 1 ? NULL : of_buffer + CANARY;
}

static void end_buffer(void) {
    for (size_t i = 0; i < CANARY; i++)
        REQUIRE(of_buffer[i] == 0x5A && of_buffer[CANARY + buffer_len + i] == 0x5A);
}

static void is_written(cs_text value) {
    REQUIRE(value.at >= buffer && value.at + value.len < buffer + buffer_len && value.at[value.len] == '\0');
}

static void is_sendable(cs_text value) {
    is_written(value);
    for (size_t i = 0; i < value.len; i++) REQUIRE(value.at[i] != '\r' && value.at[i] != '\n' && value.at[i] != '\0');
}

static void is_error(int32_t code, const cs_error *error) {
    REQUIRE(code == error->code && (code == CS_OK || code == CS_DONE || (code < 0 && code >= CS_E_POLICY)));
    REQUIRE(code != CS_E_CAPACITY || error->needed > 0);
}

static void answered(int32_t code, const cs_answer *answer) {
    REQUIRE(code == CS_OK || (answer->status == 500 && answer->count == 0));
    REQUIRE(answer->count <= CS_MAX_ANSWER_FIELDS);
    for (size_t i = 0; i < answer->count; i++) is_sendable(answer->fields[i].name), is_sendable(answer->fields[i].value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cs_digest_client client = {{0}};
    cs_replay_guard guard = {{0}};
    cs_policy policy = {{0}};
    cs_policy_config config = {0};
    cs_digest_server server = {0};
    uint8_t random[16] = {0};
    cs_text value, other;
    cs_error error;
    int32_t code;

    input = data;
    left = size;
    for (int calls = 0; left && calls < 6; calls++) {
        unsigned call = byte() % 22;
        size_t count;
        const cs_field *lines;
        cs_answer answer;
        cs_text a = text(), b = text();

        begin_buffer();
        memset(&error, 0, sizeof error);
        switch (call) {
        case 0: {
            cs_challenge challenge;
            int32_t whole = cs_challenges_check(a, &error);
            is_error(whole, &error);
            size_t challenges = 0;
            while ((code = cs_challenges_next(&a, &challenge, &error)) == CS_OK) {
                cs_param param;
                size_t params = 0;
                REQUIRE(++challenges <= a.len + 4096);
                while ((code = cs_params_next(&challenge.params, &param, buffer, buffer_len, &error)) == CS_OK) {
                    is_written(param.value);
                    REQUIRE(++params <= 64);
                }
                is_error(code, &error);
                REQUIRE(code == CS_DONE || code == CS_E_CAPACITY || code == CS_E_NULL);
            }
            is_error(code, &error);
            REQUIRE((whole == CS_OK) == (code == CS_DONE) && (whole == CS_OK || whole == code));
            break;
        }
        case 1: {
            cs_param param;
            while ((code = cs_params_next(&a, &param, buffer, buffer_len, &error)) == CS_OK) is_written(param.value);
            is_error(code, &error);
            break;
        }
        case 2:
            if ((code = cs_params_get(a, b, buffer, buffer_len, &value, &error)) == CS_OK) is_written(value);
            is_error(code, &error);
            break;
        case 3:
            code = cs_basic_decode(a, buffer, buffer_len, &value, &other, &error);
            is_error(code, &error);
            if (code != CS_OK) break;
            is_written(value), is_written(other);
            char again[5000];
            cs_text encoded;
            REQUIRE(cs_basic_encode(value, other, again, sizeof again, &encoded, &error) == CS_OK);
            break;
        case 4:
            if ((code = cs_basic_encode(a, b, buffer, buffer_len, &value, &error)) == CS_OK) is_sendable(value);
            is_error(code, &error);
            break;
        case 5:
            if ((code = cs_basic_challenge(a, buffer, buffer_len, &value, &error)) == CS_OK) is_sendable(value);
            is_error(code, &error);
            break;
        case 6:
            is_error(cs_bearer_token(a, &value, &error), &error);
            code = cs_equal(a, b);
            REQUIRE(code == 0 || code == 1 || code == CS_E_NULL || code == CS_E_LENGTH);
            break;
        case 7: {
            cs_request request = {a, fields(&count), count};
            request.count = count;
            is_error(cs_authorization(&request, &value, &error), &error);
            break;
        }
        case 8:
            lines = fields(&count);
            is_error(cs_digest_client_begin(&client, lines, count, &error), &error);
            break;
        case 9:
            random[0] = (uint8_t)byte();
            code = cs_digest_client_answer(&client, a, b, text(), text(), random, buffer, buffer_len, &value, &error);
            is_error(code, &error);
            if (code == CS_OK) is_sendable(value);
            break;
        case 10:
            lines = fields(&count);
            is_error(cs_digest_client_renew(&client, lines, count, &error), &error);
            break;
        case 11:
            lines = fields(&count);
            is_error(cs_digest_client_accept(&client, lines, count, a, b, text(), text(), &error), &error);
            break;
        case 12:
            is_error(cs_replay_guard_begin(&guard, byte(), &error), &error);
            break;
        case 13: {
            server = (cs_digest_server){a, b, (int32_t)(byte() % 5)};
            code = cs_digest_challenge(&server, byte(), byte(), (int32_t)byte() % 2, buffer, buffer_len, &value, &error);
            is_error(code, &error);
            if (code != CS_OK) break;
            is_sendable(value);
            /* The client understands the challenge, and the server the answer. */
            char space[4096];
            cs_field field = {{"WWW-Authenticate", 16}, value};
            cs_text get = {"GET", 3}, slash = {"/", 1};
            code = cs_digest_client_begin(&client, &field, 1, &error);
            if (code == CS_E_CAPACITY) break;
            REQUIRE(code == CS_OK);
            REQUIRE(cs_digest_client_answer(&client, get, slash, get, get, random, space, sizeof space, &value, &error) == CS_OK);
            code = cs_digest_verify(&server, &guard, value, get, slash, get, get, 300, &error);
            REQUIRE(code == CS_OK || code == CS_E_STALE || code == CS_E_STATE);
            break;
        }
        case 14:
            if ((code = cs_digest_user(a, buffer, buffer_len, &value, &error)) == CS_OK) is_written(value);
            is_error(code, &error);
            break;
        case 15:
            code = cs_digest_verify(&server, &guard, a, b, text(), text(), text(), byte(), &error);
            is_error(code, &error);
            REQUIRE(code != CS_OK); /* nobody guesses a response */
            break;
        case 20:
            if ((code = cs_digest_ha1((int32_t)byte() % 5, a, b, text(), buffer, buffer_len, &value, &error)) == CS_OK) {
                is_sendable(value);
                REQUIRE(value.len == 32 || value.len == 64);
            }
            is_error(code, &error);
            break;
        case 21:
            code = cs_digest_verify_ha1(&server, &guard, a, b, text(), text(), text(), byte(), &error);
            is_error(code, &error);
            REQUIRE(code != CS_OK);
            break;
        case 16:
            config = (cs_policy_config){a, b, text(), text(), (int32_t)byte(), (uint16_t)byte(), byte() % 2, byte() % 2};
            is_error(cs_policy_begin(&policy, &config, &error), &error);
            break;
        case 17:
            if ((code = cs_policy_mistake(&config, byte() % 8, buffer, buffer_len, &value, &error)) == CS_OK) is_written(value);
            is_error(code, &error);
            break;
        case 18: {
            cs_request request = {a, fields(&count), 0};
            request.count = count;
            code = cs_cors(&policy, &request, &answer, buffer, buffer_len, &error);
            is_error(code, &error);
            answered(code, &answer);
            break;
        }
        default: {
            cs_request request = {a, fields(&count), 0};
            cs_text challenges[5];
            size_t many = byte() % 6;
            request.count = count;
            for (size_t i = 0; i < many; i++) challenges[i] = text();
            code = cs_gate(&policy, &request, (int32_t)(byte() % 5), challenges, many, &answer, buffer, buffer_len, &error);
            is_error(code, &error);
            answered(code, &answer);
        }
        }
        end_buffer();
    }
    while (kept_count) free(kept[--kept_count]);
    return 0;
}

#ifndef LIBFUZZER
static uint64_t state;

static unsigned chance(unsigned below) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (unsigned)(state % below);
}

int main(int argc, char **argv) {
    static const char *const words[] = {"Basic ", "Digest ", "Bearer ", "realm=", "nonce=", "qop=\"auth\"", "\"", "\\", ", ",
                                        "algorithm=SHA-256", "https://", "*.", "a.example", "\n", "=", "QWxhZGRpbjpvcGVu",
                                        "username=", "uri=", "response=", "nextnonce=", "PUT", "Authorization", "\xFF"};
    unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
    state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    if (!state) state = 1;
    for (unsigned long i = 0; i < count; i++) {
        uint8_t data[512];
        size_t size = 0;
        while (size < 400 && (size < 8 || chance(40))) {
            if (chance(3)) {
                data[size++] = (uint8_t)chance(256);
            } else {
                const char *word = words[chance(sizeof words / sizeof *words)];
                memcpy(data + size, word, strlen(word));
                size += strlen(word);
            }
        }
        LLVMFuzzerTestOneInput(data, size);
    }
    printf("%lu inputs\n", count);
    return 0;
}
#endif
