// Three servers on loopback, which send the bytes of an answer unchanged.

import net from 'node:net';

/** Listens at three free ports. */
export class Servers {
  #listeners = [];
  #answer = () => null;

  static async start() {
    const servers = new Servers();
    servers.page = await servers.#listen();
    servers.other = await servers.#listen();
    servers.third = await servers.#listen();
    return servers;
  }

  /** From now on, answers as this function says for a request, and whether it is a preflight. */
  serve(answer) {
    this.#answer = answer;
  }

  stop() {
    for (const listener of this.#listeners) listener.close();
  }

  #listen() {
    const listener = net.createServer(socket => this.#read(socket));
    this.#listeners.push(listener);
    return new Promise((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${listener.address().port}`));
    });
  }

  #read(socket) {
    let received = '';
    socket.setEncoding('latin1').on('error', () => socket.destroy()).on('data', bytes => {
      received += bytes;
      const request = parse(received);
      if (request) socket.end(this.#respond(request), 'latin1');
    });
  }

  #respond(request) {
    if (request.path === '/page') return page([]);
    // A document in this sandbox has an opaque origin.
    if (request.path === '/opaque') return page([['Content-Security-Policy', 'sandbox allow-scripts']]);
    const preflight = request.method === 'OPTIONS' && request.field('access-control-request-method') !== null;
    const answer = this.#answer(request, preflight);
    if (!answer) return message({ status: 404, headers: [] }, '');
    const bare = preflight || request.method === 'HEAD' || [204, 205].includes(answer.status);
    return message(answer, bare ? '' : 'ok');
  }
}

/** A request, once the whole of it has come. */
function parse(received) {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [line, ...lines] = received.slice(0, end).split('\r\n');
  const fields = lines.map(text => [text.slice(0, text.indexOf(':')).toLowerCase(), text.slice(text.indexOf(':') + 1).trim()]);
  const field = name => {
    const values = fields.filter(([other]) => other === name).map(([, value]) => value);
    return values.length > 0 ? values.join(', ') : null;
  };
  if (received.length < end + 4 + Number(field('content-length') ?? 0)) return null;
  const [method, path] = line.split(' ');
  return { method, path, field };
}

const page = headers => message({ status: 200, headers: [['Content-Type', 'text/html'], ...headers] }, '<!doctype html><title>page</title>');

function message({ status, headers }, body) {
  const lines = [...headers, ['Connection', 'close'], ...(status === 204 ? [] : [['Content-Length', body.length]])];
  return `HTTP/1.1 ${status} Status\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}
