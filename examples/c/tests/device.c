/* Runs device.c: a preflight, a 401 that a page can read, the answer of a client, and its replay. */
#define NO_MAIN
#include "../device.c"

#include "check.h"

static char space[1024];

static cs_answer ask(const char *method, const cs_field *fields, size_t count, uint64_t number) {
    cs_request request = {cs_str(method), fields, count};
    cs_answer answer;
    device_answer(&request, TEXT("/status"), 1700000000, number, &answer, space, sizeof space);
    return answer;
}

int main(void) {
    const cs_field preflight[] = {FIELD("Origin", "http://tablet.local:8080"), FIELD("Access-Control-Request-Method", "PUT"),
                                  FIELD("Access-Control-Request-Headers", "authorization")};
    cs_digest_client client;
    cs_answer answer;
    cs_text value;
    char credentials[512];

    CHECK(!device_start(cs_str(""), NULL) || ask("GET", NULL, 0, 1).status == 500); /* without a key there are no nonces */
    CHECK(device_start(cs_str("sixteen random bytes or more"), NULL));
    CHECK(ask("OPTIONS", preflight, 3, 1).status == 204);
    answer = ask("PUT", preflight, 1, 2);
    CHECK(answer.status == 401 && answer.count == 4);
    cs_field challenge = {answer.fields[3].name, answer.fields[3].value};
    CHECK(cs_digest_client_begin(&client, &challenge, 1, NULL) == CS_OK);
    CHECK(cs_digest_client_answer(&client, TEXT("PUT"), TEXT("/status"), TEXT("admin"), TEXT("open sesame"), RANDOM,
                                  credentials, sizeof credentials, &value, NULL) == CS_OK);
    const cs_field request[] = {preflight[0], {TEXT("Authorization"), value}};
    CHECK(ask("PUT", request, 2, 3).status == 0);
    answer = ask("PUT", request, 2, 4);
    CHECK(answer.status == 401 && strstr(answer.fields[3].value.at, "stale=true"));
    CHECK(cs_digest_client_renew(&client, &(cs_field){answer.fields[3].name, answer.fields[3].value}, 1, NULL) == CS_OK);
    printf("%d checks, %d failures\n", checks, failures);
    return failures != 0;
}
