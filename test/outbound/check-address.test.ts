import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readAllowedAddresses } from '../../outbound/allowed-addresses.ts';
import { checkAddresses, checkUrl } from '../../outbound/check-address.ts';

const nothing = readAllowedAddresses([]);

test('a plain https URL may be called', () => {
  for (const url of [
    'https://etl.example.com/hooks?x=1',
    'https://etl.example.com:443/',
    'https://93.184.216.34/',
  ]) {
    assert.equal(checkUrl(url, nothing).ok, true, url);
  }
});

const REFUSED: Readonly<Record<string, string>> = {
  'http://etl.example.com/': 'only https is called',
  'file:///etc/passwd': 'only https is called',
  'ftp://etl.example.com/': 'only https is called',
  'data:text/plain,x': 'only https is called',
  'https://etl.example.com:22/': 'only port 443 is called',
  'https://etl.example.com:8443/': 'only port 443 is called',
  'https://user@etl.example.com/': 'an address with a user name or password is not called',
  'https://:secret@etl.example.com/': 'an address with a user name or password is not called',
  '/hooks': 'the address is not a URL',
  'https://': 'the address is not a URL',
  'https://[fe80::1%25eth0]/': 'the address is not a URL',
};
for (const [url, error] of Object.entries(REFUSED)) {
  test(`${url} is refused: ${error}`, () => {
    assert.deepEqual(checkUrl(url, nothing), { ok: false, error });
  });
}

test('names of an internal network are refused before any lookup', () => {
  const names = [
    'localhost',
    'LOCALHOST',
    'localhost.',
    'x.localhost',
    'metadata',
    'metadata.google.internal',
  ];
  for (const name of [...names, 'metadata.google.internal.', 'printer.local', 'kubernetes']) {
    assert.equal(checkUrl(`https://${name}/`, nothing).ok, false, name);
  }
});

test('however an internal address is spelled in a URL, it is refused', async () => {
  const hosts = ['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '①②⑦.0.0.1', '127。0。0。1'];
  const more = ['[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[fd00:ec2::254]', '169.254.169.254', '0'];
  for (const host of [...hosts, ...more, '168.63.129.16', '[64:ff9b::a9fe:a9fe]', '[2002:a9fe:a9fe::]']) {
    const answer = await checkAddresses(new URL(`https://${host}/`), nothing, neverAsked);
    assert.equal(answer.ok, false, host);
  }
});

test('one internal address among public ones spoils them all', async () => {
  const url = new URL('https://etl.example.com/');
  const ask = (...addresses: string[]) => checkAddresses(url, nothing, async () => addresses);
  assert.deepEqual(await ask('93.184.216.34', '1.1.1.1'), {
    ok: true,
    addresses: ['93.184.216.34', '1.1.1.1'],
  });
  for (const bad of ['10.0.0.1', '::1', '169.254.169.254', '::ffff:10.0.0.1', 'not an address']) {
    assert.equal((await ask('93.184.216.34', bad)).ok, false, bad);
  }
  assert.deepEqual(await ask(), { ok: false, error: 'the host name has no address' });
});

test('host:port in the list opens http, that port and its internal addresses, and nothing beside', async () => {
  const allowed = readAllowedAddresses(['127.0.0.1:3983', 'ETL.corp.internal:8443', '[::1]:80']);
  for (const url of ['http://127.0.0.1:3983/x', 'https://etl.corp.internal:8443/', 'http://[::1]/']) {
    assert.equal(checkUrl(url, allowed).ok, true, url);
  }
  for (const url of [
    'http://127.0.0.1:3984/',
    'http://127.0.0.1/',
    'https://etl.corp.internal/',
    'http://[::1]:81/',
  ]) {
    const checked = checkUrl(url, allowed);
    const reachable = checked.ok && (await checkAddresses(checked.url, allowed, async () => ['10.0.0.1'])).ok;
    assert.equal(reachable, false, url);
  }
  const listed = new URL('https://etl.corp.internal:8443/');
  assert.equal((await checkAddresses(listed, allowed, async () => ['10.0.0.1'])).ok, true);
  assert.equal((await checkAddresses(listed, allowed, async () => ['169.254.169.254'])).ok, false);
  assert.equal((await checkAddresses(listed, allowed, async () => ['::ffff:10.0.0.1'])).ok, false);
});

test('a CIDR block lifts only the rule that addresses be public: still https, still port 443', async () => {
  const allowed = readAllowedAddresses(['10.20.0.0/16', 'fd00::/8']);
  const ask = async (url: string, address: string) =>
    checkUrl(url, allowed).ok && (await checkAddresses(new URL(url), allowed, async () => [address])).ok;
  assert.equal(await ask('https://etl.example.com/', '10.20.3.4'), true);
  assert.equal(await ask('https://etl.example.com/', 'fd12::1'), true);
  assert.equal(await ask('https://etl.example.com/', '10.21.3.4'), false);
  assert.equal(await ask('https://etl.example.com/', 'fd00:ec2::254'), false);
  assert.equal(await ask('http://etl.example.com/', '10.20.3.4'), false);
  assert.equal(await ask('https://etl.example.com:8443/', '10.20.3.4'), false);
});

test('a list with mistakes is refused whole, every mistake named', () => {
  const wrong = [
    '169.254.169.254/32',
    '0.0.0.0/0',
    '168.63.129.16/32',
    'ff00::/8',
    '::/0',
    '127.0.0.1',
    'x:0',
  ];
  const more = ['x:70000', 'http://x:80', 'a b:80', 'u@x:80', '::ffff:10.0.0.0/104', 'fe80::/10', ''];
  assert.throws(
    () => readAllowedAddresses(['127.0.0.1:3983', ...wrong, ...more]),
    (error: Error) => {
      for (const entry of [...wrong, ...more]) assert.ok(error.message.includes(`"${entry}"`), entry);
      return error instanceof TypeError && !error.message.includes('"127.0.0.1:3983"');
    },
  );
});

async function neverAsked(): Promise<readonly string[]> {
  throw new Error('A literal address needs no lookup.');
}
