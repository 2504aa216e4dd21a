export * from '../engine/schedule-text.ts';
