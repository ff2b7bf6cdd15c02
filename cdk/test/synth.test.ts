import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOOTSTRAP } from './hub.ts';

const here = fileURLToPath(new URL('..', import.meta.url));
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'steward-synth-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Run the app as the CDK command line does, but with no program to find: not cargo, not docker, not git. */
function synthesize(bootstrap: string) {
  return spawnSync(process.execPath, ['--import', 'tsx', 'bin/steward.ts'], {
    cwd: here,
    encoding: 'utf8',
    env: {
      PATH: directory,
      CDK_OUTDIR: join(directory, 'cdk.out'),
      CDK_CONTEXT_JSON: JSON.stringify({ bootstrap }),
      // A proxy that is not there: whatever reached for the network would fail.
      HTTPS_PROXY: 'http://127.0.0.1:1',
      HTTP_PROXY: 'http://127.0.0.1:1',
    },
  });
}

describe('synth', () => {
  it('needs neither cargo nor docker nor the network', () => {
    const { status, stderr } = synthesize(BOOTSTRAP);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(existsSync(join(directory, 'cdk.out', 'MarketplaceStewardHub.template.json'))).toBe(true);
  });

  it('stops and says what to do when nothing was built', () => {
    const { status, stderr } = synthesize(directory);
    expect(status).not.toBe(0);
    expect(stderr).toContain('cargo xtask package');
  });
});
