import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { publishSettings } from '../lib/experiences/contradictions.ts';
import { experiencesFrom } from '../lib/experiences/settings.ts';
import { SETTINGS_BYTES_MAX } from '../lib/settings-file.ts';
import { ALL_SETTINGS, file, SAMPLE, settingsIn } from './experiences.ts';

const schema = JSON.parse(readFileSync(new URL('../experiences.schema.json', import.meta.url), 'utf8'));
const sample = () => file(SAMPLE) as any;

/** The sample, changed. */
function changed(change: (file: any) => void) {
  const file = sample();
  change(file);
  return file;
}

/** Members as there could be many of. */
const members = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    name: `member-${index}`,
    account: `${500_000_000_000 + index}`,
    follows: [{ source: 'exp-hf00default00' }],
  }));

describe('the file of experiences', () => {
  it('is none when the context names none, and then nothing is made of it', () => {
    expect(experiencesFrom(new App().node)).toBeUndefined();
  });

  it('says who publishes what and who follows how, with everything else as usual', () => {
    const { management, members } = settingsIn(sample());
    expect(management).toEqual({
      account: '111111111111',
      experiences: ['exp-hf00default00'],
      schedule: 'rate(1 hour)',
    });
    expect(members.map(({ name, account }) => [name, account])).toEqual([
      ['finch-retail', '320000000002'],
      ['harbour-logistics', '330000000002'],
      ['bay-insurance', '340000000001'],
    ]);
    expect(members[0]).toEqual({
      name: 'finch-retail',
      account: '320000000002',
      externalId: 'finch-retail@111111111111',
      sync: { follows: [{ source: 'exp-hf00default00' }] },
      schedule: 'rate(1 hour)',
      blockAdministration: undefined,
    });
  });

  it('takes all that can be said', () => {
    const { management, members } = settingsIn(file(ALL_SETTINGS));
    expect(management.schedule).toBe('cron(0 * * * ? *)');
    expect(members[0]).toEqual({
      name: 'finch-retail',
      account: '320000000002',
      externalId: 'finch-retail/2026',
      sync: {
        follows: [
          {
            source: 'exp-hf00default00',
            experiences: ['exp-fr00stores000'],
            audiences: { 'o-hf4tz81kqe': ['ou-fr01-7b20c1aa'] },
          },
        ],
        mirror: { status: true, requests: true, branding: true },
        guard: { denials_max: 50, denials_percent_max: 10 },
      },
      schedule: 'rate(2 hours)',
      blockAdministration: {
        targets: ['r-fr01'],
        exemptRoles: ['aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Procurement_*'],
      },
    });
  });

  it('may switch the clock off', () => {
    const off = changed((file) => (file.management.schedule = file.members[0].schedule = 'off'));
    const { management, members } = settingsIn(off);
    expect([management.schedule, members[0]!.schedule]).toEqual([undefined, undefined]);
  });

  it('may name no member yet', () => {
    expect(settingsIn({ ...sample(), members: [] }).members).toEqual([]);
  });
});

/** What is said about a file. */
function told(file: unknown): string {
  try {
    settingsIn(file);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a mistake', () => {
  it('in the name of the file, or in its JSON, says which file it is about and what to do', () => {
    const absent = new App({ context: { experiences: 'absent.json' } });
    expect(() => experiencesFrom(absent.node)).toThrow(/absent\.json.*no such file.*-c experiences=FILE/s);
    expect(() => settingsIn('{"management": }')).toThrow(/experiences\.json: this is not JSON.*Correct it/s);
  });

  it.each<[string, (file: any) => void, RegExp]>([
    [
      'a member without an account',
      (file) => delete file.members[1].account,
      /members\[1\] lacks the field "account"\. Add it\./,
    ],
    ['no management', (file) => delete file.management, /The file lacks the field "management"\./],
    [
      'a field that nobody knows',
      (file) => (file.members[0].external_Id = 'x'),
      /members\[0\] has the unknown field "external_Id"\. Remove it; known are name, account, external_id,/,
    ],
    [
      'an unknown field at the top',
      (file) => (file.member = []),
      /The file has the unknown field "member".*known are management, members\./,
    ],
    [
      'an account as a number',
      (file) => (file.members[0].account = 320000000002),
      /members\[0\]\.account is 320000000002\. Write: .*12 digits in quotes/,
    ],
    [
      'an account of 11 digits',
      (file) => (file.management.account = '11111111111'),
      /management\.account is "11111111111"\. Write:/,
    ],
    [
      'an experience with its revision',
      (file) => (file.management.experiences = ['exp-a@6']),
      /management\.experiences\[0\] is "exp-a@6"\. Write:.*without @revision/,
    ],
    [
      'an experience with a space',
      (file) => (file.members[1].follows[0].experiences[1] = ' exp-a'),
      /members\[1\]\.follows\[0\]\.experiences\[1\] is " exp-a"\. Write:/,
    ],
    [
      'no experience at all',
      (file) => (file.management.experiences = []),
      /management\.experiences is \[\]\. Write: A list of at least one/,
    ],
    [
      'an empty list of followers',
      (file) => (file.members[1].follows[0].experiences = []),
      /follows\[0\]\.experiences is \[\]\. Write:.*leave it out for all/,
    ],
    [
      'an experience that is named twice',
      (file) => file.management.experiences.push('exp-hf00default00'),
      /management\.experiences is .*each once/,
    ],
    ['too many members', (file) => (file.members = members(81)), /members is .*Write: A list of at most 80/],
    [
      'a follower of nobody',
      (file) => (file.members[0].follows = []),
      /members\[0\]\.follows is \[\]\. Write: A list with at least one entry/,
    ],
    [
      'a name that no role can have',
      (file) => (file.members[0].name = 'Finch Retail'),
      /members\[0\]\.name is "Finch Retail"\. Write: .*small letters/,
    ],
    [
      'a name that is too long for its role',
      (file) => (file.members[0].name = 'a'.repeat(40)),
      /members\[0\]\.name is .*1 to 39/,
    ],
    [
      'an external id that STS refuses',
      (file) => (file.members[0].external_id = 'a b'),
      /members\[0\]\.external_id is "a b"\. Write:/,
    ],
    [
      'a word instead of true',
      (file) => (file.members[1].mirror.status = 'yes'),
      /members\[1\]\.mirror\.status is "yes"\. Write: true or false/,
    ],
    [
      'a share above 100',
      (file) => (file.members[0].guard = { denials_percent_max: 101 }),
      /members\[0\]\.guard\.denials_percent_max is 101\. Write: .*0 to 100/,
    ],
    [
      'a negative limit',
      (file) => (file.members[0].guard = { denials_max: -1 }),
      /members\[0\]\.guard\.denials_max is -1\. Write: /,
    ],
    [
      'a time that is none',
      (file) => (file.members[0].schedule = 'hourly'),
      /members\[0\]\.schedule is "hourly"\. Write: .*rate\(1 hour\).*"off"/,
    ],
    [
      'an audience that is none',
      (file) => (file.members[1].follows[0].audiences = { 'r-hf01': [] }),
      /follows\[0\]\.audiences has the field "r-hf01"\. Write: An account/,
    ],
    [
      'a target that is none',
      (file) => (file.members[0].block_administration = { targets: ['o-fr7yh2n5wd'] }),
      /block_administration\.targets\[0\] is "o-fr7yh2n5wd"\. Write: The root/,
    ],
    [
      'an exemption of everybody',
      (file) => (file.members[0].block_administration = { targets: ['r-fr01'], exempt_roles: ['*'] }),
      /exempt_roles\[0\] is "\*"\. Write: .*not \* alone/,
    ],
  ])('is told with its place: %s', (_, change, message) => {
    expect(() => settingsIn(changed(change))).toThrow(message);
  });

  it('is never the only one told when there are several, and none is told twice', () => {
    const file = changed((one) => {
      one.members[0].account = 'a';
      one.members[2].name = 'B';
    });
    const [first, ...mistakes] = told(file).split('\n');
    expect(first).toContain('correct the following, then synthesize again');
    expect(mistakes).toHaveLength(2);
  });
});

describe('a contradiction', () => {
  const follow = (source: string, ...experiences: string[]) => ({ source, experiences });

  it.each<[string, (file: any) => void, RegExp]>([
    [
      'two members of one name',
      (file) => (file.members[2].name = 'finch-retail'),
      /members\[2\]\.name is that of members\[0\]: finch-retail/,
    ],
    [
      'two members in one account',
      (file) => (file.members[1].account = '320000000002'),
      /members\[1\]\.account is that of members\[0\]: 320000000002/,
    ],
    [
      'a member in the management account',
      (file) => (file.members[0].account = '111111111111'),
      /members\[0\]\.account is the account of the management organization/,
    ],
    [
      'one that follows what is not published',
      (file) => (file.members[0].follows[0].source = 'exp-other'),
      /members\[0\]\.follows\[0\]\.source: exp-other is not published\. Add it to management\.experiences/,
    ],
    [
      'one that follows itself',
      (file) => (file.members[0].follows = [follow('exp-hf00default00', 'exp-hf00default00')]),
      /members\[0\]\.follows\[0\]\.experiences: exp-hf00default00 is a management experience/,
    ],
    [
      'every experience beside named ones',
      (file) => {
        file.management.experiences.push('exp-hf00second000');
        file.members[0].follows = [{ source: 'exp-hf00default00' }, follow('exp-hf00second000', 'exp-fr00stores000')];
      },
      /members\[0\]\.follows\[0\] follows with every experience, but there are other entries/,
    ],
    [
      'an experience that follows two',
      (file) => {
        file.management.experiences.push('exp-hf00second000');
        file.members[0].follows = [follow('exp-hf00default00', 'exp-a'), follow('exp-hf00second000', 'exp-a')];
      },
      /members\[0\]\.follows\[1\]\.experiences: exp-a follows by members\[0\]\.follows\[0\] already/,
    ],
    [
      'an experience of two organizations',
      (file) => (file.members[0].follows = [follow('exp-hf00default00', 'exp-hl00fleet0000')]),
      /members\[1\]\.follows\[0\]\.experiences: exp-hl00fleet0000 follows by members\[0\]\.follows\[0\] already/,
    ],
    [
      'audiences for more than one experience',
      (file) => (file.members[1].follows[0].audiences = { 'o-hf4tz81kqe': ['o-hl3kd9s6mb'] }),
      /members\[1\]\.follows\[0\]\.audiences needs exactly one entry in experiences/,
    ],
    [
      'audiences for every experience',
      (file) => (file.members[0].follows[0].audiences = { 'o-hf4tz81kqe': ['o-fr7yh2n5wd'] }),
      /members\[0\]\.follows\[0\]\.audiences needs exactly one entry in experiences/,
    ],
    [
      'more settings of a member than a function can be told',
      (file) => (file.members[0].follows[0].experiences = members(160).map(({ account }) => `exp-${account}`)),
      /members\[0\]: the function would be told \d+ bytes, and Lambda leaves room for 3000\. Name fewer/,
    ],
    [
      'more than a function can be told of members',
      (file) => {
        file.members = members(80);
        for (const member of file.members) member.name = member.name.padEnd(39, 'x');
      },
      /management: the function would be told \d+ bytes, and Lambda leaves room for 3000\. Name fewer/,
    ],
  ])('is told before anything is deployed: %s', (_, change, message) => {
    expect(() => settingsIn(changed(change))).toThrow(message);
  });

  it('is none in a file for as many members as there can be', () => {
    const file = { ...sample(), members: members(80) };
    expect(Buffer.byteLength(JSON.stringify(publishSettings(file)))).toBeLessThanOrEqual(SETTINGS_BYTES_MAX);
    expect(settingsIn(file).members).toHaveLength(80);
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

  it('shows a file that is right', () => {
    const [, shown] = /```json\n(\{\n {2}"management"[\s\S]*?)```/.exec(readme)!;
    expect(settingsIn(shown).members.map(({ name }) => name)).toEqual(['finch-retail']);
  });

  it('has a row for every field of the schema', () => {
    const { management, member, follow, mirror, guard, block_administration } = schema.$defs;
    const rows = readme.split('\n').filter((line) => line.startsWith('| `'));
    const groups = [management, member, follow, mirror, guard, block_administration];
    const fields = groups.flatMap(({ properties }) => Object.keys(properties));
    const missing = fields.filter((field) => !rows.some((row) => new RegExp(`[.\`]${field}[.\`[]`).test(row)));
    expect(missing).toEqual([]);
  });
});
