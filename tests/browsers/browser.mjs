// Runs requests in pages of a headless browser.

import fs from 'node:fs/promises';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { executable } from './executable.mjs';
import { WebKit } from './webkit.mjs';

/** Both servers are on this machine, so nothing is lost without the sandbox, which root may not use. */
export const CHROMIUM = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Creates a driver of `chrome`, `firefox` or `webkit`, which `start` starts with a new profile in a directory. */
export function browser(name) {
  return name === 'webkit' ? new WebKit() : new Puppet(name);
}

class Puppet {
  #name;
  #browser;
  #version;
  #pages = new Map();

  constructor(name) {
    this.#name = name;
  }

  async start(directory) {
    this.#browser = await puppeteer.launch({
      browser: this.#name, executablePath: await executable({ chrome: 'chromium', firefox: 'firefox-esr' }[this.#name]),
      userDataDir: directory, headless: true, timeout: 60_000, protocolTimeout: 60_000,
      env: { ...process.env, HOME: directory, TMPDIR: directory },
      args: this.#name === 'chrome' ? CHROMIUM : [],
    });
    this.#version = await this.#browser.version();
  }

  version() {
    return this.#version;
  }

  /** Calls an asynchronous function in the page at a URL. */
  async evaluate(url, call, ...args) {
    if (!this.#pages.has(url)) {
      const page = await this.#browser.newPage();
      await page.goto(url, { timeout: 30_000 });
      this.#pages.set(url, page);
    }
    return this.#pages.get(url).evaluate(call, ...args);
  }

  close() {
    return this.#browser.close();
  }

  /** Ends the browser's own processes, whatever they are doing. */
  kill() {
    const { pid } = this.#browser?.process() ?? {};
    try {
      if (pid) process.kill(-pid, 'SIGKILL');
    } catch {
      // The process has already exited.
    }
  }
}

/** Starts a browser in a directory of its own. */
export async function start(driver, name, directory) {
  const own = path.join(directory, name);
  await fs.mkdir(own);
  await driver.start(own);
}

/** Runs in the page: for each request, whether it was answered to the script, and which of the names it sees. */
export function requestAll(requests, names) {
  const fetched = async ({ url, method, headers, credentials, body, redirect }) => {
    const response = await fetch(url, { method, headers, credentials, redirect, body: body ? 'text' : undefined });
    return names.filter(name => response.headers.has(name));
  };
  const sent = ({ url, method, headers, credentials, body, listens }) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.withCredentials = credentials === 'include';
    for (const [name, value] of headers) request.setRequestHeader(name, value);
    if (listens) request.upload.addEventListener('progress', () => {});
    request.onload = () => resolve(names.filter(name => request.getResponseHeader(name) !== null));
    request.onerror = reject;
    request.send(body ? 'text' : null);
  });
  return Promise.all(requests.map(async request => {
    try {
      return { readable: true, visible: await (request.xhr ? sent(request) : fetched(request)) };
    } catch {
      return { readable: false, visible: [] };
    }
  }));
}
