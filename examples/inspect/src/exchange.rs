//! The exchanges that are explained when there is nothing to read: RFC 7616 §3.9.1, with Basic beside Digest, and a
//! preflight.

/// What happens, and the header block that says so.
pub(crate) const STEPS: [(&str, &[u8]); 6] = [
    (
        "The server refuses, and offers two ways to log in. A client takes the strongest that it knows.",
        b"HTTP/1.1 401 Unauthorized\r\n\
          WWW-Authenticate: Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256, \
          nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"\r\n\
          WWW-Authenticate: Basic realm=\"http-auth@example.org\", charset=\"UTF-8\"\r\n\
          Content-Length: 0\r\n",
    ),
    (
        "The client proves that it knows the password: it sends a hash of it and of both nonces.",
        b"GET /dir/index.html HTTP/1.1\r\n\
          Host: www.example.org\r\n\
          Authorization: Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", \
          algorithm=SHA-256, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, \
          cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, \
          response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\", \
          opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"\r\n",
    ),
    (
        "The server proves that it knows the password too, and names the nonce of the next request.",
        b"HTTP/1.1 200 OK\r\n\
          Authentication-Info: rspauth=\"86d3b25618d41854ca5039a5d7e53ff6355d5134a9b1fb088a78ac3c462195a0\", \
          qop=auth, nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", \
          nextnonce=\"dcLx5Hn/1eXyZvPSn2VxO7aIv+Vr2y1b0UoBNqZCkw0\"\r\n",
    ),
    (
        "A page of another origin wants to send what no form could. Its browser asks first, without credentials: a \
         preflight.",
        b"OPTIONS /orders/7 HTTP/1.1\r\n\
          Host: api.example.org\r\n\
          Origin: https://shop.example\r\n\
          Access-Control-Request-Method: PUT\r\n\
          Access-Control-Request-Headers: authorization,content-type\r\n",
    ),
    (
        "The server allows it, to this page, and for an hour, where a browser keeps an answer that long.",
        b"HTTP/1.1 204 No Content\r\n\
          Access-Control-Allow-Origin: https://shop.example\r\n\
          Access-Control-Allow-Methods: PUT, DELETE\r\n\
          Access-Control-Allow-Headers: Authorization, Content-Type\r\n\
          Access-Control-Allow-Credentials: true\r\n\
          Access-Control-Max-Age: 3600\r\n",
    ),
    (
        "Now the request itself goes out. The page may read the response, because this says so too, and one field of it \
         that it could not see otherwise.",
        b"HTTP/1.1 200 OK\r\n\
          Access-Control-Allow-Origin: https://shop.example\r\n\
          Access-Control-Allow-Credentials: true\r\n\
          Access-Control-Expose-Headers: ETag\r\n\
          Vary: Origin\r\n",
    ),
];

/// What to do next.
pub(crate) const CLOSING: &str = "Secrets are masked: --reveal shows them. Now one of yours: curl -si URL | inspect\n\
    Whether a page may read a response, and why not: inspect --explain";
