/** A column of the scaling scenario. */
import { formatIssue } from '../base/result.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import { dirtyLogStress, type DirtyLogStress } from '../scenario/dirty-log-stress.ts';

export function stressColumn(column: string, stress: DirtyLogStress): MachineConfig {
  const scenario = dirtyLogStress(stress);
  if (!scenario.ok) throw new Error(scenario.issues.map(formatIssue).join('\n'));
  const config = scenario.value.columns.find(({ info }) => info.id === column)?.config;
  if (config === undefined) throw new Error(`no column ${column}`);
  return config;
}
