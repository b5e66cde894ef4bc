//! The exchanges that are shown as a demonstration: that of RFC 7616 §3.9.1, with a second challenge for Basic, and a
//! preflight.

/// What happens, and the header block.
pub(crate) const STEPS: [(&str, &[u8]); 6] = [
    (
        "The server rejects a request and offers two schemes. The client chooses the stronger one.",
        b"HTTP/1.1 401 Unauthorized\r\n\
          WWW-Authenticate: Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256, \
          nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"\r\n\
          WWW-Authenticate: Basic realm=\"http-auth@example.org\", charset=\"UTF-8\"\r\n\
          Content-Length: 0\r\n",
    ),
    (
        "The client proves that it knows the password: it sends a hash of the password and of both nonces.",
        b"GET /dir/index.html HTTP/1.1\r\n\
          Host: www.example.org\r\n\
          Authorization: Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", \
          algorithm=SHA-256, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, \
          cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, \
          response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\", \
          opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"\r\n",
    ),
    (
        "The server proves that it knows the password too, and sends the nonce for the next request.",
        b"HTTP/1.1 200 OK\r\n\
          Authentication-Info: rspauth=\"86d3b25618d41854ca5039a5d7e53ff6355d5134a9b1fb088a78ac3c462195a0\", \
          qop=auth, nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", \
          nextnonce=\"dcLx5Hn/1eXyZvPSn2VxO7aIv+Vr2y1b0UoBNqZCkw0\"\r\n",
    ),
    (
        "A page from another origin wants to send a PUT request. The browser first asks for permission, without \
         credentials: this is a preflight.",
        b"OPTIONS /orders/7 HTTP/1.1\r\n\
          Host: api.example.org\r\n\
          Origin: https://shop.example\r\n\
          Access-Control-Request-Method: PUT\r\n\
          Access-Control-Request-Headers: authorization,content-type\r\n",
    ),
    (
        "The server allows the request from this origin. The browser may cache the permission for up to an hour.",
        b"HTTP/1.1 204 No Content\r\n\
          Access-Control-Allow-Origin: https://shop.example\r\n\
          Access-Control-Allow-Methods: PUT, DELETE\r\n\
          Access-Control-Allow-Headers: Authorization, Content-Type\r\n\
          Access-Control-Allow-Credentials: true\r\n\
          Access-Control-Max-Age: 3600\r\n",
    ),
    (
        "The browser sends the request. The page may read the response, because the response allows it too, and may also \
         read its ETag field.",
        b"HTTP/1.1 200 OK\r\n\
          Access-Control-Allow-Origin: https://shop.example\r\n\
          Access-Control-Allow-Credentials: true\r\n\
          Access-Control-Expose-Headers: ETag\r\n\
          Vary: Origin\r\n",
    ),
];

/// How to continue.
pub(crate) const CLOSING: &str = "Secrets are masked, unless --reveal is given. To see a response of your own: curl -si URL | inspect\n\
    To find out whether a page may read a response: inspect --explain\n\
    In a clone of the repository: curl -si URL | cargo run -p inspect, and cargo run -p inspect -- --explain";
