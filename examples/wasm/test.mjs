// Tests the modules: node test.mjs DIRECTORY, where `build` has written them. Fails if modules.js explains otherwise.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import './modules.js';
import './explain.js';

const [directory] = process.argv.slice(2);
if (process.argv.length !== 3) {
  console.error('usage: node test.mjs DIRECTORY');
  process.exit(2);
}
const built = Object.fromEntries(Object.keys(globalThis.MODULES).map(name => [name, readFileSync(path.join(directory, `${name}.wasm`))]));
const committed = Object.fromEntries(Object.entries(globalThis.MODULES).map(([name, base64]) => [name, Buffer.from(base64, 'base64')]));

for (const [name, bytes] of [...Object.entries(built), ...Object.entries(committed)]) {
  assert.ok(bytes.length <= 65_536, `${name} has ${bytes.length} bytes`);
  const module = await WebAssembly.compile(bytes);
  assert.deepEqual(WebAssembly.Module.imports(module), [], `${name} imports something`);
  const { exports: { memory } } = await WebAssembly.instantiate(module);
  assert.throws(() => memory.grow(1), RangeError, `the memory of ${name} can grow`);
}

const exchange = (request, response) => `GET / HTTP/1.1\nHost: api.example\nOrigin: https://shop.example\n${request}\nHTTP/1.1 ${response}`;
const curl = text => text.split('\n').map(line => (line === '' ? line : `> ${line}`)).join('\n');

// A text, and the parts that its explanation has.
const TEXTS = [
  ['', { messages: [], exchanges: [] }],
  ['WWW-Authenticate: Basic realm="x"', { messages: [{ kind: 'fields', fields: [{ elements: [{ scheme: 'Basic', rows: [{ name: 'realm', value: 'x', secret: false }] }] }] }] }],
  ['WWW-Authenticate: Foo realm=, Basic realm=', { messages: [{ fields: [{ elements: [{ rows: [{ name: 'token68', value: 'realm=' }] }, { rows: [{ name: 'realm', value: '' }] }] }] }] }],
  ['WWW-Authenticate: Basic realm="é", Foo =', { messages: [{ fields: [{ error: { offset: 23, column: 22 } }] }] }],
  ['WWW-Authenticate: Digest realm="a",\n  nonce="b"\nVary: Origin', { messages: [{ fields: [{ elements: [{ scheme: 'Digest', rows: [{ value: 'a' }, { value: 'b' }, { value: 'MD5', note: 'the default' }] }] }, { values: [{ value: 'Origin' }] }] }] }],
  ['Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', { messages: [{ fields: [{ raw: `Basic ${'•'.repeat(28)}`, elements: [{ rows: [{ name: 'user_id', value: 'Aladdin' }, { name: 'password', value: '•'.repeat(11), secret: true }] }] }] }] }],
  ['Proxy-Authorization: Bearer mF_9', { messages: [{ fields: [{ raw: 'Bearer ••••', elements: [{ rows: [{ name: 'token', value: '••••', secret: true }] }] }] }] }],
  // Without padding, the strict parser of Basic rejects it, and all values are masked.
  ['Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ', { messages: [{ fields: [{ deviations: [{ text: 'base64 with too little or too much padding' }], elements: [{ rows: [{ value: '•••••••' }, {}] }] }] }] }],
  // Each group of types.
  ...[
    ['WWW-Authenticate: Bearer scope="a b", error=invalid_token', [{ name: 'scope', value: 'a' }, { name: 'scope', value: 'b' }, { name: 'error', note: 'with status 401' }]],
    ['WWW-Authenticate: DPoP algs="ES256", realm=x', [{ name: 'realm', value: 'x' }, { name: 'algs', value: 'ES256' }]],
    ['WWW-Authenticate: UMA realm="a", as_uri="https://as.example", ticket="t"', [{ name: 'realm' }, { name: 'as_uri' }, { name: 'ticket', value: 't' }]],
    ['WWW-Authenticate: NTLM TlRMTVNTUAACAAAA', [{ name: 'kind', value: 'CHALLENGE_MESSAGE' }, { name: 'token68' }]],
    ['WWW-Authenticate: OAuth realm="x", oauth_problem=token%20used', [{ name: 'realm' }, { name: 'problem', value: 'token used' }]],
    ['WWW-Authenticate: HOBA challenge=YQ, max-age=5', [{ name: 'challenge' }, { name: 'max_age', value: '5', note: 'seconds' }]],
    ['WWW-Authenticate: SCRAM-SHA-256 realm="x", data=cj1hLHM9Yg,i=4096', [{}, {}, {}]],
    ['Authorization: Digest username="Mufasa", realm="r", nonce="n", uri="/a?t=s3cret", response="6629fae49393a05397450978507c4ef1"', [{ name: 'username', value: 'Mufasa' }, { name: 'realm' }, { name: 'uri', value: '/a?••••••••' }, { name: 'algorithm', value: 'MD5' }, { name: 'nonce' }, { name: 'response', value: '•'.repeat(32), secret: true }]],
    ['Authentication-Info: nextnonce="n", qop=auth, rspauth="6629fae49393a05397450978507c4ef1", cnonce="c", nc=00000001', [{ name: 'nextnonce', value: 'n' }, { name: 'qop' }, { name: 'rspauth', secret: true }, { name: 'cnonce', secret: true }, { name: 'nc', value: '1' }]],
    ['Authorization: SharedKey account:c2lnbmF0dXJl', [{ name: 'id', value: 'account' }, { name: 'signature', secret: true }]],
    ['Authorization: Hawk id="dh37fgj492je", ts="1353832234", nonce="j4h3g2", mac="6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE="', [{ name: 'id', value: 'dh37fgj492je' }, { name: 'ts', value: '1353832234' }, { name: 'nonce' }, { name: 'mac', secret: true }]],
    ['Authorization: GNAP 0S6M', [{ name: 'token', value: '••••', secret: true }]],
  ].map(([text, rows]) => [text, { messages: [{ fields: [{ elements: [{ rows }] }] }] }]),
  ['Authorization: s3cret', { messages: [{ fields: [{ raw: '••••••', elements: [{ scheme: '••••••' }] }] }] }],
  ['Authorization: Foo k3y=', { messages: [{ fields: [{ raw: 'Foo ••••', elements: [{ rows: [{ value: '••••' }] }] }] }] }],
  ['Authorization: Bearer a\nAuthorization: Bearer b', { messages: [{ fields: [{}, { error: { text: 'this field must not occur twice' } }] }] }],
  ['Origin: https://user:pw@a.example', { messages: [{ fields: [{ raw: 'https://•••••••@a.example' }] }] }],
  [exchange('', '200 OK\nAccess-Control-Allow-Origin: *'), { exchanges: [{ groups: [
    { sentence: 'Without credentials, every browser lets the page read the response.' },
    { sentence: 'With credentials, no browser lets the page read the response.', step: 'CORS check, step 4', wanted: [{ value: 'https://shop.example' }, { value: 'true' }] }] }] }],
  [exchange('', '200 OK\nAccess-Control-Allow-Origin: https://shop.example\nVary: Origin'), { exchanges: [{ notes: [], groups: [{}, { step: 'CORS check, step 7', why: 'there is no Access-Control-Allow-Credentials, but the request includes credentials' }] }] }],
  [exchange('X-Own: 1\n', '200 OK\nAccess-Control-Allow-Origin: *'), { exchanges: [{ needsPreflight: true }] }],
  [exchange('Sec-Fetch-Mode: no-cors\n', '200 OK'), { exchanges: [{ none: 'This request embeds a resource (Sec-Fetch-Mode: no-cors); the page never reads the response.' }] }],
  [exchange('', '302 Found\nAccess-Control-Allow-Origin: *\nLocation: /x'), { exchanges: [{ groups: [{ outcome: 'redirect' }, { outcome: 'blocked' }] }] }],
  ['GET / HTTP/1.1\nHost: shop.example:443\nOrigin: https://shop.example\n\nHTTP/1.1 200 OK', { exchanges: [{ none: 'The page and the URL have the same origin, so every browser lets the page read the response.' }] }],
  [`* Connected\n${curl('OPTIONS /a HTTP/2\nOrigin: https://a.example\nAccess-Control-Request-Method: PUT')}\n> \n< HTTP/2 404\n< \n{ [5 bytes data]\nAuthorization: Basic in a body`, { messages: [{}, { status: 404, fields: [] }], exchanges: [{ method: 'PUT', preflight: 404 }] }],
  ['OPTIONS / HTTP/1.1\nOrigin: https://a.example\nAccess-Control-Request-Method: GET\nAccess-Control-Request-Headers: x-a\n\nHTTP/1.1 204 No\nAccess-Control-Allow-Origin: *\nAccess-Control-Allow-Headers: x-a', { exchanges: [{ groups: [{ sentence: 'Without credentials, every browser sends the request.' }, {}] }] }],
  [`HTTP/1.1 200 OK\n${'X: y\n'.repeat(600)}`, { cut: true }],
];

const [fresh, stored] = [await globalThis.explainer(built), await globalThis.explainer(committed)];
for (const [text, expected] of TEXTS) {
  for (const reveal of [false, true]) assert.deepEqual(stored(text, reveal), fresh(text, reveal), `modules.js is stale; run examples/wasm/build: ${text}`);
  has(fresh(text), expected, text);
  // Every beginning of the text is explained too.
  if (text.length < 1_000) for (let length = 0; length <= text.length; length += 1) fresh(text.slice(0, length));
}
assert.equal(fresh('Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', true).messages[0].fields[0].elements[0].rows[1].value, 'open sesame');
assert.throws(() => fresh('x'.repeat(200_000)), /too long/);

/** Checks that a value has all that is expected; arrays have as many elements. */
function has(value, expected, text) {
  if (typeof expected !== 'object') return assert.equal(value, expected, text);
  if (Array.isArray(expected)) assert.equal(value?.length, expected.length, `${text}: ${JSON.stringify(value)}`);
  for (const [key, part] of Object.entries(expected)) has(value?.[key], part, text);
}
console.log(`${TEXTS.length} texts are explained, by at most 65536 bytes each, without imports, in a memory that can't grow`);
