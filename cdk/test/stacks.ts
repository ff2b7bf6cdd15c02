/** Stacks and files of settings as the tests look at them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** The stacks of an app, by their names without the product's. */
export function stacksIn(app: App) {
  const stacks = app.node.children.filter((child) => child instanceof Stack);
  const byName = new Map(stacks.map((stack) => [stack.stackName.replace('MarketplaceSteward', ''), stack]));
  const stack = (name: string): Stack => {
    const found = byName.get(name);
    if (found === undefined) throw new Error(`There is no stack ${name}, but ${[...byName.keys()].join(', ')}.`);
    return found;
  };
  return { app, names: [...byName.keys()], stack, template: (name: string) => Template.fromStack(stack(name)) };
}

/** What a reader makes of a file with this content, named by this context. */
export function readAs<Settings>(context: string, content: unknown, read: (node: App['node']) => Settings): Settings {
  const directory = mkdtempSync(join(tmpdir(), 'steward-settings-'));
  try {
    const path = join(directory, `${context}.json`);
    writeFileSync(path, isText(content) ? content : JSON.stringify(content));
    return read(new App({ context: { [context]: path } }).node);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function isText(content: unknown): content is string | Buffer {
  return typeof content === 'string' || Buffer.isBuffer(content);
}

/** A file beside the worlds of the local AWS, changed. */
export function sampleFile<File>(name: string, change: (file: File) => void = () => {}): File {
  const content = JSON.parse(readFileSync(new URL(`../../tests/worlds/${name}`, import.meta.url), 'utf8'));
  change(content);
  return content;
}

/** The one resource of a type that has these properties: its logical id and all of it. */
export function only(template: Template, type: string, properties: object = {}): [string, any] {
  const found = Object.entries(template.findResources(type, { Properties: properties }));
  if (found.length !== 1) {
    throw new Error(`There are ${found.length} of ${type} with ${JSON.stringify(properties)}.`);
  }
  return found[0]!;
}
