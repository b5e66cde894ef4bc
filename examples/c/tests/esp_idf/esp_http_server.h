/* What esp_idf/handler.c uses of ESP-IDF's esp_http_server.h, with the same types. */
#ifndef ESP_HTTP_SERVER_STUB_H
#define ESP_HTTP_SERVER_STUB_H

#include <stddef.h>
#include <sys/types.h>

typedef int esp_err_t;
#define ESP_OK 0
#define ESP_ERR_NOT_FOUND 0x105
#define ESP_ERR_HTTPD_RESULT_TRUNC 0xb003

enum http_method { HTTP_DELETE = 0, HTTP_GET = 1, HTTP_HEAD = 2, HTTP_POST = 3, HTTP_PUT = 4, HTTP_OPTIONS = 6 };
const char *http_method_str(enum http_method method);

typedef struct httpd_req {
    int method;
    void *user_ctx;
} httpd_req_t;

typedef enum { HTTPD_431_REQ_HDR_FIELDS_TOO_LARGE = 10 } httpd_err_code_t;

esp_err_t httpd_req_get_hdr_value_str(httpd_req_t *r, const char *field, char *val, size_t val_size);
esp_err_t httpd_resp_set_hdr(httpd_req_t *r, const char *field, const char *value);
esp_err_t httpd_resp_set_status(httpd_req_t *r, const char *status);
esp_err_t httpd_resp_send(httpd_req_t *r, const char *buf, ssize_t buf_len);
esp_err_t httpd_resp_send_err(httpd_req_t *req, httpd_err_code_t error, const char *msg);

#endif
