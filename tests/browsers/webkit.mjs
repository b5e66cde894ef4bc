// Drives WebKitGTK's MiniBrowser through WebKitWebDriver, on a display that nobody sees.

import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { executable } from './executable.mjs';

/** Where packages put the browser: it is not in PATH. */
const BROWSERS = ['x86_64', 'aarch64'].map(machine => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`);

export class WebKit {
  #children = [];
  #port;
  #session;
  #version;
  #place;
  #opened;

  /** Starts the browser with a new profile in the directory. */
  async start(directory) {
    const env = { ...process.env, HOME: directory, TMPDIR: directory, XDG_RUNTIME_DIR: directory, NO_AT_BRIDGE: '1',
      GIO_USE_VFS: 'local', LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_COMPOSITING_MODE: '1' };
    for (const name of Object.keys(env)) if (/_proxy$/i.test(name)) delete env[name];
    env.DISPLAY = await this.#display(env);
    this.#port = await freePort();
    await this.#spawn('WebKitWebDriver', ['--host=127.0.0.1', `--port=${this.#port}`], env);
    await until('WebKitWebDriver answers', () => this.#command('GET', '/status'));
    const binary = await firstOf(BROWSERS);
    const { sessionId, capabilities } = await this.#command('POST', '/session', { capabilities: { alwaysMatch: {
      'webkitgtk:browserOptions': { binary, args: ['--automation'] } } } });
    this.#session = `/session/${sessionId}`;
    this.#version = `WebKitGTK/${capabilities.browserVersion}`;
    await this.#command('POST', `${this.#session}/timeouts`, { script: 60_000, pageLoad: 30_000 });
  }

  version() {
    return this.#version;
  }

  /** Calls an asynchronous function in the page at a URL. There is one page: calls at a time are at one URL. */
  async evaluate(url, call, ...args) {
    if (url !== this.#place) {
      this.#place = url;
      this.#opened = this.#command('POST', `${this.#session}/url`, { url });
    }
    await this.#opened;
    const script = `const [done, ...args] = [...arguments].reverse();` +
      `(${call})(...args.reverse()).then(value => done({ value }), error => done({ error: String(error) }));`;
    const { value, error } = await this.#command('POST', `${this.#session}/execute/async`, { script, args });
    if (error) throw new Error(error);
    return value;
  }

  async close() {
    await this.#command('DELETE', this.#session);
    this.kill();
  }

  /** Ends the processes that were started here, whatever they are doing. */
  kill() {
    for (const child of this.#children.reverse()) {
      try {
        if (child.pid) process.kill(-child.pid, 'SIGTERM');
      } catch {
        // The process has already exited.
      }
    }
    this.#children = [];
  }

  /** The number of the display, on a server of its own. */
  async #display(env) {
    const numbers = Array.from({ length: 400 }, (_, index) => 100 + (process.pid + index) % 400);
    for (const number of numbers) {
      if (await exists(`/tmp/.X${number}-lock`) || await exists(`/tmp/.X11-unix/X${number}`)) continue;
      const server = await this.#spawn('Xvfb', [`:${number}`, '-screen', '0', '800x600x24', '-nolisten', 'tcp'], env);
      await until('Xvfb listens', async () => {
        if (server.exitCode === null && !await exists(`/tmp/.X11-unix/X${number}`)) throw new Error('Xvfb does not listen');
      });
      if (server.exitCode === null) return `:${number}`;
    }
    throw new Error('no display is free');
  }

  async #spawn(command, args, env) {
    const child = spawn(await executable(command), args, { env, stdio: 'ignore', detached: true });
    this.#children.push(child);
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    return child;
  }

  #command(method, where, body) {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
    const options = { host: '127.0.0.1', port: this.#port, method, path: where, timeout: 90_000, headers };
    return new Promise((resolve, reject) => {
      const request = http.request(options, response => {
        let received = '';
        response.setEncoding('utf8').on('data', part => { received += part; }).on('end', () => {
          const { value } = JSON.parse(received);
          if (response.statusCode === 200) resolve(value);
          else reject(new Error(`${where}: ${JSON.stringify(value)}`));
        });
      });
      request.on('timeout', () => request.destroy(new Error(`${where}: no answer`))).on('error', reject).end(text);
    });
  }
}

/** Waits for something that does not fail at last, for ten seconds at most. */
async function until(what, holds) {
  for (let left = 200; ; left -= 1) {
    try {
      return await holds();
    } catch (error) {
      if (left === 0) throw new Error(`${what}: not within ten seconds`, { cause: error });
      await sleep(50);
    }
  }
}

async function freePort() {
  const listener = net.createServer();
  await new Promise((resolve, reject) => listener.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = listener.address();
  await new Promise(resolve => listener.close(resolve));
  return port;
}

async function firstOf(files) {
  for (const file of files) if (await exists(file)) return file;
  throw new Error(`${path.basename(files[0])} of webkit2gtk-4.1 is not installed`);
}

const exists = file => fs.access(file).then(() => true, () => false);
