// Plays the proxy: loads the filter, configures it, and sends it scripted exchanges. usage: node play.mjs FILTER.wasm

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const [OK, NOT_FOUND, CONTINUE, PAUSE] = [0, 1, 0, 1];
const [REQUEST_HEADERS, RESPONSE_HEADERS, PLUGIN_CONFIGURATION] = [0, 2, 7];

/** The host of the ABI 0.2.1 of proxy-wasm, as far as the filter asks for it. */
class Host {
  maps = { [REQUEST_HEADERS]: [], [RESPONSE_HEADERS]: [] };
  configuration = '';
  local = null;
  logs = [];

  static async load(file) {
    const host = new Host();
    const module = await WebAssembly.compile(readFileSync(file));
    const calls = Object.fromEntries(WebAssembly.Module.imports(module).map(({ name }) => [name, (...args) => {
      if (typeof host[name] !== 'function') throw new Error(`the filter calls ${name}`);
      return host[name](...args);
    }]));
    host.filter = (await WebAssembly.instantiate(module, { env: calls })).exports;
    host.filter._initialize?.();
    return host;
  }

  #view() { return new DataView(this.filter.memory.buffer); }
  #bytes(at, length) { return Buffer.from(this.filter.memory.buffer, at, length); }
  #text(at, length) { return this.#bytes(at, length).toString(); }

  /** Gives bytes to the filter. */
  #give(bytes, pointerAt, lengthAt) {
    const at = this.filter.malloc(bytes.length);
    this.#bytes(at, bytes.length).set(bytes);
    this.#view().setUint32(pointerAt, at, true);
    this.#view().setUint32(lengthAt, bytes.length, true);
    return OK;
  }

  /** `count (name-length value-length)* (name NUL value NUL)*` */
  #pairs(at) {
    const view = this.#view();
    const count = view.getUint32(at, true);
    let next = at + 4 + count * 8;
    const take = length => { const text = this.#text(next, length); next += length + 1; return text; };
    return Array.from({ length: count }, (_, index) => [0, 4].map(part => take(view.getUint32(at + 4 + index * 8 + part, true))));
  }

  proxy_log(_, at, length) { this.logs.push(this.#text(at, length)); return OK; }
  proxy_get_buffer_bytes(type, start, most, pointerAt, lengthAt) {
    return type === PLUGIN_CONFIGURATION ? this.#give(Buffer.from(this.configuration).subarray(start, start + (most >>> 0)), pointerAt, lengthAt) : NOT_FOUND;
  }
  proxy_get_header_map_pairs(map, pointerAt, lengthAt) {
    const pairs = this.maps[map].map(pair => pair.map(part => Buffer.from(part)));
    const number = value => { const bytes = Buffer.alloc(4); bytes.writeUInt32LE(value); return bytes; };
    const lengths = pairs.flatMap(pair => pair.map(part => number(part.length)));
    return this.#give(Buffer.concat([number(pairs.length), ...lengths, ...pairs.flat().flatMap(part => [part, Buffer.alloc(1)])]), pointerAt, lengthAt);
  }
  proxy_get_header_map_value(map, at, length, pointerAt, lengthAt) {
    const name = this.#text(at, length).toLowerCase();
    const found = this.maps[map].find(([other]) => other === name);
    return found ? this.#give(Buffer.from(found[1]), pointerAt, lengthAt) : NOT_FOUND;
  }
  proxy_replace_header_map_value(map, ...parts) {
    const name = this.#text(parts[0], parts[1]).toLowerCase();
    this.maps[map] = this.maps[map].filter(([other]) => other !== name);
    return this.proxy_add_header_map_value(map, ...parts);
  }
  proxy_add_header_map_value(map, nameAt, nameLength, valueAt, valueLength) {
    this.maps[map].push([this.#text(nameAt, nameLength).toLowerCase(), this.#text(valueAt, valueLength)]);
    return OK;
  }
  proxy_send_local_response(status, _details, _detailsLength, _body, _bodyLength, headersAt) {
    this.local = { status, fields: this.#pairs(headersAt).map(([name, value]) => [name.toLowerCase(), value]) };
    return OK;
  }

  configure(configuration) {
    this.configuration = configuration;
    return this.filter.proxy_on_configure(1, Buffer.byteLength(configuration)) === 1;
  }

  #contexts = 1;
  /** Sends a request through the filter. If the filter lets it through, the application answers 200. */
  exchange(method, fields) {
    this.#contexts += 1;
    const id = this.#contexts;
    this.local = null;
    this.maps[REQUEST_HEADERS] = [[':method', method], [':path', '/'], ...fields];
    this.maps[RESPONSE_HEADERS] = [['content-type', 'application/json'], ['vary', 'Accept'], ['access-control-allow-origin', '*']];
    this.filter.proxy_on_context_create(id, 1);
    const action = this.filter.proxy_on_request_headers(id, fields.length + 2, 1);
    assert.equal(action, this.local ? PAUSE : CONTINUE);
    if (!this.local) this.filter.proxy_on_response_headers(id, 3, 1);
    this.filter.proxy_on_done?.(id);
    this.filter.proxy_on_delete?.(id);
    return this.local ?? { status: 200, fields: this.maps[RESPONSE_HEADERS] };
  }
}

const [file, ...others] = process.argv.slice(2);
const fail = message => { console.error(message); process.exit(1); };
if (file === undefined || others.length > 0) fail('usage: node play.mjs FILTER.wasm; the script `build` makes the filter and plays it');
const host = await Host.load(file).catch(error => fail(`${file}: ${error.message}`));
host.filter.proxy_on_context_create(1, 0);
host.filter.proxy_on_vm_start?.(1, 0);

const settings = { realm: 'edge', origins: ['https://shop.example'], methods: ['PUT'], request_headers: ['Authorization'], tokens: ['mF_9.B5f-4.1JqM'], users: [['Aladdin', 'open sesame']] };
assert.ok(!host.configure(JSON.stringify({ ...settings, origins: ['https://shop.example/', '*.x'] })), 'the policy has mistakes');
assert.ok(['shop.example/', '*.x'].every(origin => host.logs[0].includes(origin)), `each mistake is reported: ${host.logs[0]}`);
assert.ok(!host.configure('{"orgins": []}'));
for (const configuration of ['', '[]', 'x', '{"realm": "\\n"'].concat(JSON.stringify({ ...settings, realm: 'a\r\nb' }))) assert.ok(!host.configure(configuration), configuration);
assert.ok(host.logs.at(-1).startsWith('realm'), `the realm is checked before a request needs it: ${host.logs.at(-1)}`);
assert.ok(host.configure(JSON.stringify(settings)), host.logs.join('\n'));

const page = ['origin', 'https://shop.example'];
const allow = [['access-control-allow-origin', 'https://shop.example'], ['access-control-expose-headers', 'WWW-Authenticate'], ['vary', 'Origin']];
const challenges = [['www-authenticate', 'Bearer realm="edge"'], ['www-authenticate', 'Basic realm="edge"']];
const ROWS = [
  ['a preflight passes without credentials', 'OPTIONS', [page, ['access-control-request-method', 'PUT'], ['access-control-request-headers', 'authorization']],
    204, [['access-control-allow-origin', 'https://shop.example'], ['access-control-allow-methods', 'PUT'], ['access-control-allow-headers', 'authorization']]],
  ['a preflight of another page', 'OPTIONS', [['origin', 'https://other.example'], ['access-control-request-method', 'PUT']], 403, []],
  ['no credentials: a 401 that the page can read', 'PUT', [page], 401, [...allow, ...challenges]],
  ['a wrong token', 'PUT', [page, ['authorization', 'Bearer x']], 401, [...allow, ...challenges]],
  ['a wrong password', 'PUT', [page, ['authorization', 'Basic QWxhZGRpbjpzaW1zaW0=']], 401, challenges],
  ['two Authorization lines', 'PUT', [page, ['authorization', 'Bearer mF_9.B5f-4.1JqM'], ['authorization', 'Bearer mF_9.B5f-4.1JqM']], 401, challenges],
  ['a token', 'PUT', [page, ['authorization', 'Bearer mF_9.B5f-4.1JqM']], 200, [...allow, ['vary', 'Accept']]],
  ['a password', 'PUT', [page, ['authorization', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==']], 200, allow],
  ['a request without Origin', 'GET', [['authorization', 'Bearer mF_9.B5f-4.1JqM']], 200, [['vary', 'Origin']]],
];
for (const [name, method, fields, status, expected] of ROWS) {
  const answer = host.exchange(method, fields);
  assert.equal(answer.status, status, name);
  for (const field of expected) assert.ok(answer.fields.some(other => other.join() === field.join()), `${name}: ${field.join(': ')} of ${JSON.stringify(answer.fields)}`);
  const origins = answer.fields.filter(([field]) => field === 'access-control-allow-origin');
  assert.ok(origins.length <= 1, `${name}: ${origins.length} lines`);
}
// A request goes on with the old policy after an invalid configuration.
assert.ok(!host.configure('{}'));
assert.equal(host.exchange('PUT', [page, ['authorization', 'Bearer mF_9.B5f-4.1JqM']]).status, 200);
console.log(`${ROWS.length} exchanges are answered as expected`);
