// Where the bot's token may go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createServiceUrlCheck } from '../../bot/service-url.ts';

test('takes the real hosts of Teams over https, and nothing that only looks like them', () => {
  const isTeams = createServiceUrlCheck({});
  for (const url of [
    'https://smba.trafficmanager.net/emea/',
    'https://smba.infra.gcc.teams.microsoft.com/teams',
  ]) {
    assert.equal(isTeams(url), true, url);
  }
  for (const url of [
    'http://smba.trafficmanager.net/emea/',
    'https://smba.trafficmanager.net:8443/',
    'https://smba.trafficmanager.net.evil.example/',
    'https://evil.example/smba.trafficmanager.net',
    'https://smba.trafficmanager.net@evil.example/',
    'https://user@smba.trafficmanager.net/',
    'https://trafficmanager.net/',
    'http://127.0.0.1:3979/',
    'smba.trafficmanager.net',
    '',
  ]) {
    assert.equal(isTeams(url), false, url);
  }
});

test('takes only the hosts it was given, when it was given some', () => {
  const isTeams = createServiceUrlCheck({ hosts: ['smba.new.example'] });
  assert.equal(isTeams('https://smba.new.example/x'), true);
  assert.equal(isTeams('https://smba.trafficmanager.net/emea/'), false);
});

test('takes only this machine’s Teams on one machine, with one port or any', () => {
  const one = createServiceUrlCheck({ local: ['http://127.0.0.1:3979'] });
  assert.equal(one('http://127.0.0.1:3979/'), true);
  assert.equal(one('http://127.0.0.1:3980/'), false);
  assert.equal(one('https://smba.trafficmanager.net/emea/'), false);
  const any = createServiceUrlCheck({ local: ['http://127.0.0.1:*', 'http://localhost:*'] });
  assert.equal(any('http://localhost:56150/_connector'), true);
  assert.equal(any('http://10.0.0.1:56150/'), false);
});
