/**
 * The app: one hub stack, checked against the AWS Solutions rules at every synth.
 *
 * Context: `bootstrap` is the directory with the prebuilt binary; for the rest see `lib/settings.ts`.
 */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { settingsFrom } from '../lib/settings.ts';
import { HubStack } from '../lib/stacks/hub-stack.ts';

const app = new App();
new HubStack(app, 'MarketplaceStewardHub', {
  bootstrapDirectory: app.node.getContext('bootstrap'),
  settings: settingsFrom(app.node),
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
