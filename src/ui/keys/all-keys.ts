/** Every command that has keys, of the page and of the views: the sheet lists them, and no two may collide. */
import type { OwnKeys } from '../../state/own-keys.ts';
import { KEY_TABLE, KEYS_IN_EVERY_VIEW, keyNamed, type CommandId } from './key-table.ts';
import { KEY_WORDS } from './key-words.ts';
import { VIEW_COMMANDS, VIEW_KEYS, type ViewCommandId, type ViewScope } from './view-keys.ts';

export type AnyCommandId = CommandId | ViewCommandId;

/** `page`: of the workbench; `everywhere`: also in the views that take its place. */
export type KeyScope = ViewScope | 'page' | 'everywhere';

export interface KeyRow {
  readonly id: AnyCommandId;
  readonly scope: KeyScope;
  /** Those it comes with. */
  readonly keys: readonly string[];
  readonly title: string;
  readonly fixed: boolean;
}

export const ALL_KEYS: readonly KeyRow[] = [
  ...KEY_TABLE.map(({ id, keys }): KeyRow => {
    const scope = KEYS_IN_EVERY_VIEW.includes(id) ? 'everywhere' : 'page';
    // A digit names its actor: another key would not.
    return { id, scope, keys, title: KEY_WORDS[id].title, fixed: id === 'actor' };
  }),
  ...VIEW_COMMANDS.map((id): KeyRow => {
    const { fixed = false, keys, scope, title } = VIEW_KEYS[id];
    return { id, scope, keys, title, fixed };
  }),
];

/** Which keys are listened to at the same time; the presentation's come before all others. */
const TOGETHER: readonly (readonly KeyScope[])[] = [
  ['everywhere', 'page', 'timeline'],
  ['present'],
  ['everywhere', 'timeline', 'compare'],
  ['everywhere', 'trace'],
];

export function areTogether(one: KeyScope, other: KeyScope): boolean {
  return TOGETHER.some((scopes) => scopes.includes(one) && scopes.includes(other));
}

export function rowOf(id: AnyCommandId): KeyRow | undefined {
  return ALL_KEYS.find((row) => row.id === id);
}

export function keysOfRow({ id, keys }: KeyRow, own: OwnKeys): readonly string[] {
  return own[id] ?? keys;
}

/** The command that a key would lead to beside those of a scope. */
export function holderOf(key: string, scope: KeyScope, own: OwnKeys): KeyRow | undefined {
  return ALL_KEYS.find(
    (row) => areTogether(row.scope, scope) && keysOfRow(row, own).includes(keyNamed(key)),
  );
}
