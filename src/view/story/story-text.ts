/** The words of a shipped story, without its machine. */
export interface StoryText {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly moments: readonly { readonly text: string; readonly look: string | null }[];
}
