/** The stacks of one file of experiences: one that publishes, one for each member, and the guard rails asked for. */
import { App } from 'aws-cdk-lib';
import { ExperiencesSettings } from '../experiences/settings.ts';
import { BlockAdministrationStack } from './block-administration-stack.ts';
import { ExperiencesStack } from './experiences-stack.ts';
import { SyncStack } from './sync-stack.ts';

export function stacksOfExperiences(app: App, bootstrapDirectory: string, settings: ExperiencesSettings): void {
  new ExperiencesStack(app, 'MarketplaceStewardExperiences', { bootstrapDirectory, settings });
  for (const member of settings.members) {
    const { management } = settings;
    new SyncStack(app, `MarketplaceStewardSync-${member.name}`, { bootstrapDirectory, management, member });
    if (member.blockAdministration !== undefined) {
      new BlockAdministrationStack(app, `MarketplaceStewardBlockAdministration-${member.name}`, { member });
    }
  }
}
