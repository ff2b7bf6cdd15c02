/**
 * The app: the hub, and, where their files are named, the stacks that publish and follow experiences and those that set up
 * organizations; all checked against the AWS Solutions rules at every synth.
 *
 * Context: `bootstrap` is the directory with the prebuilt binary; for the rest see `lib/settings.ts`, `lib/policy/file.ts`,
 * `lib/experiences/settings.ts` and `lib/setup/settings.ts`.
 */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { experiencesFrom } from '../lib/experiences/settings.ts';
import { policyFrom } from '../lib/policy/file.ts';
import { settingsFrom } from '../lib/settings.ts';
import { setupsFrom } from '../lib/setup/settings.ts';
import { stacksOfExperiences } from '../lib/stacks/experiences.ts';
import { HubStack } from '../lib/stacks/hub-stack.ts';
import { stacksOfSetups } from '../lib/stacks/setups.ts';

const app = new App();
const bootstrapDirectory: string = app.node.getContext('bootstrap');
new HubStack(app, 'MarketplaceStewardHub', {
  bootstrapDirectory,
  settings: settingsFrom(app.node),
  policy: policyFrom(app.node),
});
const experiences = experiencesFrom(app.node);
if (experiences !== undefined) stacksOfExperiences(app, bootstrapDirectory, experiences);
stacksOfSetups(app, bootstrapDirectory, setupsFrom(app.node));
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
