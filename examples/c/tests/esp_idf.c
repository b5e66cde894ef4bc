/* Runs esp_idf/handler.c on a server that only remembers what it was given. */
#include "check.h"

#include "esp_http_server.h"

extern cs_policy policy;
esp_err_t guarded(httpd_req_t *req);

static const cs_field *sent;
static size_t sent_count;
static char response[1024];

const char *http_method_str(enum http_method method) {
    return method == HTTP_OPTIONS ? "OPTIONS" : method == HTTP_PUT ? "PUT" : "GET";
}

esp_err_t httpd_req_get_hdr_value_str(httpd_req_t *r, const char *field, char *val, size_t val_size) {
    (void)r;
    for (size_t i = 0; i < sent_count; i++) {
        if (strcmp(sent[i].name.at, field)) continue;
        snprintf(val, val_size, "%s", sent[i].value.at);
        return sent[i].value.len < val_size ? ESP_OK : ESP_ERR_HTTPD_RESULT_TRUNC;
    }
    return ESP_ERR_NOT_FOUND;
}

static esp_err_t print(const char *one, const char *between, const char *other) {
    size_t length = strlen(response);
    snprintf(response + length, sizeof response - length, "%s%s%s\n", one, between, other);
    return ESP_OK;
}

esp_err_t httpd_resp_set_hdr(httpd_req_t *r, const char *field, const char *value) {
    (void)r;
    return print(field, ": ", value);
}

esp_err_t httpd_resp_set_status(httpd_req_t *r, const char *status) {
    (void)r;
    return print("status ", status, "");
}

esp_err_t httpd_resp_send(httpd_req_t *r, const char *buf, ssize_t buf_len) {
    (void)r;
    return print("sent ", buf_len ? buf : "nothing", "");
}

esp_err_t httpd_resp_send_err(httpd_req_t *req, httpd_err_code_t error, const char *msg) {
    (void)req;
    (void)msg;
    return print("error ", error == HTTPD_431_REQ_HDR_FIELDS_TOO_LARGE ? "431" : "?", "");
}

static esp_err_t application(httpd_req_t *req) { return httpd_resp_send(req, "hello", 5); }

static const char *answer(int method, const cs_field *fields, size_t count) {
    httpd_req_t req = {method, (void *)application};
    sent = fields;
    sent_count = count;
    response[0] = '\0';
    CHECK(guarded(&req) == ESP_OK);
    return response;
}

int main(void) {
    static char long_value[300];
    memset(long_value, 'a', sizeof long_value - 1);
    const cs_field preflight[] = {FIELD("Origin", "https://app.example.com"), FIELD("Access-Control-Request-Method", "PUT"),
                                  FIELD("Access-Control-Request-Headers", "authorization")};
    const cs_field right[] = {FIELD("Authorization", "Basic YWRtaW46b3BlbiBzZXNhbWU="), FIELD("Origin", "https://app.example.com")};
    const cs_field wrong[] = {FIELD("Authorization", "Basic YWRtaW46b3BlbiBTZXNhbWU=")};
    const cs_field too_long[] = {{TEXT("Authorization"), {long_value, sizeof long_value - 1}}};

    CHECK(strstr(answer(HTTP_GET, NULL, 0), "status 500")); /* before the policy is there */
    CHECK(cs_policy_begin(&policy, &CONFIG, NULL) == CS_OK);
    CHECK(!strcmp(answer(HTTP_OPTIONS, preflight, 3), "Access-Control-Allow-Origin: https://app.example.com\n"
                                                      "Access-Control-Allow-Credentials: true\n"
                                                      "Access-Control-Allow-Methods: PUT\n"
                                                      "Access-Control-Allow-Headers: authorization\n"
                                                      "Access-Control-Max-Age: 600\nstatus 204\nsent nothing\n"));
    CHECK(!strcmp(answer(HTTP_PUT, right, 2), "Access-Control-Allow-Origin: https://app.example.com\n"
                                              "Access-Control-Allow-Credentials: true\n"
                                              "Access-Control-Expose-Headers: WWW-Authenticate\nVary: Origin\nsent hello\n"));
    CHECK(!strcmp(answer(HTTP_GET, wrong, 1), "Vary: Origin\nWWW-Authenticate: Basic realm=\"device\"\nstatus 401\nsent nothing\n"));
    CHECK(!strcmp(answer(HTTP_GET, NULL, 0), "Vary: Origin\nWWW-Authenticate: Basic realm=\"device\"\nstatus 401\nsent nothing\n"));
    CHECK(!strcmp(answer(HTTP_GET, too_long, 1), "error 431\n"));
    printf("%d checks, %d failures\n", checks, failures);
    return failures != 0;
}
