import type { Story } from "../page/story";
import type { Span } from "./spans";

/** A sentence of an article that stands in a group. */
export interface MemberSpan extends Span {
  group: string;
  outlets: number;
  independent: number;
  superseded: string | null;
}

/** Of each article, its sentences that stand in groups. */
export function listMembers(story: Story): MemberSpan[][] {
  const members: MemberSpan[][] = story.articles.map(() => []);
  for (const { group } of story.rows)
    for (const member of group.members)
      members[member.article_index]?.push({
        start: member.start,
        end: member.end,
        group: group.id,
        outlets: group.coverage.sources,
        independent: group.coverage.independent_sources,
        superseded: member.superseded_by?.value ?? null,
      });
  return members;
}
