// The list of guards is true: each stands where it is said to, once, and the test named behind it exists. `npm run guards` deletes them.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { GUARDS } from './all.ts';
import { countOf, titlePattern } from './guard.ts';
import { MARKS, tableOfGuards } from './table.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8').replaceAll('\r\n', '\n');

/** Where somebody could get in who should not. */
const GUARDED: readonly string[] = [
  'approvals/agent/pause.ts',
  'approvals/approvers/administrator.ts',
  'approvals/approvers/ask-directory.ts',
  'approvals/approvers/eligibility.ts',
  'approvals/approvers/escalation.ts',
  'approvals/approvers/quorum.ts',
  'approvals/ask/birth.ts',
  'approvals/ask/record-evaluation.ts',
  'approvals/audit/check/check-changes.ts',
  'approvals/audit/check/check-cool-downs.ts',
  'approvals/audit/check/check-decision.ts',
  'approvals/audit/check/check-earlier.ts',
  'approvals/audit/check/check-limits.ts',
  'approvals/audit/check/check-opened.ts',
  'approvals/audit/check/check-texts.ts',
  'approvals/audit/check/check-urging.ts',
  'approvals/audit/check/replay.ts',
  'approvals/audit/export.ts',
  'approvals/change/transition.ts',
  'approvals/counting/count-allowed.ts',
  'approvals/decision/answer.ts',
  'approvals/decision/ballot.ts',
  'approvals/decision/complete.ts',
  'approvals/decision/decide.ts',
  'approvals/decision/look-again.ts',
  'approvals/decision/opening.ts',
  'approvals/decision/report-ended.ts',
  'approvals/decision/review.ts',
  'approvals/decision/step-up.ts',
  'approvals/decision/vote-reason.ts',
  'approvals/denial/earlier-denial.ts',
  'approvals/denial/siblings.ts',
  'approvals/intent/changed-parts.ts',
  'approvals/intent/intent-body.ts',
  'approvals/grant/redeem.ts',
  'approvals/inquiry/waiting.ts',
  'approvals/lapse/urge.ts',
  'approvals/policy/condition/condition.ts',
  'approvals/policy/condition/equality.ts',
  'approvals/policy/condition/finite.ts',
  'approvals/policy/condition/meter.ts',
  'approvals/policy/explanation/difference.ts',
  'approvals/policy/file/read-yaml.ts',
  'approvals/policy/file/schema.ts',
  'approvals/policy/judgement/evaluation.ts',
  'approvals/policy/judgement/judge-change.ts',
  'approvals/policy/judgement/judge-use.ts',
  'approvals/policy/judgement/matching.ts',
  'approvals/policy/member/parameters.ts',
  'approvals/policy/member/retain.ts',
  'approvals/policy/member/rule-limits.ts',
  'approvals/policy/member/schema-keywords.ts',
  'approvals/policy/pattern.ts',
  'approvals/policy/shell/editors.ts',
  'approvals/policy/shell/gh.ts',
  'approvals/policy/shell/git-writes.ts',
  'approvals/policy/shell/options.ts',
  'approvals/policy/shell/origins.ts',
  'approvals/policy/shell/other-shells.ts',
  'approvals/policy/shell/pattern.ts',
  'approvals/policy/shell/quotes.ts',
  'approvals/policy/shell/read-line.ts',
  'approvals/policy/shell/reads.ts',
  'approvals/policy/shell/reckoners.ts',
  'approvals/policy/shell/reckoning.ts',
  'approvals/policy/shell/starts.ts',
  'approvals/policy/shell/untold.ts',
  'approvals/policy/shell/word.ts',
  'approvals/policy/shell/writes.ts',
  'approvals/policy/shell/written.ts',
  'approvals/prompt/behind.ts',
  'approvals/prompt/invite.ts',
  'approvals/prompt/mentions.ts',
  'approvals/prompt/recall.ts',
  'approvals/prompt/repeat.ts',
  'approvals/prompt/take-over.ts',
  'approvals/route/late-owner.ts',
  'approvals/proposal/edits.ts',
  'approvals/proposal/heard-files.ts',
  'approvals/proposal/leaning.ts',
  'approvals/proposal/meet-file.ts',
  'approvals/proposal/propose.ts',
  'approvals/proposal/tend.ts',
  'approvals/proposal/unnamed.ts',
  'approvals/proposal/version-to-run.ts',
  'approvals/retention/purge-pass.ts',
  'approvals/retention/purge.ts',
  'bot/adapter.ts',
  'bot/cards/changed-lines.ts',
  'bot/cards/request-card.ts',
  'bot/channel-token.ts',
  'bot/incoming.ts',
  'bot/on-activity.ts',
  'bot/on-click.ts',
  'bot/own-chat.ts',
  'bot/sender.ts',
  'bot/service-url.ts',
  'cli/audit/verify/sealed-after.ts',
  'cli/audit/verify/sealed-list.ts',
  'cli/hook/call.ts',
  'cli/hook/file-tools.ts',
  'cli/hook/run.ts',
  'entra/directory.ts',
  'entra/group.ts',
  'entra/key-set.ts',
  'entra/owners.ts',
  'entra/person-token.ts',
  'entra/run-token.ts',
  'entra/token-claims.ts',
  'entra/token-verifier.ts',
  'entra/workload-token.ts',
  'functions/auditor-door.ts',
  'functions/caller.ts',
  'functions/count-misfit.ts',
  'functions/doctor/run-doctor.ts',
  'functions/live-parts.ts',
  'functions/mcp/serve-mcp.ts',
  'functions/own-request.ts',
  'functions/person-door.ts',
  'functions/subject.ts',
];

test('every file of the token, activity and eligibility code, and of command lines, has its guards listed', () => {
  assert.deepEqual([...new Set(GUARDS.map(({ file }) => file))].sort(), [...GUARDED].sort());
});

for (const file of GUARDED) {
  test(`each guard listed of ${file} stands in it once, and the test that misses it stands in its file`, () => {
    const source = read(file);
    for (const { guard, deleted, test: proof, title } of GUARDS.filter((each) => each.file === file)) {
      const hint = 'the code has changed: mend test/guards/lists, then npm run guards';
      assert.equal(countOf(source, guard), 1, `${file} has ${JSON.stringify(guard)} not once; ${hint}`);
      assert.notEqual(deleted, guard);
      assert.ok(existsSync(new URL(`test/${proof}`, root)), `${proof} does not exist`);
      assert.ok(
        title !== '' && read(`test/${proof}`).replaceAll("\\'", "'").includes(title),
        `${proof} has no test "${title}"`,
      );
    }
  });
}

test('a title in its source matches what a run prints of it', () => {
  const what = '$' + '{what}';
  assert.match('a token (v1.0) is refused', titlePattern(`a token ${what} is refused`));
  assert.doesNotMatch('a token is taken', titlePattern(`a token ${what} is refused`));
  assert.doesNotMatch('what is it not', titlePattern('what is it?'));
});

test('test/README.md lists the guards as they are run', () => {
  const page = read('test/README.md');
  const [begin, end] = MARKS;
  const made = `${page.split(begin, 1)[0]}${begin}\n${tableOfGuards()}${end}\n`;
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(new URL('test/README.md', root), made);
  assert.equal(read('test/README.md'), made, 'UPDATE_GOLDEN=1 npm test -- guards writes it anew');
});
