// What the export is measured in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureExport } from './measure-export.ts';
import { startPlace, startSurroundings } from './place.ts';

test('the place that exporting is measured in is exported whole, and leaves nothing running', async (t) => {
  const around = await startSurroundings();
  t.after(around.stop);
  const place = await startPlace(around);
  t.after(place.stop);
  const figures = await measureExport(place, around, { comments: 4, copies: 3 });
  assert.deepEqual(
    figures.map(({ figure }) => figure),
    ['export_memory_late_of_early', 'export_of_bare_queries'],
  );
  // The first one, its three copies, and the log.
  const { requests, events = 0 } = figures[0]?.numbers ?? {};
  assert.equal(requests, 4);
  assert.ok(events >= 4 * 7, String(events));
});
