/**
 * Finds the prebuilt directory that all functions are made of. Synth never compiles: it takes what is there or says
 * how to make it.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The directory with the file `bootstrap`, absolute. Throws, with the way out, when there is none. */
export function bootstrapDirectory(directory: string): string {
  const absolute = resolve(directory);
  if (!existsSync(join(absolute, 'bootstrap'))) {
    throw new Error(
      `There is no file "bootstrap" in ${absolute}. Build it with "cargo xtask package", or name the directory that ` +
        'has it with "-c bootstrap=DIRECTORY".',
    );
  }
  return absolute;
}
