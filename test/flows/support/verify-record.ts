// The whole record that a flow leaves, checked as an auditor's export is: every chain, every state made anew from its events, every verdict judged
// again by its pinned policy, every text by its digest. So each flow proves that what it did can be verified.
import assert from 'node:assert/strict';
import type { Standing } from '../../../approvals/agent/standing.ts';
import { createYeses, yesesOf } from '../../../approvals/audit/check/check-limits.ts';
import { createJudgedBy, readLoads } from '../../../approvals/audit/check/check-loads.ts';
import { checkRequest } from '../../../approvals/audit/check/check-request.ts';
import { checkStanding } from '../../../approvals/audit/check/check-standing.ts';
import { createPinnedPolicies } from '../../../approvals/audit/check/pinned-policies.ts';
import { logId } from '../../../approvals/audit/log.ts';
import { requestLine, standingLine, textLine } from '../../../approvals/audit/record-lines.ts';
import { verifyChain } from '../../../approvals/change/chain.ts';
import { LOG_KEY, REQUEST_KEY, STANDING_KEY } from '../../../approvals/row-keys.ts';
import type { ApprovalRequest, ChainId, Text } from '../../../approvals/words.ts';
import { TENANT } from '../../../local/directory.ts';
import { createRecordReads } from '../../../store/audit-reads.ts';
import type { Storage } from '../../../store/storage.ts';

const LAST_DAY = '9999-12-31';
const AT_ONCE = 16;

/** Checks everything that stands in the storage of a flow; fails with the first record that an auditor would call bad. */
export async function verifyRecord(storage: Pick<Storage, 'requests' | 'lists' | 'book'>): Promise<void> {
  const reads = createRecordReads(storage);
  const policies = createPinnedPolicies();
  for (let after = '', more = true; more; ) {
    const slice = await reads.policies(after, `${LAST_DAY}T00:00:00.000Z`);
    for (const { at: version, data } of slice.rows) {
      after = version;
      assert.equal(policies.add({ version, text: data.text }), undefined);
    }
    more = slice.more;
  }
  const around = { tenant: TENANT, policy: policies.find };
  const judged = createJudgedBy();
  const yeses = createYeses();

  const checkOne = async (id: ChainId, day: string) => {
    const { head, intent, events, texts, newer } = await reads.whole<ApprovalRequest>(id, REQUEST_KEY);
    // An ask that was never answered; a row of a newer version.
    if (head === undefined || newer !== undefined) return;
    const line = requestLine({ head, ...(intent === undefined ? {} : { intent }) }, day);
    const checked = checkRequest(line, events, linesOf(id, texts, head), around);
    if ('why' in checked)
      assert.fail(
        `${id}: ${checked.file} ${checked.nth}: ${checked.why}\n${JSON.stringify({ line, events }, undefined, 1)}`,
      );
    judged.add({ version: head.verdict.policyVersion, at: head.createdAt, id, line: 0 });
    yeses.add(yesesOf(checked.line), { line: 0, id });
  };
  for (
    let day = await reads.nextDay('2000-01-01', LAST_DAY);
    day !== undefined;
    day = await reads.nextDay(next(day), LAST_DAY)
  ) {
    const ids: string[] = [];
    for await (const id of reads.idsOf(day, undefined)) ids.push(id);
    for (let n = 0; n < ids.length; n += AT_ONCE)
      await Promise.all(ids.slice(n, n + AT_ONCE).map((id) => checkOne(id, day ?? '')));
  }
  assert.deepEqual(yeses.tooMany(), []);
  for (const id of await reads.standingIds()) {
    const { head, events, texts } = await reads.whole<Standing>(id, STANDING_KEY);
    if (head === undefined) continue;
    const checked = checkStanding(standingLine(head, undefined), events, linesOf(id, texts), around);
    if ('why' in checked) assert.fail(`${id}: ${checked.file} ${checked.nth}: ${checked.why}`);
  }
  const log = await reads.whole<{ seq: number; head: string }>(logId(TENANT), LOG_KEY);
  if (log.head === undefined || log.more || log.newer !== undefined) return;
  assert.deepEqual(verifyChain(log.events, log.head), { ok: true });
  const loads = readLoads(log.events);
  if ('why' in loads) assert.fail(`the log: ${loads.seq}: ${loads.why}`);
  assert.equal(judged.wrong(loads)?.why, undefined);
}

const linesOf = (id: ChainId, texts: readonly Text[], head?: ApprovalRequest) =>
  texts.map((text) => textLine(id, text, head));
const next = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + 86_400_000).toISOString().slice(0, 10);
