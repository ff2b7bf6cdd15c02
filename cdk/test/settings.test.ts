import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { settingsFrom } from '../lib/settings.ts';

const settings = (context: Record<string, unknown>) => settingsFrom(new App({ context }).node);

describe('the settings', () => {
  it('are a full pass every six hours and nothing else when nothing is said', () => {
    expect(settings({})).toEqual({ fullPass: 'rate(6 hours)', driftReport: undefined, marketplaceSession: false });
  });

  it.each([
    'rate(1 hour)',
    'rate(90 minutes)',
    'rate(2 days)',
    'cron(0 6 * * ? *)',
    'cron(15 10 ? * MON-FRI 2026-2030)',
  ])('take %s as a time', (said) => {
    expect(settings({ full_pass: said, drift_report: said })).toMatchObject({ fullPass: said, driftReport: said });
  });

  it.each(['', 'hourly', 'rate(0 hours)', 'rate(6 weeks)', 'cron(0 6 * * *)', 'at(2026-11-22T00:00:00)', 6, true])(
    'refuse %j as a time, and say what to write',
    (said) => {
      expect(() => settings({ drift_report: said })).toThrow(/drift_report.*rate\(6 hours\).*cron\(.*drift_report=off/s);
    },
  );

  it('take true and false as words of the command line and of a file', () => {
    expect(settings({ marketplace_session: 'true' }).marketplaceSession).toBe(true);
    expect(settings({ marketplace_session: true }).marketplaceSession).toBe(true);
    expect(settings({ marketplace_session: 'false' }).marketplaceSession).toBe(false);
    expect(() => settings({ marketplace_session: 'yes' })).toThrow(/marketplace_session is "yes".*=true/s);
  });
});
