// Uses examples/wasm/index.html as a person does, from a file, in headless Chromium.
// usage: node page.mjs DIRECTORY, which gets the screenshots

import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';
import { CHROMIUM } from './browser.mjs';
import { executable } from './executable.mjs';

const [shots] = process.argv.slice(2);
if (process.argv.length !== 3) {
  console.error('usage: node page.mjs DIRECTORY');
  process.exit(2);
}
const url = pathToFileURL(fileURLToPath(new URL('../../examples/wasm/index.html', import.meta.url))).href;
const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'page-'));
await fs.mkdir(shots, { recursive: true });
setTimeout(() => {
  console.error('not finished after 120 seconds');
  process.exit(1);
}, 120_000).unref();

const browser = await puppeteer.launch({
  browser: 'chrome', executablePath: await executable('chromium'), userDataDir: directory, headless: true, timeout: 60_000,
  env: { ...process.env, HOME: directory, TMPDIR: directory }, args: CHROMIUM,
});
try {
  const page = await browser.newPage();
  const problems = [];
  page.on('pageerror', error => problems.push(String(error)));
  page.on('console', message => { if (message.type() === 'error') problems.push(message.text()); });
  page.on('request', request => { if (!/^(file|data):/.test(request.url())) problems.push(`it asks for ${request.url()}`); });
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(url);
  await page.waitForSelector('html[data-ready]');
  const textOf = selector => page.$eval(selector, element => element.innerText);
  const type = async value => {
    await page.$eval('#text', area => { area.focus(); area.select(); });
    await (value === '' ? page.keyboard.press('Backspace') : page.keyboard.sendCharacter(value));
  };

  // What is typed is explained, and what the explanation says.
  const rows = [
    ['HTTP/1.1 401 No\nWWW-Authenticate: Basic realm="x', '#messages', [/expected quoted-string at byte 14/, /a quoted value without a closing quote/, /realm\s+x/]],
    ['HTTP/1.1 401 No\nWWW-Authenticate: Negotiate, Basic realm="é", Digest realm="a\\"b", nonce="n"', '#messages', [/Negotiate/, /é/, /a"b/, /MD5 the default/]],
    ['WWW-Authenticate: Digest realm="x"', '#messages', [/not valid for its scheme: missing nonce/]],
    ['WWW-Authenticate: Bearer scope="a b", error=invalid_token', '#messages', [/scope\s+a/, /with status 401/]],
    ['WWW-Authenticate: NTLM TlRMTVNTUAACAAAA', '#messages', [/CHALLENGE_MESSAGE NTLM, the challenge of the server/]],
    ['Authorization: SharedKey account:c2ln', '#messages', [/malformed/, /SharedKey/, /id\s+account/, /hidden/]],
    ['Authorization: Digest username="Mufasa", realm="r", nonce="n", uri="/", response="6629fae49393a05397450978507c4ef1"', '#messages', [/username\s+Mufasa/, /MD5 the default/]],
    ['Authentication-Info: nextnonce="n", nc=00000002', '#messages', [/nextnonce\s+n/, /nc\s+2/]],
    ['Access-Control-Max-Age: 1 day', '#messages', [/at byte 1/]],
    ['Access-Control-Max-Age: 9000', '#messages', [/9000 seconds; Chromium uses 7200/]],
    ['GET / HTTP/1.1\nAuthorization: Bearer a\nAuthorization: Bearer b', '#messages', [/must not occur twice/]],
    ['GET / HTTP/1.1\nHost: b.example\nOrigin: https://a.example\n\nHTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *', '#exchanges',
      [/Without credentials, every browser lets the page read the response/, /With credentials, no browser/, /CORS check, step 4/, /Access-Control-Allow-Credentials: true/]],
    ['OPTIONS / HTTP/1.1\nOrigin: https://a.example\nAccess-Control-Request-Method: PUT\n\nHTTP/1.1 401 No', '#exchanges',
      [/with its preflight/, /no browser sends the request/, /must answer preflights first/, /with a status from 200 to 299/]],
    ['GET / HTTP/1.1\nHost: b.example\nOrigin: https://a.example\n\nHTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://c.example', '#exchanges',
      [/but the page has the origin https:\/\/a\.example/]],
    ['GET / HTTP/1.1\nHost: a.example\nOrigin: https://a.example\n\nHTTP/1.1 200 OK', '#exchanges', [/the same origin/]],
    ['', '#messages', [/Paste a message/]],
  ];
  for (const [value, selector, patterns] of rows) {
    await type(value);
    const shown = await textOf(selector);
    for (const pattern of patterns) assert.match(shown, pattern, value);
  }

  // The invalid byte is underlined: the same one that the sentence names, after characters of several bytes too.
  await type('WWW-Authenticate: Foo a="é", b=@x');
  assert.deepEqual(await page.$$eval('mark', marks => marks.map(mark => [mark.className, mark.lastChild.data])), [['invalid', '@']]);
  await type('WWW-Authenticate: Foo a="é", b=');
  assert.deepEqual(await page.$$eval('mark', marks => marks.map(mark => mark.lastChild.data)), ['↵']);

  // Markup is text.
  await type('WWW-Authenticate: Basic realm="<img src=x onerror=alert(1)>"');
  assert.equal(await page.$('#messages img'), null);
  assert.match(await textOf('#messages'), /<img src=x/);

  // Secrets are masked until the switch, reached by the keyboard, shows them.
  await type('GET /?token=t0ken HTTP/1.1\nAuthorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\nProxy-Authorization: Bearer s3cret=x, y');
  const secrets = ['open sesame', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ', 's3cret', 't0ken'];
  const all = () => page.$eval('#results', element => element.textContent);
  for (const secret of secrets) assert.ok(!(await all()).includes(secret), secret);
  await page.focus('#text');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'reveal');
  await page.keyboard.press('Space');
  assert.ok((await all()).includes('open sesame') && (await all()).includes('s3cret'));
  await page.keyboard.press('Space');
  assert.ok(!(await all()).includes('open sesame'));

  // The live region says the result once typing stops.
  await type('GET / HTTP/1.1\nHost: b.example\nOrigin: https://a.example\n\nHTTP/1.1 200 OK');
  await page.waitForFunction(() => /no browser lets the page/.test(document.getElementById('status').textContent), { timeout: 5_000 });

  // Every control has a name, focus follows the order of the page, and the verdict is a table with headings and words.
  const tree = await page.accessibility.snapshot({ interestingOnly: false });
  const nodes = [];
  const visit = node => { nodes.push(node); node.children?.forEach(visit); };
  visit(tree);
  for (const role of ['button', 'textbox', 'switch', 'link']) {
    const controls = nodes.filter(node => node.role === role);
    assert.ok(controls.length > 0, role);
    for (const { name } of controls) assert.ok(name, `a ${role} without a name`);
  }
  assert.deepEqual(nodes.filter(node => node.role === 'columnheader').map(({ name }) => name), ['Browser', 'Without credentials', 'With credentials']);
  assert.deepEqual(await page.$$eval('td', cells => [...new Set(cells.map(cell => cell.innerText.trim().replace(/\s+/g, ' ')))]), ['✕ Blocked']);
  await page.reload();
  await page.waitForSelector('html[data-ready]');
  const order = [];
  for (let step = 0; step < 7; step += 1) {
    await page.keyboard.press('Tab');
    order.push(await page.evaluate(() => document.activeElement.dataset.example ?? document.activeElement.id));
  }
  assert.deepEqual(order, ['preflight', 'wildcard', 'malformed', 'digest', 'text', 'reveal', 'clear']);

  // Each example, light and dark, wide and narrow: nothing is wider than the window, and all text has enough contrast.
  const examples = await page.$$eval('[data-example]', buttons => buttons.map(button => button.dataset.example));
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    for (const width of [1280, 360]) {
      await page.setViewport({ width, height: 900 });
      for (const example of examples) {
        await page.click(`[data-example=${example}]`);
        const spare = await page.evaluate(() => document.documentElement.clientWidth - document.documentElement.scrollWidth);
        assert.ok(spare >= 0, `${example} is too wide for ${width} pixels`);
        assert.deepEqual(await page.evaluate(faint), [], `${example}, ${scheme}`);
        await page.screenshot({ path: path.join(shots, `${example}-${scheme}-${width}.png`), fullPage: true });
      }
    }
  }
  assert.deepEqual(problems, []);
  console.log(`${await browser.version()}: the page explains ${rows.length} texts; ${examples.length * 4} screenshots are in ${shots}`);
} finally {
  await browser.close();
  await fs.rm(directory, { recursive: true, force: true, maxRetries: 5 });
}

/** Runs in the page: the texts whose contrast is less than 4.5 to 1 (WCAG 2.2, 1.4.3). */
function faint() {
  const numbers = color => color.match(/[\d.]+/g).map(Number);
  const light = color => {
    const [r, g, b] = numbers(color).map(value => value / 255).map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if (numbers(color)[3] !== 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = [];
  for (const element of document.body.querySelectorAll('*')) {
    const own = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
    if (!own || element.closest('script, noscript, .hidden')) continue;
    const [one, other] = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => b - a);
    if ((one + 0.05) / (other + 0.05) < 4.5) found.push(`${element.className || element.localName}: ${element.textContent.slice(0, 30)}`);
  }
  return [...new Set(found)];
}
