// Runs exchanges in a headless browser.

import fs from 'node:fs/promises';
import path from 'node:path';
import puppeteer from 'puppeteer-core';

/** Both servers are on this machine, so nothing is lost without the sandbox, which root may not use. */
const CHROMIUM = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** How many requests are under way at a time. */
const ABREAST = 24;

export class Browser {
  #browser;
  #pages;

  /** Starts `chrome` or `firefox` with a new profile in the directory. */
  static async start(name, executablePath, directory) {
    const userDataDir = path.join(directory, name);
    await fs.mkdir(userDataDir);
    const browser = new Browser();
    browser.#browser = await puppeteer.launch({
      browser: name, executablePath, userDataDir, headless: true, timeout: 60_000, protocolTimeout: 60_000,
      env: { ...process.env, HOME: directory, TMPDIR: directory },
      args: name === 'chrome' ? CHROMIUM : [],
    });
    return browser;
  }

  version() {
    return this.#browser.version();
  }

  /** Opens the pages that ask: one with an origin, and one whose origin is opaque. */
  async open(page) {
    const open = async path => {
      const tab = await this.#browser.newPage();
      await tab.goto(page + path, { timeout: 30_000 });
      return tab;
    };
    this.#pages = { page: await open('/page'), opaque: await open('/opaque') };
  }

  /** Whether each request was answered to the script, and which of the names it sees. */
  async ask(requests, names) {
    const answers = new Array(requests.length);
    const numbered = requests.map((request, index) => ({ index, request }));
    for (const [page, opaque] of [[this.#pages.page, false], [this.#pages.opaque, true]]) {
      const own = numbered.filter(({ request }) => (request.origin === 'null') === opaque);
      await page.bringToFront();
      for (let start = 0; start < own.length; start += ABREAST) {
        const part = own.slice(start, start + ABREAST);
        const answered = await page.evaluate(fetchAll, part.map(({ request }) => request), names);
        part.forEach(({ index }, place) => { answers[index] = answered[place]; });
      }
    }
    return answers;
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

/** Runs in the page. */
function fetchAll(requests, names) {
  return Promise.all(requests.map(async ({ url, method, headers, credentials, body }) => {
    try {
      const response = await fetch(url, { method, headers, credentials, body: body ? 'text' : undefined });
      return { readable: true, visible: names.filter(name => response.headers.has(name)) };
    } catch {
      return { readable: false, visible: [] };
    }
  }));
}
