/**
 * Checks every `statemachines/*.asl.json` against the Amazon States Language. Prints one line a file; fails when one
 * of them is wrong, or when there is none.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { problemsOf } from './problems.ts';

const directory = fileURLToPath(new URL('../../statemachines/', import.meta.url));
const files = readdirSync(directory).filter((file) => file.endsWith('.asl.json'));
if (files.length === 0) {
  console.error(`There is no *.asl.json in ${directory}. Restore it: the stack deploys these files.`);
  process.exitCode = 1;
}
for (const file of files) {
  const problems = problemsOf(readFileSync(`${directory}${file}`, 'utf8'));
  if (problems.length === 0) {
    console.log(`statemachines/${file}: valid`);
  } else {
    process.exitCode = 1;
    problems.forEach((problem) => console.error(`statemachines/${file}: ${problem}`));
  }
}
