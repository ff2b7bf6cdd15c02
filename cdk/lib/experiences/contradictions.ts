/**
 * What cannot be true together in a file of the right form. The worker refuses the same contradictions of one member
 * (`MemberSettings::check` of `workers/domain`); told here, they are told before anything is deployed.
 */
import { told, twice } from '../settings-file.ts';
import type { ExperiencesFile, Follow, Management, Member, MemberEntry } from './settings.ts';

export function contradictionsIn({ management, members }: ExperiencesFile): string[] {
  return [
    ...told('management', publishSettings({ management, members }), 'Name fewer members or experiences.'),
    ...twice('members', members, 'name', 'Give each member a name of its own.'),
    ...twice('members', members, 'account', 'An organization has one such account: make one entry of the two.'),
    ...members.flatMap((member, index) => ofMember(member, `members[${index}]`, management)),
    ...claimedTwice(members),
  ];
}

/** What `publish` is told. */
export function publishSettings(settings: {
  management: Pick<Management, 'experiences'>;
  members: Pick<Member, 'name'>[];
}): object {
  const { management, members } = settings;
  return { experiences: management.experiences, members: members.map(({ name }) => name) };
}

function ofMember(member: MemberEntry, at: string, management: ExperiencesFile['management']): string[] {
  const { follows, mirror, guard, external_id } = member;
  const own =
    member.account === management.account
      ? [`${at}.account is the account of the management organization, which follows nobody. Remove the entry.`]
      : [];
  return [
    ...own,
    ...follows.flatMap((follow, index) =>
      ofFollow(follow, `${at}.follows[${index}]`, follows.length > 1, management.experiences),
    ),
    ...told(at, { follows, mirror, guard, external_id }, 'Name fewer experiences or audiences.'),
  ];
}

function ofFollow(
  { source, experiences, audiences }: Follow,
  at: string,
  amongOthers: boolean,
  published: string[],
): string[] {
  const mistakes: string[] = [];
  if (!published.includes(source)) {
    mistakes.push(
      `${at}.source: ${source} is not published. Add it to management.experiences, or follow one of these.`,
    );
  }
  if (experiences === undefined && amongOthers) {
    mistakes.push(`${at} follows with every experience, but there are other entries. Name its experiences.`);
  }
  for (const experience of experiences ?? []) {
    if (published.includes(experience)) {
      mistakes.push(
        `${at}.experiences: ${experience} is a management experience. Name one of the member organization.`,
      );
    }
  }
  if (Object.keys(audiences ?? {}).length > 0 && experiences?.length !== 1) {
    mistakes.push(
      `${at}.audiences needs exactly one entry in experiences, since a principal is associated with one experience ` +
        'only. Make an entry for each experience.',
    );
  }
  return mistakes;
}

/** An experience is in one organization and follows one other. */
function claimedTwice(members: MemberEntry[]): string[] {
  const claims = members.flatMap(({ follows }, member) =>
    follows.flatMap(({ experiences = [] }, follow) =>
      experiences.map((experience) => ({ experience, at: `members[${member}].follows[${follow}]` })),
    ),
  );
  return claims.flatMap(({ experience, at }, index) => {
    const first = claims.findIndex((one) => one.experience === experience);
    return first === index
      ? []
      : [
          `${at}.experiences: ${experience} follows by ${claims[first]!.at} already. Let it follow one experience only.`,
        ];
  });
}
