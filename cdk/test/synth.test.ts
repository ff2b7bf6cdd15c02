import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_SETTINGS } from './experiences.ts';
import { BOOTSTRAP, POLICY } from './hub.ts';

const here = fileURLToPath(new URL('..', import.meta.url));
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'steward-synth-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Run the app as the CDK command line does, but with no program to find: not cargo, not docker, not git. */
function synthesize(bootstrap: string, context: Record<string, string> = {}) {
  const output = mkdtempSync(join(directory, 'cdk.out-'));
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'bin/steward.ts'], {
    cwd: here,
    encoding: 'utf8',
    env: {
      PATH: directory,
      CDK_OUTDIR: output,
      CDK_CONTEXT_JSON: JSON.stringify({ bootstrap, ...context }),
      // A proxy that is not there: whatever reached for the network would fail.
      HTTPS_PROXY: 'http://127.0.0.1:1',
      HTTP_PROXY: 'http://127.0.0.1:1',
    },
  });
  const templates = readdirSync(output).filter((file) => file.endsWith('.template.json'));
  return { status, stderr, stacks: templates.map((file) => file.replace('.template.json', '')).sort() };
}

describe('synth', () => {
  it('needs neither cargo nor docker nor the network', () => {
    const { status, stderr, stacks } = synthesize(BOOTSTRAP);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stacks).toEqual(['MarketplaceStewardHub']);
  });

  it('takes a policy, and makes the stacks of experiences and of setup as well, when their files are named', () => {
    const { status, stderr, stacks } = synthesize(BOOTSTRAP, {
      policy: POLICY,
      experiences: `../tests/worlds/${ALL_SETTINGS}`,
      setup: '../tests/worlds/setup.settings.json',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stacks).toEqual([
      'MarketplaceStewardBlockAdministration-finch-retail',
      'MarketplaceStewardExperiences',
      'MarketplaceStewardHub',
      'MarketplaceStewardManagement-delegate',
      'MarketplaceStewardMembers-hub',
      'MarketplaceStewardPurchaseTeam-hub',
      'MarketplaceStewardSetup-delegate',
      'MarketplaceStewardSetup-hub',
      'MarketplaceStewardSync-finch-retail',
    ]);
  });

  it.each([
    ['experiences', /package\.json: correct the following.*The file lacks the field "management"\. Add it\./s],
    ['policy', /package\.json: this is not TOML: line 1, column 1: .*Correct it, then synthesize again\./],
  ])('stops and says where, what and what to do when the file of %s is wrong', (context, said) => {
    const { status, stderr } = synthesize(BOOTSTRAP, { [context]: 'package.json' });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(said);
  });

  it('stops and says what to do when nothing was built', () => {
    const { status, stderr } = synthesize(directory);
    expect(status).not.toBe(0);
    expect(stderr).toContain('cargo xtask package');
  });
});
