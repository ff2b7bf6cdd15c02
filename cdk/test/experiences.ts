/** The stacks of a file of experiences as the tests look at them, made from a stand-in for the binary. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ExperiencesFile, experiencesFrom, ExperiencesSettings } from '../lib/experiences/settings.ts';
import { stacksOfExperiences } from '../lib/stacks/experiences.ts';
import { BOOTSTRAP, CONTEXT } from './hub.ts';

/** The file of the local AWS: three members that follow, one of them with everything mirrored. */
export const SAMPLE = 'experiences.settings.json';
/** The file in which everything is said that can be said. */
export const ALL_SETTINGS = 'experiences-with-all-settings.settings.json';

/** A file of the worlds, changed. */
export function file(name: string, change: (file: ExperiencesFile) => void = () => {}): ExperiencesFile {
  const content = JSON.parse(readFileSync(new URL(`../../tests/worlds/${name}`, import.meta.url), 'utf8'));
  change(content);
  return content;
}

/** The settings in a file with this content. */
export function settingsIn(content: unknown): ExperiencesSettings {
  const directory = mkdtempSync(join(tmpdir(), 'steward-experiences-'));
  try {
    const path = join(directory, 'experiences.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return experiencesFrom(new App({ context: { experiences: path } }).node)!;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The stacks of a file, by their names without the product's. */
export function stacksOf(content: ExperiencesFile) {
  const app = new App({ context: CONTEXT });
  stacksOfExperiences(app, BOOTSTRAP, settingsIn(content));
  const stacks = app.node.children.filter((child) => child instanceof Stack);
  const byName = new Map(stacks.map((stack) => [stack.stackName.replace('MarketplaceSteward', ''), stack]));
  const stack = (name: string): Stack => {
    const found = byName.get(name);
    if (found === undefined) throw new Error(`There is no stack ${name}, but ${[...byName.keys()].join(', ')}.`);
    return found;
  };
  return { app, names: [...byName.keys()], stack, template: (name: string) => Template.fromStack(stack(name)) };
}

/** The one resource of a type that has these properties: its logical id and all of it. */
export function only(template: Template, type: string, properties: object = {}): [string, any] {
  const found = Object.entries(template.findResources(type, { Properties: properties }));
  if (found.length !== 1) {
    throw new Error(`There are ${found.length} of ${type} with ${JSON.stringify(properties)}.`);
  }
  return found[0]!;
}
