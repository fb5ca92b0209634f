import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { isPublicAddress, mayBeListed } from '../../outbound/public-address.ts';

const PUBLIC = [
  '93.184.216.34',
  '1.1.1.1',
  '8.8.8.8',
  '172.32.0.1',
  '2606:4700::1111',
  '2a00:1450:4001:81b::200e',
];

// What a deployment may open for itself.
const INTERNAL = [
  ...['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['127.0.0.1', '127.255.255.254', '100.64.0.1', '100.127.255.255', '::1', 'fc00::1', 'fd12:3456::1'],
];

// What nobody can open.
const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  metadata: ['169.254.169.254', '168.63.129.16', '100.100.100.200', 'fd00:ec2::254'],
  'link-local': ['169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  'multicast and broadcast': ['224.0.0.1', '239.255.255.255', 'ff02::1', '255.255.255.255'],
  unspecified: ['0.0.0.0', '0.1.2.3', '::'],
  'reserved, documentation, benchmarks': [
    ...['192.0.0.8', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '240.0.0.1', '192.88.99.1'],
    ...['2001:db8::1', '3fff::1', '2001:2::1', '100::1', '5f00::1'],
  ],
  'IPv4 inside IPv6': [
    ...[
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:8.8.8.8',
      '::ffff:a9fe:a9fe',
      '::127.0.0.1',
      '::8.8.8.8',
    ],
    ...['64:ff9b::7f00:1', '64:ff9b:1::a9fe:a9fe', '2002:7f00:1::', '2002:a9fe:a9fe::1', '2001:0:7f00:1::1'],
    '::ffff:0:127.0.0.1',
  ],
  'old site-local and space nobody was given': ['fec0::1', '4000::1', '8000::1', 'e000::1'],
  'other spellings': [
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '127.0.0.1.',
    'localhost',
    '',
    ' 8.8.8.8',
  ],
};

test('addresses of the public internet are public', () => {
  for (const address of PUBLIC) assert.equal(isPublicAddress(address), true, address);
});

test('internal addresses are not public, but a deployment may list them', () => {
  for (const address of INTERNAL) {
    assert.equal(isPublicAddress(address), false, address);
    assert.equal(mayBeListed(address), true, address);
  }
});

for (const [kind, addresses] of Object.entries(FORBIDDEN)) {
  test(`${kind}: neither public nor to be listed`, () => {
    for (const address of addresses) {
      assert.equal(isPublicAddress(address), false, address);
      assert.equal(mayBeListed(address), false, address);
    }
  });
}

test('no IPv4 address becomes reachable by being written inside IPv6', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.constantFrom('::ffff:', '::', '64:ff9b::', '::ffff:0:'), (inner, prefix) => {
      assert.equal(isPublicAddress(prefix + inner), false);
      // ::0.0.0.1 is the loopback address itself.
      assert.equal(mayBeListed(prefix + inner), prefix + inner === '::0.0.0.1');
    }),
  );
});
