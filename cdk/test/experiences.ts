/** The stacks of a file of experiences as the tests look at them, made from a stand-in for the binary. */
import { App } from 'aws-cdk-lib';
import { ExperiencesFile, experiencesFrom, ExperiencesSettings } from '../lib/experiences/settings.ts';
import { stacksOfExperiences } from '../lib/stacks/experiences.ts';
import { BOOTSTRAP, CONTEXT } from './hub.ts';
import { readAs, sampleFile, stacksIn } from './stacks.ts';

export { only } from './stacks.ts';

/** The file of the local AWS: three members that follow, one of them with everything mirrored. */
export const SAMPLE = 'experiences.settings.json';
/** The file in which everything is said that can be said. */
export const ALL_SETTINGS = 'experiences-with-all-settings.settings.json';

/** A file of the worlds, changed. */
export const file = sampleFile<ExperiencesFile>;

/** The settings in a file with this content. */
export function settingsIn(content: unknown): ExperiencesSettings {
  return readAs('experiences', content, experiencesFrom)!;
}

/** The stacks of a file, by their names without the product's. */
export function stacksOf(content: ExperiencesFile) {
  const app = new App({ context: CONTEXT });
  stacksOfExperiences(app, BOOTSTRAP, settingsIn(content));
  return stacksIn(app);
}
