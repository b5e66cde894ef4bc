// Generates sequences of requests, which show what a browser's preflight cache keeps.

import { Chance } from './chance.mjs';

/** The sequence of a seed at an index. All steps go to one path, or to two that differ in their ends. */
export function sequence(seed, index) {
  const chance = new Chance(seed, index);
  const length = 3 + chance.below(4);
  const pause = chance.in100(14) ? 1 + chance.below(length - 1) : null;
  const ends = chance.of([[''], [''], [''], ['', '#a'], ['', '?a'], ['#a', '#b']]);
  const long = chance.in100(6) ? chance.of([1022, 1023, 1024, 1025, 4000]) : 0;
  return {
    opaque: chance.in100(10),
    steps: Array.from({ length }, (_, step) => ({
      wait: step === pause ? chance.of([1, 4, 8]) : 0,
      end: chance.of(ends),
      long,
      ...exchange(chance, pause !== null),
    })),
  };
}

/** So many answers that Firefox keeps no more, then the first ones again. */
export function many() {
  const step = number => ({
    wait: 0, end: `/${number}`, long: 0,
    request: { method: 'GET', headers: [['x', '1']], credentials: 'omit' },
    preflight: { status: 204, headers: [...allowed('omit'), ['Access-Control-Allow-Headers', 'x'], ['Access-Control-Max-Age', '600']] },
    response: { status: 200, headers: [...allowed('omit'), ['Cache-Control', 'no-store']] },
  });
  const numbers = Array.from({ length: 100 }, (_, number) => number);
  return { opaque: false, steps: [...numbers, 0, 100, 0, 2, 1].map(step) };
}

function exchange(chance, isTimed) {
  const method = chance.of(['GET', 'GET', 'HEAD', 'POST', 'PUT', 'PUT', 'DELETE', 'patch']);
  const names = chance.several(chance.of([0, 1, 1, 1, 2]), NAMES);
  const credentials = chance.of(['omit', 'omit', 'same-origin', 'include']);
  const request = { method, headers: names.map(name => [name, '1']), credentials, ...upload(chance, method) };
  const methods = chance.of([[], [method], [method], ['*'], [method, '*'], ['PUT', 'DELETE'], ['PUT', 'GET', 'HEAD', 'POST']]);
  const headers = chance.of([names, names, [...names, 'x'], ['*'], ['*', ...names], ['x', 'Y'], ['X', 'y', 'authorization']]);
  const origin = chance.in100(90) ? allowed(credentials) : chance.of([[], allowed('omit', '*'), allowed(credentials, 'http://b.example')]);
  return {
    request,
    preflight: {
      status: chance.in100(93) ? chance.of([200, 204]) : 404,
      headers: [...origin, ...list('Access-Control-Allow-Methods', methods), ...list('Access-Control-Allow-Headers', headers),
        ...chance.of(isTimed ? TIMED : AGES).map(age => ['Access-Control-Max-Age', age])],
    },
    response: { status: chance.of([200, 200, 404]), headers: [...chance.in100(92) ? allowed(credentials) : [], ['Cache-Control', 'no-store']] },
  };
}

function upload(chance, method) {
  const body = !['GET', 'HEAD'].includes(method) && chance.in100(50);
  return chance.in100(20) ? { xhr: true, body, listens: chance.in100(70) } : { body };
}

/** The fields that allow a response to be read; `@ORIGIN` stands for the origin of the page. */
const allowed = (credentials, origin = '@ORIGIN') => [
  ['Access-Control-Allow-Origin', origin],
  ...(credentials === 'include' ? [['Access-Control-Allow-Credentials', 'true']] : []),
];

const list = (name, elements) => (elements.length > 0 ? [[name, elements.join(', ')]] : []);

const NAMES = ['x', 'y', 'authorization', 'X-Aa', 'x23456789-123456789-123456789-123456789-1'];

/** The lines of Access-Control-Max-Age. No time is within a second of one that a step waits. */
const AGES = [[], ['600'], ['600'], ['600'], ['0'], ['-1'], ['-0'], ['abc'], ['+600'], ['600 3'], ['600', '600'], ['600', ''], [''],
  ['\x0b600'], ['600\x0c'], ['9223372036854775807'], ['9223372036854775808'], ['-9223372036854775809'], ['- 1'], ['1.5'], ['++1'], ['0600']];
const TIMED = [...AGES, [], [], ['2'], ['2'], ['6'], ['6']];
