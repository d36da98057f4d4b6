import type { Story } from "../page/story";
import { tellTally } from "../summary/support";
import type { Span } from "./spans";

/** A sentence of an article that stands in a group. */
export interface MemberSpan extends Span {
  group: string;
  /** Whether several outlets speak of what it tells, be it in other words or otherwise. */
  shared: boolean;
  /** "2 independent sources report it, 1 says otherwise". */
  says: string;
  superseded: string | null;
}

/** Of each article, its sentences that stand in groups. */
export function listMembers(story: Story): MemberSpan[][] {
  const members: MemberSpan[][] = story.articles.map(() => []);
  for (const { group, tally } of story.rows) {
    const { reports, others } = tellTally(tally);
    const shared = tally.reports + tally.disputing + tally.older + tally.newer > 1;
    for (const member of group.members)
      members[member.article_index]?.push({
        start: member.start,
        end: member.end,
        group: group.id,
        shared,
        says: [reports, ...others].join(", "),
        superseded: member.superseded_by?.value ?? null,
      });
  }
  return members;
}

/** The place that starts at `start`, as a conflict, a sentence of the summary or a group has it; null where none does. */
export function findCitedSpan({ answer, rows, cited }: Story, article: number, start: number): Span | null {
  const places = [
    ...(answer.conflicts ?? []).flatMap(({ sides }) => sides.flatMap(({ citations }) => citations)),
    ...cited.flat(),
    ...rows.flatMap(({ group }) => group.members),
  ];
  return places.find((place) => place.article_index === article && place.start === start) ?? null;
}
