/** The stacks of a file of setups as the tests look at them, made from a stand-in for the binary. */
import { App } from 'aws-cdk-lib';
import { Setup, SetupEntry, SetupFile, setupsFrom } from '../lib/setup/settings.ts';
import { stacksOfSetups } from '../lib/stacks/setups.ts';
import { BOOTSTRAP, CONTEXT } from './hub.ts';
import { readAs, sampleFile, stacksIn } from './stacks.ts';

/** The file of the local AWS: a hub in its management account with everything, and a delegate that follows. */
export const sample = (change?: (file: SetupFile) => void) => sampleFile<SetupFile>('setup.settings.json', change);

/** The hub of the sample, changed. */
export function hubEntry(change: Partial<SetupEntry> = {}): SetupEntry {
  const [hub] = sample().setups;
  return { ...hub!, ...change };
}

/** The same hub, in another account than the management account. */
export function delegatedHub(change: Partial<SetupEntry> = {}): SetupEntry {
  return hubEntry({ account: '402000000002', ...change });
}

/** The settings in a file with this content. */
export function setupsIn(content: unknown): Setup[] {
  return readAs('setup', content, setupsFrom);
}

const made = new Map<string, ReturnType<typeof stacksIn>>();

/** The stacks of these entries, by their names without the product's; made once, since nobody changes them. */
export function stacksOf(...setups: SetupEntry[]): ReturnType<typeof stacksIn> {
  const key = JSON.stringify(setups);
  const known = made.get(key);
  if (known !== undefined) return known;
  const app = new App({ context: CONTEXT });
  stacksOfSetups(app, BOOTSTRAP, setupsIn({ setups }));
  const stacks = stacksIn(app);
  made.set(key, stacks);
  return stacks;
}
